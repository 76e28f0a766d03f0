//! Abandonment rate: the share of slates without a click.

use super::{Accumulation, Metric, RunKind, Unit};

/// Abandonment rate: the share of slates without a click (Radlinski, Kleinberg and Joachims 2008, Learning Diverse Rankings
/// with Multi-Armed Bandits).
pub static ABANDONMENT_RATE: Metric = Metric {
    id: "abandonment_rate",
    title: "Abandonment rate",
    brief: "Abandonment",
    heading: "Abandonment rate",
    sentence: "Share of slates without a click: how often users leave without finding anything. Lower is better.",
    unit: Unit::Named("share of slates"),
    is_share: true,
    range: (0.0, 1.0),
    lower_is_better: true,
    accumulation: Accumulation::Mean,
    is_of: RunKind::is_ranking,
    of_round: |outcome| Some(f64::from(outcome.slate?.clicks == 0)),
};
