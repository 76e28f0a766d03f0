//! Coverage of the catalogue, see [`SlateMetrics::coverage`](crate::ranking::metrics::SlateMetrics::coverage).

use super::{Accumulation, Metric, RunKind, Unit};

/// Coverage of the catalogue, see [`SlateMetrics::coverage`](crate::ranking::metrics::SlateMetrics::coverage).
pub static COVERAGE: Metric = Metric {
    id: "coverage",
    title: "Coverage of the catalogue",
    brief: "Coverage",
    heading: "Coverage of the catalogue",
    sentence: "The share of all films that were ever shown: a ranker that explores shows all of them sooner or later.",
    unit: Unit::Named("of all films"),
    is_share: true,
    range: (0.0, 1.0),
    lower_is_better: false,
    accumulation: Accumulation::Latest,
    is_of: RunKind::is_ranking,
    of_round: |outcome| Some(outcome.slate?.coverage),
};
