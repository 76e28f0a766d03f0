//! The list of the click models. To add one is to add a line.

use super::{
    Builder, ClickModelDescriptor, cascade, coverage, dependent, distance, ghosts, position_based,
    user_browsing,
};
use crate::catalogue::{lookups, parts};

parts! {
    /// Every click model, in the order of the catalogue; the first is the default.
    pub static CLICK_MODELS: ClickModelDescriptor;
    /// How they are made.
    pub static BUILDERS: Builder;
    starter: ;
    cascade,
    dependent,
    position_based,
    user_browsing,
    coverage,
    distance,
    ghosts,
}

lookups! { CLICK_MODELS: ClickModelDescriptor, BUILDERS: Builder }
