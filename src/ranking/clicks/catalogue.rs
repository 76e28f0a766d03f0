//! The list of the click models. To add one is to add a line.

use super::{
    Builder, ClickModelDescriptor, cascade, coverage, dependent, distance, ghosts, position_based,
    user_browsing,
};
use crate::catalogue::parts;

parts! {
    /// Every click model, in the order of the catalogue; the first is the default.
    pub static CLICK_MODELS: ClickModelDescriptor;
    /// How they are made.
    pub static BUILDERS: Builder;
    cascade,
    dependent,
    position_based,
    user_browsing,
    coverage,
    distance,
    ghosts,
}

/// The click model of that id.
pub fn find(id: &str) -> Option<&'static ClickModelDescriptor> {
    CLICK_MODELS.iter().copied().find(|descriptor| descriptor.part.id == id)
}

/// How the click model of that id is made.
pub fn builder(id: &str) -> Option<&'static Builder> {
    BUILDERS.iter().copied().find(|builder| builder.descriptor.part.id == id)
}

impl ClickModelDescriptor {
    /// How it is made.
    ///
    /// # Panics
    /// Where it is in no list.
    pub fn builder(&self) -> &'static Builder {
        builder(self.part.id).expect("what is declared is listed")
    }
}
