//! Learned scorers: networks that score items for a user, and slates drawn from the scores.
//!
//! | ranker | what is learned | how slates are drawn |
//! |---|---|---|
//! | [`ranking_agent`] | the score of a slot's feedback, by squared error ([`SlateTargets`]) | Plackett-Luce, with or without a penalty on similar items ([`SlateSampler`]), or by descending scores |
//! | [`reinforce`] | a softmax over items, by policy gradients ([`PolicyGradient`]) | Plackett-Luce |
//!
//! Parameters of networks and training are those of the neural agents. Randomness: the first slate forks a stream off
//! the one it is given, from which the first weights and all minibatches are drawn ever after.

mod items;
mod learner;
mod policy_gradient;
pub mod ranking_agent;
pub mod reinforce;
mod sampler;
mod state;
mod targets;

pub use learner::weighted_mean_loss;
pub use policy_gradient::{Correction, PolicyGradient, Shown, Training, top_k_multiplier};
pub use sampler::{SimilarityPenalty, SlateSampler};
pub use targets::{FeedbackModel, PositionalBias, SlateTargets};

use crate::agent::neural::{self, BATCH, CAPACITY};
use crate::descriptor::{Kind, Parameter, Scale, words};

/// Slates that are remembered: the neural agents' parameter in slates.
const REMEMBERED: Parameter = Parameter {
    kind: Kind::Integer { minimum: 1, maximum: 20_000, default: 1_024, scale: Scale::Logarithmic },
    unit: "slates",
    help: words("How many of the last slates with feedback are remembered for training."),
    ..CAPACITY
};

/// Slates of a minibatch: the neural agents' parameter in slates, fewer since each slot of a slate is a row.
const SLATES: Parameter = Parameter {
    kind: Kind::Integer { minimum: 1, maximum: 256, default: 8, scale: Scale::Logarithmic },
    unit: "slates",
    help: words("How many remembered slates, drawn at random, one training step learns from."),
    ..BATCH
};

/// Slates between two training steps: the neural agents' parameter in slates.
const TRAIN_EVERY: Parameter = Parameter {
    unit: "slates",
    help: words(
        "After how many slates with feedback it takes a training step; where feedback is late or missing, that is not the number of rounds.",
    ),
    ..neural::TRAIN_EVERY
};

/// Size of a training step: the neural agents' parameter.
const LEARNING_RATE: Parameter = Parameter {
    help: words("Size of a training step: too small learns slowly, too large jumps about or gets stuck."),
    ..neural::LEARNING_RATE
};

/// By what scores are divided before items are drawn.
const TEMPERATURE: Parameter = Parameter {
    name: "temperature",
    title: "Temperature",
    kind: Kind::Schedule { minimum: 0.01, maximum: 100.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "score",
    help: words(
        "An item whose score is so much larger is 2.7 times as probable: near 0 shows the largest scores, large is random.",
    ),
};
