//! Files of logs, what was read of them and what was not.

use super::log::InteractionLog;

/// A file by its name and what it holds.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, for what is said of it.
    pub name: &'a str,
    /// CSV, or that gzipped.
    pub bytes: &'a [u8],
}

/// A row that can't be read, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedRow {
    /// The file.
    pub file: String,
    /// Its line, from 1.
    pub line: u64,
    /// What is wrong and what would be right.
    pub reason: String,
}

/// A log with the rows that are not in it.
#[derive(Debug, Clone)]
pub struct ReadLog {
    /// What could be read.
    pub log: InteractionLog,
    /// What could not, in the order of the file; at most [`MOST_REFUSED`] are listed.
    pub refused: Vec<RefusedRow>,
    /// How many rows could not.
    pub refused_rows: u64,
    /// What was assumed, and what of the file is not in the log, as sentences.
    pub notes: Vec<String>,
}

/// Most refused rows that are listed.
pub const MOST_REFUSED: usize = 1_000;

/// Collects what can't be read of a file.
pub struct Refusals<'a> {
    file: &'a str,
    refused: Vec<RefusedRow>,
    count: u64,
    /// What is to be said of the file.
    pub notes: Vec<String>,
}

impl<'a> Refusals<'a> {
    /// Nothing so far, of the file of this name.
    pub fn new(file: &'a str) -> Refusals<'a> {
        Refusals { file, refused: Vec::new(), count: 0, notes: Vec::new() }
    }

    /// The file's name.
    pub fn file(&self) -> &'a str {
        self.file
    }

    /// The row at this line, from 1, can't be read.
    pub fn refuse(&mut self, line: u64, reason: impl Into<String>) {
        self.count += 1;
        if self.refused.len() < MOST_REFUSED {
            self.refused.push(RefusedRow { file: self.file.to_owned(), line, reason: reason.into() });
        }
    }

    /// The first row that can't be read.
    pub fn first(&self) -> Option<&RefusedRow> {
        self.refused.first()
    }

    /// What was read, with all this.
    pub fn with(mut self, log: InteractionLog) -> ReadLog {
        // What is wrong with a row may be found only when all of them are there.
        self.refused.sort_by_key(|row| row.line);
        ReadLog { log, refused: self.refused, refused_rows: self.count, notes: self.notes }
    }
}
