//! Which data an experiment names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::kind::{DataKind, SourceOption};

/// Data that an experiment names: by their fingerprint, since they are not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRef {
    /// Fingerprint of the content, 16 hexadecimal digits.
    pub fingerprint: String,
    /// What the file was called, to help find it again.
    pub name: String,
    /// The values of the options that its kind declares, by their names.
    options: BTreeMap<String, Vec<String>>,
}

impl SourceRef {
    /// Data of this fingerprint from a file of this name.
    pub fn new(fingerprint: impl Into<String>, name: impl Into<String>) -> SourceRef {
        SourceRef { fingerprint: fingerprint.into(), name: name.into(), options: BTreeMap::new() }
    }

    /// The values of an option; none where it is not set.
    pub fn values(&self, option: &SourceOption) -> &[String] {
        self.options.get(option.name).map_or(&[], Vec::as_slice)
    }

    /// The only value of an option; empty where it is not set.
    pub fn value(&self, option: &SourceOption) -> &str {
        self.values(option).first().map_or("", String::as_str)
    }

    /// Sets the values of an option. An only value that is empty is none.
    pub fn set(&mut self, option: &SourceOption, values: Vec<String>) {
        let is_none = !option.many && values.iter().all(String::is_empty);
        if values.is_empty() || is_none {
            self.options.remove(option.name);
        } else {
            self.options.insert(option.name.to_owned(), values);
        }
    }

    /// Adds a value of an option.
    pub fn push(&mut self, option: &SourceOption, value: String) {
        self.options.entry(option.name.to_owned()).or_default().push(value);
    }

    /// The same with this value of an option.
    pub fn with(mut self, option: &SourceOption, value: impl Into<String>) -> SourceRef {
        self.set(option, vec![value.into()]);
        self
    }
}

/// All data that an experiment names, at most one source of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRefs(BTreeMap<DataKind, SourceRef>);

impl SourceRefs {
    /// No source at all.
    pub const NONE: SourceRefs = SourceRefs(BTreeMap::new());

    /// The source of a kind; none where the experiment names none.
    pub fn get(&self, kind: impl Into<DataKind>) -> Option<&SourceRef> {
        self.0.get(&kind.into())
    }

    /// Names a source of a kind, or none.
    pub fn set(&mut self, kind: impl Into<DataKind>, source: impl Into<Option<SourceRef>>) {
        let kind = kind.into();
        match source.into() {
            Some(source) => drop(self.0.insert(kind, source)),
            None => drop(self.0.remove(&kind)),
        }
    }

    /// The same with this source of a kind.
    pub fn with(mut self, kind: impl Into<DataKind>, source: impl Into<Option<SourceRef>>) -> SourceRefs {
        self.set(kind, source);
        self
    }

    /// Those of which this is true.
    pub fn retain(&mut self, mut keep: impl FnMut(DataKind) -> bool) {
        self.0.retain(|kind, _| keep(*kind));
    }

    /// All of them, by the ids of their kinds.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (DataKind, &SourceRef)> {
        self.0.iter().map(|(kind, source)| (*kind, source))
    }

    /// Whether none is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
