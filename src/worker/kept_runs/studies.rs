//! Studies in the browser's database or, where that is forbidden, in the memory of the reader's program.

use std::cell::RefCell;
use std::collections::BTreeMap;

use idb::{Database, Error, Query, TransactionMode};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::RunsAnswer;
use super::fault::said;
use crate::worker::bytes::Bytes;
use crate::worker::kept_studies::{KeptStudies, StudiesRequest, bytes_of, file_of, message_of, study_of};

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

fn answer(files: impl Iterator<Item = (String, Vec<u8>)>, remark: Option<String>) -> RunsAnswer {
    let studies = files.map(|(id, file)| (id, study_of(&file))).collect();
    RunsAnswer::Studies { answer: bytes_of(&KeptStudies { studies, remark }) }
}

/// In memory; `remark` says why.
pub fn in_memory(request: StudiesRequest, remark: &str) -> RunsAnswer {
    IN_MEMORY.with_borrow_mut(|studies| {
        match request {
            StudiesRequest::Keep { id, study } => {
                studies.insert(id, file_of(&study));
                return answer(std::iter::empty(), None);
            }
            StudiesRequest::Remove { id } => drop(studies.remove(&id)),
            StudiesRequest::List => {}
        }
        answer(studies.clone().into_iter(), Some(remark.to_owned()))
    })
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
    match request {
        StudiesRequest::Keep { id, study } => {
            let file = Uint8Array::from(file_of(&study).as_slice());
            studies.put(&file.into(), Some(&JsValue::from(id)))?.await?;
            transaction.await?;
            return Ok(answer(std::iter::empty(), None));
        }
        StudiesRequest::Remove { id } => studies.delete(Query::Key(JsValue::from(id)))?.await?,
        StudiesRequest::List => {}
    }
    // Both are asked for before the first is waited for.
    let (keys, values) = (studies.get_all_keys(None, None)?, studies.get_all(None, None)?);
    let files = keys.await?.into_iter().zip(values.await?).map(|(key, value)| {
        let file = value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default();
        (key.as_string().unwrap_or_default(), file)
    });
    Ok(answer(files, None))
}
