//! The list of the environments of slates. To add one is to add a line.

use super::{Builder, SlateEnvironmentDescriptor, gap, movielens, scored, synthetic};
use crate::catalogue::parts;

parts! {
    /// Every environment of slates, in the order of the catalogue.
    pub static SLATE_ENVIRONMENTS: SlateEnvironmentDescriptor;
    /// How they are made.
    pub static BUILDERS: Builder;
    gap,
    synthetic,
    movielens::popular,
    movielens::halves,
    movielens::taste,
    movielens::genres,
    scored,
}

/// The environment of that id.
pub fn find(id: &str) -> Option<&'static SlateEnvironmentDescriptor> {
    SLATE_ENVIRONMENTS.iter().copied().find(|descriptor| descriptor.part.id == id)
}

/// How the environment of that id is made.
pub fn builder(id: &str) -> Option<&'static Builder> {
    BUILDERS.iter().copied().find(|builder| builder.descriptor.part.id == id)
}

impl SlateEnvironmentDescriptor {
    /// How it is made.
    ///
    /// # Panics
    /// Where it is in no list.
    pub fn builder(&self) -> &'static Builder {
        builder(self.part.id).expect("what is declared is listed")
    }
}
