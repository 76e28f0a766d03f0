//! The curves of a run: means and bands over seeds at each checkpoint, worked out once.

use crate::experiment::measures::Measure;
use crate::experiment::{Band, ContenderLog, RunLog, SeedSeries, band};

/// What a chart shows over rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Cumulative regret on expectations.
    Regret,
    /// Average sampled reward.
    Reward,
    /// Share of suboptimal choices.
    Suboptimal,
    /// A further measure, in the runs that have it.
    Further(&'static Measure),
}

/// The metrics that every run has, in the order of the page.
pub const METRICS: [Metric; 3] = [Metric::Regret, Metric::Reward, Metric::Suboptimal];

impl Metric {
    /// The name in files.
    pub fn id(self) -> &'static str {
        match self {
            Metric::Regret => "regret",
            Metric::Reward => "average_reward",
            Metric::Suboptimal => "suboptimal_rate",
            Metric::Further(measure) => measure.id,
        }
    }

    /// The name that people read.
    pub fn title(self) -> &'static str {
        match self {
            Metric::Regret => "Cumulative regret",
            Metric::Reward => "Average reward",
            Metric::Suboptimal => "Suboptimal choices",
            Metric::Further(measure) => measure.title,
        }
    }

    /// What the numbers are.
    pub fn sentence(self) -> &'static str {
        match self {
            Metric::Regret => {
                "Expected regret, for comparison: what the oracle's arms would have earned more on average. Lower is \
                 better, and a flat curve has learned."
            }
            Metric::Reward => {
                "Realised reward, what users gave: the mean over all rounds so far. Higher is better."
            }
            Metric::Suboptimal => "Share of rounds so far in which another arm was better on average.",
            Metric::Further(measure) => measure.sentence,
        }
    }

    /// Whether the numbers are shares, to be read as percentages.
    pub fn is_share(self) -> bool {
        match self {
            Metric::Regret | Metric::Reward => false,
            Metric::Suboptimal => true,
            Metric::Further(measure) => measure.is_share,
        }
    }

    /// Every metric of a run: those that every run has, then its further measures.
    pub fn all(log: &RunLog) -> impl Iterator<Item = Metric> {
        let further = log.known_measures().map(|(_, measure)| Metric::Further(measure));
        METRICS.into_iter().chain(further)
    }

    /// The row of a further measure in the series of a log; none for the other metrics, and where the log has no such row.
    fn row(self, log: &RunLog) -> Option<usize> {
        let Metric::Further(measure) = self else { return None };
        log.known_measures().find(|(_, known)| *known == measure).map(|(row, _)| row)
    }

    /// The value of one seed at a checkpoint, of which `round` is the number; `row` is that of [`Metric::row`].
    fn at(self, row: Option<usize>, series: &SeedSeries, index: usize, round: f64) -> Option<f64> {
        Some(match self {
            Metric::Regret => *series.regret.get(index)?,
            Metric::Reward => series.reward.get(index)? / round,
            Metric::Suboptimal => *series.suboptimal.get(index)? as f64 / round,
            Metric::Further(_) => *series.measures.get(row?)?.get(index)?,
        })
    }

    /// The value of one seed now, after so many rounds.
    fn now(self, row: Option<usize>, contender: &ContenderLog, seed: usize, round: f64) -> Option<f64> {
        let tail = contender.tails.get(seed)?;
        Some(match self {
            Metric::Regret => tail.regret,
            Metric::Reward => tail.reward / round,
            Metric::Suboptimal => tail.suboptimal as f64 / round,
            Metric::Further(_) => *contender.measures_now.get(seed)?.get(row?)?,
        })
    }
}

/// Bands at the checkpoints that all seeds have reached. They only grow: a finished checkpoint never changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curves {
    /// What the rows are of.
    metrics: Vec<Metric>,
    /// Contender x metric x checkpoint.
    bands: Vec<Vec<Vec<Band>>>,
}

impl Curves {
    /// No points yet.
    pub fn new(contenders: usize) -> Curves {
        Curves { metrics: METRICS.to_vec(), bands: vec![vec![Vec::new(); METRICS.len()]; contenders] }
    }

    /// Adds the checkpoints that the log has and the curves have not.
    pub fn catch_up(&mut self, log: &RunLog) {
        let reached = log.common_checkpoints();
        // A log knows its further measures once its run has begun.
        self.metrics = Metric::all(log).collect();
        let rows: Vec<Option<usize>> = self.metrics.iter().map(|metric| metric.row(log)).collect();
        for (bands, contender) in self.bands.iter_mut().zip(&log.contenders) {
            bands.resize(self.metrics.len(), Vec::new());
            for ((metric, row), bands) in self.metrics.iter().zip(&rows).zip(bands) {
                for index in bands.len()..reached {
                    let round = log.rounds[index] as f64;
                    let seeds = contender.seeds.iter();
                    let values: Vec<f64> =
                        seeds.filter_map(|series| metric.at(*row, series, index, round)).collect();
                    bands.push(band(&values));
                }
            }
        }
    }

    /// The bands of a contender at the checkpoints so far; none of a measure that the run does not have.
    pub fn bands(&self, contender: usize, metric: Metric) -> &[Band] {
        let row = self.metrics.iter().position(|known| *known == metric);
        let bands = self.bands.get(contender).zip(row).and_then(|(bands, row)| bands.get(row));
        bands.map_or(&[], Vec::as_slice)
    }

    /// How many contenders there are.
    pub fn contenders(&self) -> usize {
        self.bands.len()
    }

    /// How many checkpoints there are so far.
    pub fn checkpoints(&self) -> usize {
        self.bands.first().map_or(0, |bands| bands[0].len())
    }
}

/// The band at the round where all seeds stand, when that is beyond the last checkpoint: a slow run moves with it.
pub fn tail(log: &RunLog, contender: usize, metric: Metric) -> Option<(u64, Band)> {
    let round = log.level_round().filter(|round| *round > 0)?;
    let last = log.common_checkpoints().checked_sub(1).and_then(|index| log.rounds.get(index));
    if last.is_some_and(|last| *last >= round) {
        return None;
    }
    let (contender, row) = (log.contenders.get(contender)?, metric.row(log));
    let seeds = 0..contender.tails.len();
    let values: Vec<f64> = seeds.filter_map(|seed| metric.now(row, contender, seed, round as f64)).collect();
    (!values.is_empty()).then(|| (round, band(&values)))
}

/// The values of one seed at the checkpoints that all seeds have reached.
pub fn member(log: &RunLog, contender: usize, seed: usize, metric: Metric) -> Vec<f64> {
    let Some(series) = log.contenders.get(contender).and_then(|contender| contender.seeds.get(seed)) else {
        return Vec::new();
    };
    let row = metric.row(log);
    let rounds = log.rounds[..log.common_checkpoints()].iter().enumerate();
    rounds.filter_map(|(index, round)| metric.at(row, series, index, *round as f64)).collect()
}

/// The shares of these items among the choices since the share checkpoint before, at each share checkpoint so far, in the
/// order of the items; then the share of all others together.
pub fn shares(log: &RunLog, contender: usize, items: &[usize]) -> Vec<Vec<f64>> {
    let Some(contender) = log.contenders.get(contender) else { return Vec::new() };
    // A world may have thousands of items: only the sum is of all of them.
    let (mut before, mut total_before) = (vec![0; items.len()], 0);
    let mut shares = Vec::new();
    for counts in &contender.arm_counts[..log.common_shares()] {
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
pub fn most_chosen(log: &RunLog, contender: usize, most: usize) -> (Vec<usize>, usize) {
    let last = log.common_shares().checked_sub(1);
    let counts =
        log.contenders.get(contender).zip(last).and_then(|(contender, last)| contender.arm_counts.get(last));
    let counts = counts.map(Vec::as_slice).unwrap_or_default();
    let mut chosen: Vec<usize> = (0..counts.len()).filter(|item| counts[*item] > 0).collect();
    let place = |item: &usize| (std::cmp::Reverse(counts[*item]), *item);
    let others = chosen.len().saturating_sub(most);
    if others > 0 {
        chosen.select_nth_unstable_by_key(most, place);
        chosen.truncate(most);
    }
    chosen.sort_unstable_by_key(place);
    (chosen, others)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::experiment::{Advance, ContenderAdvance, Experiment, Tail};

    /// A log of two seeds and two rounds in which regret is 1, 2 and reward 3, 6 a round.
    pub fn small_log(rounds_done: u64) -> RunLog {
        let mut experiment = Experiment { horizon: 2, seeds: 2, ..Experiment::default() };
        experiment.contenders.truncate(1);
        let mut log = RunLog::new(&experiment, vec!["One, the".to_owned(), "Two".to_owned()]);
        let seed = |scale: f64| SeedSeries {
            reward: (1..=rounds_done).map(|round| 3.0 * scale * round as f64).collect(),
            regret: (1..=rounds_done).map(|round| scale * round as f64).collect(),
            suboptimal: (1..=rounds_done).collect(),
            ..SeedSeries::default()
        };
        let last = rounds_done as f64;
        let tail =
            |scale: f64| Tail { reward: 3.0 * scale * last, regret: scale * last, suboptimal: rounds_done };
        let part = ContenderAdvance {
            seeds: vec![seed(1.0), seed(2.0)],
            tails: vec![tail(1.0), tail(2.0)],
            arm_counts: if rounds_done == 2 { vec![vec![3, 1]] } else { Vec::new() },
            ..ContenderAdvance::default()
        };
        let advance = Advance { rounds_done, contenders: vec![part], ..Advance::default() };
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
        assert_eq!(curves.bands(0, Metric::Regret)[1].mean, 3.0);
        assert_eq!(curves.bands(0, Metric::Reward)[1].mean, 4.5);
        assert_eq!(curves.bands(0, Metric::Suboptimal)[1].mean, 1.0);
        assert_eq!(member(&log, 0, 1, Metric::Regret), [2.0, 4.0]);
        assert_eq!(shares(&log, 0, &[1]), [[0.25, 0.75]]);
        assert_eq!(shares(&log, 0, &[0, 1]), [[0.75, 0.25, 0.0]]);
        assert_eq!(most_chosen(&log, 0, 2), (vec![0, 1], 0));
        assert_eq!(most_chosen(&log, 0, 1), (vec![0], 1));
    }

    #[test]
    fn a_tail_is_there_only_beyond_the_last_checkpoint() {
        let mut log = small_log(1);
        assert_eq!(tail(&log, 0, Metric::Regret), None);
        log.rounds = vec![2];
        assert_eq!(tail(&log, 0, Metric::Regret).map(|(round, band)| (round, band.mean)), Some((1, 1.5)));
    }
}
