//! Slates drawn from scores: Plackett-Luce, slot by slot, with or without a penalty on similar items.

use crate::agent::neural::distribution::softmax;
use crate::math::random::RngStream;
use crate::math::sampling::draw;
use crate::math::vector::dot;

/// Furthest that a score counts from zero, so that differences stay numbers; what is NaN counts as the lowest.
const FURTHEST_SCORE: f64 = 1e100;

/// After each slot, the scores of all items left fall by `coefficient` times their highest cosine similarity to an item
/// already placed; again after the next slot, and so on (TF-Agents, PenalizeCosineDistanceRankingPolicy).
#[derive(Debug, Clone, Copy)]
pub struct SimilarityPenalty<'a> {
    /// How much similarity counts against scores over temperature.
    pub coefficient: f64,
    /// Features of the items, row-major L x d; an item whose features are all zero is similar to none.
    pub features: &'a [f64],
}

/// Draws slates, with buffers for L items.
#[derive(Debug, Clone)]
pub struct SlateSampler {
    /// Scores over temperature, less penalties; of items already placed minus infinity.
    logits: Vec<f64>,
    probabilities: Vec<f64>,
    /// 1 / norm of each item's features, zero for zero.
    inverse_norms: Vec<f64>,
    /// Highest cosine similarity to an item already placed.
    similarities: Vec<f64>,
}

impl SlateSampler {
    /// For so many items.
    pub fn new(items: usize) -> SlateSampler {
        let none = vec![0.0; items];
        SlateSampler {
            logits: none.clone(),
            probabilities: none.clone(),
            inverse_norms: none.clone(),
            similarities: none,
        }
    }

    /// Bytes for so many items.
    pub fn memory(items: usize) -> u64 {
        4 * 8 * items as u64
    }

    /// Fills the slate with different items: each slot's with probability in proportion to exp(score / temperature)
    /// among the items left (Plackett 1975, The Analysis of Permutations). `scores` has an entry for each item, at
    /// least as many as there are slots; `temperature` is above zero.
    pub fn fill(
        &mut self,
        scores: &[f64],
        temperature: f64,
        penalty: Option<SimilarityPenalty<'_>>,
        stream: &mut RngStream,
        slate: &mut [u32],
    ) {
        self.set_logits(scores, temperature);
        if let Some(penalty) = penalty {
            self.forget_similarities(penalty);
        }
        let slots = slate.len();
        for (position, place) in slate.iter_mut().enumerate() {
            softmax(&self.logits, 1.0, &mut self.probabilities);
            let item = draw(&self.probabilities, stream);
            *place = item as u32;
            self.logits[item] = f64::NEG_INFINITY;
            if let (Some(penalty), true) = (penalty, position + 1 < slots) {
                self.lower(penalty, item);
            }
        }
    }

    /// With which probability [`SlateSampler::fill`] puts each item into the first slot.
    pub fn first(&mut self, scores: &[f64], temperature: f64) -> &[f64] {
        self.set_logits(scores, temperature);
        softmax(&self.logits, 1.0, &mut self.probabilities);
        &self.probabilities
    }

    fn set_logits(&mut self, scores: &[f64], temperature: f64) {
        for (logit, score) in self.logits.iter_mut().zip(scores) {
            let score = if score.is_nan() { -FURTHEST_SCORE } else { *score };
            *logit = (score / temperature).clamp(-FURTHEST_SCORE, FURTHEST_SCORE);
        }
    }

    fn forget_similarities(&mut self, penalty: SimilarityPenalty<'_>) {
        self.similarities.fill(-1.0);
        let size = penalty.features.len() / self.logits.len();
        for (item, inverse) in self.inverse_norms.iter_mut().enumerate() {
            let features = &penalty.features[item * size..(item + 1) * size];
            let norm = dot(features, features).sqrt();
            *inverse = if norm > 0.0 && norm.is_finite() { 1.0 / norm } else { 0.0 };
        }
    }

    /// Lowers the scores after an item has been placed.
    fn lower(&mut self, penalty: SimilarityPenalty<'_>, placed: usize) {
        let size = penalty.features.len() / self.logits.len();
        let features_of = |item: usize| &penalty.features[item * size..(item + 1) * size];
        for (item, (logit, highest)) in self.logits.iter_mut().zip(&mut self.similarities).enumerate() {
            let scale = self.inverse_norms[item] * self.inverse_norms[placed];
            // Where an item has no direction, scale is zero; a product that has overflowed would still be NaN.
            let product = if scale > 0.0 { dot(features_of(item), features_of(placed)) * scale } else { 0.0 };
            *highest = highest.max(product);
            *logit -= penalty.coefficient * *highest;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Items along (1, 0), (2, 0), (3, 4) and nowhere. The first slot holds item 0: similarities 1, 0.6 and 0. If item 2
    /// is next: item 1's highest stays 1 and it is lowered by it once more, nowhere's stays 0.
    #[test]
    fn the_penalty_by_hand() {
        let features = [1.0, 0.0, 2.0, 0.0, 3.0, 4.0, 0.0, 0.0];
        let penalty = SimilarityPenalty { coefficient: 0.5, features: &features };
        let mut sampler = SlateSampler::new(4);
        sampler.logits.copy_from_slice(&[f64::NEG_INFINITY, 1.0, 2.0, 3.0]);
        sampler.forget_similarities(penalty);
        sampler.lower(penalty, 0);
        assert_eq!(sampler.logits, [f64::NEG_INFINITY, 0.5, 1.7, 3.0]);
        sampler.logits[2] = f64::NEG_INFINITY;
        sampler.lower(penalty, 2);
        assert_eq!(sampler.logits, [f64::NEG_INFINITY, 0.0, f64::NEG_INFINITY, 3.0]);
    }

    proptest! {
        /// Whatever scores and features, a slate holds different items.
        #[test]
        fn items_are_different(
            scores in proptest::collection::vec(proptest::num::f64::ANY, 6),
            features in proptest::collection::vec(proptest::num::f64::ANY, 12),
            temperature in 0.01..100.0,
            coefficient in 0.0..10.0,
            seed: u64,
        ) {
            let mut sampler = SlateSampler::new(6);
            for penalty in [None, Some(SimilarityPenalty { coefficient, features: &features })] {
                let mut slate = [9; 6];
                sampler.fill(&scores, temperature, penalty, &mut RngStream::new(seed, 0, "test"), &mut slate);
                slate.sort_unstable();
                prop_assert_eq!(slate, [0, 1, 2, 3, 4, 5]);
            }
        }
    }
}
