//! The curves of a run: means and bands over seeds at each checkpoint, worked out once.

use crate::metrics::{IN_EVERY_RUN, Metric};
use crate::ranking::order::{Ties, largest};
use crate::results::{Band, RunLog, band};

/// Bands at the checkpoints that all seeds have reached. They only grow: a finished checkpoint never changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curves {
    /// What the rows are of.
    metrics: Vec<&'static Metric>,
    /// Policy x metric x checkpoint.
    bands: Vec<Vec<Vec<Band>>>,
}

impl Curves {
    /// No points yet.
    pub fn new(policies: usize) -> Curves {
        let metrics = IN_EVERY_RUN.to_vec();
        Curves { bands: vec![vec![Vec::new(); metrics.len()]; policies], metrics }
    }

    /// Adds the checkpoints that the log has and the curves have not.
    pub fn catch_up(&mut self, log: &RunLog) {
        let reached = log.common_checkpoints();
        // A log knows all its metrics once its run has begun.
        let known: Vec<(usize, &'static Metric)> = log.known_metrics().collect();
        self.metrics = known.iter().map(|(_, metric)| *metric).collect();
        for (bands, policy) in self.bands.iter_mut().zip(&log.policies) {
            bands.resize(known.len(), Vec::new());
            for ((row, metric), bands) in known.iter().zip(bands) {
                for index in bands.len()..reached {
                    let round = log.rounds[index];
                    let kept = policy.seeds.iter().filter_map(|series| series.rows.get(*row)?.get(index));
                    let values: Vec<f64> = kept.map(|kept| metric.shown(*kept, round)).collect();
                    bands.push(band(&values));
                }
            }
        }
    }

    /// The bands of a policy at the checkpoints so far; none of a metric that the run does not have.
    pub fn bands(&self, policy: usize, metric: &Metric) -> &[Band] {
        let row = self.metrics.iter().position(|known| *known == metric);
        let bands = self.bands.get(policy).zip(row).and_then(|(bands, row)| bands.get(row));
        bands.map_or(&[], Vec::as_slice)
    }

    /// How many policies there are.
    pub fn policies(&self) -> usize {
        self.bands.len()
    }

    /// How many checkpoints there are so far.
    pub fn checkpoints(&self) -> usize {
        self.bands.first().map_or(0, |bands| bands[0].len())
    }
}

/// The band at the round where all seeds stand, when that is beyond the last checkpoint: a slow run moves with it.
pub fn tail(log: &RunLog, policy: usize, metric: &Metric) -> Option<(u64, Band)> {
    let round = log.level_round().filter(|round| *round > 0)?;
    let last = log.common_checkpoints().checked_sub(1).and_then(|index| log.rounds.get(index));
    if last.is_some_and(|last| *last >= round) {
        return None;
    }
    let (policy, row) = (log.policies.get(policy)?, log.row(metric)?);
    let kept = policy.totals.iter().filter_map(|totals| totals.values.get(row));
    let values: Vec<f64> = kept.map(|kept| metric.shown(*kept, round)).collect();
    (!values.is_empty()).then(|| (round, band(&values)))
}

/// The shares of these items among the choices since the share checkpoint before, at each share checkpoint so far, in the
/// order of the items; then the share of all others together.
pub fn shares(log: &RunLog, policy: usize, items: &[usize]) -> Vec<Vec<f64>> {
    let Some(policy) = log.policies.get(policy) else { return Vec::new() };
    // An environment may have thousands of items: only the sum is of all of them.
    let (mut before, mut total_before) = (vec![0; items.len()], 0);
    let mut shares = Vec::new();
    for counts in &policy.arm_counts[..log.common_shares()] {
        let now: Vec<u64> = items.iter().map(|item| counts.get(*item).copied().unwrap_or(0)).collect();
        let total_now: u64 = counts.iter().sum();
        let since: Vec<u64> = now.iter().zip(&before).map(|(now, before)| now - before).collect();
        let total = total_now - total_before;
        let others = total - since.iter().sum::<u64>();
        shares.push(since.iter().chain([&others]).map(|count| *count as f64 / total.max(1) as f64).collect());
        (before, total_before) = (now, total_now);
    }
    shares
}

/// The items that were chosen most often, up to so many, most often first; and how many more were chosen at all.
pub fn most_chosen(log: &RunLog, policy: usize, most: usize) -> (Vec<usize>, usize) {
    let last = log.common_shares().checked_sub(1);
    let counts = log.policies.get(policy).zip(last).and_then(|(policy, last)| policy.arm_counts.get(last));
    let counts = counts.map(Vec::as_slice).unwrap_or_default();
    let chosen = counts.iter().filter(|count| **count > 0).count();
    let scores: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
    let mut first = vec![0; chosen.min(most)];
    largest(&scores, Ties::ByIndex, &mut first);
    (first.into_iter().map(|item| item as usize).collect(), chosen.saturating_sub(most))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::metrics::{AVERAGE_REWARD, REGRET, SUBOPTIMAL_RATE};
    use crate::results::{PolicyUpdate, RunUpdate, SeedSeries, Totals};
    use crate::spec::Experiment;

    /// A log of two seeds and two rounds in which regret is 1, 2 and reward 3, 6 a round.
    pub fn small_log(rounds_done: u64) -> RunLog {
        let mut experiment = Experiment { horizon: 2, seeds: 2, ..Experiment::default() };
        experiment.policies.truncate(1);
        let mut log = RunLog::new(&experiment, vec!["One, the".to_owned(), "Two".to_owned()]);
        let sums = |scale: f64, round: u64| [scale * round as f64, 3.0 * scale * round as f64, round as f64];
        let seed = |scale: f64| SeedSeries {
            rows: (0..3)
                .map(|row| (1..=rounds_done).map(|round| sums(scale, round)[row]).collect())
                .collect(),
        };
        let now = |scale: f64| Totals { values: sums(scale, rounds_done).to_vec() };
        let part = PolicyUpdate {
            seeds: vec![seed(1.0), seed(2.0)],
            totals: vec![now(1.0), now(2.0)],
            arm_counts: if rounds_done == 2 { vec![vec![3, 1]] } else { Vec::new() },
            ..PolicyUpdate::default()
        };
        let metrics = log.metrics.clone();
        let advance = RunUpdate { rounds_done, metrics, policies: vec![part], ..RunUpdate::default() };
        log.apply(&advance).expect("fits");
        log
    }

    #[test]
    fn bands_are_over_seeds_and_averages_over_rounds() {
        let log = small_log(2);
        let mut curves = Curves::new(1);
        curves.catch_up(&log);
        curves.catch_up(&log);
        assert_eq!(curves.checkpoints(), 2);
        assert_eq!(curves.bands(0, &REGRET)[1].mean, 3.0);
        assert_eq!(curves.bands(0, &AVERAGE_REWARD)[1].mean, 4.5);
        assert_eq!(curves.bands(0, &SUBOPTIMAL_RATE)[1].mean, 1.0);
        assert_eq!(log.shown(0, 1, &REGRET), [2.0, 4.0]);
        assert_eq!(shares(&log, 0, &[1]), [[0.25, 0.75]]);
        assert_eq!(shares(&log, 0, &[0, 1]), [[0.75, 0.25, 0.0]]);
        assert_eq!(most_chosen(&log, 0, 2), (vec![0, 1], 0));
        assert_eq!(most_chosen(&log, 0, 1), (vec![0], 1));
    }

    #[test]
    fn a_tail_is_there_only_beyond_the_last_checkpoint() {
        let mut log = small_log(1);
        assert_eq!(tail(&log, 0, &REGRET), None);
        log.rounds = vec![2];
        assert_eq!(tail(&log, 0, &REGRET).map(|(round, band)| (round, band.mean)), Some((1, 1.5)));
    }
}
