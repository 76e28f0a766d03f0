//! Requests about kept runs, and their answers.

use serde::{Deserialize, Serialize};

use crate::results::digest::RunDigest;
use crate::runs::{Broken, Damaged, Edit, ImportReport, Made, Placement, RunHeader, RunId};
use crate::worker::bytes::Bytes;
use crate::worker::envelope::{Message, pack, unpack};

/// A message within another one, which need not know what it says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Parts {
    /// Its plain data.
    pub message: Bytes,
    /// Its buffer, where it has one.
    pub buffer: Option<Bytes>,
}

impl Parts {
    /// All of it.
    pub fn buffers(&mut self) -> Vec<&mut Bytes> {
        [&mut self.message].into_iter().chain(&mut self.buffer).collect()
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RunsRequest {
    /// Keeps the run of a log, finished or not. An experiment that was run before is not kept twice: see
    /// [`rerun`](crate::runs::rerun). Answered by [`RunsAnswer::Kept`].
    KeepLog {
        /// When and how it was run.
        made: Made,
        /// Rounds that every seed has done.
        rounds_done: u64,
        /// The digest of a complete run.
        #[serde(with = "plain_digest")]
        digest: Option<RunDigest>,
        /// The log, as [`curves_message`](crate::worker::json::curves_message) writes it.
        log: Bytes,
    },
    /// Keeps a run. Answered by [`RunsAnswer::Kept`].
    Keep {
        /// The run, as [`to_bytes`](crate::runs::to_bytes) writes it.
        run: Bytes,
    },
    /// Lists all runs, with those in the bin. Answered by [`RunsAnswer::Listed`].
    List,
    /// Loads a run with its results. Answered by [`RunsAnswer::Loaded`].
    Load {
        /// Its id.
        id: RunId,
    },
    /// Changes name, note, tags or pin of a run. Answered by [`RunsAnswer::Changed`].
    Edit {
        /// Its id.
        id: RunId,
        /// What is changed.
        edit: Edit,
    },
    /// Puts a run into the bin. Answered by [`RunsAnswer::Changed`].
    Delete {
        /// Its id.
        id: RunId,
        /// The time (Unix, milliseconds).
        now: u64,
    },
    /// Takes a run out of the bin. Answered by [`RunsAnswer::Changed`].
    Restore {
        /// Its id.
        id: RunId,
    },
    /// Removes all runs in the bin for good. Answered by [`RunsAnswer::Emptied`].
    EmptyBin,
    /// Sets the most bytes that all runs together may have. Answered by [`RunsAnswer::LimitSet`].
    SetLimit {
        /// The limit; none for no limit.
        limit: Option<u64>,
    },
    /// Writes runs into a zip. Answered by [`RunsAnswer::Exported`].
    Export {
        /// Their ids, in this order; none for all that are not in the bin.
        ids: Option<Vec<RunId>>,
    },
    /// Adds the runs of a zip; nothing that is there is changed. Answered by [`RunsAnswer::Imported`].
    Import {
        /// The zip.
        archive: Bytes,
    },
    /// Asks about studies. Answered by [`RunsAnswer::Studies`].
    Studies {
        /// A [`StudiesRequest`](crate::worker::kept_studies::StudiesRequest).
        request: Bytes,
    },
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RunsAnswer {
    /// A run is kept.
    Kept {
        /// Under this id, which another one of the same run may have had before.
        id: RunId,
        /// Whether and how it was written.
        placement: Placement,
        /// Where others were removed for good so that all fit the limit: a sentence that names them and says what can be done.
        room: Option<String>,
        /// Where the browser lets no runs be stored: see [`KeptListing::remark`].
        remark: Option<String>,
    },
    /// All runs.
    Listed(KeptListing),
    /// A run with its results.
    Loaded {
        /// The run, as [`from_bytes`](crate::runs::from_bytes) reads it.
        run: Bytes,
    },
    /// A run is changed: what is known of it now.
    Changed(Box<KeptHeader>),
    /// The bin is empty.
    Emptied {
        /// So many runs were removed.
        count: u64,
    },
    /// The limit is set.
    LimitSet,
    /// Runs in a zip.
    Exported {
        /// The zip.
        archive: Bytes,
        /// Runs that are not in it, since they can't be read.
        damaged: Vec<Damaged>,
    },
    /// What came of an import.
    Imported(ImportReport),
    /// What was asked about studies.
    Studies {
        /// [`KeptStudies`](crate::worker::kept_studies::KeptStudies).
        answer: Bytes,
    },
    /// It could not be done, and nothing is changed.
    Refused {
        /// One sentence without its end.
        sentence: String,
    },
}

/// All runs that a browser keeps.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct KeptListing {
    /// Those that can be read, the latest first, with those in the bin.
    pub entries: Vec<KeptEntry>,
    /// What is there and can't be read. It is never removed.
    pub broken: Vec<Broken>,
    /// Most bytes of all runs, where the person has set a limit. It is none for studies, of which none is ever removed unasked.
    pub limit: Option<u64>,
    /// The studies that are kept beside them.
    pub studies: KeptStudiesSize,
    /// Where the browser lets no runs be stored: one sentence that says so. They are kept until the page closes.
    pub remark: Option<String>,
}

/// How much room the studies take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KeptStudiesSize {
    /// How many there are.
    pub count: u64,
    /// Bytes of all of them.
    pub bytes: u64,
}

/// A run in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptEntry {
    /// What is known of it.
    #[serde(with = "PlainHeader")]
    pub header: RunHeader,
    /// Bytes that it takes.
    pub bytes: u64,
}

/// What is known of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptHeader(#[serde(with = "PlainHeader")] pub RunHeader);

/// A header as it stands in messages, which have no names: nothing is left out, as files leave out what has its default.
#[derive(Serialize, Deserialize)]
#[serde(remote = "RunHeader")]
struct PlainHeader {
    id: RunId,
    name: String,
    created: u64,
    seconds: f64,
    environment: String,
    agents: Vec<String>,
    horizon: u64,
    seeds: u32,
    rounds_done: u64,
    link: String,
    #[serde(with = "plain_digest")]
    digest: Option<RunDigest>,
    numerics: u32,
    engine: String,
    note: String,
    tags: Vec<String>,
    pinned: bool,
    deleted: Option<u64>,
    content: String,
}

mod plain_digest {
    use super::RunDigest;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(digest: &Option<RunDigest>, serializer: S) -> Result<S::Ok, S::Error> {
        digest.as_ref().map(|of| (of.numerics, &of.digest)).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RunDigest>, D::Error> {
        let parts = Option::<(u32, String)>::deserialize(deserializer)?;
        Ok(parts.map(|(numerics, digest)| RunDigest { numerics, digest }))
    }
}

impl Message for RunsRequest {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            RunsRequest::KeepLog { log: bytes, .. }
            | RunsRequest::Keep { run: bytes }
            | RunsRequest::Import { archive: bytes }
            | RunsRequest::Studies { request: bytes } => vec![bytes],
            _ => Vec::new(),
        }
    }
}

impl Message for RunsAnswer {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            RunsAnswer::Loaded { run: bytes }
            | RunsAnswer::Exported { archive: bytes, .. }
            | RunsAnswer::Studies { answer: bytes } => vec![bytes],
            _ => Vec::new(),
        }
    }
}

/// A message as parts, of which it has one buffer at most.
pub fn packed(message: impl Message) -> Parts {
    // Plain data, so that it can always be written.
    let (header, buffers) = pack(message).unwrap_or_default();
    Parts { message: header.into(), buffer: buffers.into_iter().next() }
}

/// The message of these parts; none where they are those of another one.
pub fn unpacked<M: Message>(parts: Parts) -> Option<M> {
    unpack(&parts.message.to_vec(), parts.buffer.into_iter().collect())
}
