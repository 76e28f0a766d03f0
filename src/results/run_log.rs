//! What comes out of a run: sums over rounds, a policy and a seed, as plain data.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::metrics::{self, AVERAGE_REWARD, IN_EVERY_RUN, Metric, REGRET, SUBOPTIMAL_RATE};
use crate::results::Checkpoints;
use crate::results::band;
use crate::results::digest::{Digest, NUMERICS, RunDigest, first_numerics};
use crate::results::{SeedSeries, Totals};
use crate::results::{Summary, SummaryRow};
use crate::spec::{Experiment, ExperimentError};

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

/// One policy's part of a [`RunLog`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PolicyLog {
    /// What it is called.
    pub label: String,
    /// One series a seed.
    pub seeds: Vec<SeedSeries>,
    /// How often each item was chosen, or shown in a slate, up to each of `RunLog::share_rounds`, summed over the seeds.
    pub arm_counts: Vec<Vec<u64>>,
    /// What users did at each position, over all rounds so far; none where decisions have no positions. It is not part of the digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positions: Option<PositionCounts>,
    /// The metrics after the last round so far, one a seed.
    #[serde(skip)]
    pub totals: Vec<Totals>,
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
    /// What the environment's items are called.
    pub items: Vec<String>,
    /// Ids of the metrics (see [`METRICS`](crate::metrics::METRICS)), in the order of [`SeedSeries::rows`]: first those that
    /// every run has. All others are known once the run has begun, and in JSON they are the "measures".
    #[serde(
        rename = "measures",
        default = "ids_in_every_run",
        serialize_with = "write_ids",
        deserialize_with = "read_ids",
        skip_serializing_if = "are_in_every_run"
    )]
    pub metrics: Vec<String>,
    /// One log a policy, in the experiment's order.
    #[serde(rename = "contenders")]
    pub policies: Vec<PolicyLog>,
    /// Rounds done so far, a seed.
    #[serde(skip)]
    pub rounds_done: Vec<u64>,
}

/// What a stepper has done since it was last asked. Travels from a worker to the page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RunUpdate {
    /// First of the seeds that the stepper runs.
    pub first_seed: u32,
    /// Rounds done by each of them.
    pub rounds_done: u64,
    /// Ids of the metrics, in the order of [`SeedSeries::rows`].
    pub metrics: Vec<String>,
    /// One a policy.
    #[serde(rename = "contenders")]
    pub policies: Vec<PolicyUpdate>,
}

/// One policy's part of a [`RunUpdate`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PolicyUpdate {
    /// New checkpoints, one series a seed.
    pub seeds: Vec<SeedSeries>,
    /// The metrics now, one a seed.
    pub totals: Vec<Totals>,
    /// Counts of the items at new share checkpoints, summed over the stepper's seeds.
    pub arm_counts: Vec<Vec<u64>>,
    /// Index of the first of those share checkpoints.
    pub first_share: usize,
    /// What users did at each position since the last update, summed over the stepper's seeds; none where decisions have
    /// no positions.
    pub positions: Option<PositionCounts>,
}

/// An update that does not belong to the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this part of a run belongs to another experiment")]
pub struct RunLogError;

/// Ids of the metrics that every run has.
fn ids_in_every_run() -> Vec<String> {
    IN_EVERY_RUN.iter().map(|metric| metric.id.to_owned()).collect()
}

/// Whether ids begin with those of the metrics that every run has.
fn starts_with_every_run(ids: &[String]) -> bool {
    ids.iter().take(IN_EVERY_RUN.len()).eq(IN_EVERY_RUN.iter().map(|metric| metric.id))
}

/// Whether there are no others.
fn are_in_every_run(ids: &[String]) -> bool {
    ids.len() <= IN_EVERY_RUN.len()
}

/// Writes the ids of the metrics that not every run has.
fn write_ids<S: Serializer>(ids: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    ids.get(IN_EVERY_RUN.len()..).unwrap_or_default().serialize(serializer)
}

/// Reads them, behind those that every run has.
fn read_ids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let others = Vec::<String>::deserialize(deserializer)?;
    Ok(ids_in_every_run().into_iter().chain(others).collect())
}

impl RunLog {
    /// An empty log for a run of this experiment in an environment of these items.
    pub fn new(experiment: &Experiment, items: Vec<String>) -> RunLog {
        let checkpoints = Checkpoints::new(experiment.horizon);
        let seeds = experiment.seeds as usize;
        let share_rounds = checkpoints.share_rounds();
        let has_positions = experiment.task().is_some_and(|task| task.has_positions());
        let policies = (0..experiment.policies.len()).map(|index| PolicyLog {
            label: experiment.label(index),
            seeds: vec![SeedSeries::new(IN_EVERY_RUN.len()); seeds],
            arm_counts: vec![vec![0; items.len()]; share_rounds.len()],
            positions: has_positions.then(PositionCounts::default),
            totals: vec![Totals { values: vec![0.0; IN_EVERY_RUN.len()] }; seeds],
        });
        RunLog {
            experiment: experiment.clone(),
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            numerics: NUMERICS,
            policies: policies.collect(),
            rounds: checkpoints.rounds().to_vec(),
            share_rounds,
            items,
            metrics: ids_in_every_run(),
            rounds_done: vec![0; seeds],
        }
    }

    /// Adds what a stepper has done.
    ///
    /// # Errors
    /// An update with other policies, seeds, items or metrics than the log's.
    pub fn apply(&mut self, update: &RunUpdate) -> Result<(), RunLogError> {
        let first = update.first_seed as usize;
        if !self.fits(update) {
            return Err(RunLogError);
        }
        self.metrics.clone_from(&update.metrics);
        for (log, part) in self.policies.iter_mut().zip(&update.policies) {
            for (seed, (series, totals)) in part.seeds.iter().zip(&part.totals).enumerate() {
                log.seeds[first + seed].extend(series);
                log.totals[first + seed].clone_from(totals);
            }
            if let Some(counts) = &part.positions {
                log.positions.get_or_insert_default().add(counts);
            }
            for (row, counts) in log.arm_counts[part.first_share..].iter_mut().zip(&part.arm_counts) {
                for (sum, count) in row.iter_mut().zip(counts) {
                    *sum += count;
                }
            }
        }
        let seeds = update.policies.first().map_or(0, |part| part.seeds.len());
        self.rounds_done[first..first + seeds].fill(update.rounds_done);
        Ok(())
    }

    fn fits(&self, update: &RunUpdate) -> bool {
        let room = self.rounds_done.len().saturating_sub(update.first_seed as usize);
        let begun = self.rounds_done.iter().any(|rounds| *rounds > 0);
        let known =
            if begun { update.metrics == self.metrics } else { starts_with_every_run(&update.metrics) };
        let measured = |part: &PolicyUpdate| {
            let rows = part.seeds.iter().map(|series| series.rows.len());
            let totals = part.totals.iter().map(|totals| totals.values.len());
            rows.chain(totals).all(|rows| rows == update.metrics.len())
        };
        known
            && update.policies.len() == self.policies.len()
            && update.policies.iter().zip(&self.policies).all(|(part, log)| {
                part.seeds.len() <= room
                    && measured(part)
                    && part.totals.len() == part.seeds.len()
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

    /// The metrics that there are, each with its row in [`SeedSeries::rows`]. What a newer version measured and this one does
    /// not know is left out.
    pub fn known_metrics(&self) -> impl Iterator<Item = (usize, &'static Metric)> {
        self.metrics.iter().enumerate().filter_map(|(row, id)| Some((row, metrics::find(id)?)))
    }

    /// The row of a metric in [`SeedSeries::rows`]; none where the run does not have it.
    pub fn row(&self, metric: &Metric) -> Option<usize> {
        self.metrics.iter().position(|id| id == metric.id)
    }

    /// What was kept of a metric of one policy under one seed, a number a checkpoint; empty where the run does not have it.
    pub fn kept(&self, policy: usize, seed: usize, metric: &Metric) -> &[f64] {
        let series = self.policies.get(policy).and_then(|policy| policy.seeds.get(seed));
        let row = series.zip(self.row(metric)).and_then(|(series, row)| series.rows.get(row));
        row.map_or(&[], Vec::as_slice)
    }

    /// The values of a metric under one seed, as they are shown, at the checkpoints that all seeds have reached.
    pub fn shown(&self, policy: usize, seed: usize, metric: &Metric) -> Vec<f64> {
        let kept = self.kept(policy, seed, metric).iter().zip(&self.rounds).take(self.common_checkpoints());
        kept.map(|(kept, round)| metric.shown(*kept, *round)).collect()
    }

    /// What users did at each position, one a policy; none where decisions have no positions.
    pub fn positions(&self) -> Option<Vec<&PositionCounts>> {
        self.policies.iter().map(|policy| policy.positions.as_ref()).collect()
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
    /// It covers horizon, seeds, and for each policy and seed the bits of every kept sum, then the counts of the
    /// arms. Names, colours and the order of the work don't enter, nor do positions and the metrics that not every run has: a run
    /// keeps the digest that it had before they were kept.
    pub fn digest(&self) -> Option<String> {
        if !self.is_complete() {
            return None;
        }
        let mut digest = Digest::new();
        digest.whole(self.experiment.horizon);
        digest.whole(u64::from(self.experiment.seeds));
        for policy in &self.policies {
            for series in &policy.seeds {
                // The order and the forms of version 1.
                let sums = series.of(&AVERAGE_REWARD).iter().chain(series.of(&REGRET));
                sums.for_each(|sum| digest.number(*sum));
                series.of(&SUBOPTIMAL_RATE).iter().for_each(|count| digest.whole(*count as u64));
            }
            policy.arm_counts.iter().for_each(|counts| digest.wholes(counts));
        }
        Some(digest.text())
    }

    /// The digest of a complete run with the numerics that gave it; none before.
    pub fn run_digest(&self) -> Option<RunDigest> {
        self.digest().map(|digest| RunDigest { numerics: self.numerics, digest })
    }

    /// The numbers of each policy after the last common checkpoint, with 95 % bands over seeds; none before the
    /// first.
    pub fn rows(&self) -> Vec<SummaryRow> {
        let Some(index) = self.common_checkpoints().checked_sub(1) else { return Vec::new() };
        let round = self.rounds[index];
        let bands = |log: &PolicyLog| {
            let band_of = |(row, id): (usize, &String)| {
                let shown = metrics::find(id);
                let kept = log.seeds.iter().filter_map(|series| series.rows.get(row)?.get(index).copied());
                // What a newer version measured is passed on as it was kept.
                let values = kept.map(|kept| shown.map_or(kept, |metric| metric.shown(kept, round)));
                (id.clone(), band(&values.collect::<Vec<f64>>()))
            };
            // Collecting would bring a sort with it.
            let mut bands = BTreeMap::new();
            bands.extend(self.metrics.iter().enumerate().map(band_of));
            bands
        };
        let row = |log: &PolicyLog| SummaryRow { label: log.label.clone(), metrics: bands(log) };
        self.policies.iter().map(row).collect()
    }

    /// The final numbers of a complete run; none before.
    pub fn summary(&self) -> Option<Summary> {
        Some(Summary {
            experiment: self.experiment.clone(),
            engine: self.engine.clone(),
            numerics: self.numerics,
            digest: self.digest()?,
            policies: self.rows(),
        })
    }
}

impl From<RunLogError> for ExperimentError {
    fn from(error: RunLogError) -> ExperimentError {
        ExperimentError::Json(error.to_string())
    }
}
