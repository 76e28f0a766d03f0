//! Whatever a person brings: MovieLens files, or a table. What it is, its content decides.

use std::io::Read;

use serde::{Deserialize, Serialize};

use super::Dataset;
use super::movielens::{self, DataError, Limits, NamedFile, ReadProgress, Readings, Source, Stage};
use super::table::{MOST_BYTES, Table, TableError, looks_like_table, shown};

/// How tables are usually called, where several files in an archive could be one.
const TABLE_NAMES: [&str; 3] = [".csv", ".tsv", ".tab"];

/// What files are to be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadAs {
    /// Ratings of movies.
    Ratings,
    /// A table.
    Table,
}

/// What files hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Ratings of movies.
    Ratings(Dataset),
    /// A table.
    Table {
        /// What its file is called.
        name: String,
        /// The table.
        table: Table,
    },
}

/// Why files can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// MovieLens with something wrong, or a file that can't be unpacked.
    #[error(transparent)]
    MovieLens(#[from] DataError),
    /// MovieLens with something wrong, in a file that might be meant as a table.
    #[error(transparent)]
    MovieLensOrTable(DataError),
    /// A table with something wrong.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Neither ratings nor a table.
    #[error(
        "{0} is neither MovieLens nor a table: give {wanted}, or any other CSV whose first line names its columns",
        wanted = movielens::WANTED
    )]
    Neither(String),
    /// Several tables, and no ratings.
    #[error("{first} and {second} both look like a table: give only one of them")]
    SeveralTables {
        /// One file.
        first: String,
        /// Another.
        second: String,
    },
}

impl FileError {
    /// Further lines that say where: see [`DataError::details`].
    pub fn details(&self) -> Vec<String> {
        match self {
            FileError::MovieLens(error) | FileError::MovieLensOrTable(error) => error.details(),
            _ => Vec::new(),
        }
    }

    /// With so many of the most active users the ratings would fit.
    pub fn most_active_users(&self) -> Option<usize> {
        match self {
            FileError::MovieLens(error) | FileError::MovieLensOrTable(error) => error.most_active_users(),
            _ => None,
        }
    }

    /// Whether the same files might be read as a table instead: see [`ReadAs::Table`].
    pub fn may_be_table(&self) -> bool {
        matches!(self, FileError::MovieLensOrTable(_))
    }
}

/// The file that could be ratings and could be a table, where nothing beside it tells which is meant. None where it is
/// clear, and where the files can't be read at all.
///
/// A file is ratings for sure where its columns are those of MovieLens and what is made from it, and where lists of
/// movies or users lie beside it. With other columns, a user, a movie and a rating in each row could be part of a table
/// to classify.
pub fn ambiguous_file(files: &[NamedFile], limits: &Limits) -> Option<String> {
    match movielens::unpack(files, limits).map(movielens::readings) {
        Ok(Readings::Both(file)) => Some(shown(&file)),
        _ => None,
    }
}

/// [`read_as`], which decides by what the files hold; what could be ratings or a table (see [`ambiguous_file`]) is read as
/// ratings.
///
/// # Errors
/// Those of [`read_as`].
pub fn read_any(
    files: Vec<NamedFile>,
    limits: &Limits,
    progress: &mut dyn FnMut(ReadProgress),
) -> Result<Content, FileError> {
    read_as(files, None, limits, progress)
}

/// Reads MovieLens files in any of their forms (see [`super::read_files`]), or else one table (see [`Table::read`]):
/// plain, as `.gz`, or the only table in a zip. Without a wish, what the files hold decides.
///
/// # Errors
/// What keeps the ratings or the table from being read whole, and files that are neither.
pub fn read_as(
    files: Vec<NamedFile>,
    wanted: Option<ReadAs>,
    limits: &Limits,
    progress: &mut dyn FnMut(ReadProgress),
) -> Result<Content, FileError> {
    let is_table =
        || matches!(movielens::unpack(&files, limits).map(movielens::readings), Ok(Readings::Table));
    if wanted == Some(ReadAs::Table) || wanted.is_none() && is_table() {
        let first = files.first().map(|file| file.name.clone()).unwrap_or_default();
        return read_table(&files, first, limits, progress);
    }
    match movielens::read_borrowed(&files, limits, progress) {
        Ok(ratings) => Ok(Content::Ratings(ratings)),
        Err(DataError::NotMovieLens(file)) if wanted.is_none() => read_table(&files, file, limits, progress),
        Err(error @ (DataError::RatingsMissing(_) | DataError::Malformed { .. }))
            if wanted.is_none()
                && matches!(tables(&files, limits)?.as_slice(), [only] if movielens::names_columns(only)) =>
        {
            Err(FileError::MovieLensOrTable(error))
        }
        Err(error) => Err(error.into()),
    }
}

/// The files that may be tables; where some are called as tables usually are, only those.
fn tables<'a>(files: &'a [NamedFile], limits: &Limits) -> Result<Vec<Source<'a>>, DataError> {
    let mut sources = movielens::unpack(files, limits)?;
    sources.retain(|source| looks_like_table(&source.head));
    let is_usual =
        |source: &Source<'_>| TABLE_NAMES.iter().any(|end| source.name.to_lowercase().ends_with(end));
    if sources.iter().any(is_usual) {
        sources.retain(is_usual);
    }
    Ok(sources)
}

fn read_table(
    files: &[NamedFile],
    unknown: String,
    limits: &Limits,
    progress: &mut dyn FnMut(ReadProgress),
) -> Result<Content, FileError> {
    let found = match tables(files, limits) {
        Err(DataError::NotMovieLens(file)) => return Err(FileError::Neither(shown(&file))),
        found => found?,
    };
    match found.as_slice() {
        [] => match files.iter().find(|file| movielens::is_utf16(&file.bytes)) {
            Some(file) => Err(DataError::Utf16(file.name.clone()).into()),
            None => Err(FileError::Neither(shown(&unknown))),
        },
        [source] => {
            let text = text_of(source)?;
            let mut tell = |fraction| progress(ReadProgress { stage: Stage::ReadingTable, fraction });
            let table = Table::read_with_progress(&source.name, &text, &mut tell)?;
            Ok(Content::Table { name: source.name.clone(), table })
        }
        [first, second, ..] => {
            Err(FileError::SeveralTables { first: shown(&first.name), second: shown(&second.name) })
        }
    }
}

/// The unpacked bytes, no further than one byte beyond what a table may have.
fn text_of(source: &Source<'_>) -> Result<Vec<u8>, DataError> {
    let mut text = Vec::new();
    source.open(&mut |reader| {
        let read = reader.take(MOST_BYTES as u64 + 1).read_to_end(&mut text);
        read.map(drop).map_err(|error| DataError::of_reading(&source.given, &error, source.most_bytes))
    })?;
    Ok(text)
}
