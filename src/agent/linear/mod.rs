//! What LinUCB, LinTS and linear epsilon-greedy share: ridge regressions, their features and their parameters.

mod features;
mod models;
pub mod packed;
mod parameters;
mod tridiagonal;

pub use features::Features;
pub use models::LinearModels;
pub use parameters::{ALPHA, ArmModels, BIAS, GAMMA, INTERACTIONS, MODEL, SHARED, TIKHONOV, build, memory};
