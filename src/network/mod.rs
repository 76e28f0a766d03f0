//! Dense networks in plain Rust: what the neural agents predict rewards with.
//!
//! A [`Network`] keeps all its weights in one slice, and so does its gradient: optimizers, clipping and initialization
//! know nothing of layers. It has buffers for one row, made beforehand; a batch is a loop over rows that adds to the
//! gradient. Nothing allocates after a network is made, all sums are in a fixed order and transcendental functions are
//! [`libm`]'s, so the bits are the same everywhere.
//!
//! Predictions: [`Network::set_context`], then for each arm [`Network::set_arm`] and [`Network::output`]. Training: a
//! [`Trainer`] is given rows, then steps.

mod activation;
mod architecture;
#[cfg(test)]
mod gradient_check;
mod initialization;
mod loss;
mod loss_curve;
mod optimizer;
mod replay;
mod reward_network;
mod summary;
mod tensors;
mod tower;
mod trainer;
mod weight_histograms;

pub use activation::Activation;
pub use architecture::{Architecture, NetworkError};
pub use loss::Loss;
pub use loss_curve::{LossCurve, LossPoint, MOST_POINTS};
pub use optimizer::{Method, Optimizer, clip_by_norm};
pub use replay::ReplayBuffer;
pub use reward_network::Network;
pub use summary::{Histogram, LayerSummary};
pub use tower::{Dropout, Tower, TowerDropout};
pub use trainer::{Descent, Row, Trainer};
pub use weight_histograms::{LayerHistogram, Spread, WeightHistory, WeightPoint};
