//! NDCG@K, see [`SlateMetrics::ndcg`](crate::ranking::metrics::SlateMetrics::ndcg).

use super::{Accumulation, Metric, RunKind, Unit};

/// NDCG@K, see [`SlateMetrics::ndcg`](crate::ranking::metrics::SlateMetrics::ndcg).
pub static NDCG: Metric = Metric {
    id: "ndcg",
    title: "NDCG",
    brief: "NDCG",
    heading: "NDCG",
    sentence: "How much of the attraction that the best order of the best films, as many as there are slots, has stands in the slate, what stands lower counting less: 1 is the best order, and any order where all are equally attractive. It depends on attraction alone: a click model in which order or variety counts otherwise may have a best slate of less.",
    unit: Unit::Named("of 1"),
    is_share: false,
    range: (0.0, 1.0),
    lower_is_better: false,
    accumulation: Accumulation::SampledMean,
    is_of: RunKind::is_ranking,
    of_round: |outcome| Some(outcome.slate_metrics()?.ndcg),
};
