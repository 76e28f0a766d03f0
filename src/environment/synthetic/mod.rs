//! Synthetic environments with a context: what is right is known exactly, because the rewards are made by a stated rule.

pub mod drifting_linear;
pub mod masked_linear;
pub mod nonlinear;
mod parts;
pub mod per_arm_linear;
pub mod piecewise_linear;
pub mod random_rewards;
pub mod repeated_features;
pub mod sliding_linear;
pub mod sparse_linear;
pub mod stationary_linear;
pub mod structured_linear;
pub mod wheel;
