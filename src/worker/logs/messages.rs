//! What is asked about logs, and what is answered.

use serde::{Deserialize, Serialize};

use super::menu::LogMenu;
use super::summary::LogSummary;
use crate::evaluation::Report;
use crate::evaluation::truth::Truth;
use crate::interactions::ActionKind;
use crate::spec::{Experiment, PartChoice};
use crate::worker::bytes::Bytes;
use crate::worker::envelope::Message;

/// The policy that is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Chosen {
    /// It takes every arm on offer with the same probability.
    Uniform,
    /// It takes this arm wherever it is on offer.
    Always(u32),
    /// It was trained on the first half of the log, and is evaluated on the second: its probabilities come with the request.
    Trained,
}

/// How it is evaluated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvaluateSettings {
    /// Id of the reward model.
    pub model: String,
    /// Id of the kind of interval.
    pub interval: String,
    /// The probability with which an interval is to hold the policy's value.
    pub confidence: f64,
}

/// Which rewards rows have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum RewardFilter {
    /// Any.
    #[default]
    Any,
    /// Above 0.
    Positive,
    /// 0 or less.
    Zero,
    /// Not known.
    Missing,
}

/// Which rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowFilter {
    /// Those that chose this arm, in any slot; none for all.
    pub arm: Option<u32>,
    /// Those with such a reward.
    pub reward: RewardFilter,
}

/// A row as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogRow {
    /// Its place in the log, from 1.
    pub row: u64,
    /// The round.
    pub round: u64,
    /// The context; only its first numbers where there are many.
    pub context: Vec<f64>,
    /// Arms on offer.
    pub offered: u32,
    /// What was chosen, a name a slot.
    pub actions: Vec<String>,
    /// The probability of that.
    pub probability: Option<f64>,
    /// The reward; NaN where it is not known.
    pub reward: f64,
    /// The round in which the reward arrived, where it was late.
    pub arrived: Option<u64>,
    /// The reward that the policy expected.
    pub predicted: Option<f64>,
    /// Why it chose so.
    pub kind: ActionKind,
    /// The user or group.
    pub group: Option<String>,
}

/// Some rows of those that a filter leaves.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LogRows {
    /// How many rows it leaves.
    pub all: u64,
    /// How many of them come before.
    pub from: u64,
    /// The rows.
    pub rows: Vec<LogRow>,
}

/// What the reader's program is asked about its log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum LogRequest {
    /// Reads a file, which takes the place of the log before. Answered by [`LogAnswer::Taken`].
    Read {
        /// Its name.
        name: String,
        /// What it holds, plain or gzipped.
        bytes: Bytes,
    },
    /// Takes a log in the place of the one before. Answered by [`LogAnswer::Taken`].
    Take {
        /// The log, as [`log_bytes`](super::log_bytes) writes it.
        log: Bytes,
    },
    /// Gives the log. Answered by [`LogAnswer::Given`].
    Give,
    /// Gives rows. Answered by [`LogAnswer::Rows`].
    Rows {
        /// How many of those that the filter leaves come before.
        from: u64,
        /// At most so many.
        count: u32,
        /// Which.
        filter: RowFilter,
    },
    /// Evaluates a policy. Answered by [`LogAnswer::Evaluated`].
    Evaluate {
        /// Which.
        policy: Chosen,
        /// The probabilities of one that was trained, as [`RecordAnswer::Trained`] gives them.
        table: Option<Bytes>,
        /// How.
        settings: EvaluateSettings,
    },
    /// Writes the log in the format of this id. Answered by [`LogAnswer::Written`].
    Write {
        /// The format.
        format: String,
    },
}

/// What it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum LogAnswer {
    /// A log is there.
    Taken {
        /// What it holds.
        summary: Box<LogSummary>,
        /// What can be done with it.
        menu: LogMenu,
    },
    /// The log.
    Given {
        /// As [`log_bytes`](super::log_bytes) writes it.
        log: Bytes,
    },
    /// Rows.
    Rows(LogRows),
    /// What the log says of a policy.
    Evaluated(Box<Report>),
    /// A file.
    Written {
        /// How names of such files end, without the point.
        extension: String,
        /// What it holds.
        bytes: Bytes,
        /// What of the log is not in it, as sentences.
        notes: Vec<String>,
    },
    /// It could not be done; the log before is still there.
    Refused {
        /// One sentence without its end.
        sentence: String,
    },
}

/// What the engine's program is asked about logs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RecordRequest {
    /// Runs an experiment under one seed and records one of its policies. Answered by [`RecordAnswer::Recorded`].
    Record {
        /// What is run.
        experiment: Box<Experiment>,
        /// Index of the policy.
        policy: u32,
        /// The seed, from 0.
        seed: u32,
        /// Share of choices that are drawn uniformly in place of the policy's own.
        explore: f64,
    },
    /// Takes a log, for what is asked next. Answered by [`RecordAnswer::Taken`].
    Take {
        /// The log, as [`log_bytes`](super::log_bytes) writes it.
        log: Bytes,
    },
    /// Trains an agent on the first half of the log. Answered by [`RecordAnswer::Trained`].
    Train {
        /// The agent.
        part: PartChoice,
    },
    /// What a policy is really worth in the log's rounds. Answered by [`RecordAnswer::True`].
    Truth {
        /// What was recorded.
        experiment: Box<Experiment>,
        /// Under which seed.
        seed: u32,
        /// The policy; one that was trained is the one that was trained last.
        policy: Chosen,
    },
}

/// What was trained, for words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainedWords {
    /// Rows that were learned from, and rows that it is evaluated on.
    pub rows: (u64, u64),
    /// Mean squared error of its predictions on the rows that it is evaluated on; none where it predicts no rewards.
    pub mse: Option<f64>,
    /// The same of each arm's mean reward.
    pub arm_mean: f64,
}

/// What it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RecordAnswer {
    /// A log was recorded; the engine keeps it, too.
    Recorded {
        /// As [`log_bytes`](super::log_bytes) writes it.
        log: Bytes,
        /// What must be known of it, as sentences.
        remarks: Vec<String>,
    },
    /// The log is there.
    Taken,
    /// An agent was trained.
    Trained {
        /// Its probabilities of the arms on offer in the rows held out, as a [`RaggedTable`](crate::evaluation::tables::RaggedTable).
        table: Bytes,
        /// How that went.
        words: TrainedWords,
    },
    /// What a policy is worth.
    True(Truth),
    /// It could not be done.
    Refused {
        /// One sentence without its end.
        sentence: String,
    },
}

impl Message for LogRequest {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            LogRequest::Read { bytes, .. } => vec![bytes],
            LogRequest::Take { log } => vec![log],
            LogRequest::Evaluate { table, .. } => table.iter_mut().collect(),
            LogRequest::Give | LogRequest::Rows { .. } | LogRequest::Write { .. } => Vec::new(),
        }
    }
}

impl Message for LogAnswer {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            LogAnswer::Given { log } => vec![log],
            LogAnswer::Written { bytes, .. } => vec![bytes],
            LogAnswer::Taken { .. }
            | LogAnswer::Rows(_)
            | LogAnswer::Evaluated(_)
            | LogAnswer::Refused { .. } => Vec::new(),
        }
    }
}

impl Message for RecordRequest {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            RecordRequest::Take { log } => vec![log],
            RecordRequest::Record { .. } | RecordRequest::Train { .. } | RecordRequest::Truth { .. } => {
                Vec::new()
            }
        }
    }
}

impl Message for RecordAnswer {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            RecordAnswer::Recorded { log, .. } => vec![log],
            RecordAnswer::Trained { table, .. } => vec![table],
            RecordAnswer::Taken | RecordAnswer::True(_) | RecordAnswer::Refused { .. } => Vec::new(),
        }
    }
}
