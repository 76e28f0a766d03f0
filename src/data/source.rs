//! How an experiment names data of one kind.

use serde::{Deserialize, Serialize};

/// Something that an experiment says of its data.
#[derive(Debug)]
pub struct SourceOption {
    /// Its field in JSON.
    pub name: &'static str,
    /// Its name in links.
    pub link_name: &'static str,
    /// Whether there may be any number of values; otherwise there is exactly one.
    pub many: bool,
    /// The option of the command line, without its hyphens.
    pub flag: &'static str,
    /// What the command line calls a value.
    pub value_name: &'static str,
    /// One sentence for the command line's help, without a full stop.
    pub help: &'static str,
}

/// Data that an experiment names: by their fingerprint, since they are not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRef {
    /// Fingerprint of the content, 16 hexadecimal digits.
    pub fingerprint: String,
    /// What the file was called, to help find it again.
    pub name: String,
    /// The values of the options that its kind declares, by their names in the order of the alphabet.
    options: Vec<(String, Vec<String>)>,
}

impl SourceRef {
    /// Data of this fingerprint from a file of this name.
    pub fn new(fingerprint: impl Into<String>, name: impl Into<String>) -> SourceRef {
        SourceRef { fingerprint: fingerprint.into(), name: name.into(), options: Vec::new() }
    }

    /// The values of an option; none where it is not set.
    pub fn values(&self, option: &SourceOption) -> &[String] {
        let found = self.options.iter().find(|(name, _)| name == option.name);
        found.map_or(&[], |(_, values)| values.as_slice())
    }

    /// The only value of an option; empty where it is not set.
    pub fn value(&self, option: &SourceOption) -> &str {
        self.values(option).first().map_or("", String::as_str)
    }

    /// Sets the values of an option. An only value that is empty is none.
    pub fn set(&mut self, option: &SourceOption, values: Vec<String>) {
        self.options.retain(|(name, _)| name != option.name);
        let is_none = !option.many && values.iter().all(String::is_empty);
        if !values.is_empty() && !is_none {
            let place = self.options.iter().filter(|(name, _)| name.as_str() < option.name).count();
            self.options.insert(place, (option.name.to_owned(), values));
        }
    }

    /// Adds a value of an option.
    pub fn push(&mut self, option: &SourceOption, value: String) {
        self.set(option, [self.values(option), &[value]].concat());
    }

    /// The same with this value of an option.
    pub fn with(mut self, option: &SourceOption, value: impl Into<String>) -> SourceRef {
        self.set(option, vec![value.into()]);
        self
    }
}
