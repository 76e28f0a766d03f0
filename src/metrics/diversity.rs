//! Diversity within slates, see [`SlateMetrics::diversity`](crate::ranking::metrics::SlateMetrics::diversity).

use super::{Accumulation, Metric, RunKind, Unit};

/// Diversity within slates, see [`SlateMetrics::diversity`](crate::ranking::metrics::SlateMetrics::diversity).
pub static DIVERSITY: Metric = Metric {
    id: "diversity",
    title: "Diversity within slates",
    brief: "Diversity",
    heading: "Diversity within slates",
    sentence: "How unlike the films of a slate are, pair by pair: 0 is the same topics (or else features) for all, 1 nothing in common.",
    unit: Unit::Named("1 - cosine"),
    is_share: false,
    range: (0.0, 1.0),
    lower_is_better: false,
    accumulation: Accumulation::SampledMean,
    is_of: |kind| kind == RunKind::Ranking { comparable_items: true },
    of_round: |outcome| outcome.slate_metrics()?.diversity,
};
