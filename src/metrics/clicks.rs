//! Number of clicks on a slate.

use super::{Accumulation, Metric, RunKind, Unit};

/// Number of clicks on a slate.
pub static CLICKS: Metric = Metric {
    id: "clicks",
    title: "Clicks a round",
    brief: "Clicks a round",
    heading: "Clicks a round",
    sentence: "How many films of the slate were clicked, noise included. Higher is better, where users click more than once.",
    unit: Unit::Named("clicks per round"),
    is_share: false,
    range: (0.0, f64::INFINITY),
    lower_is_better: false,
    accumulation: Accumulation::Mean,
    is_of: RunKind::is_ranking,
    of_round: |outcome| Some(outcome.slate?.clicks as f64),
};
