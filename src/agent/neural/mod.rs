//! Agents that predict rewards with a neural network. One file an agent; what they share is [`Learner`], which owns
//! network, training and replay buffer, and the parameters of both.
//!
//! A network is trained on minibatches drawn from the agent's last rounds. It sees rewards in units of the environment's
//! range: -1 is its least reward and 1 its greatest (0 and 1 under the logistic loss), so that the same learning rate
//! fits every environment.
//!
//! Randomness: the first choice forks a stream off the one it is given, from which the first weights, minibatches and
//! masks are drawn ever after.

pub mod boltzmann;
pub mod bootstrapped;
pub mod distribution;
pub mod dropout_ts;
mod encoded;
pub mod epsilon_greedy;
pub mod falcon;
mod gradients;
mod learner;
pub mod lin_ucb;
pub mod linear_ts;
pub mod multi_objective;
pub(crate) mod parameters;
pub mod ts;
pub mod ucb;

pub use encoded::EncodedModels;
pub use learner::{Extras, Learner};
pub use parameters::{
    ACTIVATION, ARM_LAYERS, BATCH, CAPACITY, CLIP, COMMON_LAYERS, CONTEXT_LAYERS, LAYERS, LEARNING_RATE,
    LOSS, NETWORK, OPTIMIZER, TRAIN_EVERY, WIDTH,
};
