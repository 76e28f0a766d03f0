//! What linear agents share: ridge regressions, their features, their parameters, and agents that choose by what such
//! models estimate.

mod arm_models;
mod choosing;
mod features;
mod models;
mod parameters;

pub use arm_models::{ArmModels, build, build_with, memory};
pub use choosing::{ArmScores, Optimist, RewardModel, Sampler, draw};
pub use features::Features;
pub use models::LinearModels;
pub use parameters::{
    ALPHA, BIAS, DISJOINT, FREE_BIAS, GAMMA, HYBRID_FACTS, INTERACTIONS, MODEL, MODEL_FACTS, SHARED, TIKHONOV,
};
