//! What the page may do in its own way for a kind of data.

use super::super::state::App;
use crate::data::{DataDescriptor, DataSummary};

/// What is particular to a kind.
pub(super) struct PageKind {
    /// The kind.
    pub kind: &'static DataDescriptor,
    /// What such data hold, in a few words.
    pub held: fn(&DataSummary) -> Option<String>,
    /// Asks how data that were read are to be used; what was read is remembered.
    pub ask: Option<fn(App, &DataSummary)>,
}
