//! Two policies on the same random numbers: regret seed by seed.

use crate::metrics::{Metric, REGRET};
use crate::results::{RunLog, band, has_interval};

/// How the regret of one policy differs from that of another. Under one seed both meet the same users and the
/// same noise (common random numbers), so the difference varies less than either of them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Paired {
    /// Mean over seeds of the first one's regret minus the second one's; below zero the first one is better.
    pub mean_difference: f64,
    /// Lower end of the 95 % confidence interval of the mean by Student's t; the mean itself for one seed.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Seeds under which the first one has less regret.
    pub wins: usize,
    /// Seeds under which both have the same.
    pub ties: usize,
    /// All seeds; zero where there is nothing to compare.
    pub seeds: usize,
}

/// Compares the cumulative regret of policies `a` and `b` at the last checkpoint that all seeds have reached.
/// Before the first checkpoint, or without such policies, there are no seeds to compare.
pub fn paired(log: &RunLog, a: usize, b: usize) -> Paired {
    paired_of(log, a, b, &REGRET)
}

/// The same of another metric, by what is shown of it.
pub fn paired_of(log: &RunLog, a: usize, b: usize, metric: &Metric) -> Paired {
    let Some(last) = log.common_checkpoints().checked_sub(1) else { return Paired::default() };
    let Some((first, second)) = log.policies.get(a).zip(log.policies.get(b)) else {
        return Paired::default();
    };
    let shown = |policy: usize, seed: usize| {
        Some(metric.shown(*log.kept(policy, seed, metric).get(last)?, *log.rounds.get(last)?))
    };
    let seeds = 0..first.seeds.len().min(second.seeds.len());
    let differences = seeds.filter_map(|seed| Some(shown(a, seed)? - shown(b, seed)?));
    of_differences(&differences.collect::<Vec<f64>>())
}

fn of_differences(differences: &[f64]) -> Paired {
    let over_seeds = band(differences);
    Paired {
        mean_difference: over_seeds.mean,
        low: over_seeds.low,
        high: over_seeds.high,
        wins: differences.iter().filter(|difference| **difference < 0.0).count(),
        ties: differences.iter().filter(|difference| **difference == 0.0).count(),
        seeds: differences.len(),
    }
}

/// Under how many seeds each policy has less regret than every other one, at the last checkpoint that all seeds have reached.
pub fn seeds_won(log: &RunLog) -> Vec<usize> {
    let mut won = vec![0; log.policies.len()];
    let Some(last) = log.common_checkpoints().checked_sub(1) else { return won };
    let seeds = log.policies.iter().map(|policy| policy.seeds.len()).min().unwrap_or(0);
    for seed in 0..seeds {
        let regret = |policy: usize| log.policies[policy].seeds[seed].of(&REGRET).get(last).copied();
        let known = (0..log.policies.len()).filter_map(|policy| Some((policy, regret(policy)?)));
        let Some((best, least)) = known.clone().min_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        if known.filter(|(_, value)| *value <= least).count() == 1 {
            won[best] += 1;
        }
    }
    won
}

/// Most seeds of an experiment that are worth naming as what would tell.
const MOST_SEEDS: f64 = 100.0;

impl Paired {
    /// About how many seeds would tell the two apart if the difference stays what it is: as many as shrink the interval to the
    /// difference, by the root of their number. None where more than a hundred would be needed, and where there is nothing
    /// to go by.
    pub fn seeds_to_tell(&self) -> Option<usize> {
        let half = (self.high - self.low) / 2.0;
        let needed = (self.seeds as f64 * (half / self.mean_difference).powi(2)).ceil();
        let known = self.seeds > 1 && needed.is_finite() && needed <= MOST_SEEDS;
        known.then(|| (needed as usize).max(self.seeds + 1))
    }

    /// Whether there are so many seeds that the interval is shown.
    pub fn has_interval(&self) -> bool {
        has_interval(self.seeds)
    }

    /// Whether the first one is better beyond chance: more than one seed, and the whole interval below zero.
    pub fn is_better(&self) -> bool {
        self.seeds > 1 && self.high < 0.0
    }

    /// How often the first one was better, in words.
    pub fn ahead(&self) -> String {
        format!("ahead in {} of {}", self.wins, self.seeds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::summary::tests::made_up;

    #[test]
    fn a_pair_by_hand() {
        // Differences -1, -2, -3: mean -2, standard error 1/sqrt(3), t with two degrees of freedom 4.3027.
        let log = made_up(&["lin_ucb", "random"], 3, |policy, seed, round| {
            round * if policy == 0 { 0.1 } else { 0.1 + 0.01 * (seed + 1) as f64 }
        });
        let pair = paired(&log, 0, 1);
        assert!((pair.mean_difference + 2.0).abs() < 1e-9, "{pair:?}");
        assert!((pair.high + 2.0 - 4.302_65 / 3_f64.sqrt()).abs() < 1e-4, "{pair:?}");
        assert!((pair.low + pair.high + 4.0).abs() < 1e-9, "{pair:?}");
        assert_eq!((pair.wins, pair.ties, pair.seeds), (3, 0, 3));
        assert_eq!(pair.ahead(), "ahead in 3 of 3");
        assert!(!pair.is_better(), "three seeds with such differences say nothing: {pair:?}");
        // An interval of 4.3 roots of a third around 2: 3 seeds x 1.54 are 4.6.
        assert_eq!(pair.seeds_to_tell(), Some(5));
        assert_eq!(
            paired(&log, 0, 0).seeds_to_tell(),
            None,
            "equal regrets are not told apart by more seeds"
        );
        assert_eq!(seeds_won(&log), [3, 0]);
        assert_eq!(paired(&log, 1, 0).wins, 0);
        assert_eq!((paired(&log, 0, 0).ties, paired(&log, 0, 0).seeds), (3, 3));
        assert_eq!(paired(&log, 0, 7), Paired::default());
    }
}
