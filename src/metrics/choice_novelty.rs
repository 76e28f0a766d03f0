//! Novelty of the choices.

use super::{Accumulation, Metric, RunKind, Unit};

/// Novelty of the choices.
pub static CHOICE_NOVELTY: Metric = Metric {
    id: "choice_novelty",
    title: "Novelty of the choices",
    brief: "Novelty",
    heading: "Novelty of the choices",
    sentence: "How rarely met the chosen arms are: for films 0 where every user has rated them and 1 where only one has.",
    unit: Unit::Named("of 1"),
    is_share: false,
    range: (0.0, 1.0),
    lower_is_better: false,
    accumulation: Accumulation::Mean,
    is_of: RunKind::has_objectives,
    of_round: |outcome| outcome.objectives.get(1).copied(),
};
