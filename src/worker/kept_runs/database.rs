//! Where the reader's program keeps runs: in the browser's database or, where that is forbidden, in its memory.
//!
//! The database has three stores, by the ids of the runs: `headers` has the bytes of each run before its body and `results` the
//! rest, so that a list reads no results, and `settings` has the limit. A fourth, `studies`, came with version 2. Each request is one transaction on all that it needs of them: what
//! another tab does comes before or after it, and a crash in the middle leaves what was there. What is asked of some runs reads no others. The connection is closed after
//! each request, so that it never keeps a newer page from changing the database.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use idb::{Database, DatabaseEvent, Error, Factory, ObjectStore, ObjectStoreParams, TransactionMode};
use wasm_bindgen::prelude::*;
use web_sys::BroadcastChannel;

use super::client::CHANNEL;
use super::fault::{QUOTA_EXCEEDED, VERSION_ERROR, name_of, said};
use super::studies::STUDIES;
use super::transactions::{bytes_of, ended, key, name, value};
use super::work::{Reads, Work};
use super::{KeptStudiesSize, Parts, RunsAnswer, RunsRequest, packed, studies, unpacked};
use crate::runs::{Change, MemoryStore, Record, Snapshot};
use crate::worker::kept_studies::StudiesRequest;
use crate::worker::protocol::Report;
use crate::worker::scope::report;

/// Name and version of the database, and the names of its stores.
const DATABASE: &str = "bandit-playground";
const VERSION: u32 = 2;
const HEADERS: &str = "headers";
const RESULTS: &str = "results";
const SETTINGS: &str = "settings";

/// Under this key the settings have the limit.
const LIMIT: &str = "limit";

/// Runs in memory, and why they are there.
struct InMemory {
    store: MemoryStore,
    remark: String,
}

thread_local! {
    /// The runs, where nothing can be stored.
    static IN_MEMORY: RefCell<Option<InMemory>> = const { RefCell::new(None) };

    /// Whether the database could be opened.
    static WAS_OPEN: Cell<bool> = const { Cell::new(false) };
}

/// What is asked, read.
enum Task {
    Runs(Work),
    Studies(StudiesRequest),
}

impl Task {
    fn of(parts: Parts) -> Result<Task, String> {
        match unpacked(parts).ok_or("this is no request about runs")? {
            RunsRequest::Studies { request } => studies::read(&request).map(Task::Studies),
            request => Work::of(request).map(Task::Runs),
        }
    }

    /// Whether what the lists of runs show stays as it is.
    fn leaves_runs(&self) -> bool {
        match self {
            Task::Runs(work) => work.only_reads(),
            Task::Studies(_) => true,
        }
    }
}

/// Answers a request.
pub fn answer(number: u64, parts: Parts) {
    wasm_bindgen_futures::spawn_local(async move {
        let answer = match Task::of(parts) {
            Ok(task) => carried_out(task).await,
            Err(sentence) => RunsAnswer::Refused { sentence },
        };
        report(Report::Answer { number, parts: packed(answer) });
    });
}

async fn carried_out(task: Task) -> RunsAnswer {
    let leaves_runs = task.leaves_runs();
    let answer = if IN_MEMORY.with_borrow(Option::is_some) {
        in_memory(task)
    } else {
        match open().await {
            Ok(database) => {
                WAS_OPEN.set(true);
                let answer = match task {
                    Task::Runs(work) => {
                        let answer = in_database(&database, work).await;
                        answer.unwrap_or_else(|error| RunsAnswer::Refused { sentence: said(&error) })
                    }
                    Task::Studies(request) => studies::in_database(&database, request).await,
                };
                database.close();
                answer
            }
            // What lies there is not lost where the browser is only short of room or fails once.
            Err(error)
                if name_of(&error) != VERSION_ERROR
                    && (WAS_OPEN.get() || name_of(&error) == QUOTA_EXCEEDED) =>
            {
                RunsAnswer::Refused { sentence: said(&error) }
            }
            Err(error) => {
                let remark = format!("Runs are kept only until this page closes: {}.", said(&error));
                IN_MEMORY.set(Some(InMemory { store: MemoryStore::default(), remark }));
                in_memory(task)
            }
        }
    };
    if !leaves_runs && !matches!(answer, RunsAnswer::Refused { .. }) {
        tell_change();
    }
    answer
}

fn in_memory(task: Task) -> RunsAnswer {
    IN_MEMORY.with_borrow_mut(|runs| match (runs, task) {
        (Some(InMemory { store, remark }), Task::Runs(work)) => {
            with_studies(work.done(store, Some(remark)), studies::size_in_memory())
        }
        (Some(InMemory { remark, .. }), Task::Studies(request)) => studies::in_memory(request, remark),
        (None, _) => RunsAnswer::Refused { sentence: "there is no place for runs".to_owned() },
    })
}

/// The answer; a list of runs says how much room studies take, too.
fn with_studies(mut answer: RunsAnswer, size: KeptStudiesSize) -> RunsAnswer {
    if let RunsAnswer::Listed(listing) = &mut answer {
        listing.studies = size;
    }
    answer
}

async fn open() -> Result<Database, Error> {
    let mut request = Factory::new()?.open(DATABASE, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        // Where that fails the request fails with it.
        let Ok(database) = event.database() else { return };
        let known = database.store_names();
        for store in [HEADERS, RESULTS, SETTINGS, STUDIES]
            .into_iter()
            .filter(|store| !known.contains(&(*store).to_owned()))
        {
            let _ = database.create_object_store(store, ObjectStoreParams::new());
        }
    });
    let mut database = request.await?;
    // A newer page waits for this connection: it closes when the transaction that may be under way is through.
    database.on_version_change(|event| {
        if let Ok(database) = event.database() {
            database.close();
        }
    });
    Ok(database)
}

/// What is done within one transaction.
async fn in_database(database: &Database, work: Work) -> Result<RunsAnswer, Error> {
    let mode = if work.only_reads() { TransactionMode::ReadOnly } else { TransactionMode::ReadWrite };
    let mut names = vec![HEADERS, RESULTS, SETTINGS];
    // What changes runs need not wait for what is done with studies.
    names.extend(matches!(work, Work::List).then_some(STUDIES));
    let transaction = database.transaction(&names, mode)?;
    let stores = Stores {
        headers: transaction.object_store(HEADERS)?,
        results: transaction.object_store(RESULTS)?,
        settings: transaction.object_store(SETTINGS)?,
    };
    let mut snapshot = stores.read(&work.reads()).await?;
    for id in work.needs_results(&snapshot.headers()) {
        if let Some(rest) = stores.results.get(key(id.as_str()))?.await? {
            snapshot.take_rest(id.as_str(), bytes_of(&rest));
        }
    }
    let size = match work {
        Work::List => studies::size(&transaction.object_store(STUDIES)?).await?,
        _ => KeptStudiesSize::default(),
    };
    let answer = with_studies(work.done(&mut snapshot, None), size);
    let changes = snapshot.changes();
    if changes.is_empty() || matches!(answer, RunsAnswer::Refused { .. }) {
        return Ok(answer);
    }
    ended(transaction, stores.write(changes).await).await?;
    Ok(answer)
}

/// Where runs are, within a transaction.
struct Stores {
    headers: ObjectStore,
    results: ObjectStore,
    settings: ObjectStore,
}

impl Stores {
    async fn read(&self, reads: &Reads) -> Result<Snapshot, Error> {
        let mut records: BTreeMap<String, Record> = BTreeMap::new();
        match reads {
            Reads::All => {
                // All are asked for before the first is waited for.
                let keys = self.headers.get_all_keys(None, None)?;
                let values = self.headers.get_all(None, None)?;
                let rests = self.results.get_all_keys(None, None)?;
                for (key, value) in keys.await?.iter().zip(values.await?) {
                    records.entry(name(key)).or_default().beginning = Some(bytes_of(&value));
                }
                for key in rests.await? {
                    records.entry(name(&key)).or_default().has_rest = true;
                }
            }
            Reads::Runs(ids) => {
                for id in ids {
                    let beginning = self.headers.get(key(id.as_str()))?;
                    let rest = self.results.get_key(key(id.as_str()))?;
                    let beginning = beginning.await?.as_ref().map(bytes_of);
                    let has_rest = rest.await?.is_some();
                    if beginning.is_some() || has_rest {
                        records.insert(id.to_string(), Record { beginning, has_rest, rest: None });
                    }
                }
            }
        }
        let limit =
            self.settings.get(key(LIMIT))?.await?.and_then(|limit| limit.as_f64()).map(|limit| limit as u64);
        Ok(Snapshot::new(records, limit))
    }

    async fn write(&self, changes: Vec<Change>) -> Result<(), Error> {
        let Stores { headers, results, settings } = self;
        for change in changes {
            match change {
                Change::Write { key, beginning, rest } => {
                    let key = JsValue::from(key);
                    if let Some(rest) = rest {
                        results.put(&value(&rest), Some(&key))?.await?;
                    }
                    headers.put(&value(&beginning), Some(&key))?.await?;
                }
                Change::Remove { key: name } => {
                    headers.delete(key(&name))?.await?;
                    results.delete(key(&name))?.await?;
                }
                Change::Limit(Some(limit)) => {
                    settings.put(&JsValue::from(limit as f64), Some(&JsValue::from(LIMIT)))?.await?;
                }
                Change::Limit(None) => settings.delete(key(LIMIT))?.await?,
            }
        }
        Ok(())
    }
}

/// Tells all programs of all tabs that runs have changed.
fn tell_change() {
    if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
        let _ = channel.post_message(&"changed".into());
        channel.close();
    }
}
