//! The list of the environments. To add one is to add a line.

use super::{Builder, EnvironmentDescriptor, classification, movielens, multi_armed, synthetic};
use crate::catalogue::parts;

parts! {
    /// Every environment, in the order of the catalogue; the first is the default.
    pub static ENVIRONMENTS: EnvironmentDescriptor;
    /// How they are made.
    pub static BUILDERS: Builder;
    movielens::matrix_factorization,
    movielens::per_arm,
    movielens::features,
    movielens::replay,
    synthetic::stationary_linear,
    synthetic::structured_linear,
    synthetic::per_arm_linear,
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

/// The environment of that id.
pub fn find(id: &str) -> Option<&'static EnvironmentDescriptor> {
    ENVIRONMENTS.iter().copied().find(|descriptor| descriptor.part.id == id)
}

/// How the environment of that id is made.
pub fn builder(id: &str) -> Option<&'static Builder> {
    BUILDERS.iter().copied().find(|builder| builder.descriptor.part.id == id)
}

impl EnvironmentDescriptor {
    /// How it is made.
    ///
    /// # Panics
    /// Where it is in no list.
    pub fn builder(&self) -> &'static Builder {
        builder(self.part.id).expect("what is declared is listed")
    }
}
