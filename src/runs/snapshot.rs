//! A store that lies elsewhere and is asynchronous, as a browser's database is: what was read of it at one moment, and what is to
//! be written there.
//!
//! What is done to a snapshot is done as to every [`RunStore`]; its [changes](Snapshot::changes) are then written in the one
//! transaction in which it was read.

use std::collections::BTreeMap;

use super::format::{FormatError, header_length};
use super::store::{Broken, Entry, Listing, Put, RunStore, StoreError, ToWrite, arriving};
use super::{Edit, KeptRun, RunHeader, RunId, beginning_with, from_bytes, read_beginning};

/// What was read of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The bytes of the run before its body; none where they are missing.
    pub beginning: Option<Vec<u8>>,
    /// Whether the rest is there.
    pub has_rest: bool,
    /// The rest, where it was read.
    pub rest: Option<Vec<u8>>,
}

/// Something that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The bytes of a run before its body, and the rest where that changes.
    Write {
        /// The key of the run: its id.
        key: String,
        /// The first bytes.
        beginning: Vec<u8>,
        /// The rest.
        rest: Option<Vec<u8>>,
    },
    /// A run is removed.
    Remove {
        /// Its key.
        key: String,
    },
    /// The limit is another one.
    Limit(Option<u64>),
}

/// A store at one moment.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    records: BTreeMap<String, Record>,
    limit: Option<u64>,
    changes: Vec<Change>,
}

impl Snapshot {
    /// What was read: of each run its key and what is there.
    pub fn new(records: BTreeMap<String, Record>, limit: Option<u64>) -> Snapshot {
        Snapshot { records, limit, changes: Vec::new() }
    }

    /// The headers of all runs that can be read.
    pub fn headers(&self) -> Vec<RunHeader> {
        let read = |(key, record): (&String, &Record)| Some(entry(key, record).ok()?.header);
        self.records.iter().filter_map(read).collect()
    }

    /// Takes the rest of a run, which was read later.
    pub fn take_rest(&mut self, key: &str, rest: Vec<u8>) {
        if let Some(record) = self.records.get_mut(key) {
            record.rest = Some(rest);
        }
    }

    /// What is to be written, in this order.
    pub fn changes(self) -> Vec<Change> {
        self.changes
    }

    fn record(&self, id: &RunId) -> Result<&Record, StoreError> {
        self.records.get(id.as_str()).ok_or_else(|| StoreError::Unknown(id.clone()))
    }

    fn write(&mut self, id: &RunId, beginning: Vec<u8>, rest: Option<Vec<u8>>) {
        let key = id.to_string();
        let record = self.records.entry(key.clone()).or_default();
        record.beginning = Some(beginning.clone());
        if let Some(rest) = &rest {
            *record = Record { has_rest: true, rest: Some(rest.clone()), ..std::mem::take(record) };
        }
        self.changes.push(Change::Write { key, beginning, rest });
    }
}

/// The run of a record, without its results.
fn entry(key: &str, record: &Record) -> Result<Entry, FormatError> {
    let beginning = record.beginning.as_ref().ok_or(FormatError::Missing("header"))?;
    let (header, bytes) = read_beginning(beginning)?;
    if header.id.as_str() != key {
        return Err(FormatError::Misplaced(header.id.to_string()));
    }
    if !record.has_rest {
        return Err(FormatError::Missing("results"));
    }
    Ok(Entry { header, bytes })
}

fn broken(id: &RunId) -> impl Fn(FormatError) -> StoreError + '_ {
    |error| StoreError::Format { place: id.to_string(), error }
}

impl RunStore for Snapshot {
    fn list(&self) -> Result<Listing, StoreError> {
        let mut listing = Listing::default();
        for (key, record) in &self.records {
            match entry(key, record) {
                Ok(entry) => listing.entries.push(entry),
                Err(error) => {
                    let known = [&record.beginning, &record.rest];
                    let bytes = known.into_iter().flatten().map(|bytes| bytes.len() as u64).sum();
                    listing.broken.push(Broken { place: key.clone(), reason: error.to_string(), bytes });
                }
            }
        }
        Ok(listing.in_order())
    }

    /// # Errors
    /// Those of all stores; where the rest of a run was not read, its results are missing.
    fn get(&self, id: &RunId) -> Result<KeptRun, StoreError> {
        let record = self.record(id)?;
        entry(id.as_str(), record).map_err(broken(id))?;
        let rest = record.rest.as_ref().ok_or_else(|| broken(id)(FormatError::Missing("results")))?;
        let bytes: Vec<u8> = record.beginning.iter().flatten().chain(rest).copied().collect();
        from_bytes(&bytes).map_err(broken(id))
    }

    fn put(&mut self, run: &KeptRun) -> Result<Put, StoreError> {
        let (placement, write) = arriving(self, run)?;
        let Some(ToWrite { mut bytes, too_many, .. }) = write else {
            return Ok(Put { placement, removed: Vec::new() });
        };
        let id = &run.header.id;
        let rest = bytes.split_off(header_length(&bytes).map_err(broken(id))?);
        self.write(id, bytes, Some(rest));
        too_many.iter().try_for_each(|run| self.remove(&run.id))?;
        Ok(Put { placement, removed: too_many })
    }

    fn update(&mut self, id: &RunId, edit: &Edit) -> Result<RunHeader, StoreError> {
        let record = self.record(id)?;
        let mut header = entry(id.as_str(), record).map_err(broken(id))?.header;
        edit.apply(&mut header);
        let beginning = record.beginning.as_deref().unwrap_or_default();
        let beginning = beginning_with(beginning, &header).map_err(broken(id))?;
        self.write(id, beginning, None);
        Ok(header)
    }

    fn remove(&mut self, id: &RunId) -> Result<(), StoreError> {
        self.record(id)?;
        self.records.remove(id.as_str());
        self.changes.push(Change::Remove { key: id.to_string() });
        Ok(())
    }

    fn limit(&self) -> Result<Option<u64>, StoreError> {
        Ok(self.limit)
    }

    fn set_limit(&mut self, limit: Option<u64>) -> Result<(), StoreError> {
        self.limit = limit;
        self.changes.push(Change::Limit(limit));
        Ok(())
    }
}
