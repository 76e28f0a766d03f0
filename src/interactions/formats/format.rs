//! What a format of log files is, and what may be wrong with a file.

use std::io::Write;

use super::super::log::InteractionLog;
use super::super::reading::{File, ReadLog};
use super::fields::Field;

/// A format of log files.
pub struct LogFormat {
    /// Its id on the command line.
    pub id: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// How names of its files end, without the point.
    pub extension: &'static str,
    /// Where its files have the probability of an action, in words.
    pub probability: &'static str,
    /// What its files can hold besides contexts, actions, rewards and probabilities.
    pub keeps: &'static [Field],
    /// Whether a file that begins with these bytes is one.
    pub is_it: fn(&[u8]) -> bool,
    /// Reads a file, unpacked.
    pub read: fn(File<'_>) -> Result<ReadLog, LogFileError>,
    /// Writes a log, and gives how many rows it had to leave out, with the reason.
    pub write: fn(&InteractionLog, &mut dyn Write) -> Result<LeftOut, LogFileError>,
}

/// Rows that a format can't hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeftOut {
    /// How many.
    pub rows: usize,
    /// Why, as a clause after "since"; empty where there is none.
    pub why: &'static str,
}

impl LeftOut {
    /// One more, for this reason.
    pub fn add(&mut self, why: &'static str) {
        self.rows += 1;
        self.why = why;
    }
}

/// Why a file of a log can't be read at all, or not be written.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LogFileError {
    /// It is of no known format.
    #[error("{file} is no log: {why}; logs that can be read are {formats}")]
    Unknown {
        /// The file.
        file: String,
        /// What is wrong with it, as the rest of a sentence about it.
        why: String,
        /// Titles of those that there are.
        formats: String,
    },
    /// It can't be read as what it seems to be.
    #[error("{file}: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// It has no row that can be read.
    #[error("{file} has no row that can be read{first}")]
    Empty {
        /// The file.
        file: String,
        /// What is wrong with the first, as a clause that begins with a colon; empty where there is none.
        first: String,
    },
    /// A log that the format can't hold.
    #[error("{format} can't hold this log: {reason}")]
    Unfit {
        /// Title of the format.
        format: &'static str,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// It can't be written.
    #[error("the log can't be written: {0}")]
    Write(String),
}

impl From<std::io::Error> for LogFileError {
    fn from(error: std::io::Error) -> LogFileError {
        LogFileError::Write(error.to_string())
    }
}

/// The first line of a text that is not empty, of at most so many bytes.
pub fn first_line(bytes: &[u8]) -> &str {
    const LONGEST: usize = 1 << 20;
    let line =
        bytes.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let line = line.get(..LONGEST).unwrap_or(line);
    std::str::from_utf8(line).unwrap_or_default().trim()
}

/// Whether the first line is a JSON object with these keys.
pub fn is_object_with(bytes: &[u8], keys: &[&str]) -> bool {
    let line = first_line(bytes);
    let has = |key: &&str| line.contains(&format!("\"{key}\""));
    line.starts_with('{') && keys.iter().all(has)
}
