//! Agents of one run or of several, held against each other.

use serde::{Deserialize, Serialize};

use super::{KeptResults, KeptRun};
use crate::metrics::{Metric, Unit};
use crate::results::significance::{
    MeanDifference, holm, paired_difference, seeds_to_tell, unpaired_difference,
};
use crate::spec::Experiment;

/// Most seeds that are worth naming as what would tell.
const MOST_SEEDS: usize = 100;

/// An agent of a run, with what was run.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The experiment of the run.
    pub experiment: &'a Experiment,
    /// The results of the run.
    pub results: &'a KeptResults,
    /// Version of the numerics that gave them.
    pub numerics: u32,
    /// Which of its policies.
    pub policy: usize,
}

/// How an agent did against another one, by the final values of a metric under every seed.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What was compared.
    pub metric: &'static Metric,
    /// The first one's mean minus the second one's, as it is shown, with interval and p-value.
    pub test: MeanDifference,
    /// The p-value corrected for all comparisons that were made together; the plain one where there was no other.
    pub corrected_p: f64,
    /// How many were made together.
    pub together: usize,
    /// Why seeds are no pairs; none where they are.
    pub unpaired: Option<WhyUnpaired>,
    /// Under how many seeds the first one did better than the second one; only of pairs.
    pub ahead: usize,
    /// Under how many both did the same; only of pairs.
    pub ties: usize,
    /// Seeds of the first one and of the second one, as far as they were compared.
    pub seeds: (usize, usize),
    /// How many seeds, of each where they are no pairs, tell the two apart if the difference and its spread stay what they are; none
    /// where more than a hundred do.
    pub seeds_to_tell: Option<usize>,
}

/// Why the seeds of two runs are no pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum WhyUnpaired {
    /// Other users or other rewards.
    #[error("the environments differ")]
    Environment,
    /// Feedback, changes or objectives.
    #[error("the settings differ")]
    Settings,
    /// Other randomness.
    #[error("the master seeds differ")]
    MasterSeed,
    /// Other bits of the same seed.
    #[error("the runs were made by versions of the engine that give other numbers")]
    Numerics,
}

/// Why two agents can't be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotComparable {
    /// One of them has no such metric.
    #[error("{label} was not measured by {metric}, so it can't be compared by it")]
    NotMeasured {
        /// What the agent is called.
        label: String,
        /// Title of the metric.
        metric: &'static str,
    },
    /// No final value.
    #[error("{0} has not reached a first checkpoint, so there is nothing to compare")]
    NothingYet(String),
    /// An arm each round, or a slate.
    #[error("one run chooses single arms and the other shows slates, so their numbers don't mean the same")]
    OtherTask,
    /// Rewards of two units.
    #[error("rewards are {} in one run and {} in the other, so their numbers don't mean the same", unit(.0), unit(.1))]
    OtherUnit(&'static str, &'static str),
    /// Final values after another number of rounds.
    #[error(
        "one run ends at round {0} and the other at round {1}: final values are comparable only after as many rounds; compare \
         the curves instead"
    )]
    OtherRound(u64, u64),
    /// Nothing to take a spread from.
    #[error("one seed shows no spread, so nothing can be said of chance; run at least two seeds")]
    OneSeed,
}

/// A unit in words.
fn unit(unit: &'static str) -> &'static str {
    if unit.is_empty() { "without a unit" } else { unit }
}

impl<'a> Side<'a> {
    /// An agent of a run.
    pub fn of(run: &'a KeptRun, experiment: &'a Experiment, policy: usize) -> Side<'a> {
        Side { experiment, results: &run.results, numerics: run.header.numerics, policy }
    }

    /// What the agent is called.
    pub fn label(&self) -> &'a str {
        self.results.policies.get(self.policy).map_or("", |policy| policy.label.as_str())
    }

    fn finals(&self, metric: &'static Metric) -> Result<Vec<f64>, NotComparable> {
        if self.results.rounds.is_empty() {
            return Err(NotComparable::NothingYet(self.label().to_owned()));
        }
        let finals = self.results.finals(self.policy, metric);
        if finals.is_empty() {
            return Err(NotComparable::NotMeasured { label: self.label().to_owned(), metric: metric.title });
        }
        Ok(finals)
    }
}

/// Why the seeds of two runs are no pairs; none where seed k is the same users and the same noise in both.
pub fn why_unpaired(one: &Side<'_>, other: &Side<'_>) -> Option<WhyUnpaired> {
    let (first, second) = (one.experiment, other.experiment);
    if (&first.environment, &first.clicks, &first.sources)
        != (&second.environment, &second.clicks, &second.sources)
    {
        return Some(WhyUnpaired::Environment);
    }
    if first.settings != second.settings {
        return Some(WhyUnpaired::Settings);
    }
    if first.master_seed != second.master_seed {
        return Some(WhyUnpaired::MasterSeed);
    }
    (one.numerics != other.numerics).then_some(WhyUnpaired::Numerics)
}

/// Why two agents can't be compared by a metric; none where they can.
pub fn why_not(one: &Side<'_>, other: &Side<'_>, metric: &'static Metric) -> Option<NotComparable> {
    compare(one, other, metric).err()
}

/// Compares an agent with another one by the final values of a metric: by pairs where seed k is the same for both, and as two
/// samples otherwise.
///
/// # Errors
/// Why they can't be compared, in one sentence.
pub fn compare(
    one: &Side<'_>,
    other: &Side<'_>,
    metric: &'static Metric,
) -> Result<Comparison, NotComparable> {
    if one.experiment.task() != other.experiment.task() {
        return Err(NotComparable::OtherTask);
    }
    let units = (one.experiment.reward_unit(), other.experiment.reward_unit());
    if !matches!(metric.unit, Unit::Named(_)) && units.0 != units.1 {
        return Err(NotComparable::OtherUnit(units.0, units.1));
    }
    let (mut first, mut second) = (one.finals(metric)?, other.finals(metric)?);
    let rounds = (one.results.last_round(), other.results.last_round());
    if rounds.0 != rounds.1 {
        return Err(NotComparable::OtherRound(rounds.0, rounds.1));
    }
    let unpaired = why_unpaired(one, other);
    let test = if unpaired.is_none() {
        let common = first.len().min(second.len());
        first.truncate(common);
        second.truncate(common);
        paired_difference(&first, &second)
    } else {
        unpaired_difference(&first, &second)
    };
    let test = test.ok_or(NotComparable::OneSeed)?;
    Ok(compared(metric, &first, &second, test, unpaired))
}

/// Compares two lists of final values of a metric, as they are shown, seed by seed: number k of both is of the same users and the
/// same noise. None for fewer than two pairs; values without a partner are left out.
pub fn compare_pairs(metric: &'static Metric, first: &[f64], second: &[f64]) -> Option<Comparison> {
    let common = first.len().min(second.len());
    let (first, second) = (&first[..common], &second[..common]);
    Some(compared(metric, first, second, paired_difference(first, second)?, None))
}

fn compared(
    metric: &'static Metric,
    first: &[f64],
    second: &[f64],
    test: MeanDifference,
    unpaired: Option<WhyUnpaired>,
) -> Comparison {
    let seeds = (first.len(), second.len());
    let pairs = || first.iter().zip(second).filter(|_| unpaired.is_none());
    let ahead = pairs().filter(|(one, other)| if metric.lower_is_better { one < other } else { one > other });
    // The spread of one pair, or of one difference of two seeds.
    let (samples, per_seed) = match unpaired {
        None => (1, seeds.0 as f64),
        Some(_) => (2, harmonic_mean(seeds)),
    };
    let deviation = test.standard_error * per_seed.sqrt();
    Comparison {
        metric,
        corrected_p: test.p,
        together: 1,
        unpaired,
        ahead: ahead.count(),
        ties: pairs().filter(|(one, other)| one == other).count(),
        seeds,
        seeds_to_tell: seeds_to_tell(test.difference, deviation, samples, MOST_SEEDS),
        test,
    }
}

/// How many seeds of each of two samples have the standard error that these many have, where the spreads are alike.
fn harmonic_mean((one, other): (usize, usize)) -> f64 {
    let (one, other) = (one as f64, other as f64);
    2.0 * one * other / (one + other)
}

/// Two agents among several, by their places, the smaller one first.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair<T> {
    /// Place of the first one.
    pub first: usize,
    /// Place of the second one.
    pub second: usize,
    /// What is said of the two.
    pub of: T,
}

/// Compares every agent with every other one, and corrects the p-values for there being so many (Holm).
///
/// # Errors
/// The first two that can't be compared, and why.
pub fn compare_all(
    sides: &[Side<'_>],
    metric: &'static Metric,
) -> Result<Vec<Pair<Comparison>>, Pair<NotComparable>> {
    let mut all = Vec::new();
    for (first, one) in sides.iter().enumerate() {
        for (second, other) in sides.iter().enumerate().skip(first + 1) {
            let of = compare(one, other, metric).map_err(|of| Pair { first, second, of })?;
            all.push(Pair { first, second, of });
        }
    }
    let corrected = holm(&all.iter().map(|pair| pair.of.test.p).collect::<Vec<f64>>());
    let together = all.len();
    for (pair, corrected) in all.iter_mut().zip(corrected) {
        (pair.of.corrected_p, pair.of.together) = (corrected, together);
    }
    Ok(all)
}

impl Comparison {
    /// Whether the difference is more than chance explains, with the correction.
    pub fn tells(&self) -> bool {
        self.corrected_p < 0.05
    }

    /// Whether the first one has the better mean; equal means are better for neither.
    pub fn first_is_better(&self) -> bool {
        if self.metric.lower_is_better { self.test.difference < 0.0 } else { self.test.difference > 0.0 }
    }

    /// The same seen from the other one.
    pub fn reversed(&self) -> Comparison {
        let MeanDifference { difference, low, high, .. } = self.test;
        let test = MeanDifference { difference: -difference, low: -high, high: -low, ..self.test };
        let pairs = if self.unpaired.is_none() { self.seeds.0 } else { 0 };
        let ahead = pairs.saturating_sub(self.ahead + self.ties);
        Comparison { test, ahead, seeds: (self.seeds.1, self.seeds.0), ..self.clone() }
    }
}
