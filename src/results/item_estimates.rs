//! What rankers have learned of all items of an environment of slates, beside what is true.

use serde::{Deserialize, Serialize};

use crate::ranking::RankerExplanation;
use crate::ranking::order::{Ties, sorted};

/// What all rankers have learned of all items, after a round that a person looks into.
///
/// Every list is in the order of `items`. Numbers are of single precision: they are for eyes, nothing is computed from
/// them, and of a whole catalogue it is half as much to send.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ItemEstimates {
    /// Every item of the environment, the most attractive to this round's user first; of equal ones the smaller index.
    pub items: Vec<u32>,
    /// Probability of each to attract this user when looked at by itself, which rankers don't see.
    pub attractions: Vec<f32>,
    /// One a policy.
    #[serde(rename = "contenders")]
    pub policies: Vec<PolicyItemEstimates>,
}

/// What one ranker has learned of all items.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PolicyItemEstimates {
    /// How many of its slates have shown each item.
    pub shown: Vec<u32>,
    /// The attraction of each as learned; empty where the ranker estimates nothing.
    pub estimates: Vec<f32>,
    /// Lower end of what each attraction may be; empty where the ranker has no such end.
    pub low: Vec<f32>,
    /// Upper end of it; empty where the ranker has no such end.
    pub high: Vec<f32>,
}

/// What a ranker thinks of one item.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// Estimated attraction.
    pub estimate: f64,
    /// Lower end of what the attraction may be; the estimate where the ranker has no such end.
    pub low: f64,
    /// Upper end of it; the estimate where the ranker has no such end.
    pub high: f64,
}

impl Learned {
    pub(crate) fn of(thought: &RankerExplanation, item: usize) -> Option<Learned> {
        let estimate = *thought.estimates.get(item)?;
        let end = |ends: &[f64]| ends.get(item).copied().unwrap_or(estimate);
        Some(Learned { estimate, low: end(&thought.low), high: end(&thought.high) })
    }
}

impl ItemEstimates {
    /// None yet about items of these attractions.
    pub fn about(attractions: &[f64]) -> ItemEstimates {
        let items = sorted(attractions, Ties::ByIndex);
        ItemEstimates { attractions: in_order(&items, attractions), items, policies: Vec::new() }
    }

    /// Adds a policy: how many of its slates have shown each item, and what it thinks, by the index of the item.
    pub fn add(&mut self, shown: &[u32], thought: &RankerExplanation) {
        let items = &self.items;
        self.policies.push(PolicyItemEstimates {
            shown: items.iter().filter_map(|item| shown.get(*item as usize).copied()).collect(),
            estimates: in_order(items, &thought.estimates),
            low: in_order(items, &thought.low),
            high: in_order(items, &thought.high),
        });
    }

    /// What a policy has learned of the item at a place of the order; none where it estimates nothing.
    pub fn learned(&self, policy: usize, place: usize) -> Option<Learned> {
        self.policies.get(policy)?.learned(place)
    }
}

impl PolicyItemEstimates {
    /// What is learned of the item at a place of the order; none where nothing is estimated.
    pub fn learned(&self, place: usize) -> Option<Learned> {
        let estimate = f64::from(*self.estimates.get(place)?);
        let end = |ends: &[f32]| ends.get(place).map_or(estimate, |end| f64::from(*end));
        Some(Learned { estimate, low: end(&self.low), high: end(&self.high) })
    }
}

/// The numbers of the items, in their order; none where there is not one for each.
fn in_order(items: &[u32], numbers: &[f64]) -> Vec<f32> {
    if numbers.len() != items.len() {
        return Vec::new();
    }
    items.iter().filter_map(|item| numbers.get(*item as usize)).map(|number| *number as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_the_order_of_attraction() {
        let mut item_estimates = ItemEstimates::about(&[0.25, 0.75, 0.5, 0.75]);
        assert_eq!(item_estimates.items, [1, 3, 2, 0]);
        assert_eq!(item_estimates.attractions, [0.75, 0.75, 0.5, 0.25]);
        let thought = RankerExplanation {
            estimates: vec![0.5, 1.0, 0.25, 0.0],
            high: vec![1.0, f64::INFINITY, 0.5, 0.125],
            ..RankerExplanation::default()
        };
        item_estimates.add(&[1, 2, 3, 4], &thought);
        item_estimates.add(&[0; 4], &RankerExplanation::default());
        assert_eq!(item_estimates.policies[0].shown, [2, 4, 3, 1]);
        assert_eq!(
            item_estimates.learned(0, 0),
            Some(Learned { estimate: 1.0, low: 1.0, high: f64::INFINITY })
        );
        assert_eq!(item_estimates.learned(0, 3), Some(Learned { estimate: 0.5, low: 0.5, high: 1.0 }));
        assert_eq!(item_estimates.learned(0, 4), None);
        assert_eq!(item_estimates.learned(1, 0), None);
        assert_eq!(item_estimates.learned(2, 0), None);
    }
}
