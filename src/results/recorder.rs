//! What is kept of a run: metrics at checkpoints, not a list a round.

use crate::math::sorting::sorted;
use crate::metrics::{Metric, MetricAccumulator, RoundOutcome};
use crate::results::{SeedSeries, Totals};

/// Checkpoints at each of the two spacings; together at most twice as many.
const SPACED: u64 = 100;

/// Every so many checkpoints the counts of the arms are kept, too.
const SHARES_EVERY: usize = 5;

/// The rounds after which the sums are kept, ascending: spaced evenly and evenly in the logarithm, so that a chart
/// has points enough on either axis. The last is the horizon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoints {
    rounds: Vec<u64>,
}

impl Checkpoints {
    /// The checkpoints of a run of `horizon` rounds.
    pub fn new(horizon: u64) -> Checkpoints {
        let mut rounds: Vec<u64> = (1..=SPACED).map(|k| (horizon * k / SPACED).max(1)).collect();
        rounds.extend((0..SPACED).map(|k| {
            let exponent = k as f64 / (SPACED - 1) as f64;
            (libm::round(libm::pow(horizon as f64, exponent)) as u64).clamp(1, horizon.max(1))
        }));
        let mut rounds = sorted(rounds, u64::cmp);
        rounds.dedup();
        Checkpoints { rounds }
    }

    /// The rounds, ascending.
    pub fn rounds(&self) -> &[u64] {
        &self.rounds
    }

    /// Whether the counts of the arms are kept at checkpoint `index`.
    pub fn keeps_shares(&self, index: usize) -> bool {
        index % SHARES_EVERY == SHARES_EVERY - 1 || index + 1 == self.rounds.len()
    }

    /// The rounds at which the counts of the arms are kept.
    pub fn share_rounds(&self) -> Vec<u64> {
        let kept = self.rounds.iter().enumerate().filter(|(index, _)| self.keeps_shares(*index));
        kept.map(|(_, round)| *round).collect()
    }
}

/// What is recorded of one policy under one seed: its metrics, and how often it chose each item.
#[derive(Debug, Clone)]
pub struct Recorder {
    metrics: MetricAccumulator,
    arm_counts: Vec<u32>,
    /// How many items were ever shown in a slate.
    ever: usize,
    /// The share of all items that is: cheap rankers would notice a division each round.
    coverage: f64,
}

impl Recorder {
    /// Nothing yet of these metrics; room for `checkpoints` and `items`, so that recording does not allocate.
    pub fn new(metrics: Vec<&'static Metric>, checkpoints: usize, items: usize) -> Recorder {
        Recorder {
            metrics: MetricAccumulator::new(metrics, checkpoints),
            arm_counts: vec![0; items],
            ever: 0,
            coverage: 0.0,
        }
    }

    /// Counts the choice of an item.
    pub fn count(&mut self, item: usize) {
        self.arm_counts[item] += 1;
    }

    /// Counts the items of a slate.
    pub fn count_slate(&mut self, slate: &[u32]) {
        let before = self.ever;
        for item in slate {
            let count = &mut self.arm_counts[*item as usize];
            self.ever += usize::from(*count == 0);
            *count += 1;
        }
        if self.ever > before {
            self.coverage = self.ever as f64 / self.arm_counts.len().max(1) as f64;
        }
    }

    /// Adds a round to all metrics.
    #[inline]
    pub fn record(&mut self, outcome: &RoundOutcome<'_>) {
        self.metrics.add(outcome);
    }

    /// Keeps all metrics at a checkpoint.
    pub fn keep(&mut self) {
        self.metrics.keep();
    }

    /// The metrics now.
    pub fn now(&self) -> Totals {
        Totals { values: self.metrics.now() }
    }

    /// The share of all items that were ever shown in a slate.
    pub fn coverage(&self) -> f64 {
        self.coverage
    }

    /// How often each item was chosen.
    pub fn arm_counts(&self) -> &[u32] {
        &self.arm_counts
    }

    /// The metrics at the checkpoints from the `from`th (counted from zero) on.
    pub fn series_from(&self, from: usize) -> SeedSeries {
        SeedSeries { rows: self.metrics.kept().iter().map(|kept| kept[from..].to_vec()).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn checkpoints_ascend_and_end_at_the_horizon(horizon in 1_u64..=1_000_000) {
            let checkpoints = Checkpoints::new(horizon);
            let rounds = checkpoints.rounds();
            prop_assert!(rounds.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert_eq!(rounds[0], 1);
            prop_assert_eq!(rounds.last(), Some(&horizon));
            prop_assert!(rounds.len() as u64 <= 2 * SPACED);
            let share_rounds = checkpoints.share_rounds();
            prop_assert_eq!(share_rounds.last(), Some(&horizon));
        }
    }
}
