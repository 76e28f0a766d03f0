//! TS-Cascade: Thompson sampling with one normal draw for all items.
//!
//! In round t, of an item with mean m of T observations: m + z max(sqrt(v ln(t + 1) / (T + 1)), ln(t + 1) / (T + 1)) with
//! v = m (1 - m) and one standard normal z shared by all items (Cheung, Tan and Zhong 2019, A Thompson Sampling
//! Algorithm for Cascading Bandits, algorithm 1; Zhong, Cheung and Tan 2021).

use crate::descriptor::{Descriptor, words};
use crate::math::random::RngStream;
use crate::probabilities::{ActionProbabilities, largest_line};
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::observed::{Counts, Reading};
use crate::ranking::rankers::{Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateView};

/// TS-Cascade.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::Cascade,
    part: Descriptor {
        id: "ts_cascade",
        title: "TS-Cascade",
        sentence: words(
            "Moves the click rates of all items by one normal draw, each in proportion to its uncertainty, and shows the largest.",
        ),
        citation: words("Cheung, Tan and Zhong 2019, A Thompson Sampling Algorithm for Cascading Bandits"),
        facts: &[],
        parameters: &[],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| Counts::memory(shape.items) + 8 * shape.items as u64,
    note_length: |_, _| 0,
    build: |_, shape| {
        Ok(Box::new(TsCascade { counts: Counts::new(shape.items), samples: vec![0.0; shape.items] }))
    },
};

#[derive(Clone)]
struct TsCascade {
    counts: Counts,
    samples: Vec<f64>,
}

impl TsCascade {
    /// How far a draw of one moves the item.
    fn width(&self, item: usize, round: u64) -> f64 {
        let mean = self.counts.mean(item);
        let rate = libm::log(round as f64 + 1.0) / (self.counts.observations(item) + 1.0);
        f64::sqrt(mean * (1.0 - mean) * rate).max(rate)
    }
}

crate::state::state_fields! {
    TsCascade { counts, samples }
}

impl Ranker for TsCascade {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        let normal = stream.normal();
        for item in 0..self.samples.len() {
            self.samples[item] = self.counts.mean(item) + normal * self.width(item, view.round);
        }
        largest(&self.samples, Ties::draw(stream), slate);
    }

    fn update(&mut self, _view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        for (item, clicked) in Reading::FirstClick.observations(slate, feedback) {
            self.counts.learn(item, clicked);
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let line = |item| (self.counts.mean(item), self.width(item, view.round));
        largest_line(&(0..view.items).map(line).collect::<Vec<(f64, f64)>>())
    }

    /// The interval is one standard deviation to either side; the scores are the draws of the last slate.
    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        let estimates = self.counts.means();
        let widths = (0..estimates.len()).map(|item| self.width(item, view.round));
        let (low, high) = estimates
            .iter()
            .zip(widths)
            .map(|(mean, width)| ((mean - width).max(0.0), (mean + width).min(1.0)))
            .unzip();
        RankerExplanation {
            estimates,
            low,
            high,
            scores: self.samples.clone(),
            reason: RankingReason::Sampled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::rankers::testing::{Bench, assert_near};

    /// In round 3, with ln 4: item 0 has mean 1/2 of 2, item 1 mean 0 of 1, item 2 nothing. All move the same way.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 3, 2);
        bench.learn(&[0, 1], &[false, false]);
        bench.learn(&[0, 1], &[true, false]);
        bench.rank();
        let log = libm::log(4.0);
        let widths = [(0.25 * log / 3.0).sqrt().max(log / 3.0), log / 2.0, log];
        let scores = bench.explain().scores;
        let normal = scores[2] / widths[2];
        assert_near(&scores, &[0.5 + normal * widths[0], normal * widths[1], normal * widths[2]]);
    }
}
