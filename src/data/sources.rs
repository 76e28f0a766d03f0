//! The data that environments are made from, by kind.

use std::any::Any;
use std::sync::{Arc, OnceLock};

use super::interface::Data;
use super::kind::{DataDescriptor, DataKind};
use super::kind_map::KindMap;
use super::source::SourceRef;
use super::source_refs::SourceRefs;

/// Data, and their fingerprint once it was asked for.
#[derive(Debug, Clone)]
struct Loaded {
    data: Arc<dyn Data>,
    fingerprint: OnceLock<String>,
}

/// The data that are loaded, at most one of each kind. Cloning copies none.
#[derive(Debug, Clone, Default)]
pub struct Sources(KindMap<Loaded>);

impl Sources {
    /// Takes data in place of those of their kind.
    pub fn insert(&mut self, data: Arc<dyn Data>) {
        self.0.insert(data.kind(), Loaded { data, fingerprint: OnceLock::new() });
    }

    /// The same with these data.
    pub fn with(mut self, data: Arc<dyn Data>) -> Sources {
        self.insert(data);
        self
    }

    /// Takes all of these data.
    pub fn extend(&mut self, data: impl IntoIterator<Item = Arc<dyn Data>>) {
        data.into_iter().for_each(|data| self.insert(data));
    }

    /// The data of this type.
    pub fn get<Known: Data>(&self) -> Option<Arc<Known>> {
        self.0.iter().find_map(|(_, loaded)| {
            let any: Arc<dyn Any + Send + Sync> = Arc::clone(&loaded.data) as _;
            any.downcast().ok()
        })
    }

    /// The fingerprint of the data of a kind; none where there are none.
    pub fn fingerprint(&self, kind: impl Into<DataKind>) -> Option<&str> {
        let loaded = self.0.get(kind.into())?;
        Some(loaded.fingerprint.get_or_init(|| loaded.data.fingerprint_text()))
    }

    /// The kinds of which there are data.
    pub fn kinds(&self) -> impl Iterator<Item = DataKind> {
        self.0.iter().map(|(kind, _)| kind)
    }
}

impl<Known: Data> From<&Arc<Known>> for Sources {
    fn from(data: &Arc<Known>) -> Sources {
        Sources::default().with(Arc::clone(data) as _)
    }
}

impl<Known: Data> From<Arc<Known>> for Sources {
    fn from(data: Arc<Known>) -> Sources {
        Sources::default().with(data)
    }
}

/// What one environment is made from: data, and what its experiment says of them.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The data that are loaded.
    pub sources: &'a Sources,
    /// What the experiment names.
    pub named: &'a SourceRefs,
}

/// That an environment needs data that are not loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{environment} needs {missing}")]
pub struct MissingData {
    /// Title of the environment.
    pub environment: &'static str,
    /// What is missing, and that it is.
    pub missing: &'static str,
}

impl Inputs<'_> {
    /// The data of a kind, for the environment of this title.
    ///
    /// # Errors
    /// None are loaded.
    pub fn needed<Known: Data>(
        &self,
        kind: &'static DataDescriptor,
        environment: &'static str,
    ) -> Result<Arc<Known>, MissingData> {
        self.sources.get().ok_or(MissingData { environment, missing: kind.words.missing })
    }

    /// What the experiment says of its data of a kind; none where it names none.
    pub fn named(&self, kind: &'static DataDescriptor) -> Option<&SourceRef> {
        self.named.get(kind)
    }
}

/// Data without anything said of them: environments made outside of an experiment.
impl<'a> From<&'a Sources> for Inputs<'a> {
    fn from(sources: &'a Sources) -> Inputs<'a> {
        static NONE: SourceRefs = SourceRefs::NONE;
        Inputs { sources, named: &NONE }
    }
}
