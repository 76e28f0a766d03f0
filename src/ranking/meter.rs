//! Measures one slate after the other, as [`SlateMetrics::of`] does, and without allocating: what holds for all slates of
//! a round is worked out once, and again only when the attractions have changed.

use super::SlateShape;
use super::environments::SlateRound;
use super::metrics::{Best, SlateMetrics, discount, normalized};
use super::order::{Ties, largest};
use crate::math::vector::{add_scaled, dot};

/// What is measured with, for all slates of a seed.
#[derive(Debug, Clone)]
pub struct SlateEvaluator {
    /// What a gain counts at each of the K positions.
    discounts: Vec<f64>,
    /// The K most attractive items, the most attractive first.
    best: Vec<u32>,
    /// Their attractions.
    largest: Vec<f64>,
    /// What an item must have to be as good as one of them.
    bounds: Best,
    /// DCG of the best items in the best order.
    ideal: f64,
    /// Revision of the attractions that all this is of; none before the first round.
    revision: Option<u64>,
    /// Number of topics of an item, or else of features; zero where there are neither.
    length: usize,
    /// Sum of the rows of a slate, each scaled to length 1.
    sum: Vec<f64>,
}

impl SlateEvaluator {
    /// For the slates of an environment of this shape.
    pub fn new(shape: &SlateShape) -> SlateEvaluator {
        let length = if shape.topics > 0 { shape.topics } else { shape.features };
        SlateEvaluator {
            discounts: (0..shape.slots).map(discount).collect(),
            best: vec![0; shape.slots],
            largest: vec![0.0; shape.slots],
            bounds: Best::default(),
            ideal: 0.0,
            revision: None,
            length,
            sum: vec![0.0; length],
        }
    }

    /// Looks at a round, whose slates are then to be measured: O(L) where the attractions have changed.
    pub fn look(&mut self, round: &SlateRound) {
        if self.revision == Some(round.attractions_revision) {
            return;
        }
        largest(&round.attractions, Ties::ByIndex, &mut self.best);
        for (attraction, item) in self.largest.iter_mut().zip(&self.best) {
            *attraction = round.attractions[*item as usize];
        }
        self.bounds = Best::of(&self.largest);
        self.ideal = self.gain(round, &self.best);
        self.revision = Some(round.attractions_revision);
    }

    fn gain(&self, round: &SlateRound, slate: &[u32]) -> f64 {
        slate
            .iter()
            .zip(&self.discounts)
            .map(|(item, weight)| round.attractions[*item as usize] * weight)
            .sum()
    }

    /// How good a slate of the round last looked at is: O(K d), with d topics or features. `coverage` is the ranker's
    /// own. The numbers are those of [`SlateMetrics::of`], diversity up to rounding.
    pub fn metrics(&mut self, round: &SlateRound, slate: &[u32], coverage: f64) -> SlateMetrics {
        let shown = slate.iter().map(|item| round.attractions[*item as usize]);
        let first = shown.clone().position(|attraction| self.bounds.is_top(attraction));
        SlateMetrics {
            ndcg: normalized(self.gain(round, slate), self.ideal),
            recall: self.bounds.hits(shown) as f64 / self.best.len().max(1) as f64,
            reciprocal_rank: first.map_or(0.0, |position| 1.0 / (position as f64 + 1.0)),
            coverage,
            diversity: self.diversity(round, slate),
        }
    }

    /// The mean of 1 - cosine over all pairs, by way of the sum of the rows scaled to length 1: the square of its length is
    /// the number of rows that are not zero and twice the sum of all cosines.
    fn diversity(&mut self, round: &SlateRound, slate: &[u32]) -> Option<f64> {
        let length = self.length;
        if length == 0 || slate.len() < 2 {
            return None;
        }
        let rows = if round.topics.is_empty() { &round.features } else { &round.topics };
        self.sum.fill(0.0);
        let mut there = 0.0;
        for item in slate {
            let row = &rows[*item as usize * length..(*item as usize + 1) * length];
            let square = dot(row, row);
            if square > 0.0 {
                add_scaled(&mut self.sum, row, 1.0 / square.sqrt());
                there += 1.0;
            }
        }
        let cosines = (dot(&self.sum, &self.sum) - there) / 2.0;
        let pairs = (slate.len() * (slate.len() - 1) / 2) as f64;
        // Rounding alone can put rows that are all alike below zero.
        Some(((pairs - cosines) / pairs).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::environments::plain_shape;
    use super::*;
    use proptest::prelude::*;

    fn numbers(count: usize, largest: f64) -> impl Strategy<Value = Vec<f64>> {
        proptest::collection::vec(prop_oneof![Just(0.0), Just(0.5 * largest), 0.0..largest], count)
    }

    proptest! {
        /// The same as the plain definition, in one round after the other, with and without topics and features.
        #[test]
        fn it_measures_as_the_plain_definition_does(
            rounds in proptest::collection::vec((numbers(7, 1.0), numbers(21, 2.0), any::<bool>()), 1..4),
            order in Just([0_u32, 1, 2, 3, 4, 5, 6]).prop_shuffle(),
            slots in 1_usize..=7,
            (features, topics) in (0_usize..=3, 0_usize..=3),
        ) {
            let shape = SlateShape { features, topics, ..plain_shape(7, slots) };
            let mut meter = SlateEvaluator::new(&shape);
            let mut round = SlateRound::new(&shape);
            let slate = &order[..slots];
            for (attractions, entries, changed) in &rounds {
                if *changed || round.attractions_revision == 0 {
                    round.attractions.clone_from(attractions);
                    round.attractions_changed();
                }
                round.features = entries[..7 * features].to_vec();
                round.topics = entries.iter().rev().take(7 * topics).copied().collect();
                meter.look(&round);
                let found = meter.metrics(&round, slate, 0.5);
                let rows = if topics > 0 { &round.topics } else { &round.features };
                let plain = SlateMetrics::of(slate, &round.attractions, &[1, 0], rows);
                prop_assert_eq!(SlateMetrics { diversity: None, ..found }, SlateMetrics { diversity: None, ..plain });
                prop_assert_eq!(found.diversity.is_some(), plain.diversity.is_some());
                if let (Some(one), Some(other)) = (found.diversity, plain.diversity) {
                    prop_assert!((one - other).abs() < 1e-12, "{} and {}", one, other);
                }
            }
        }
    }
}
