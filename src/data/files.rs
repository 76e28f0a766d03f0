//! Whatever a person brings: which kind of data it is, its content decides.

use serde::{Deserialize, Serialize};

use super::content;
use super::interface::{ReadData, ReadError, Reader, Recognition};
use super::kind::DataKind;
use super::kinds::READERS;
use super::movielens::{self, Limits, NamedFile, ReadProgress};
use super::table::shown;

/// Why files can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// What is wrong with them as data of a kind.
    #[error("{error}")]
    Refused {
        /// The kind.
        kind: DataKind,
        /// What is wrong.
        error: ReadError,
        /// Kinds as which the same files might be read instead.
        instead: Vec<DataKind>,
    },
    /// Nothing that is known.
    #[error("{0} is {neither}: give {wanted}", neither = neither(), wanted = wanted())]
    Unknown(String),
}

/// "neither MovieLens nor a table".
fn neither() -> String {
    let names: Vec<&str> = DataKind::all().map(|kind| kind.0.words.neither).collect();
    format!("neither {}", names.join(" nor "))
}

/// What would be right: the files of every kind.
fn wanted() -> String {
    let wanted: Vec<&str> = DataKind::all().map(|kind| kind.0.words.wanted).collect();
    wanted.join(", or ")
}

impl FileError {
    /// Further lines that say where.
    pub fn details(&self) -> &[String] {
        match self {
            FileError::Refused { error, .. } => &error.details,
            FileError::Unknown(_) => &[],
        }
    }

    /// So many would fit, of which kind: see [`Keep`](super::Keep).
    pub fn keep(&self) -> Option<(DataKind, usize)> {
        match self {
            FileError::Refused { kind, error, .. } => error.keep.map(|count| (*kind, count)),
            FileError::Unknown(_) => None,
        }
    }

    /// Kinds as which the same files might be read instead.
    pub fn instead(&self) -> &[DataKind] {
        match self {
            FileError::Refused { instead, .. } => instead,
            FileError::Unknown(_) => &[],
        }
    }
}

/// A file that could be data of several kinds, where nothing beside it tells which is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ambiguity {
    /// The file.
    pub file: String,
    /// What it could be, two kinds or more in the order of their list.
    pub kinds: Vec<DataKind>,
}

/// What files are to each kind.
fn recognized(files: &[NamedFile], limits: &Limits) -> Vec<(&'static Reader, Recognition)> {
    READERS.iter().map(|reader| (*reader, (reader.recognize)(files, limits))).collect()
}

/// The file that could be data of several kinds. None where it is clear, and where the files can't be read at all.
pub fn ambiguous_file(files: &[NamedFile], limits: &Limits) -> Option<Ambiguity> {
    let recognized = recognized(files, limits);
    if recognized.iter().any(|(_, recognition)| *recognition == Recognition::Sure) {
        return None;
    }
    let mut file = None;
    let mut kinds = Vec::new();
    for (reader, recognition) in &recognized {
        if let Recognition::Perhaps(names) = recognition {
            file = file.or_else(|| names.first().map(|name| shown(name)));
            kinds.push(DataKind(reader.descriptor));
        }
    }
    file.filter(|_| kinds.len() > 1).map(|file| Ambiguity { file, kinds })
}

/// [`read_as`], which decides by what the files hold; what could be data of several kinds (see [`ambiguous_file`]) is read
/// as the first of them.
///
/// # Errors
/// Those of [`read_as`].
pub fn read_any(
    files: &[NamedFile],
    limits: &Limits,
    progress: &mut dyn FnMut(ReadProgress),
) -> Result<ReadData, FileError> {
    read_as(files, None, limits, progress)
}

/// Reads files as data of a kind. Without a wish, what the files hold decides.
///
/// # Errors
/// What keeps the data from being read whole, and files that are of no kind.
pub fn read_as(
    files: &[NamedFile],
    wanted: Option<DataKind>,
    limits: &Limits,
    progress: &mut dyn FnMut(ReadProgress),
) -> Result<ReadData, FileError> {
    let reader = match wanted {
        Some(kind) => kind.reader(),
        None => {
            let recognized = recognized(files, limits);
            let is_sure = |entry: &&(_, Recognition)| entry.1 == Recognition::Sure;
            let may_be = |entry: &&(_, Recognition)| entry.1 != Recognition::No;
            let found = recognized.iter().find(is_sure).or_else(|| recognized.iter().find(may_be));
            let first = || {
                let name = shown(&movielens::first_name(files, limits));
                match files.first().and_then(|file| content::kind(&file.bytes)) {
                    // Of text and of what can be unpacked, that says nothing of why.
                    Some(kind @ ("a web page" | "a Parquet file")) => format!("{name}, {kind},"),
                    _ => name,
                }
            };
            found.ok_or_else(|| FileError::Unknown(first()))?.0
        }
    };
    (reader.read)(files, limits, progress).map_err(|error| {
        let kind = DataKind(reader.descriptor);
        let instead = if wanted.is_none() { other_kinds(kind, &error, files, limits) } else { Vec::new() };
        FileError::Refused { kind, error, instead }
    })
}

/// The other kinds of which the only file that could be of it may be meant.
fn other_kinds(kind: DataKind, error: &ReadError, files: &[NamedFile], limits: &Limits) -> Vec<DataKind> {
    if error.perhaps_other.is_empty() {
        return Vec::new();
    }
    let others =
        recognized(files, limits).into_iter().filter(|(reader, _)| DataKind(reader.descriptor) != kind);
    let may_be = others.filter(|(_, recognition)| match recognition {
        Recognition::Perhaps(names) => {
            matches!(names.as_slice(), [only] if error.perhaps_other.contains(only))
        }
        Recognition::No | Recognition::Sure => false,
    });
    may_be.map(|(reader, _)| DataKind(reader.descriptor)).collect()
}
