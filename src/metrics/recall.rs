//! Recall@K, see [`SlateMetrics::recall`](crate::ranking::metrics::SlateMetrics::recall).

use super::{Accumulation, Metric, RunKind, Unit};

/// Recall@K, see [`SlateMetrics::recall`](crate::ranking::metrics::SlateMetrics::recall).
pub static RECALL: Metric = Metric {
    id: "recall",
    title: "Recall",
    brief: "Recall",
    heading: "Recall",
    sentence: "How many of the films that attract this user most, as many as the slate has slots, are in the slate, in any order; of equally attractive ones, any will do. Higher is better; it depends on attraction alone, as NDCG does.",
    unit: Unit::Named("of the most attractive"),
    is_share: true,
    range: (0.0, 1.0),
    lower_is_better: false,
    accumulation: Accumulation::SampledMean,
    is_of: RunKind::is_ranking,
    of_round: |outcome| Some(outcome.slate_metrics()?.recall),
};
