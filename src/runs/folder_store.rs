//! Runs in a folder, a file each.
//!
//! A file is written beside its place and moved there when it is on the disk, so that a crash leaves what was there before.
//! A writer holds the lock of the folder, so that two programs don't undo each other's changes; reading needs none.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::format::header_length;
use super::store::{Broken, Entry, Listing, Put, RunStore, StoreError, ToWrite, arriving};
use super::{
    Edit, FormatError, KeptRun, RunHeader, RunId, from_bytes, header_of, read_beginning, with_header,
};

/// What the files of runs end in.
const EXTENSION: &str = "run";

/// What files end in that are not whole yet.
const PART: &str = "part";

/// The file that is locked while something is changed.
const LOCK: &str = "lock";

/// The file that holds the limit in bytes.
const LIMIT: &str = "limit";

/// Bytes that hold the header of nearly every run.
const USUAL_HEADER: usize = 1 << 13;

/// Runs in a folder.
#[derive(Debug, Clone)]
pub struct FolderStore {
    folder: PathBuf,
}

impl FolderStore {
    /// The runs in this folder, which is made where it is not there.
    ///
    /// # Errors
    /// A folder that can't be made.
    pub fn open(folder: &Path) -> Result<FolderStore, StoreError> {
        std::fs::create_dir_all(folder).map_err(at(folder))?;
        Ok(FolderStore { folder: folder.to_owned() })
    }

    /// The runs in this folder, which must be there.
    ///
    /// # Errors
    /// No such folder.
    pub fn of_existing(folder: &Path) -> Result<FolderStore, StoreError> {
        std::fs::read_dir(folder).map_err(at(folder))?;
        Ok(FolderStore { folder: folder.to_owned() })
    }

    fn path(&self, id: &RunId) -> PathBuf {
        self.folder.join(format!("{id}.{EXTENSION}"))
    }

    /// Waits until no one else writes; the lock ends with the file, and with the process.
    fn lock(&self) -> Result<File, StoreError> {
        let path = self.folder.join(LOCK);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.and_then(|file| file.lock().map(|()| file)).map_err(at(&path))?;
        self.remove_parts()?;
        Ok(file)
    }

    /// Files that a crash left half written: under the lock they are no one's.
    fn remove_parts(&self) -> Result<(), StoreError> {
        for path in self.files(PART)? {
            std::fs::remove_file(&path).map_err(at(&path))?;
        }
        Ok(())
    }

    /// The files with this ending.
    fn files(&self, extension: &str) -> Result<Vec<PathBuf>, StoreError> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(at(&self.folder))? {
            let path = entry.map_err(at(&self.folder))?.path();
            if path.extension().is_some_and(|found| found == extension) {
                files.push(path);
            }
        }
        Ok(files)
    }

    /// Writes a file as a whole or not at all.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let beside = path.with_added_extension(PART);
        let written = File::create(&beside).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        let moved = written.and_then(|()| std::fs::rename(&beside, path));
        moved.and_then(|()| self.sync()).map_err(at(path)).inspect_err(|_| {
            // What went wrong first is what is said.
            let _ = std::fs::remove_file(&beside);
        })
    }

    /// Waits until the names in the folder are on the disk, where the system offers that.
    fn sync(&self) -> io::Result<()> {
        if cfg!(unix) { File::open(&self.folder)?.sync_all() } else { Ok(()) }
    }

    fn bytes(&self, id: &RunId) -> Result<Vec<u8>, StoreError> {
        let path = self.path(id);
        std::fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::Unknown(id.clone()),
            _ => at(&path)(error),
        })
    }

    fn delete_file(&self, id: &RunId) -> Result<(), StoreError> {
        let path = self.path(id);
        std::fs::remove_file(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::Unknown(id.clone()),
            _ => at(&path)(error),
        })?;
        self.sync().map_err(at(&path))
    }
}

/// What goes wrong with a file or folder.
fn at(place: &Path) -> impl Fn(io::Error) -> StoreError + '_ {
    |error| StoreError::Io { place: place.display().to_string(), error }
}

/// A run that can't be read.
fn unreadable(path: &Path) -> impl Fn(FormatError) -> StoreError + '_ {
    |error| StoreError::Format { place: path.display().to_string(), error }
}

/// The header of a file, of which no more is read than needed; or why it can't be, with the bytes of the file.
fn header_in(path: &Path) -> Result<Entry, (String, u64)> {
    let told = |error: &dyn std::fmt::Display, bytes: u64| (error.to_string(), bytes);
    let file = File::open(path).map_err(|error| told(&error, 0))?;
    let there = file.metadata().map_err(|error| told(&error, 0))?.len();
    let mut beginning = Vec::new();
    let read_to = |length: usize, beginning: &mut Vec<u8>| {
        let more = length.saturating_sub(beginning.len());
        (&file).take(more as u64).read_to_end(beginning).map_err(|error| told(&error, there))
    };
    read_to(USUAL_HEADER, &mut beginning)?;
    let length = header_length(&beginning).map_err(|error| told(&error, there))?;
    read_to(length, &mut beginning)?;
    let (header, whole) = read_beginning(&beginning).map_err(|error| told(&error, there))?;
    if there < whole {
        return Err(told(&FormatError::CutOff(whole - there), there));
    }
    if there > whole {
        return Err(told(&FormatError::TooLong(there - whole), there));
    }
    if path.file_stem().is_none_or(|name| name != header.id.as_str()) {
        return Err((
            format!("this file holds the run {}, and must be named {0}.{EXTENSION}", header.id),
            there,
        ));
    }
    Ok(Entry { header, bytes: there })
}

impl RunStore for FolderStore {
    fn list(&self) -> Result<Listing, StoreError> {
        let mut listing = Listing::default();
        for path in self.files(EXTENSION)? {
            match header_in(&path) {
                Ok(entry) => listing.entries.push(entry),
                // It was removed by someone else in the meantime.
                Err(_) if !path.exists() => {}
                Err((reason, bytes)) => {
                    let place = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    listing.broken.push(Broken { place, reason, bytes });
                }
            }
        }
        Ok(listing.in_order())
    }

    fn get(&self, id: &RunId) -> Result<KeptRun, StoreError> {
        from_bytes(&self.bytes(id)?).map_err(unreadable(&self.path(id)))
    }

    fn put(&mut self, run: &KeptRun) -> Result<Put, StoreError> {
        let _lock = self.lock()?;
        let (placement, write) = arriving(self, run)?;
        let Some(ToWrite { bytes, too_many, .. }) = write else {
            return Ok(Put { placement, removed: Vec::new() });
        };
        self.write(&self.path(&run.header.id), &bytes)?;
        too_many.iter().try_for_each(|run| self.delete_file(&run.id))?;
        Ok(Put { placement, removed: too_many })
    }

    fn update(&mut self, id: &RunId, edit: &Edit) -> Result<RunHeader, StoreError> {
        let _lock = self.lock()?;
        let (bytes, path) = (self.bytes(id)?, self.path(id));
        let mut header = header_of(&bytes).map_err(unreadable(&path))?;
        edit.apply(&mut header);
        self.write(&path, &with_header(&bytes, &header).map_err(unreadable(&path))?)?;
        Ok(header)
    }

    fn remove(&mut self, id: &RunId) -> Result<(), StoreError> {
        let _lock = self.lock()?;
        self.delete_file(id)
    }

    fn limit(&self) -> Result<Option<u64>, StoreError> {
        let path = self.folder.join(LIMIT);
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(at(&path))?,
        };
        let wrong =
            || at(&path)(io::Error::other("this must be a number of bytes; remove the file for no limit"));
        text.trim().parse().map(Some).map_err(|_| wrong())
    }

    fn set_limit(&mut self, limit: Option<u64>) -> Result<(), StoreError> {
        let _lock = self.lock()?;
        let path = self.folder.join(LIMIT);
        match limit {
            Some(limit) => self.write(&path, limit.to_string().as_bytes()),
            None if path.exists() => {
                std::fs::remove_file(&path).and_then(|()| self.sync()).map_err(at(&path))
            }
            None => Ok(()),
        }
    }
}
