//! Studies in the browser's database or, where that is forbidden, in the memory of the reader's program.

use std::cell::RefCell;
use std::collections::BTreeMap;

use idb::{Database, Error, ObjectStore, TransactionMode};
use wasm_bindgen::prelude::*;

use super::fault::said;
use super::transactions::{bytes_of, ended, key, name, value};
use super::{KeptStudiesSize, RunsAnswer};
use crate::worker::bytes::Bytes;
use crate::worker::kept_studies::{
    KeptStudies, StudiesRequest, bytes_of as message, message_of, study_of, successor,
};

/// Name of their store.
pub(super) const STUDIES: &str = "studies";

thread_local! {
    /// The studies, where nothing can be stored.
    static IN_MEMORY: RefCell<BTreeMap<String, Vec<u8>>> = const { RefCell::new(BTreeMap::new()) };
}

/// What is asked, read.
///
/// # Errors
/// One sentence without its end.
pub fn read(request: &Bytes) -> Result<StudiesRequest, String> {
    message_of(request).ok_or_else(|| "this is no request about studies".to_owned())
}

fn answer(files: impl IntoIterator<Item = (String, Vec<u8>)>, remark: Option<String>) -> RunsAnswer {
    let studies = files.into_iter().map(|(id, file)| (id, study_of(&file))).collect();
    RunsAnswer::Studies { answer: message(&KeptStudies { studies, remark }) }
}

/// In memory; `remark` says why.
pub fn in_memory(request: StudiesRequest, remark: &str) -> RunsAnswer {
    IN_MEMORY.with_borrow_mut(|studies| {
        match request {
            StudiesRequest::Keep { id, study } => {
                return match successor(studies.get(&id).map(Vec::as_slice), &study) {
                    Ok(file) => {
                        studies.insert(id, file);
                        answer([], None)
                    }
                    Err(sentence) => RunsAnswer::Refused { sentence },
                };
            }
            StudiesRequest::Remove { id } => drop(studies.remove(&id)),
            StudiesRequest::List => {}
        }
        answer(studies.clone(), Some(remark.to_owned()))
    })
}

/// How much room those in memory take.
pub fn size_in_memory() -> KeptStudiesSize {
    IN_MEMORY.with_borrow(|studies| size_of(studies.values().map(Vec::len)))
}

fn size_of(lengths: impl Iterator<Item = usize>) -> KeptStudiesSize {
    lengths.fold(KeptStudiesSize::default(), |size, length| KeptStudiesSize {
        count: size.count + 1,
        bytes: size.bytes + length as u64,
    })
}

/// How much room those in the database take.
pub async fn size(studies: &ObjectStore) -> Result<KeptStudiesSize, Error> {
    let values = studies.get_all(None, None)?.await?;
    // They stay outside of the program's memory.
    let length = |value: &JsValue| value.dyn_ref::<js_sys::Uint8Array>().map_or(0, |bytes| bytes.length());
    Ok(size_of(values.iter().map(|value| length(value) as usize)))
}

/// In the database.
pub async fn in_database(database: &Database, request: StudiesRequest) -> RunsAnswer {
    let done = carried_out(database, request).await;
    done.unwrap_or_else(|error| RunsAnswer::Refused { sentence: said(&error) })
}

async fn carried_out(database: &Database, request: StudiesRequest) -> Result<RunsAnswer, Error> {
    let mode = match request {
        StudiesRequest::List => TransactionMode::ReadOnly,
        _ => TransactionMode::ReadWrite,
    };
    let transaction = database.transaction(&[STUDIES], mode)?;
    let studies = transaction.object_store(STUDIES)?;
    let files = match request {
        StudiesRequest::Keep { id, study } => {
            let there = studies.get(key(&id))?.await?;
            let file = match successor(there.as_ref().map(bytes_of).as_deref(), &study) {
                Ok(file) => file,
                Err(sentence) => return Ok(RunsAnswer::Refused { sentence }),
            };
            ended(transaction, written(&studies, &id, &file).await).await?;
            Vec::new()
        }
        StudiesRequest::Remove { id } => ended(transaction, removed(&studies, &id).await).await?,
        StudiesRequest::List => listed(&studies).await?,
    };
    Ok(answer(files, None))
}

async fn written(studies: &ObjectStore, id: &str, file: &[u8]) -> Result<(), Error> {
    studies.put(&value(file), Some(&JsValue::from(id)))?.await.map(drop)
}

/// Removes a study; gives those that are left.
async fn removed(studies: &ObjectStore, id: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
    studies.delete(key(id))?.await?;
    listed(studies).await
}

async fn listed(studies: &ObjectStore) -> Result<Vec<(String, Vec<u8>)>, Error> {
    // Both are asked for before the first is waited for.
    let (keys, values) = (studies.get_all_keys(None, None)?, studies.get_all(None, None)?);
    let files = keys.await?.into_iter().zip(values.await?);
    Ok(files.map(|(key, file)| (name(&key), bytes_of(&file))).collect())
}
