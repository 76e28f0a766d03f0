//! The metrics of a run: one descriptor a file, one list of all of them.
//!
//! Recorders, logs, summaries, tables, files and charts go through [`METRICS`]; regret and reward are two of its entries.
//! To add a metric, write a file with one static [`Metric`] and add one line to [`METRICS`]: it says which runs have it, what
//! a round gives it and how rounds are put together, and it is recorded, saved, exported and charted.
//!
//! # Which rounds
//! Most metrics of slates would cost a cheap ranker a good part of its speed if they were taken each round, so they are
//! taken of a sample of the rounds, the same for every run: all up to the 64th, then one of each eight, which counts for
//! eight ([`sampled`]).

mod accumulator;
mod average_reward;
mod choice_diversity;
mod choice_novelty;
mod clicks;
mod coverage;
mod diversity;
mod mean_reciprocal_rank;
mod ndcg;
mod own_reward;
mod recall;
mod regret;
mod sample;
mod suboptimal_rate;

use crate::ranking::SlateShape;
use crate::ranking::metrics::SlateMetrics;

pub use accumulator::MetricAccumulator;
pub use average_reward::AVERAGE_REWARD;
pub use choice_diversity::CHOICE_DIVERSITY;
pub use choice_novelty::CHOICE_NOVELTY;
pub use clicks::CLICKS;
pub use coverage::COVERAGE;
pub use diversity::DIVERSITY;
pub use mean_reciprocal_rank::MEAN_RECIPROCAL_RANK;
pub use ndcg::NDCG;
pub use own_reward::OWN_REWARD;
pub use recall::RECALL;
pub use regret::REGRET;
pub use sample::sampled;
pub use suboptimal_rate::SUBOPTIMAL_RATE;

/// Every metric, in the order in which people read them. Those that every run has come first.
pub static METRICS: &[&Metric] = &[
    &REGRET,
    &AVERAGE_REWARD,
    &SUBOPTIMAL_RATE,
    &NDCG,
    &RECALL,
    &MEAN_RECIPROCAL_RANK,
    &CLICKS,
    &COVERAGE,
    &DIVERSITY,
    &OWN_REWARD,
    &CHOICE_NOVELTY,
    &CHOICE_DIVERSITY,
];

/// The metrics that every run has: the first rows of every log, in this order. Version 1 of the schema names each of them in
/// its own field and lists all others as "measures"; its digest covers these alone.
pub static IN_EVERY_RUN: [&Metric; 3] = [&REGRET, &AVERAGE_REWARD, &SUBOPTIMAL_RATE];

/// What a metric says of itself.
#[derive(Debug)]
pub struct Metric {
    /// The name in files; it never changes.
    pub id: &'static str,
    /// The name that people read.
    pub title: &'static str,
    /// The name at the top of a column of numbers.
    pub heading: &'static str,
    /// What it is, and which way is better, in a sentence.
    pub sentence: &'static str,
    /// What the numbers are, beside an axis.
    pub unit: Unit,
    /// Whether it is a share between 0 and 1, which people read as a percentage.
    pub is_share: bool,
    /// Whether less of it is better.
    pub lower_is_better: bool,
    /// How the values of rounds are put together.
    pub accumulation: Accumulation,
    /// Whether runs of this kind have it.
    pub is_of: fn(RunKind) -> bool,
    /// What a round gives it; none where the round has no such value.
    pub of_round: fn(&RoundOutcome<'_>) -> Option<f64>,
}

/// What the numbers of a metric are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// The unit of the rewards.
    Reward,
    /// The unit of the rewards, each round.
    RewardPerRound,
    /// This one.
    Named(&'static str),
}

/// How the values of rounds become one number at a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accumulation {
    /// Their sum.
    Sum,
    /// Their sum is kept, and shown divided by the number of rounds.
    SumPerRound,
    /// The mean over all rounds so far.
    Mean,
    /// The mean over the rounds so far that are [`sampled`], by their weights.
    SampledMean,
    /// The value of the last round.
    Latest,
}

/// What is known of a run before its first round, as far as metrics depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// Agents choose one arm a round.
    Bandit {
        /// Whether more than the reward counts.
        several_objectives: bool,
    },
    /// Rankers show slates.
    Ranking {
        /// Whether slates have several items, which have topics or features to compare.
        comparable_items: bool,
    },
}

/// What a round brought one policy.
#[derive(Debug, Clone, Copy)]
pub struct RoundOutcome<'a> {
    /// The sampled reward.
    pub reward: f64,
    /// The regret on expectations, never negative.
    pub regret: f64,
    /// What each objective came to, in the order of [`TITLES`](crate::environment::objectives::TITLES); empty where the reward is
    /// all there is.
    pub objectives: &'a [f64],
    /// What came of the slate; none where one arm is chosen.
    pub slate: Option<SlateOutcome<'a>>,
    /// How many rounds this one stands for in sampled metrics; none where it is not in the sample.
    pub weight: Option<f64>,
}

/// What came of a slate in a round.
#[derive(Debug, Clone, Copy)]
pub struct SlateOutcome<'a> {
    /// Whether each position was clicked, from the top.
    pub clicked: &'a [bool],
    /// The share of all items that were ever shown.
    pub coverage: f64,
    /// How good the slate was besides, in rounds of the sample.
    pub metrics: Option<&'a SlateMetrics>,
}

impl PartialEq for Metric {
    fn eq(&self, other: &Metric) -> bool {
        self.id == other.id
    }
}

impl Eq for Metric {}

impl Metric {
    /// What is shown of a number that was kept after so many rounds.
    pub fn shown(&self, kept: f64, round: u64) -> f64 {
        match self.accumulation {
            Accumulation::SumPerRound => kept / round as f64,
            _ => kept,
        }
    }

    /// Whether every run has it.
    pub fn is_in_every_run(&self) -> bool {
        IN_EVERY_RUN.contains(&self)
    }

    /// The unit in words where rewards have this one; empty where there is none.
    pub fn unit_in(&self, reward_unit: &str) -> String {
        match (self.unit, reward_unit) {
            (Unit::Reward, unit) => unit.to_owned(),
            (Unit::RewardPerRound, "") => "per round".to_owned(),
            (Unit::RewardPerRound, unit) => format!("{unit} per round"),
            (Unit::Named(unit), _) => unit.to_owned(),
        }
    }
}

impl Accumulation {
    /// Over which rounds a number is, in a sentence; empty where the metric's own sentence says it.
    pub fn sentence(self) -> &'static str {
        match self {
            Accumulation::Sum | Accumulation::SumPerRound => "",
            Accumulation::Mean => "Mean over all rounds so far.",
            Accumulation::SampledMean => {
                "Mean so far, over every round up to the 64th and one of each eight after it."
            }
            Accumulation::Latest => "As it stands at that round.",
        }
    }
}

impl RunKind {
    /// The runs of rankers in an environment of this shape.
    pub fn ranking(shape: &SlateShape) -> RunKind {
        RunKind::Ranking { comparable_items: shape.slots > 1 && shape.topics + shape.features > 0 }
    }

    /// Whether rankers show slates.
    fn is_ranking(self) -> bool {
        matches!(self, RunKind::Ranking { .. })
    }

    /// Whether more than the reward counts.
    fn has_objectives(self) -> bool {
        matches!(self, RunKind::Bandit { several_objectives: true })
    }

    /// The metrics of such runs, in the order of [`METRICS`].
    pub fn metrics(self) -> Vec<&'static Metric> {
        METRICS.iter().copied().filter(|metric| (metric.is_of)(self)).collect()
    }
}

impl RoundOutcome<'_> {
    /// How good the slate was besides, in rounds of the sample.
    fn slate_metrics(&self) -> Option<&SlateMetrics> {
        self.slate.and_then(|slate| slate.metrics)
    }
}

/// The metric of that id.
pub fn find(id: &str) -> Option<&'static Metric> {
    METRICS.iter().copied().find(|metric| metric.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_all_different_and_every_sentence_is_one() {
        let ids: BTreeSet<&str> = METRICS.iter().map(|metric| metric.id).collect();
        assert_eq!(ids.len(), METRICS.len());
        for metric in METRICS {
            assert_eq!(find(metric.id), Some(*metric));
            assert!(metric.sentence.ends_with('.') && !metric.title.is_empty() && !metric.heading.is_empty());
            assert_ne!(metric.unit, Unit::Named(""), "{}", metric.id);
        }
        assert_eq!(find("no metric"), None);
    }

    /// The rows of version 1 of the schema are in place for every kind of run.
    #[test]
    fn every_run_begins_with_what_every_run_has() {
        for kind in [
            RunKind::Bandit { several_objectives: false },
            RunKind::Bandit { several_objectives: true },
            RunKind::Ranking { comparable_items: false },
            RunKind::Ranking { comparable_items: true },
        ] {
            let metrics = kind.metrics();
            assert_eq!(metrics[..3], IN_EVERY_RUN, "{kind:?}");
            assert!(metrics[3..].iter().all(|metric| !metric.is_in_every_run()), "{kind:?}");
        }
    }

    #[test]
    fn only_sums_of_each_round_are_divided() {
        assert_eq!((REGRET.shown(6.0, 3), AVERAGE_REWARD.shown(6.0, 3), NDCG.shown(0.5, 3)), (6.0, 2.0, 0.5));
        assert_eq!(
            (REGRET.unit_in("stars"), AVERAGE_REWARD.unit_in("stars")),
            ("stars".to_owned(), "stars per round".to_owned())
        );
        assert_eq!((REGRET.unit_in(""), AVERAGE_REWARD.unit_in("")), (String::new(), "per round".to_owned()));
    }
}
