//! Files on the command line: MovieLens, or a table.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde::Serialize;

use super::{Failure, output};
use crate::data::{Content, Dataset, Limits, NamedFile, bundle as codec, read_any};
use crate::world::classification::TableSummary;

/// The ratings that the program brings along: the same bytes that the page loads.
static BUNDLED: &[u8] = include_bytes!("../../static/data/movielens-small.bundle");

/// How much of a large file is taken.
#[derive(Debug, Args)]
pub struct LimitArguments {
    /// Take only the N users with the most ratings
    #[arg(long, value_name = "N")]
    most_active_users: Option<usize>,
}

/// The bundled ratings.
pub fn bundled() -> Result<Arc<Dataset>, Failure> {
    codec::decode(BUNDLED).map(Arc::new).map_err(Failure::own)
}

/// Reads MovieLens files, or a table.
pub fn read(paths: &[PathBuf], limits: &LimitArguments) -> Result<Content, Failure> {
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
    read_any(files, &limits, &mut |_| {}).map_err(Failure::input)
}

/// `data`
pub fn describe(paths: &[PathBuf], limits: &LimitArguments, json: bool) -> Result<(), Failure> {
    match read(paths, limits)? {
        Content::Ratings(ratings) => print(&ratings.summary(), json),
        Content::Table { name, table } => print(&TableSummary::new(&name, &table), json),
    }
}

fn print(summary: &(impl Serialize + Display), json: bool) -> Result<(), Failure> {
    if json { output::print_json(summary) } else { output::print(&summary.to_string()) }
}

/// `bundle`
pub fn bundle(paths: &[PathBuf], limits: &LimitArguments, out: &Path) -> Result<(), Failure> {
    let ratings = match read(paths, limits)? {
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
