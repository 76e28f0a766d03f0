//! The environment's own reward among several objectives.

use super::{Accumulation, Metric, RunKind, Unit};

/// The environment's own reward among several objectives.
pub static OWN_REWARD: Metric = Metric {
    id: "own_reward",
    title: "The reward by itself",
    brief: "The reward by itself",
    heading: "The reward by itself",
    sentence: "What the chosen arms earned of the environment's own reward, noise included, on a scale from its least, 0, to its greatest, 1. Higher is better.",
    unit: Unit::Named("of 1"),
    is_share: false,
    range: (f64::NEG_INFINITY, f64::INFINITY),
    lower_is_better: false,
    accumulation: Accumulation::Mean,
    is_of: RunKind::has_objectives,
    of_round: |outcome| outcome.objectives.first().copied(),
};
