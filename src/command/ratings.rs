//! Files on the command line: MovieLens, or a table.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{Failure, output};
use crate::data::{Content, Dataset, Limits, NamedFile, ReadAs, ambiguous_file, bundle as codec, read_as};
use crate::environment::classification::TableSummary;

/// The ratings that the program brings along: the same bytes that the page loads.
static BUNDLED: &[u8] = include_bytes!("../../static/data/movielens-small.bundle");

/// How much of a large file is taken.
#[derive(Debug, Args)]
pub struct LimitArguments {
    /// Take only the N users with the most ratings
    #[arg(long, value_name = "N")]
    most_active_users: Option<usize>,
}

/// What files are taken for.
#[derive(Debug, Args)]
pub struct ReadingArguments {
    /// What to read the files as; by default what their names of columns and their rows say
    #[arg(long = "as", value_name = "WHAT", value_enum)]
    read_as: Option<What>,
}

/// What files can be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// MovieLens ratings
    Ratings,
    /// A table with a label in each row
    Table,
}

impl ReadingArguments {
    /// What was asked for.
    pub fn wanted(&self) -> Option<ReadAs> {
        self.read_as.map(|what| match what {
            What::Ratings => ReadAs::Ratings,
            What::Table => ReadAs::Table,
        })
    }
}

/// The bundled ratings.
pub fn bundled() -> Result<Arc<Dataset>, Failure> {
    codec::decode(BUNDLED).map(Arc::new).map_err(Failure::own)
}

/// Reads MovieLens files, or a table. What could be either is read as the experiment needs it: as a table where
/// `takes_table`, and otherwise as ratings; a note says which of both, and how to choose.
pub fn read(
    paths: &[PathBuf],
    limits: &LimitArguments,
    wanted: Option<ReadAs>,
    takes_table: bool,
) -> Result<Content, Failure> {
    let read = |path: &PathBuf| {
        let bytes =
            std::fs::read(path).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(NamedFile { name, bytes })
    };
    let files = paths.iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
    // Our own packed form can be given wherever a MovieLens file can.
    if let [only] = files.as_slice()
        && codec::is_bundle(&only.bytes)
    {
        let ratings = codec::decode(&only.bytes);
        return ratings
            .map(Content::Ratings)
            .map_err(|error| Failure::Input(format!("{}: {error}", only.name)));
    }
    let limits = Limits { keep_most_active_users: limits.most_active_users, ..Limits::default() };
    let wanted = wanted.or_else(|| {
        let file = ambiguous_file(&files, &limits)?;
        let (chosen, said, other) = match takes_table {
            true => (ReadAs::Table, "a table", "--as ratings reads it as ratings"),
            false => (ReadAs::Ratings, "ratings", "--as table reads it as a table"),
        };
        output::note(&format!(
            "{file} could be ratings or a table to classify, and is read as {said}; {other}."
        ));
        Some(chosen)
    });
    read_as(files, wanted, &limits, &mut |_| {}).map_err(|error| match error.may_be_table() {
        true => Failure::Input(format!("{error}; --as table reads it as a table instead")),
        false => Failure::input(error),
    })
}

/// `data`
pub fn describe(
    paths: &[PathBuf],
    limits: &LimitArguments,
    reading: &ReadingArguments,
    json: bool,
) -> Result<(), Failure> {
    match read(paths, limits, reading.wanted(), false)? {
        Content::Ratings(ratings) => print(&ratings.summary(), json),
        Content::Table { name, table } => print(&TableSummary::new(&name, &table), json),
    }
}

fn print(summary: &(impl Serialize + Display), json: bool) -> Result<(), Failure> {
    if json { output::print_json(summary) } else { output::print(&summary.to_string()) }
}

/// `bundle`
pub fn bundle(paths: &[PathBuf], limits: &LimitArguments, out: &Path) -> Result<(), Failure> {
    let ratings = match read(paths, limits, None, false)? {
        Content::Ratings(ratings) => ratings,
        Content::Table { name, .. } => {
            return Err(Failure::Input(format!(
                "{name} is a table, and only MovieLens ratings can be packed"
            )));
        }
    };
    let bytes = codec::encode(&ratings);
    write_whole(out, &bytes)?;
    output::print(&format!("{}: {} bytes; {}", out.display(), bytes.len(), ratings.summary()))
}

/// Writes a file beside its place first, so that a full disk does not cost the file that is there.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let beside = path.with_file_name(name);
    let written = std::fs::write(&beside, bytes).and_then(|()| {
        std::fs::rename(&beside, path).inspect_err(|_| {
            // The file was ours a moment ago; if it can't be taken away, the first failure is the one to tell.
            let _ = std::fs::remove_file(&beside);
        })
    });
    written.map_err(|error| Failure::of_writing(path, &error))
}
