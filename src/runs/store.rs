//! Where runs are kept, and what every such place does in the same way.
//!
//! A store that is asynchronous, as a browser's database is, reads a [`Snapshot`](super::Snapshot) within one transaction, which is
//! a [`RunStore`], and writes its changes in the same one.

use serde::{Deserialize, Serialize};

use super::{Edit, FormatError, KeptRun, RunHeader, RunId, to_bytes};
use crate::math::sorting::sorted;

/// A place where runs are kept.
///
/// # Examples
/// ```
/// use bandit_playground::runs::{Edit, KeptRun, Made, MemoryStore, RunStore};
/// use bandit_playground::simulation::{Sources, run};
/// use bandit_playground::spec::Experiment;
///
/// let experiment = Experiment::from_json(
///     r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}], "horizon": 100, "seeds": 2}"#,
/// )?;
/// let log = run(&experiment, Sources::default())?;
/// let kept = KeptRun::of(&log, Made { created: 1_700_000_000_000, random: 7, ..Made::default() });
/// let mut store = MemoryStore::default();
/// store.put(&kept)?;
/// store.update(&kept.header.id, &Edit { name: Some("First".to_owned()), ..Edit::default() })?;
/// store.delete(&kept.header.id, 1_700_000_000_001)?;
/// store.restore(&kept.header.id)?;
/// assert_eq!(store.list()?.entries[0].header.name, "First");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait RunStore {
    /// All runs, the latest first, with those in the bin and those that can't be read.
    ///
    /// # Errors
    /// A place that can't be reached.
    fn list(&self) -> Result<Listing, StoreError>;

    /// A run with its results.
    ///
    /// # Errors
    /// No such run, or one that can't be read.
    fn get(&self, id: &RunId) -> Result<KeptRun, StoreError>;

    /// Keeps a run. One that is there already stays as it is; one that goes on with a run that is there takes its place, under
    /// the name, note, tags and pin that it has there.
    ///
    /// Where the person has set a limit, runs are removed for good until the new one fits, see [`make_room`].
    ///
    /// # Errors
    /// An id under which another run is kept, a limit that leaves no room, a place that can't be written to: nothing is
    /// changed then.
    fn put(&mut self, run: &KeptRun) -> Result<Put, StoreError>;

    /// Changes what a person may change of a run.
    ///
    /// # Errors
    /// No such run, or one that can't be read or written.
    fn update(&mut self, id: &RunId, edit: &Edit) -> Result<RunHeader, StoreError>;

    /// Removes a run for good.
    ///
    /// # Errors
    /// No such run, or a place that can't be written to.
    fn remove(&mut self, id: &RunId) -> Result<(), StoreError>;

    /// Most bytes that all runs together may have, as the person has set it; none where no limit was set.
    ///
    /// # Errors
    /// A place that can't be reached.
    fn limit(&self) -> Result<Option<u64>, StoreError>;

    /// Sets the limit. It is heeded when the next run is kept.
    ///
    /// # Errors
    /// A place that can't be written to.
    fn set_limit(&mut self, limit: Option<u64>) -> Result<(), StoreError>;

    /// Puts a run into the bin at this time (Unix, milliseconds), from which it can be restored.
    ///
    /// # Errors
    /// Those of [`RunStore::update`].
    fn delete(&mut self, id: &RunId, now: u64) -> Result<RunHeader, StoreError> {
        self.update(id, &Edit { deleted: Some(Some(now)), ..Edit::default() })
    }

    /// Takes a run out of the bin.
    ///
    /// # Errors
    /// Those of [`RunStore::update`].
    fn restore(&mut self, id: &RunId) -> Result<RunHeader, StoreError> {
        self.update(id, &Edit { deleted: Some(None), ..Edit::default() })
    }

    /// Removes all runs in the bin for good, and says how many there were.
    ///
    /// # Errors
    /// Those of [`RunStore::list`] and [`RunStore::remove`].
    fn empty_bin(&mut self) -> Result<usize, StoreError> {
        let entries = self.list()?.entries;
        let deleted = entries.iter().filter(|entry| entry.header.is_deleted());
        deleted
            .map(|entry| self.remove(&entry.header.id))
            .collect::<Result<Vec<()>, StoreError>>()
            .map(|all| all.len())
    }
}

/// What there is in a store.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Listing {
    /// All runs that can be read, the latest first, with those in the bin.
    pub entries: Vec<Entry>,
    /// What is there and can't be read. It is never removed.
    pub broken: Vec<Broken>,
}

/// A run in a store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What is known of it.
    pub header: RunHeader,
    /// Bytes that it takes.
    pub bytes: u64,
}

/// What is in a store and can't be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    /// Where it is: the name of a file, or an id.
    pub place: String,
    /// Why, in one sentence.
    pub reason: String,
    /// Bytes that it takes.
    pub bytes: u64,
}

/// What came of keeping a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Put {
    /// Whether and how it was written.
    pub placement: Placement,
    /// Runs that were removed for good, so that all fit the limit.
    pub removed: Vec<RunHeader>,
}

/// What becomes of a run of which the id may be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Placement {
    /// There is no run of this id.
    New,
    /// It is there already.
    Same,
    /// It goes on with the run that is there, and takes its place.
    Continues,
    /// Another run has its id.
    Other,
}

/// Why a store can't do what it should.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such run.
    #[error("there is no run {0}")]
    Unknown(RunId),
    /// An id of which there is another run.
    #[error("another run is kept as {0} already; it was left as it is")]
    Taken(RunId),
    /// A run that can't be read.
    #[error("{place}: {error}")]
    Format {
        /// Where it is: the name of a file, or an id.
        place: String,
        /// What is wrong.
        error: FormatError,
    },
    /// No room within the limit.
    #[error(transparent)]
    Full(#[from] Full),
    /// A file or folder that can't be read or written.
    #[cfg(not(target_arch = "wasm32"))]
    #[error("{place}: {error}")]
    Io {
        /// The file or folder.
        place: String,
        /// What the system says.
        error: std::io::Error,
    },
}

/// No room within the limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the run needs {needed} bytes, and the limit of {limit} leaves {free} when all that is not pinned is removed: raise the \
     limit or unpin a run"
)]
pub struct Full {
    /// Bytes that the run needs.
    pub needed: u64,
    /// Most bytes of all runs.
    pub limit: u64,
    /// Bytes that would be free.
    pub free: u64,
}

impl Listing {
    /// Bytes that all of it takes.
    pub fn bytes(&self) -> u64 {
        let entries = self.entries.iter().map(|entry| entry.bytes);
        entries.chain(self.broken.iter().map(|broken| broken.bytes)).sum()
    }

    /// The listing in order: the latest runs first, what is broken by its place.
    pub(super) fn in_order(self) -> Listing {
        let latest = |one: &Entry, other: &Entry| {
            (other.header.created, &other.header.id).cmp(&(one.header.created, &one.header.id))
        };
        let entries = sorted(self.entries, latest);
        Listing { entries, broken: sorted(self.broken, |one, other| one.place.cmp(&other.place)) }
    }
}

/// What becomes of a run where `there` has its id.
pub fn placement(there: Option<&KeptRun>, run: &KeptRun) -> Placement {
    let Some(KeptRun { header, spec, .. }) = there else { return Placement::New };
    if header.content == run.header.content {
        return Placement::Same;
    }
    let continues = *spec == run.spec
        && header.created == run.header.created
        && header.numerics == run.header.numerics
        && header.rounds_done < run.header.rounds_done;
    if continues { Placement::Continues } else { Placement::Other }
}

/// The run as it is to be written where `there` has its id; none where it is there already.
///
/// # Errors
/// Another run has its id.
pub fn placed(there: Option<&KeptRun>, run: &KeptRun) -> Result<(Placement, Option<KeptRun>), StoreError> {
    let placement = placement(there, run);
    match (placement, there) {
        (Placement::Same, _) => Ok((placement, None)),
        (Placement::Other, _) => Err(StoreError::Taken(run.header.id.clone())),
        (Placement::Continues, Some(there)) => {
            let header = there.header.carried_over(&run.header);
            Ok((placement, Some(KeptRun { header, ..run.clone() })))
        }
        _ => Ok((placement, Some(run.clone()))),
    }
}

/// A run that a store is to write.
pub(super) struct ToWrite {
    /// The run as it is kept.
    pub run: KeptRun,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Runs that are to be removed for good, so that all fit the limit.
    pub too_many: Vec<RunHeader>,
}

/// What is to be done where a run comes to a store; nothing is to be written where the run is there already.
///
/// # Errors
/// Those of reading the run that has its id, and a limit that leaves no room.
pub(super) fn arriving(
    store: &impl RunStore,
    run: &KeptRun,
) -> Result<(Placement, Option<ToWrite>), StoreError> {
    let id = &run.header.id;
    let there = match store.get(id) {
        Ok(there) => Some(there),
        Err(StoreError::Unknown(_)) => None,
        Err(error) => return Err(error),
    };
    let (placement, run) = placed(there.as_ref(), run)?;
    let Some(run) = run else { return Ok((placement, None)) };
    let bytes = to_bytes(&run);
    let limit = store.limit()?;
    // Without a limit there is nothing to count.
    let listing = if limit.is_some() { store.list()? } else { Listing::default() };
    let too_many = make_room(&listing, id, bytes.len() as u64, limit)?;
    let header = |id: &RunId| listing.entries.iter().find(|entry| entry.header.id == *id);
    let too_many = too_many.iter().filter_map(header).map(|entry| entry.header.clone()).collect();
    Ok((placement, Some(ToWrite { run, bytes, too_many })))
}

/// Which runs have to be removed so that one of `needed` bytes fits the limit: first those in the bin, the longest there
/// first, then those that are not pinned, the oldest first. Never the one of id `keep`, which is the one that is written.
///
/// # Errors
/// A limit that leaves no room even so.
pub fn make_room(
    listing: &Listing,
    keep: &RunId,
    needed: u64,
    limit: Option<u64>,
) -> Result<Vec<RunId>, Full> {
    let Some(limit) = limit else { return Ok(Vec::new()) };
    let others = || listing.entries.iter().filter(|entry| entry.header.id != *keep);
    let mut taken = others()
        .map(|entry| entry.bytes)
        .chain(listing.broken.iter().map(|broken| broken.bytes))
        .sum::<u64>();
    // Pinned runs in the bin were put there by a person, who does not want them.
    let may_go = others().filter(|entry| entry.header.is_deleted() || !entry.header.pinned).collect();
    let may_go: Vec<&Entry> = sorted(may_go, |one: &&Entry, other: &&Entry| {
        let order = |entry: &Entry| {
            let RunHeader { deleted, created, .. } = entry.header;
            (deleted.is_none(), deleted, created)
        };
        order(one).cmp(&order(other)).then(one.header.id.cmp(&other.header.id))
    });
    let mut removed = Vec::new();
    for entry in may_go {
        if taken.saturating_add(needed) <= limit {
            break;
        }
        taken -= entry.bytes;
        removed.push(entry.header.id.clone());
    }
    if taken.saturating_add(needed) > limit {
        return Err(Full { needed, limit, free: limit.saturating_sub(taken) });
    }
    Ok(removed)
}
