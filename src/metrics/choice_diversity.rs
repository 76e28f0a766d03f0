//! Diversity of the choices.

use super::{Accumulation, Metric, RunKind, Unit};

/// Diversity of the choices.
pub static CHOICE_DIVERSITY: Metric = Metric {
    id: "choice_diversity",
    title: "Diversity of the choices",
    brief: "Diversity",
    heading: "Diversity of the choices",
    sentence: "How unlike what the user knows the chosen arms are: for films 0 where the genres are those that the user rates and 1 where none is.",
    unit: Unit::Named("of 1"),
    is_share: false,
    range: (0.0, 1.0),
    lower_is_better: false,
    accumulation: Accumulation::Mean,
    is_of: RunKind::has_objectives,
    of_round: |outcome| outcome.objectives.get(2).copied(),
};
