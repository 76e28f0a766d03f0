//! Runs as one file, to be taken along: a zip that holds for each run `ID/run.json` and `ID/metrics.csv`.

use std::collections::BTreeMap;
use std::io::{Read, Seek, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::merge::{Arrival, Damaged, ImportReport, arrival};
use super::store::{RunStore, StoreError};
use super::{KeptRun, RunHeader, RunId, from_json, tidy_csv, to_bytes, to_json};
use crate::data::content::{DAMAGED, LOOKED_AT, instead_of, zip_fault};

/// The entry that holds a run.
const RUN: &str = "run.json";

/// The entry beside it, for other programs.
const TABLE: &str = "metrics.csv";

/// Longest JSON of a run: ten times that of the largest one.
const LONGEST_JSON: u64 = 1 << 26;

/// Why an archive can't be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// No zip, or one that can't be written.
    #[error("this is no zip with runs that can be read: {0}")]
    Zip(String),
    /// Something that can't be written.
    #[error("the runs can't be written: {0}")]
    Writing(String),
    /// A zip of something else.
    #[error("this zip holds no runs: each run has a {RUN} in it")]
    NoRuns,
    /// A store that can't be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes runs into an archive; the same runs in the same order are always the same bytes.
///
/// # Errors
/// What can't be written.
pub fn export<'a>(
    runs: impl IntoIterator<Item = &'a KeptRun>,
    out: impl Write + Seek,
) -> Result<(), ArchiveError> {
    let mut zip = ArchiveWriter::new(out);
    runs.into_iter().try_for_each(|run| zip.add(run))?;
    zip.finish().map(drop)
}

/// An archive that is being written, run by run.
pub struct ArchiveWriter<Out: Write + Seek>(ZipWriter<Out>);

impl<Out: Write + Seek> ArchiveWriter<Out> {
    /// An archive without runs.
    pub fn new(out: Out) -> ArchiveWriter<Out> {
        ArchiveWriter(ZipWriter::new(out))
    }

    /// Adds a run.
    ///
    /// # Errors
    /// What can't be written.
    pub fn add(&mut self, run: &KeptRun) -> Result<(), ArchiveError> {
        let failed = |error: &dyn std::fmt::Display| ArchiveError::Writing(error.to_string());
        let json = to_json(run).map_err(|error| failed(&error))?;
        for (name, text) in [(RUN, json), (TABLE, tidy_csv([run]))] {
            let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            self.0
                .start_file(format!("{}/{name}", run.header.id), options)
                .map_err(|error| failed(&error))?;
            self.0.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    /// Writes the end, without which it is no archive.
    ///
    /// # Errors
    /// What can't be written.
    pub fn finish(self) -> Result<Out, ArchiveError> {
        self.0.finish().map_err(|error| ArchiveError::Writing(error.to_string()))
    }
}

/// Reads the runs of an archive, one after the other; an entry that is damaged is named, and the others are read.
///
/// # Errors
/// A file that is no zip, and a zip without a run.
pub fn read_archive(
    mut archive: impl Read + Seek,
    each: &mut dyn FnMut(String, Result<KeptRun, String>) -> Result<(), StoreError>,
) -> Result<(), ArchiveError> {
    let mut zip = match ZipArchive::new(&mut archive) {
        Ok(zip) => zip,
        Err(error) => return Err(no_zip(&mut archive, &error)),
    };
    let is_run = |name: &str| name.rsplit(['/', '\\']).next() == Some(RUN);
    let entries: Vec<String> = zip.file_names().filter(|name| is_run(name)).map(str::to_owned).collect();
    if entries.is_empty() {
        return Err(ArchiveError::NoRuns);
    }
    for name in entries {
        let run = zip.by_name(&name).map_err(|error| zip_fault(&error).to_owned()).and_then(|entry| {
            let mut text = String::new();
            let read = entry.take(LONGEST_JSON + 1).read_to_string(&mut text);
            read.map_err(|_| DAMAGED.to_owned())?;
            if text.len() as u64 > LONGEST_JSON {
                return Err(format!("it is longer than {} MB", LONGEST_JSON >> 20));
            }
            from_json(&text).map_err(|error| error.to_string())
        });
        each(name, run)?;
    }
    Ok(())
}

/// What a file that can't be opened as a zip is.
fn no_zip(file: &mut (impl Read + Seek), error: &ZipError) -> ArchiveError {
    let mut head = Vec::new();
    // What can't be read twice is as damaged as it seemed.
    let _ = file.rewind().and_then(|()| file.take(LOOKED_AT as u64).read_to_end(&mut head));
    ArchiveError::Zip(match zip_fault(error) {
        DAMAGED => instead_of("a zip", &head),
        fault => fault.to_owned(),
    })
}

/// Adds the runs of an archive to those of a store. Nothing that is there is changed or removed: a run that is there already is
/// left out, another run of the same id is kept beside it under an id of its own, and what does not fit the store's limit is
/// named.
///
/// # Errors
/// A file that is no archive of runs, and a store that can't be read or written.
pub fn import(store: &mut dyn RunStore, archive: impl Read + Seek) -> Result<ImportReport, ArchiveError> {
    let listing = store.list()?;
    let limit = store.limit()?;
    let mut taken = listing.bytes();
    let headers = listing.entries.into_iter().map(|entry| (entry.header.id.clone(), entry.header));
    let mut headers: BTreeMap<RunId, RunHeader> = headers.collect();
    let mut report = ImportReport::default();
    read_archive(archive, &mut |entry, run| {
        let run = match run {
            Ok(run) => run,
            Err(reason) => {
                report.damaged.push(Damaged { entry, reason });
                return Ok(());
            }
        };
        match arrival(run, |id| headers.get(id)) {
            Arrival::Known { id, restore, differs } => {
                if restore {
                    headers.insert(id.clone(), store.restore(&id)?);
                    report.notices.push(format!("{id} was in the bin and is restored."));
                }
                if differs {
                    let stays = "there already under another name or note, or with other tags, which stay";
                    report.notices.push(format!("{id} is {stays}."));
                }
                report.known.push(id);
            }
            Arrival::Kept { run, instead_of } => {
                let size = to_bytes(&run).len() as u64;
                if limit.is_some_and(|limit| taken.saturating_add(size) > limit) {
                    let reason = format!("it needs {size} bytes, and the limit leaves no room for it");
                    report.damaged.push(Damaged { entry, reason });
                    return Ok(());
                }
                match store.put(&run) {
                    Ok(_) => taken += size,
                    // A run of that id that can't be read, or that came there in this moment.
                    Err(error @ (StoreError::Format { .. } | StoreError::Taken(_) | StoreError::Full(_))) => {
                        report.damaged.push(Damaged { entry, reason: error.to_string() });
                        return Ok(());
                    }
                    Err(error) => return Err(error),
                }
                let id = run.header.id.clone();
                if let Some(other) = instead_of {
                    report
                        .notices
                        .push(format!("{other} is another run here: this one is kept beside it as {id}."));
                }
                report.added.push(id.clone());
                headers.insert(id, run.header);
            }
        }
        Ok(())
    })?;
    Ok(report)
}
