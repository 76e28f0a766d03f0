//! What is done with kept runs, in whatever store they are.

use std::io::Cursor;

use super::messages::{KeptEntry, KeptHeader, KeptListing, KeptStudiesSize, RunsAnswer, RunsRequest};
use crate::runs::{
    ArchiveWriter, Damaged, Edit, KeptRun, Listing, Placement, Rerun, RunHeader, RunId, RunStore, StoreError,
    from_bytes, import, rerun, to_bytes,
};
use crate::worker::json::run_of;

/// A request, read: what takes long and needs no store is done.
#[derive(Debug, Clone)]
pub enum Work {
    /// Keeps a run; where it was `computed` here, its experiment may have been run before.
    Keep {
        /// The run.
        run: Box<KeptRun>,
        /// Whether it was.
        computed: bool,
    },
    /// Lists all runs.
    List,
    /// Loads a run.
    Load(RunId),
    /// Changes a run.
    Edit(RunId, Edit),
    /// Removes all runs in the bin.
    EmptyBin,
    /// Sets the limit.
    SetLimit(Option<u64>),
    /// Writes these runs into a zip, or all that are not in the bin.
    Export(Option<Vec<RunId>>),
    /// Adds the runs of a zip.
    Import(Vec<u8>),
}

/// What must be known of a store before something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reads {
    /// The headers of all runs.
    All,
    /// Those of these runs alone.
    Runs(Vec<RunId>),
}

impl Work {
    /// Reads a request.
    ///
    /// # Errors
    /// Bytes that are no log or no run: one sentence without its end.
    pub fn of(request: RunsRequest) -> Result<Work, String> {
        Ok(match request {
            RunsRequest::KeepLog { made, rounds_done, digest, log } => {
                let log = run_of(&log.to_vec());
                let mut log = log.ok_or("what was to be kept is not the log of a run")?;
                log.rounds_done = vec![rounds_done; log.experiment.seeds as usize];
                Work::Keep { run: Box::new(KeptRun::with_digest(&log, made, digest)), computed: true }
            }
            RunsRequest::Keep { run } => {
                let run = from_bytes(&run.to_vec()).map_err(|error| error.to_string())?;
                Work::Keep { run: Box::new(run), computed: false }
            }
            RunsRequest::List => Work::List,
            RunsRequest::Load { id } => Work::Load(id),
            RunsRequest::Edit { id, edit } => Work::Edit(id, edit),
            RunsRequest::Delete { id, now } => {
                Work::Edit(id, Edit { deleted: Some(Some(now)), ..Edit::default() })
            }
            RunsRequest::Restore { id } => Work::Edit(id, Edit { deleted: Some(None), ..Edit::default() }),
            RunsRequest::EmptyBin => Work::EmptyBin,
            RunsRequest::SetLimit { limit } => Work::SetLimit(limit),
            RunsRequest::Export { ids } => Work::Export(ids),
            RunsRequest::Import { archive } => Work::Import(archive.to_vec()),
            RunsRequest::Studies { .. } => return Err("studies are no runs".to_owned()),
        })
    }

    /// Whether it only reads.
    pub fn only_reads(&self) -> bool {
        matches!(self, Work::List | Work::Load(_) | Work::Export(_))
    }

    /// Which headers are needed: what is asked of some runs takes as long where there are thousands of others.
    pub fn reads(&self) -> Reads {
        match self {
            Work::Load(id) | Work::Edit(id, _) => Reads::Runs(vec![id.clone()]),
            Work::Export(Some(ids)) => Reads::Runs(ids.clone()),
            Work::SetLimit(_) => Reads::Runs(Vec::new()),
            Work::Keep { .. } | Work::List | Work::EmptyBin | Work::Export(None) | Work::Import(_) => {
                Reads::All
            }
        }
    }

    /// The runs of these headers whose results are needed, besides the headers that it [reads](Work::reads).
    pub fn needs_results(&self, headers: &[RunHeader]) -> Vec<RunId> {
        match self {
            Work::Keep { run, computed: true } => match rerun(run, headers.iter()) {
                Rerun::New => vec![run.header.id.clone()],
                Rerun::Known(_) => Vec::new(),
                Rerun::GoesOn(run) => vec![run.header.id.clone()],
            },
            Work::Keep { run, computed: false } => vec![run.header.id.clone()],
            Work::Load(id) => vec![id.clone()],
            Work::Export(Some(ids)) => ids.clone(),
            Work::Export(None) => {
                let there = headers.iter().filter(|header| !header.is_deleted());
                there.map(|header| header.id.clone()).collect()
            }
            Work::List | Work::Edit(..) | Work::EmptyBin | Work::SetLimit(_) | Work::Import(_) => Vec::new(),
        }
    }

    /// Does it; `remark` is what a list says of the place where the runs are.
    pub fn done(self, store: &mut dyn RunStore, remark: Option<&str>) -> RunsAnswer {
        self.tried(store, remark).unwrap_or_else(|sentence| RunsAnswer::Refused { sentence })
    }

    fn tried(self, store: &mut dyn RunStore, remark: Option<&str>) -> Result<RunsAnswer, String> {
        let said = |error: StoreError| error.to_string();
        Ok(match self {
            Work::Keep { run, computed } => keep(store, *run, computed, remark).map_err(said)?,
            Work::List => {
                let Listing { entries, broken } = store.list().map_err(said)?;
                let plain =
                    |entry: crate::runs::Entry| KeptEntry { header: entry.header, bytes: entry.bytes };
                RunsAnswer::Listed(KeptListing {
                    entries: entries.into_iter().map(plain).collect(),
                    broken,
                    limit: store.limit().map_err(said)?,
                    studies: KeptStudiesSize::default(),
                    remark: remark.map(str::to_owned),
                })
            }
            Work::Load(id) => RunsAnswer::Loaded { run: to_bytes(&store.get(&id).map_err(said)?).into() },
            Work::Edit(id, edit) => {
                RunsAnswer::Changed(Box::new(KeptHeader(store.update(&id, &edit).map_err(said)?)))
            }
            Work::EmptyBin => RunsAnswer::Emptied { count: store.empty_bin().map_err(said)? as u64 },
            Work::SetLimit(limit) => {
                store.set_limit(limit).map_err(said)?;
                RunsAnswer::LimitSet
            }
            Work::Export(ids) => export(store, ids)?,
            Work::Import(archive) => {
                let report = import(store, Cursor::new(archive)).map_err(|error| error.to_string())?;
                RunsAnswer::Imported(report)
            }
        })
    }
}

fn keep(
    store: &mut dyn RunStore,
    run: KeptRun,
    computed: bool,
    remark: Option<&str>,
) -> Result<RunsAnswer, StoreError> {
    let remark = remark.map(str::to_owned);
    let known = if computed {
        let listing = store.list()?;
        rerun(&run, listing.entries.iter().map(|entry| &entry.header))
    } else {
        Rerun::New
    };
    let goes_on = match known {
        Rerun::Known(id) => {
            return Ok(RunsAnswer::Kept { id, placement: Placement::Same, room: None, remark });
        }
        Rerun::GoesOn(goes_on) => Some(goes_on),
        Rerun::New => None,
    };
    let put = |store: &mut dyn RunStore, run: &KeptRun| {
        let put = store.put(run)?;
        let (id, placement) = (run.header.id.clone(), put.placement);
        Ok(RunsAnswer::Kept { id, placement, room: room(&put.removed), remark: remark.clone() })
    };
    match goes_on.map(|run| put(store, &run)) {
        // It can't take the place of the one before, which may be damaged: it is kept beside it.
        None | Some(Err(StoreError::Taken(_) | StoreError::Format { .. })) => put(store, &run),
        Some(kept) => kept,
    }
}

/// What is said of runs that were removed for good so that all fit the limit; none where none was.
fn room(removed: &[RunHeader]) -> Option<String> {
    /// So many are named.
    const NAMED: usize = 3;
    let mut names: Vec<String> =
        removed.iter().take(NAMED).map(|header| format!("\"{}\"", header.name)).collect();
    if removed.len() > NAMED {
        names.push(format!("{} more", removed.len() - NAMED));
    }
    let last = names.pop()?;
    let all = if names.is_empty() { last } else { format!("{} and {last}", names.join(", ")) };
    let were = if removed.len() == 1 { "was" } else { "were" };
    Some(format!(
        "{all} {were} removed for good so that all runs fit your limit; under Runs (K) it can be raised, and what must stay pinned."
    ))
}

fn export(store: &dyn RunStore, ids: Option<Vec<RunId>>) -> Result<RunsAnswer, String> {
    let ids = match ids {
        Some(ids) => ids,
        None => {
            let listing = store.list().map_err(|error| error.to_string())?;
            let there = listing.entries.into_iter().map(|entry| entry.header);
            there.filter(|header| !header.is_deleted()).map(|header| header.id).collect()
        }
    };
    let (mut zip, mut damaged) = (ArchiveWriter::new(Cursor::new(Vec::new())), Vec::new());
    for id in ids {
        match store.get(&id) {
            Ok(run) => zip.add(&run).map_err(|error| error.to_string())?,
            Err(error) => damaged.push(Damaged { entry: id.to_string(), reason: error.to_string() }),
        }
    }
    let archive = zip.finish().map_err(|error| error.to_string())?;
    Ok(RunsAnswer::Exported { archive: archive.into_inner().into(), damaged })
}
