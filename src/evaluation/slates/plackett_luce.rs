//! Plackett-Luce policies: slates filled from the top, each slot with one of the remaining items, drawn with probabilities in
//! proportion to e^u of their utilities u. All probabilities of such a policy can be computed.
//!
//! Luce 1959, Individual Choice Behavior; Plackett 1975, The Analysis of Permutations.

use std::collections::BTreeMap;

/// Most slates that [`PlackettLuce::slates`] lists.
pub const MOST_SLATES: usize = 1 << 16;

/// Most sets of items that [`PlackettLuce::slot_probabilities`] goes through.
const MOST_SETS: f64 = (1_u64 << 20) as f64;

/// A Plackett-Luce policy in one context.
#[derive(Debug, Clone, PartialEq)]
pub struct PlackettLuce {
    /// e^u of each item, the largest 1.
    weights: Vec<f64>,
}

impl PlackettLuce {
    /// The policy of these utilities, one an item, at most 64 of them; none for other numbers of items and utilities that are not
    /// finite.
    pub fn new(utilities: &[f64]) -> Option<PlackettLuce> {
        let largest = utilities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let fits = (1..=64).contains(&utilities.len()) && utilities.iter().all(|utility| utility.is_finite());
        let weights = utilities.iter().map(|utility| libm::exp(utility - largest)).collect();
        fits.then_some(PlackettLuce { weights })
    }

    /// Number of items.
    pub fn items(&self) -> usize {
        self.weights.len()
    }

    /// The probability of each item for the slot below these; 0 for those that stand above.
    pub fn next(&self, above: &[u32]) -> Vec<f64> {
        let is_free = |item: usize| !above.contains(&(item as u32));
        let rest: f64 = self
            .weights
            .iter()
            .enumerate()
            .filter(|(item, _)| is_free(*item))
            .map(|(_, weight)| weight)
            .sum();
        let share = |(item, weight): (usize, &f64)| if is_free(item) { weight / rest } else { 0.0 };
        self.weights.iter().enumerate().map(share).collect()
    }

    /// The probability of each of a slate's beginnings, up to and including each slot.
    pub fn prefix_probabilities(&self, slate: &[u32]) -> Vec<f64> {
        let mut probability = 1.0;
        let slots = slate.iter().enumerate().map(|(slot, item)| {
            probability *= self.next(&slate[..slot]).get(*item as usize).copied().unwrap_or(0.0);
            probability
        });
        slots.collect()
    }

    /// The probability of each item to stand in each slot, whatever the others are: row-major slots x items. What comes next depends
    /// only on the set of items above, so it is sets that are gone through, not orders. None where there are too many.
    pub fn slot_probabilities(&self, slots: usize) -> Option<Vec<f64>> {
        let items = self.items();
        let (mut sets, mut all) = (1.0, 1.0);
        for slot in 1..slots {
            sets *= (items as f64 - slot as f64 + 1.0) / slot as f64;
            all += sets;
        }
        if slots == 0 || slots > items || all > MOST_SETS {
            return None;
        }
        let total: f64 = self.weights.iter().sum();
        let mut probabilities = vec![0.0; slots * items];
        // Sets of items above the slot, as bits, with their probability and the weight that they leave.
        let mut above = BTreeMap::from([(0_u64, 1.0)]);
        for row in probabilities.chunks_mut(items) {
            let mut next = BTreeMap::new();
            for (set, probability) in &above {
                let free = |item: &usize| set & (1 << item) == 0;
                let rest: f64 = if *set == 0 {
                    total
                } else {
                    (0..items).filter(free).map(|item| self.weights[item]).sum()
                };
                for item in (0..items).filter(free) {
                    let here = probability * self.weights[item] / rest;
                    row[item] += here;
                    *next.entry(set | (1 << item)).or_insert(0.0) += here;
                }
            }
            above = next;
        }
        Some(probabilities)
    }

    /// Every slate with its probability; none where there are more than [`MOST_SLATES`].
    pub fn slates(&self, slots: usize) -> Option<Vec<(Vec<u32>, f64)>> {
        let items = self.items();
        let count = (0..slots).fold(1.0, |count, slot| count * (items as f64 - slot as f64));
        if slots == 0 || slots > items || count > MOST_SLATES as f64 {
            return None;
        }
        let mut slates = vec![(Vec::new(), 1.0)];
        for _ in 0..slots {
            let longer = slates.iter().flat_map(|(slate, probability): &(Vec<u32>, f64)| {
                let next = self.next(slate).into_iter().enumerate();
                let free = next.filter(|(item, _)| !slate.contains(&(*item as u32)));
                free.map(move |(item, share)| {
                    let longer = slate.iter().copied().chain([item as u32]).collect();
                    (longer, probability * share)
                })
            });
            slates = longer.collect();
        }
        Some(slates)
    }
}
