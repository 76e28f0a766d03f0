//! Cumulative regret on expectations.

use super::{Accumulation, Metric, Unit};

/// Cumulative regret on expectations.
pub static REGRET: Metric = Metric {
    id: "regret",
    title: "Cumulative regret",
    brief: "Cumulative regret",
    heading: "Expected regret",
    sentence: "Expected regret, for comparison: what the oracle's arms would have earned more on average. Lower is better, and a flat curve has learned.",
    unit: Unit::Reward,
    is_share: false,
    range: (0.0, f64::INFINITY),
    lower_is_better: true,
    accumulation: Accumulation::Sum,
    is_of: |_| true,
    of_round: |outcome| Some(outcome.regret),
};
