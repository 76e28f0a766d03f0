//! Which data an experiment names.

use serde::{Deserialize, Serialize};

use super::kind::DataKind;
use super::kind_map::KindMap;
use super::source::SourceRef;

/// All data that an experiment names, at most one source of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRefs(KindMap<SourceRef>);

impl SourceRefs {
    /// No source at all.
    pub const NONE: SourceRefs = SourceRefs(KindMap::NEW);

    /// The source of a kind; none where the experiment names none.
    pub fn get(&self, kind: impl Into<DataKind>) -> Option<&SourceRef> {
        self.0.get(kind.into())
    }

    /// Names a source of a kind, or none.
    pub fn set(&mut self, kind: impl Into<DataKind>, source: impl Into<Option<SourceRef>>) {
        self.0.set(kind.into(), source.into());
    }

    /// The same with this source of a kind.
    pub fn with(mut self, kind: impl Into<DataKind>, source: impl Into<Option<SourceRef>>) -> SourceRefs {
        self.set(kind, source);
        self
    }

    /// Those of which this is true.
    pub fn retain(&mut self, mut keep: impl FnMut(DataKind) -> bool) {
        self.0.retain(|kind, _| keep(kind));
    }

    /// All of them, by the ids of their kinds.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (DataKind, &SourceRef)> {
        self.0.iter()
    }

    /// Whether none is named.
    pub fn is_empty(&self) -> bool {
        self.0.iter().len() == 0
    }
}
