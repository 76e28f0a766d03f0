//! Keeping a run, for `run --keep`.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;

use super::{Failure, files, output};
use crate::results::RunLog;
use crate::runs::{ArchiveError, FolderStore, KeptRun, Made, RunStore, StoreError};

/// How a run is kept.
#[derive(Debug, Args)]
pub struct KeepArguments {
    /// Keep the run in this folder: runs FOLDER list shows what is there
    #[arg(long, value_name = "FOLDER")]
    pub keep: Option<PathBuf>,
    /// What the run is called there
    #[arg(long, requires = "keep")]
    name: Option<String>,
    /// A note to it
    #[arg(long, requires = "keep", default_value = "")]
    note: String,
    /// A tag of it; may be given several times
    #[arg(long, requires = "keep")]
    tag: Vec<String>,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        match error {
            StoreError::Io { place, error } => files::of_writing(Path::new(&place), &error),
            wrong => Failure::input(wrong),
        }
    }
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Failure {
        match error {
            ArchiveError::Store(error) => error.into(),
            ArchiveError::Writing(_) => Failure::own(error),
            wrong => Failure::input(wrong),
        }
    }
}

/// Milliseconds since 1970, as the computer's clock says.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

/// Keeps a run that took so many seconds.
pub fn keep(arguments: &KeepArguments, log: &RunLog, seconds: f64) -> Result<(), Failure> {
    let Some(folder) = &arguments.keep else { return Ok(()) };
    let made = Made {
        created: now().saturating_sub((seconds * 1_000.0) as u64),
        random: random_bits(),
        seconds,
        name: arguments.name.clone(),
        note: arguments.note.clone(),
        tags: arguments.tag.clone(),
    };
    let run = KeptRun::of(log, made);
    let put = FolderStore::open(folder)?.put(&run)?;
    for removed in put.removed {
        output::note(&format!(
            "{} was removed to keep within the limit: {}",
            removed.id,
            output::plain(&removed.name)
        ));
    }
    output::note(&format!("kept as {}", run.header.id));
    Ok(())
}

/// 64 bits that no other program has.
fn random_bits() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    // The standard library's keys come from the system's random numbers.
    std::hash::RandomState::new().build_hasher().finish()
}
