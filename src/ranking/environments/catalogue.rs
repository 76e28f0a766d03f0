//! The list of the environments of slates. To add one is to add a line.

use super::{Builder, SlateEnvironmentDescriptor, gap, movielens, scored, synthetic};
use crate::catalogue::{lookups, parts};

parts! {
    /// Every environment of slates, in the order of the catalogue.
    pub static SLATE_ENVIRONMENTS: SlateEnvironmentDescriptor;
    /// How they are made.
    pub static BUILDERS: Builder;
    starter: ;
    gap,
    synthetic,
    movielens::popular,
    movielens::halves,
    movielens::taste,
    movielens::genres,
    scored,
}

lookups! { SLATE_ENVIRONMENTS: SlateEnvironmentDescriptor, BUILDERS: Builder }
