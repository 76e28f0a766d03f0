//! CascadeTS: Thompson sampling with a Beta distribution an item.
//!
//! Each round draws the attraction of every item from Beta(1 + clicks, 1 + misses) and shows the items of the largest draws
//! (Zhong, Cheung and Tan 2021, Thompson Sampling Algorithms for Cascading Bandits; an analysis of
//! the Beta form).

use super::cache::IndexCache;
use crate::descriptor::{Descriptor, words};
use crate::math::beta_distribution::upper_quantile;
use crate::math::random::RngStream;
use crate::math::sampling::beta_with_log_odds;
use crate::probabilities::{ActionProbabilities, BetaLogOdds, largest_of};
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::observed::{Counts, Reading};
use crate::ranking::rankers::{Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateView};

/// Of what an attraction may be, this much lies beyond either end of the interval that a person sees.
const TAIL: f64 = 0.025;

/// CascadeTS.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::Cascade,
    part: Descriptor {
        id: "cascade_ts",
        title: "CascadeTS",
        sentence: words(
            "Draws one value from what each item's attraction may be, given its clicks, and shows the items of the largest draws.",
        ),
        citation: words("Zhong, Cheung and Tan 2021, Thompson Sampling Algorithms for Cascading Bandits"),
        facts: &[],
        parameters: &[],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| Counts::memory(shape.items) + 16 * shape.items as u64,
    note_length: |_, _| 0,
    build: |_, shape| {
        let zeros = vec![0.0; shape.items];
        Ok(Box::new(CascadeTs { counts: Counts::new(shape.items), samples: zeros.clone(), odds: zeros }))
    },
};

#[derive(Clone)]
struct CascadeTs {
    counts: Counts,
    samples: Vec<f64>,
    /// Logarithms of the odds of the samples.
    odds: Vec<f64>,
}

impl CascadeTs {
    /// Both parameters of an item's Beta distribution.
    fn belief(&self, item: usize) -> (f64, f64) {
        let clicks = self.counts.clicks(item);
        (1.0 + clicks, 1.0 + self.counts.observations(item) - clicks)
    }
}

crate::state::state_fields! {
    CascadeTs { counts, samples } fixed { odds }
}

impl Ranker for CascadeTs {
    fn rank(&mut self, _view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        for item in 0..self.samples.len() {
            let (alpha, other) = self.belief(item);
            (self.samples[item], self.odds[item]) = beta_with_log_odds(alpha, other, stream);
        }
        // Draws are never equal but for rounding, and their odds not even then.
        largest(&self.odds, Ties::ByIndex, slate);
    }

    fn update(&mut self, _view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        for (item, clicked) in Reading::FirstClick.observations(slate, feedback) {
            self.counts.learn(item, clicked);
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let draw = |item| {
            let (alpha, other) = self.belief(item);
            BetaLogOdds::new(alpha, other)
        };
        largest_of(&(0..view.items).map(draw).collect::<Vec<BetaLogOdds>>())
    }

    /// Means and 95 % intervals of the Beta distributions; the scores are the draws of the last slate.
    fn explain(&mut self, _view: &SlateView<'_>) -> RankerExplanation {
        let item_estimates: Vec<(f64, f64)> = (0..self.samples.len()).map(|item| self.belief(item)).collect();
        let quantile = |alpha: f64, other: f64| upper_quantile(alpha, other, TAIL);
        let mut upper = IndexCache::new();
        RankerExplanation {
            estimates: item_estimates.iter().map(|(alpha, other)| alpha / (alpha + other)).collect(),
            low: item_estimates
                .iter()
                .map(|(alpha, other)| 1.0 - upper.of([*other, *alpha], || quantile(*other, *alpha)))
                .collect(),
            high: item_estimates
                .iter()
                .map(|(alpha, other)| upper.of([*alpha, *other], || quantile(*alpha, *other)))
                .collect(),
            scores: self.samples.clone(),
            reason: RankingReason::Sampled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::rankers::testing::{Bench, assert_near};

    /// After two misses of item 1 and a click on item 0: Beta(2, 1), Beta(1, 3), Beta(1, 1). The 2.5 % quantile of
    /// Beta(2, 1) is the root of it, and the upper one of Beta(1, 3) is 1 - 0.025^(1/3).
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 3, 2);
        bench.learn(&[1, 0], &[false, true]);
        bench.learn(&[1, 2], &[false, true]);
        let thought = bench.explain();
        assert_near(&thought.estimates, &[2.0 / 3.0, 0.25, 2.0 / 3.0]);
        assert_near(&thought.low[..1], &[0.025_f64.sqrt()]);
        assert_near(&thought.high[1..2], &[1.0 - 0.025_f64.cbrt()]);
    }

    /// The mean of the draws is that of the distribution, within four standard errors.
    #[test]
    fn draws_come_from_the_belief() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 1, 1);
        for round in 0..10 {
            bench.learn(&[0], &[round < 3]);
        }
        let count = 4_000;
        let draw = |_| {
            bench.rank();
            bench.explain().scores[0]
        };
        let mean = (0..count).map(draw).sum::<f64>() / f64::from(count);
        let variance = (4.0 * 8.0) / (12.0 * 12.0 * 13.0);
        assert!((mean - 1.0 / 3.0).abs() < 4.0 * (variance / f64::from(count)).sqrt(), "{mean}");
    }
}
