//! What the page and its workers say to each other: plain data, and beside it buffers (see [`envelope`](super::envelope)).

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::code::Code;
use super::envelope::Message;
use super::json::Translation;
use super::kept_runs::Parts;
use crate::data::{Ambiguity, DataKind, DataSummary, FileError};
use crate::results::{RoundView, RunUpdate};
use crate::simulation::bench::Measurement;
use crate::spec::{Decision, Experiment};

/// From the page to a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Takes these data for all later runs, in place of those of their kind. Where there is a request it is answered by
    /// [`Report::DataReady`].
    UseData {
        /// Number of the request: the answer carries it, so that one to an earlier request is known.
        request: Option<u64>,
        /// Their kind.
        kind: DataKind,
        /// The data, as the kind's [decoder](crate::data::Decoder) takes them.
        bytes: Bytes,
    },
    /// Prepares a run at round zero, and drops the one before. Answered by [`Report::Ready`] or [`Report::Failed`].
    Prepare {
        /// Number of the run: reports carry it, so that late ones of an older run are known.
        run: u64,
        /// What to run.
        experiment: Box<Experiment>,
        /// First seed that this worker runs.
        first_seed: u32,
        /// How many seeds from there.
        seed_count: u32,
        /// What another worker has made of the same environment, see [`Report::Shared`].
        factors: Option<Bytes>,
        /// Whether [`Report::Shared`] is wanted, since other workers wait for it.
        share: bool,
    },
    /// Runs until this round is done (not past the horizon). On the way a round is looked into every now and then. A
    /// target behind where the run stands stops it where it is.
    RunUntil {
        /// Number of the run.
        run: u64,
        /// Round to reach.
        round: u64,
        /// Whether a person wants to see that round itself, because the run stays there: it is looked into in any case.
        stays: bool,
    },
    /// Reads files. Answered by [`Report::DataRead`] or [`Report::FilesRefused`].
    ReadFiles {
        /// Names and bytes.
        files: Vec<(String, Bytes)>,
        /// What to read them as; where nothing is wanted, what they hold decides, and where that leaves several kinds open
        /// the answer is [`Report::WhichReading`].
        read_as: Option<DataKind>,
        /// Take only so many, where the kind can do with less: see [`Keep`](crate::data::Keep).
        keep: Option<usize>,
    },
    /// Makes the QR code of a text. Answered by [`Report::Coded`].
    Encode {
        /// The text.
        text: String,
    },
    /// Translates between JSON and the form of messages. Answered by [`Report::Translated`].
    Translate {
        /// From what to what.
        translation: Translation,
        /// What is translated.
        bytes: Bytes,
    },
    /// Measures how fast this worker is. Answered by [`Report::Measured`].
    Measure {
        /// What is decided by those that are measured.
        decision: Decision,
    },
    /// Asks something that only who asks and who answers know of: of the reader's program about the runs and studies that the browser
    /// keeps ([`RunsRequest`](super::kept_runs::RunsRequest)), of the engine's about the trials of a study,
    /// a profile, logs or a game ([`EngineRequest`](super::asked::EngineRequest)). Answered by [`Report::Answer`].
    Ask {
        /// Number of the request: the answer carries it.
        number: u64,
        /// What is asked.
        parts: Parts,
    },
    /// Asks the reader's program about the log that it holds ([`LogRequest`](super::logs::LogRequest)). Answered by [`Report::Answer`].
    AskLog {
        /// Number of the request: the answer carries it.
        number: u64,
        /// What is asked.
        parts: Parts,
    },
    /// Asks the reader's program about the ratings that it holds ([`DataRequest`](super::exploring::DataRequest)). Answered by
    /// [`Report::Answer`].
    AskData {
        /// Number of the request: the answer carries it.
        number: u64,
        /// What is asked.
        parts: Parts,
    },
}

/// From a worker to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Report {
    /// The worker is there and takes commands.
    Started,
    /// This worker has taken data.
    DataReady {
        /// Number of the request.
        request: u64,
        /// What they hold.
        summary: DataSummary,
    },
    /// A run is being prepared, and it takes a while.
    Preparing {
        /// Number of the run.
        run: u64,
        /// What is being done.
        task: String,
        /// How much of all the work is done, 0 to 1.
        fraction: f64,
    },
    /// The environment of a run is there: the other workers can make theirs from this.
    Shared {
        /// Number of the run.
        run: u64,
        /// What took long to make, see [`PreparedEnvironment::factors`](crate::simulation::PreparedEnvironment::factors); none
        /// where nothing did.
        factors: Option<Bytes>,
    },
    /// A run is prepared.
    Ready {
        /// Number of the run.
        run: u64,
        /// What the environment's items are called.
        items: Vec<String>,
        /// What must be said of how the environment was made, from the worker of the first seed.
        remarks: Vec<String>,
    },
    /// A run has moved on: at most one of these a frame.
    Moved {
        /// Number of the run.
        run: u64,
        /// What is new.
        advance: RunUpdate,
        /// A round that was looked into since the last report, where the worker runs the first seed: the target's, if
        /// it was reached and the run stays there, or one on the way.
        view: Option<RoundView>,
        /// Whether the worker stands still now.
        stopped: bool,
    },
    /// A command could not be carried out.
    Failed {
        /// Number of the run, where one failed.
        run: Option<u64>,
        /// One sentence.
        sentence: String,
    },
    /// Reading files goes on.
    Reading {
        /// What is being done.
        stage: String,
        /// How much of it is done, 0 to 1.
        fraction: f64,
    },
    /// Files have been read.
    DataRead {
        /// The data, as workers take them.
        bytes: Bytes,
        /// What they hold.
        summary: DataSummary,
    },
    /// A file could be data of several kinds, and nothing was read.
    WhichReading {
        /// The file, and what it could be.
        ambiguity: Ambiguity,
    },
    /// Files could not be read.
    FilesRefused {
        /// Why.
        refusal: Refusal,
    },
    /// The QR code of a text.
    Coded {
        /// None where the text is too long for one.
        code: Option<Code>,
    },
    /// What was translated.
    Translated {
        /// What it is now, or one sentence without its end.
        result: Result<Bytes, String>,
    },
    /// How fast the worker is.
    Measured {
        /// One of each agent or ranker.
        measurements: Vec<Measurement>,
    },
    /// What is answered to [`Command::Ask`].
    Answer {
        /// Number of the request.
        number: u64,
        /// What is answered.
        parts: Parts,
    },
}

/// Why files could not be read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// One sentence without its end.
    pub sentence: String,
    /// Further lines that say where.
    pub details: Vec<String>,
    /// So many would fit, read as this kind.
    pub keep: Option<(DataKind, usize)>,
    /// Kinds as which the files might be read instead.
    pub instead: Vec<DataKind>,
}

impl From<&FileError> for Refusal {
    fn from(error: &FileError) -> Refusal {
        Refusal {
            sentence: error.to_string(),
            details: error.details().to_vec(),
            keep: error.keep(),
            instead: error.instead().to_vec(),
        }
    }
}

impl Message for Command {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            Command::UseData { bytes, .. } | Command::Translate { bytes, .. } => vec![bytes],
            Command::ReadFiles { files, .. } => files.iter_mut().map(|(_, bytes)| bytes).collect(),
            Command::Prepare { factors, .. } => factors.iter_mut().collect(),
            Command::Ask { parts, .. } | Command::AskLog { parts, .. } | Command::AskData { parts, .. } => {
                parts.buffers()
            }
            Command::RunUntil { .. } | Command::Encode { .. } | Command::Measure { .. } => Vec::new(),
        }
    }
}

impl Message for Report {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            Report::Shared { factors, .. } => factors.iter_mut().collect(),
            Report::DataRead { bytes, .. } => vec![bytes],
            Report::Translated { result } => result.iter_mut().collect(),
            Report::Answer { parts, .. } => parts.buffers(),
            Report::Started
            | Report::DataReady { .. }
            | Report::Preparing { .. }
            | Report::Ready { .. }
            | Report::Moved { .. }
            | Report::Failed { .. }
            | Report::Reading { .. }
            | Report::WhichReading { .. }
            | Report::FilesRefused { .. }
            | Report::Coded { .. }
            | Report::Measured { .. } => Vec::new(),
        }
    }
}
