//! What the multi-armed environments share.

use crate::descriptor::{Kind, Parameter, Scale, words};
use crate::environment::{ItemCard, Noise, Round, Shape};
use crate::math::random::RngStream;

/// Rewards that are 0 or 1, or a probability.
pub const ZERO_TO_ONE: (f64, f64) = (0.0, 1.0);

/// The number of arms.
pub const ARMS: Parameter = Parameter {
    name: "arms",
    title: "Arms",
    kind: Kind::Integer { minimum: 1, maximum: 200, default: 10, scale: Scale::Logarithmic },
    unit: "",
    help: words("How many arms there are to choose from."),
};

/// The shape of an environment with a constant context.
pub fn shape(arms: usize, rewards: (f64, f64)) -> Shape {
    Shape { context: 1, arm_features: 0, arms, items: arms, rewards }
}

/// An arm that has no name of its own.
pub fn card(item: usize) -> ItemCard {
    ItemCard::arm(item)
}

/// Writes a round in which arms succeed with these probabilities.
pub fn bernoulli_round(probabilities: &[f64], rewards: &mut RngStream, round: &mut Round) {
    round.context.fill(1.0);
    round.expectations.copy_from_slice(probabilities);
    round.noise = Noise::Bernoulli(rewards.uniform());
}
