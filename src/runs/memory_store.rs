//! Runs in memory: where nothing else is allowed, and for tests.

use std::collections::BTreeMap;

use super::store::{Entry, Listing, Put, RunStore, StoreError, ToWrite, arriving};
use super::{Edit, KeptRun, RunHeader, RunId, from_bytes, with_header};

/// Runs in memory, packed.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    runs: BTreeMap<RunId, (RunHeader, Vec<u8>)>,
    limit: Option<u64>,
}

impl MemoryStore {
    fn find(&self, id: &RunId) -> Result<&(RunHeader, Vec<u8>), StoreError> {
        self.runs.get(id).ok_or_else(|| StoreError::Unknown(id.clone()))
    }
}

/// What is wrong with the bytes of a run.
fn broken(id: &RunId) -> impl Fn(super::FormatError) -> StoreError + '_ {
    |error| StoreError::Format { place: id.to_string(), error }
}

impl RunStore for MemoryStore {
    fn list(&self) -> Result<Listing, StoreError> {
        let entry = |(header, bytes): &(RunHeader, Vec<u8>)| Entry {
            header: header.clone(),
            bytes: bytes.len() as u64,
        };
        Ok(Listing { entries: self.runs.values().map(entry).collect(), broken: Vec::new() }.in_order())
    }

    fn get(&self, id: &RunId) -> Result<KeptRun, StoreError> {
        from_bytes(&self.find(id)?.1).map_err(broken(id))
    }

    fn put(&mut self, run: &KeptRun) -> Result<Put, StoreError> {
        let (placement, write) = arriving(self, run)?;
        let Some(ToWrite { run, bytes, too_many }) = write else {
            return Ok(Put { placement, removed: Vec::new() });
        };
        for run in &too_many {
            self.runs.remove(&run.id);
        }
        self.runs.insert(run.header.id.clone(), (run.header, bytes));
        Ok(Put { placement, removed: too_many })
    }

    fn update(&mut self, id: &RunId, edit: &Edit) -> Result<RunHeader, StoreError> {
        let (header, bytes) = self.find(id)?;
        let mut header = header.clone();
        edit.apply(&mut header);
        let bytes = with_header(bytes, &header).map_err(broken(id))?;
        self.runs.insert(id.clone(), (header.clone(), bytes));
        Ok(header)
    }

    fn remove(&mut self, id: &RunId) -> Result<(), StoreError> {
        self.runs.remove(id).map(drop).ok_or_else(|| StoreError::Unknown(id.clone()))
    }

    fn limit(&self) -> Result<Option<u64>, StoreError> {
        Ok(self.limit)
    }

    fn set_limit(&mut self, limit: Option<u64>) -> Result<(), StoreError> {
        self.limit = limit;
        Ok(())
    }
}
