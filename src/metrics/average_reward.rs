//! Average sampled reward a round.

use super::{Accumulation, Metric, Unit};

/// Average sampled reward a round.
pub static AVERAGE_REWARD: Metric = Metric {
    id: "average_reward",
    title: "Average reward",
    brief: "Average reward",
    heading: "Realised reward a round",
    sentence: "Realised reward, what users gave: the mean over all rounds so far. Higher is better.",
    unit: Unit::RewardPerRound,
    is_share: false,
    range: (f64::NEG_INFINITY, f64::INFINITY),
    lower_is_better: false,
    accumulation: Accumulation::SumPerRound,
    is_of: |_| true,
    of_round: |outcome| Some(outcome.reward),
};
