//! How a metric is described, and what a round gives it.

use crate::ranking::SlateShape;
use crate::ranking::metrics::SlateMetrics;

/// The description of a metric.
#[derive(Debug)]
pub struct Metric {
    /// The name in files; it never changes.
    pub id: &'static str,
    /// The name that people read.
    pub title: &'static str,
    /// A part of that where there is little room.
    pub brief: &'static str,
    /// The name at the top of a column of numbers.
    pub heading: &'static str,
    /// What it is, and which way is better, in a sentence.
    pub sentence: &'static str,
    /// What the numbers are, beside an axis.
    pub unit: Unit,
    /// Whether it is a share between 0 and 1, which people read as a percentage.
    pub is_share: bool,
    /// Lowest and highest value that it can have: no interval reaches beyond, however few seeds it is of.
    pub range: (f64, f64),
    /// Whether less of it is better.
    pub lower_is_better: bool,
    /// How the values of rounds are put together.
    pub accumulation: Accumulation,
    /// Whether runs of this kind have it.
    pub is_of: fn(RunKind) -> bool,
    /// What a round gives it; none where the round has no such value, as in runs that don't have the metric. It is asked every
    /// round of every run.
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
    /// The mean over the rounds so far that are [`sampled`](crate::metrics::sampled), by their weights.
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
    /// Number of clicks on it.
    pub clicks: u64,
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
    pub(super) fn is_ranking(self) -> bool {
        matches!(self, RunKind::Ranking { .. })
    }

    /// Whether more than the reward counts.
    pub(super) fn has_objectives(self) -> bool {
        matches!(self, RunKind::Bandit { several_objectives: true })
    }
}

impl RoundOutcome<'_> {
    /// How good the slate was besides, in rounds of the sample.
    pub(super) fn slate_metrics(&self) -> Option<&SlateMetrics> {
        self.slate.and_then(|slate| slate.metrics)
    }
}
