//! Why files can't be read, one sentence each.

use std::{fmt, io};

use super::names;
use crate::data::DatasetError;

/// How many malformed lines are kept to be shown.
const SHOWN_PROBLEMS: usize = 20;

/// A malformed line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file.
    pub file: String,
    /// Number of the line, from 1.
    pub line: u64,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} line {}: {}", self.file, self.line, self.reason)
    }
}

/// Why files can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// No file at all.
    #[error("no file was given: give {}", names::WANTED)]
    NoFiles,
    /// A file without a byte, or a packed one with nothing in it.
    #[error("{0} is empty: fetch it again")]
    Empty(String),
    /// Nothing in it looks like MovieLens.
    #[error("{0} is not a MovieLens file: give {wanted}", wanted = names::WANTED)]
    NotMovieLens(String),
    /// Text in an encoding that is not read.
    #[error("{0} is UTF-16 text: save it as UTF-8")]
    Utf16(String),
    /// Movies or users, but no ratings.
    #[error("{0} holds no ratings: add the file that does, u.data, ratings.dat or ratings.csv")]
    RatingsMissing(String),
    /// A file for ratings without any.
    #[error("{0} has no line with a rating")]
    NoRatings(String),
    /// Two files where only one can be read.
    #[error("{first} and {second} both hold {what}: give only one of them")]
    Several {
        /// What both hold.
        what: &'static str,
        /// One file.
        first: String,
        /// The other.
        second: String,
    },
    /// A packed file that can't be unpacked.
    #[error("{0} is cut or damaged: fetch it again")]
    Damaged(String),
    /// A file that is named like a packed one and is something else.
    #[error(
        "{file} is {is}, although its name says that it is packed: fetch it again, or give it the right name"
    )]
    NotPacked {
        /// The file.
        file: String,
        /// What it is.
        is: &'static str,
    },
    /// A password is wanted.
    #[error("{0} is locked with a password: unpack it first, and give the unpacked files")]
    Encrypted(String),
    /// Packed by a method that is not read.
    #[error("{0} is packed by a method other than deflate: unpack it first, and give the unpacked files")]
    UnknownPacking(String),
    /// Nothing but a zip within a zip.
    #[error("{file} is a zip within {zip}: unpack {zip} first, and give {file}")]
    ZipInZip {
        /// The inner one.
        file: String,
        /// The outer one.
        zip: String,
    },
    /// A zip with far more files in it than any of GroupLens'.
    #[error(
        "{file} holds more than {limit} files, and no MovieLens archive does: give only its ratings and movies"
    )]
    TooManyFiles {
        /// The archive.
        file: String,
        /// The most that is read.
        limit: usize,
    },
    /// It unpacks to more than any MovieLens file.
    #[error(
        "{file} unpacks to more than {limit} MB, and no MovieLens file does: fetch it again from GroupLens"
    )]
    TooLong {
        /// The file.
        file: String,
        /// The limit in MB (millions of bytes).
        limit: u64,
    },
    /// More ratings or users than fit.
    #[error(
        "{name} has {ratings} ratings by {users} users, and at most {most_ratings} ratings by {most_users} users fit here{action}",
        action = action(*.most_active_users)
    )]
    TooLarge {
        /// The ratings' file.
        name: String,
        /// How many there are (of the users that were to be kept).
        ratings: u64,
        /// By so many users.
        users: usize,
        /// See [`super::Limits`].
        most_ratings: u64,
        /// See [`super::Limits`].
        most_users: usize,
        /// So many of the most active users would fit.
        most_active_users: Option<usize>,
    },
    /// Too many movies.
    #[error("{file} has more than {limit} movies, which is the most that fits here")]
    TooManyMovies {
        /// The file.
        file: String,
        /// See [`super::Limits`].
        limit: usize,
    },
    /// Genres beyond what a bundle can hold.
    #[error(
        "{file} names more than {limit} genres, and there is room for no more: is the genres' column the right one?"
    )]
    TooManyGenres {
        /// The file.
        file: String,
        /// The most there may be.
        limit: usize,
    },
    /// No user was to be kept.
    #[error("the number of most active users to keep is 0, but must be 1 or more")]
    KeepNobody,
    /// Lines that can't be read. Nothing was taken.
    #[error("{}", malformed(.problems, *.count))]
    Malformed {
        /// The first of them.
        problems: Vec<Problem>,
        /// How many there are.
        count: u64,
    },
    /// The parts don't fit together.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
}

fn action(most_active_users: Option<usize>) -> String {
    most_active_users.map_or(String::new(), |users| format!(": keep the {users} most active users"))
}

fn malformed(problems: &[Problem], count: u64) -> String {
    let first = problems.first().map(Problem::to_string).unwrap_or_default();
    if count > 1 { format!("{first} ({count} lines are wrong in all)") } else { first }
}

impl DataError {
    /// Further lines that say where: the malformed lines, a bounded number of them.
    pub fn details(&self) -> Vec<String> {
        let DataError::Malformed { problems, count } = self else { return Vec::new() };
        let mut details: Vec<String> = problems.iter().map(Problem::to_string).collect();
        let more = count - problems.len() as u64;
        if more > 0 {
            details.push(format!("and {more} more"));
        }
        details
    }

    /// With so many of the most active users the ratings would fit.
    pub fn most_active_users(&self) -> Option<usize> {
        match self {
            DataError::TooLarge { most_active_users, .. } => *most_active_users,
            _ => None,
        }
    }

    /// What a failure to unpack a file means.
    pub(in crate::data) fn of_reading(file: &str, error: &io::Error, limit: u64) -> DataError {
        match error.kind() {
            io::ErrorKind::FileTooLarge => {
                DataError::TooLong { file: file.to_owned(), limit: limit / 1_000_000 }
            }
            _ => DataError::Damaged(file.to_owned()),
        }
    }
}

/// The malformed lines so far.
#[derive(Debug, Default)]
pub(super) struct Problems {
    first: Vec<Problem>,
    count: u64,
}

impl Problems {
    /// One more.
    pub fn add(&mut self, file: &str, line: u64, reason: String) {
        self.count += 1;
        if self.first.len() < SHOWN_PROBLEMS {
            self.first.push(Problem { file: file.to_owned(), line, reason });
        }
    }

    /// An error if there are any.
    pub fn validate(&mut self) -> Result<(), DataError> {
        if self.count == 0 {
            return Ok(());
        }
        Err(DataError::Malformed { problems: std::mem::take(&mut self.first), count: self.count })
    }
}
