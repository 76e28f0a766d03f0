//! A look inside an agent with a network.

use serde::{Deserialize, Serialize};

use crate::network::{LayerSummary, LossPoint, WeightPoint};

/// The network of an agent, and how its training goes: plain data, made only where a person looks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InnerView {
    /// Rounds that the network was given.
    pub rounds: u64,
    /// Rounds in the replay buffer.
    pub remembered: usize,
    /// Training steps.
    pub training_steps: u64,
    /// Number of weights, biases with them.
    pub weights: usize,
    /// Mean loss of a minibatch over training steps, at most [`MOST_POINTS`](crate::network::MOST_POINTS) points, with
    /// rewards as the network sees them (in half the range of the environment's rewards, or the whole under the logistic
    /// loss); the mean over the heads where there are several.
    pub losses: Vec<LossPoint>,
    /// Each layer's weights and gradient, from the context to the output.
    pub layers: Vec<LayerSummary>,
    /// How weights and gradients of each layer were spread, over training steps.
    pub history: Vec<WeightPoint>,
}
