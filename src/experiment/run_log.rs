//! What comes out of a run: sums over rounds, a contender and a seed, as plain data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::digest::{Digest, NUMERICS, RunDigest, first_numerics};
use super::measures::{self, Measure};
use super::metrics::Checkpoints;
use super::statistics::{Band, band};
use super::{Experiment, ExperimentError};

/// Sums of one contender under one seed, from the first round to a checkpoint, one number a checkpoint.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SeedSeries {
    /// Sum of sampled rewards.
    pub reward: Vec<f64>,
    /// Sum of regret on expectations.
    pub regret: Vec<f64>,
    /// Number of suboptimal choices.
    pub suboptimal: Vec<u64>,
    /// Further measures, a row for each of [`RunLog::measures`]: values, not sums. They are not part of the digest.
    #[serde(default)]
    pub measures: Vec<Vec<f64>>,
}

/// The same sums at one round.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Tail {
    /// Sum of sampled rewards.
    pub reward: f64,
    /// Sum of regret on expectations.
    pub regret: f64,
    /// Number of suboptimal choices.
    pub suboptimal: u64,
}

/// How often the user looked at each position of a slate and clicked there, summed over rounds and seeds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PositionCounts {
    /// Looks at each position, from the top.
    pub examined: Vec<u64>,
    /// Clicks at each position.
    pub clicked: Vec<u64>,
}

impl PositionCounts {
    /// None yet, of so many positions.
    pub fn new(positions: usize) -> PositionCounts {
        PositionCounts { examined: vec![0; positions], clicked: vec![0; positions] }
    }

    /// Adds those of other rounds or seeds, whatever the number of their positions.
    pub fn add(&mut self, other: &PositionCounts) {
        for (sums, more) in [(&mut self.examined, &other.examined), (&mut self.clicked, &other.clicked)] {
            sums.resize(sums.len().max(more.len()), 0);
            sums.iter_mut().zip(more).for_each(|(sum, count)| *sum += count);
        }
    }
}

/// One contender's part of a [`RunLog`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ContenderLog {
    /// What it is called.
    pub label: String,
    /// One series a seed.
    pub seeds: Vec<SeedSeries>,
    /// How often each item was chosen, or shown in a slate, up to each of `RunLog::share_rounds`, summed over the seeds.
    pub arm_counts: Vec<Vec<u64>>,
    /// What users did at each position, over all rounds so far; only of rankers. It is not part of the digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positions: Option<PositionCounts>,
    /// The sums after the last round so far, one a seed.
    #[serde(skip)]
    pub tails: Vec<Tail>,
    /// The further measures after the last round so far, a row a seed.
    #[serde(skip)]
    pub measures_now: Vec<Vec<f64>>,
}

/// The log of a run, whole or under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunLog {
    /// What was run.
    pub experiment: Experiment,
    /// Version of the program that ran it.
    pub engine: String,
    /// Version of the numerics that gave the results, see [`NUMERICS`].
    #[serde(default = "first_numerics")]
    pub numerics: u32,
    /// The checkpoints, in rounds.
    pub rounds: Vec<u64>,
    /// The checkpoints at which the arms' counts are kept, in rounds.
    pub share_rounds: Vec<u64>,
    /// What the world's items are called.
    pub items: Vec<String>,
    /// Ids of the further measures (see [`measures`]), in the order of [`SeedSeries::measures`]; none before the run has
    /// begun, and none where there is nothing to measure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<String>,
    /// One log a contender, in the experiment's order.
    pub contenders: Vec<ContenderLog>,
    /// Rounds done so far, a seed.
    #[serde(skip)]
    pub rounds_done: Vec<u64>,
}

/// What a stepper has done since it was last asked. Travels from a worker to the page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Advance {
    /// First of the seeds that the stepper runs.
    pub first_seed: u32,
    /// Rounds done by each of them.
    pub rounds_done: u64,
    /// Ids of the further measures, in the order of [`SeedSeries::measures`].
    pub measures: Vec<String>,
    /// One a contender.
    pub contenders: Vec<ContenderAdvance>,
}

/// One contender's part of an [`Advance`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ContenderAdvance {
    /// New checkpoints, one series a seed.
    pub seeds: Vec<SeedSeries>,
    /// Sums now, one a seed.
    pub tails: Vec<Tail>,
    /// Further measures now, a row a seed.
    pub measures_now: Vec<Vec<f64>>,
    /// Counts of the items at new share checkpoints, summed over the stepper's seeds.
    pub arm_counts: Vec<Vec<u64>>,
    /// Index of the first of those share checkpoints.
    pub first_share: usize,
    /// What users did at each position since the last advance, summed over the stepper's seeds; only of rankers.
    pub positions: Option<PositionCounts>,
}

/// An advance that does not belong to the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this part of a run belongs to another experiment")]
pub struct RunLogError;

/// The final numbers of a run, for a table and the command line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// What was run.
    pub experiment: Experiment,
    /// Version of the program that ran it.
    pub engine: String,
    /// Version of the numerics that gave the results, see [`NUMERICS`].
    #[serde(default = "first_numerics")]
    pub numerics: u32,
    /// The digest of the whole log, 16 hexadecimal digits; the same wherever the experiment is run.
    pub digest: String,
    /// One row a contender.
    pub contenders: Vec<SummaryRow>,
}

/// The final numbers of one contender, over seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SummaryRow {
    /// What it is called.
    pub label: String,
    /// Cumulative regret on expectations.
    pub regret: Band,
    /// Average reward a round.
    pub average_reward: Band,
    /// Share of rounds with a suboptimal choice.
    pub suboptimal_rate: Band,
    /// Further measures by their ids; none where there is nothing to measure.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub measures: BTreeMap<String, Band>,
}

impl RunLog {
    /// An empty log for a run of this experiment in a world of these items.
    pub fn new(experiment: &Experiment, items: Vec<String>) -> RunLog {
        let checkpoints = Checkpoints::new(experiment.horizon);
        let seeds = experiment.seeds as usize;
        let share_rounds = checkpoints.share_rounds();
        let contenders = (0..experiment.contenders.len()).map(|index| ContenderLog {
            label: experiment.label(index),
            seeds: vec![SeedSeries::default(); seeds],
            arm_counts: vec![vec![0; items.len()]; share_rounds.len()],
            positions: None,
            tails: vec![Tail::default(); seeds],
            measures_now: vec![Vec::new(); seeds],
        });
        RunLog {
            experiment: experiment.clone(),
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            numerics: NUMERICS,
            contenders: contenders.collect(),
            rounds: checkpoints.rounds().to_vec(),
            share_rounds,
            items,
            measures: Vec::new(),
            rounds_done: vec![0; seeds],
        }
    }

    /// Adds what a stepper has done.
    ///
    /// # Errors
    /// An advance with other contenders, seeds, items or measures than the log's.
    pub fn apply(&mut self, advance: &Advance) -> Result<(), RunLogError> {
        let first = advance.first_seed as usize;
        if !self.fits(advance) {
            return Err(RunLogError);
        }
        self.measures.clone_from(&advance.measures);
        for (log, part) in self.contenders.iter_mut().zip(&advance.contenders) {
            for (seed, (series, tail)) in part.seeds.iter().zip(&part.tails).enumerate() {
                let kept = &mut log.seeds[first + seed];
                kept.reward.extend(&series.reward);
                kept.regret.extend(&series.regret);
                kept.suboptimal.extend(&series.suboptimal);
                kept.measures.resize(advance.measures.len(), Vec::new());
                kept.measures.iter_mut().zip(&series.measures).for_each(|(kept, new)| kept.extend(new));
                log.tails[first + seed] = *tail;
            }
            log.measures_now[first..]
                .iter_mut()
                .zip(&part.measures_now)
                .for_each(|(now, new)| now.clone_from(new));
            if let Some(counts) = &part.positions {
                log.positions.get_or_insert_default().add(counts);
            }
            for (row, counts) in log.arm_counts[part.first_share..].iter_mut().zip(&part.arm_counts) {
                for (sum, count) in row.iter_mut().zip(counts) {
                    *sum += count;
                }
            }
        }
        let seeds = advance.contenders.first().map_or(0, |part| part.seeds.len());
        self.rounds_done[first..first + seeds].fill(advance.rounds_done);
        Ok(())
    }

    fn fits(&self, advance: &Advance) -> bool {
        let room = self.rounds_done.len().saturating_sub(advance.first_seed as usize);
        let begun = self.rounds_done.iter().any(|rounds| *rounds > 0);
        let measured = |part: &ContenderAdvance| {
            let rows = part.seeds.iter().map(|series| series.measures.len());
            let mut rows = rows.chain(part.measures_now.iter().map(Vec::len));
            let all_there = part.measures_now.len() == part.seeds.len();
            (all_there || advance.measures.is_empty()) && rows.all(|rows| rows == advance.measures.len())
        };
        advance.contenders.len() == self.contenders.len()
            && (!begun || advance.measures == self.measures)
            && advance.contenders.iter().zip(&self.contenders).all(|(part, log)| {
                part.seeds.len() <= room
                    && measured(part)
                    && part.tails.len() == part.seeds.len()
                    && part.first_share + part.arm_counts.len() <= log.arm_counts.len()
            })
    }

    /// Rounds that every seed has done.
    pub fn common_rounds(&self) -> u64 {
        self.rounds_done.iter().copied().min().unwrap_or(0)
    }

    /// Whether every seed is through.
    pub fn is_complete(&self) -> bool {
        self.common_rounds() >= self.experiment.horizon
    }

    /// The further measures that there are, each with its row in [`SeedSeries::measures`]. What a newer version measured
    /// and this one does not know is left out.
    pub fn known_measures(&self) -> impl Iterator<Item = (usize, &'static Measure)> {
        self.measures.iter().enumerate().filter_map(|(row, id)| Some((row, measures::find(id)?)))
    }

    /// How many checkpoints every seed has reached.
    pub fn common_checkpoints(&self) -> usize {
        let done = self.common_rounds();
        self.rounds.partition_point(|round| *round <= done)
    }

    /// How many share checkpoints every seed has reached.
    pub fn common_shares(&self) -> usize {
        let done = self.common_rounds();
        self.share_rounds.partition_point(|round| *round <= done)
    }

    /// The round that all seeds stand at, when they stand at the same one.
    pub fn level_round(&self) -> Option<u64> {
        let first = *self.rounds_done.first()?;
        self.rounds_done.iter().all(|done| *done == first).then_some(first)
    }

    /// The digest of a complete run; none before.
    ///
    /// It covers horizon, seeds, and for each contender and seed the bits of every kept sum, then the counts of the
    /// arms. Names, colours and the order of the work don't enter, nor do positions
    /// and further measures: a run keeps the digest that it had before they were kept.
    pub fn digest(&self) -> Option<String> {
        if !self.is_complete() {
            return None;
        }
        let mut digest = Digest::new();
        digest.whole(self.experiment.horizon);
        digest.whole(u64::from(self.experiment.seeds));
        for contender in &self.contenders {
            for series in &contender.seeds {
                series.reward.iter().chain(&series.regret).for_each(|sum| digest.number(*sum));
                series.suboptimal.iter().for_each(|count| digest.whole(*count));
            }
            contender.arm_counts.iter().for_each(|counts| digest.wholes(counts));
        }
        Some(digest.text())
    }

    /// The digest of a complete run with the numerics that gave it; none before.
    pub fn run_digest(&self) -> Option<RunDigest> {
        self.digest().map(|digest| RunDigest { numerics: self.numerics, digest })
    }

    /// The numbers of each contender after the last common checkpoint, with 95 % bands over seeds; none before the
    /// first.
    pub fn rows(&self) -> Vec<SummaryRow> {
        let Some(index) = self.common_checkpoints().checked_sub(1) else { return Vec::new() };
        let round = self.rounds[index] as f64;
        let over_seeds = |log: &ContenderLog, sum: &dyn Fn(&SeedSeries) -> f64| {
            band(&log.seeds.iter().map(sum).collect::<Vec<f64>>())
        };
        let row = |log: &ContenderLog| SummaryRow {
            label: log.label.clone(),
            regret: over_seeds(log, &|series| series.regret[index]),
            average_reward: over_seeds(log, &|series| series.reward[index] / round),
            suboptimal_rate: over_seeds(log, &|series| series.suboptimal[index] as f64 / round),
            measures: self.measure_rows(log, index),
        };
        self.contenders.iter().map(row).collect()
    }

    fn measure_rows(&self, log: &ContenderLog, index: usize) -> BTreeMap<String, Band> {
        let value = |series: &SeedSeries, row: usize| series.measures.get(row)?.get(index).copied();
        let bands = self.measures.iter().enumerate().map(|(row, id)| {
            let values: Vec<f64> = log.seeds.iter().filter_map(|series| value(series, row)).collect();
            (id.clone(), band(&values))
        });
        bands.collect()
    }

    /// The final numbers of a complete run; none before.
    pub fn summary(&self) -> Option<Summary> {
        Some(Summary {
            experiment: self.experiment.clone(),
            engine: self.engine.clone(),
            numerics: self.numerics,
            digest: self.digest()?,
            contenders: self.rows(),
        })
    }
}

impl From<RunLogError> for ExperimentError {
    fn from(error: RunLogError) -> ExperimentError {
        ExperimentError::Json(error.to_string())
    }
}
