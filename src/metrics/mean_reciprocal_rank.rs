//! MRR, see [`SlateMetrics::reciprocal_rank`](crate::ranking::metrics::SlateMetrics::reciprocal_rank).

use super::{Accumulation, Metric, RunKind, Unit};

/// MRR, see [`SlateMetrics::reciprocal_rank`](crate::ranking::metrics::SlateMetrics::reciprocal_rank).
pub static MEAN_RECIPROCAL_RANK: Metric = Metric {
    id: "mrr",
    title: "Mean reciprocal rank",
    brief: "Mean reciprocal rank",
    heading: "Mean reciprocal rank",
    sentence: "1 by the position of the first film that attracts this user as much as any, 0 where none is shown: 1 is always at the top, whatever the click model makes of the order.",
    unit: Unit::Named("of 1"),
    is_share: false,
    range: (0.0, 1.0),
    lower_is_better: false,
    accumulation: Accumulation::SampledMean,
    is_of: RunKind::is_ranking,
    of_round: |outcome| Some(outcome.slate_metrics()?.reciprocal_rank),
};
