//! What linear agents share: ridge regressions, their features, their parameters, and agents that choose by what such
//! models estimate.

mod choosing;
mod features;
mod models;
mod parameters;

pub use choosing::{ArmScores, Optimist, RewardModel, Sampler, draw};
pub use features::Features;
pub use models::LinearModels;
pub use parameters::{
    ALPHA, ArmModels, BIAS, FREE_BIAS, GAMMA, INTERACTIONS, MODEL, SHARED, TIKHONOV, build, build_with,
    memory,
};
