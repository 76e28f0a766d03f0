//! Share of rounds with a suboptimal choice.

use super::{Accumulation, Metric, Unit};

/// Regret above this is a suboptimal choice. Below it is rounding: the products of factors that make up two equal
/// ratings differ in their last bits.
const SUBOPTIMAL: f64 = 1e-9;

/// Share of rounds with a suboptimal choice.
pub static SUBOPTIMAL_RATE: Metric = Metric {
    id: "suboptimal_rate",
    title: "Suboptimal choices",
    brief: "Suboptimal",
    heading: "Suboptimal choices",
    sentence: "Share of rounds so far in which another choice would have earned more on average.",
    unit: Unit::Named("share of rounds"),
    is_share: true,
    range: (0.0, 1.0),
    lower_is_better: true,
    accumulation: Accumulation::SumPerRound,
    is_of: |_| true,
    of_round: |outcome| Some(f64::from(outcome.regret > SUBOPTIMAL)),
};
