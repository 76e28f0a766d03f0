//! What is kept of a run: sums at checkpoints, not a list a round.

use super::measures::{self, Measure, Measured};
use super::run_log::{SeedSeries, Tail};

/// Checkpoints at each of the two spacings; together at most twice as many.
const SPACED: u64 = 100;

/// Every so many checkpoints the counts of the arms are kept, too.
const SHARES_EVERY: usize = 5;

/// Regret above this is a suboptimal choice. Below it is rounding: the products of factors that make up two equal
/// ratings differ in their last bits.
const SUBOPTIMAL: f64 = 1e-9;

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
        rounds.sort_unstable();
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

/// The sums of one contender under one seed.
#[derive(Debug, Clone)]
pub struct Recorder {
    now: Tail,
    arm_counts: Vec<u32>,
    /// How many items were ever shown in a slate.
    ever: usize,
    series: SeedSeries,
    /// Further measures; none where nobody asked for them.
    pub measured: Measured,
}

impl Recorder {
    /// Nothing yet; room for `checkpoints` and `items`, so that recording does not allocate.
    pub fn new(checkpoints: usize, items: usize) -> Recorder {
        let series = SeedSeries {
            reward: Vec::with_capacity(checkpoints),
            regret: Vec::with_capacity(checkpoints),
            suboptimal: Vec::with_capacity(checkpoints),
            measures: Vec::new(),
        };
        let measured = Measured::default();
        Recorder { now: Tail::default(), arm_counts: vec![0; items], ever: 0, series, measured }
    }

    /// The same with these measures; room for `checkpoints`.
    pub fn measuring(mut self, measures: Vec<&'static Measure>, checkpoints: usize) -> Recorder {
        self.measured = Measured::new(measures, checkpoints);
        self
    }

    /// One round: the sampled reward, the regret on expectations (never negative) and the chosen item.
    pub fn record(&mut self, reward: f64, regret: f64, item: usize) {
        self.now.reward += reward;
        self.now.regret += regret;
        self.now.suboptimal += u64::from(regret > SUBOPTIMAL);
        self.arm_counts[item] += 1;
    }

    /// One round of a slate: the reward, the regret on expectations (never negative) and the items shown.
    pub fn record_slate(&mut self, reward: f64, regret: f64, slate: &[u32]) {
        self.now.reward += reward;
        self.now.regret += regret;
        self.now.suboptimal += u64::from(regret > SUBOPTIMAL);
        let before = self.ever;
        for item in slate {
            let count = &mut self.arm_counts[*item as usize];
            self.ever += usize::from(*count == 0);
            *count += 1;
        }
        if self.ever > before {
            self.measured.set(&measures::COVERAGE, self.coverage());
        }
    }

    /// Keeps the sums at a checkpoint.
    pub fn keep(&mut self) {
        self.series.reward.push(self.now.reward);
        self.series.regret.push(self.now.regret);
        self.series.suboptimal.push(self.now.suboptimal);
        self.measured.keep();
    }

    /// The sums now.
    pub fn now(&self) -> Tail {
        self.now
    }

    /// The share of all items that were ever shown in a slate.
    pub fn coverage(&self) -> f64 {
        self.ever as f64 / self.arm_counts.len().max(1) as f64
    }

    /// How often each item was chosen.
    pub fn arm_counts(&self) -> &[u32] {
        &self.arm_counts
    }

    /// The sums at the checkpoints from the `from`th (counted from zero) on, with the measures.
    pub fn series_from(&self, from: usize) -> SeedSeries {
        let measures = self.measured.kept().iter();
        SeedSeries {
            reward: self.series.reward[from..].to_vec(),
            regret: self.series.regret[from..].to_vec(),
            suboptimal: self.series.suboptimal[from..].to_vec(),
            measures: measures.map(|kept| kept[from..].to_vec()).collect(),
        }
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

    #[test]
    fn a_rounding_error_is_not_a_suboptimal_choice() {
        let mut recorder = Recorder::new(1, 2);
        recorder.record(5.0, 1e-14, 0);
        recorder.record(3.0, 2.0, 1);
        assert_eq!(recorder.now(), Tail { reward: 8.0, regret: 2.0 + 1e-14, suboptimal: 1 });
        assert_eq!(recorder.arm_counts(), [1, 1]);
    }
}
