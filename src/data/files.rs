//! Whatever a person brings: MovieLens files, or a table. What it is, its content decides.

use std::io::Read;

use super::Dataset;
use super::movielens::{self, DataError, Limits, NamedFile, ReadProgress, Source, Stage};
use super::table::{MOST_BYTES, Table, TableError, looks_like_table, shown};

/// How tables are usually called, where several files in an archive could be one.
const TABLE_NAMES: [&str; 3] = [".csv", ".tsv", ".tab"];

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
            FileError::MovieLens(error) => error.details(),
            _ => Vec::new(),
        }
    }

    /// With so many of the most active users the ratings would fit.
    pub fn most_active_users(&self) -> Option<usize> {
        match self {
            FileError::MovieLens(error) => error.most_active_users(),
            _ => None,
        }
    }
}

/// Reads MovieLens files in any of their forms (see [`super::read_files`]), or else one table (see [`Table::read`]):
/// plain, as `.gz`, or the only table in a zip.
///
/// # Errors
/// What keeps the ratings or the table from being read whole, and files that are neither.
pub fn read_any(
    files: Vec<NamedFile>,
    limits: &Limits,
    progress: &mut dyn FnMut(ReadProgress),
) -> Result<Content, FileError> {
    match movielens::read_borrowed(&files, limits, progress) {
        Ok(ratings) => Ok(Content::Ratings(ratings)),
        Err(DataError::NotMovieLens(file)) => read_table(&files, file, limits, progress),
        Err(error) => Err(error.into()),
    }
}

fn read_table(
    files: &[NamedFile],
    unknown: String,
    limits: &Limits,
    progress: &mut dyn FnMut(ReadProgress),
) -> Result<Content, FileError> {
    let mut sources = movielens::unpack(files, limits)?;
    sources.retain(|source| looks_like_table(&source.head));
    let is_usual =
        |source: &Source<'_>| TABLE_NAMES.iter().any(|end| source.name.to_lowercase().ends_with(end));
    if sources.iter().any(is_usual) {
        sources.retain(is_usual);
    }
    match sources.as_slice() {
        [] => Err(FileError::Neither(shown(&unknown))),
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
