//! The list of the environments. To add one is to add a line.

use super::{Builder, EnvironmentDescriptor, classification, movielens, multi_armed, synthetic};
use crate::catalogue::{lookups, parts};

parts! {
    /// Every environment, in the order of the catalogue; the first is the default.
    pub static ENVIRONMENTS: EnvironmentDescriptor;
    /// How they are made.
    pub static BUILDERS: Builder;
    starter: movielens::matrix_factorization;
    movielens::matrix_factorization,
    movielens::per_arm,
    movielens::features,
    movielens::replay,
    synthetic::stationary_linear,
    synthetic::sliding_linear,
    synthetic::structured_linear,
    synthetic::per_arm_linear,
    synthetic::repeated_features,
    synthetic::piecewise_linear,
    synthetic::drifting_linear,
    synthetic::sparse_linear,
    synthetic::masked_linear,
    synthetic::nonlinear,
    synthetic::wheel,
    synthetic::random_rewards,
    classification,
    multi_armed::bernoulli,
    multi_armed::gaussian,
    multi_armed::piecewise,
    multi_armed::drifting,
    multi_armed::adversarial,
}

lookups! { ENVIRONMENTS: EnvironmentDescriptor, BUILDERS: Builder }
