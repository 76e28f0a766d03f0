//! What linear agents share: ridge regressions, their features, their parameters, and agents that choose by what such
//! models estimate.

mod choosing;
mod features;
mod models;
pub mod packed;
mod parameters;
mod tridiagonal;

pub use choosing::{Estimator, Optimist, Sampler, Thoughts, draw};
pub use features::Features;
pub use models::LinearModels;
pub use parameters::{
    ALPHA, ArmModels, BIAS, FREE_BIAS, GAMMA, INTERACTIONS, MODEL, SHARED, TIKHONOV, build, build_with,
    memory,
};
