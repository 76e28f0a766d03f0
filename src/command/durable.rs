//! Files that must be there after whatever happens: to the program, or to the machine.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::whole_file::WholeFile;
use super::{Failure, files};

/// Writes a file so that at any moment the old one or the new one is there as a whole: beside its place, onto the disk, and then to its
/// place.
///
/// # Errors
/// A place that can't be written to.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = WholeFile::create(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.finish_on_disk()
    });
    written.map_err(|error| files::of_writing(path, &error))
}

/// A file of lines that only grows. What a program that was killed has written of a line counts as not there.
pub struct Lines {
    path: PathBuf,
    file: File,
    /// Lines that were there beyond those that are known, in order: what comes must be the same again.
    ahead: std::vec::IntoIter<String>,
}

impl Lines {
    /// The file, of which the first `known` lines are known.
    ///
    /// # Errors
    /// A file that can't be read and written, and one that has fewer lines.
    pub fn open(path: &Path, known: u64) -> Result<Lines, Failure> {
        let wrong = |error: io::Error| files::of_writing(path, &error);
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(path)
            .map_err(wrong)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(wrong)?;
        let end = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        file.set_len(end as u64).map_err(wrong)?;
        file.seek(SeekFrom::Start(end as u64)).map_err(wrong)?;
        let text = String::from_utf8_lossy(&text[..end]);
        let lines: Vec<String> = text.lines().skip(known as usize).map(str::to_owned).collect();
        if (text.lines().count() as u64) < known {
            let sentence =
                format!("{}: lines of it are missing: begin again in another folder", path.display());
            return Err(Failure::Input(sentence));
        }
        Ok(Lines { path: path.to_owned(), file, ahead: lines.into_iter() })
    }

    /// Whether all lines that were there are known.
    pub fn is_at_its_end(&self) -> bool {
        self.ahead.as_slice().is_empty()
    }

    /// Adds lines, or finds them there.
    ///
    /// # Errors
    /// A file that can't be written, and one where other lines stand.
    pub fn add(&mut self, lines: impl Iterator<Item = String>) -> Result<(), Failure> {
        let mut new = String::new();
        for line in lines {
            match self.ahead.next() {
                Some(there) if there == line => {}
                Some(_) => {
                    let path = self.path.display();
                    return Err(Failure::Own(format!("{path}: what stands there did not happen this time")));
                }
                None => {
                    new.push_str(&line);
                    new.push('\n');
                }
            }
        }
        self.file.write_all(new.as_bytes()).map_err(|error| files::of_writing(&self.path, &error))
    }

    /// Waits until all of it is on the disk.
    ///
    /// # Errors
    /// What the system says.
    pub fn sync(&mut self) -> Result<(), Failure> {
        self.file.sync_data().map_err(|error| files::of_writing(&self.path, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_line_is_not_there_and_what_is_there_is_not_written_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal");
        std::fs::write(&path, "one\ntwo\nthr").expect("it is written");
        let add = |lines: &mut Lines, new: &[&str]| lines.add(new.iter().map(|line| (*line).to_owned()));
        let mut lines = Lines::open(&path, 1).map_err(|error| error.to_string()).expect("it is opened");
        add(&mut lines, &["two", "three"]).map_err(|error| error.to_string()).expect("they are added");
        lines.sync().map_err(|error| error.to_string()).expect("it is on the disk");
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "one\ntwo\nthree\n");
        let mut lines = Lines::open(&path, 0).map_err(|error| error.to_string()).expect("it is opened");
        assert!(add(&mut lines, &["one", "another"]).is_err());
        assert!(Lines::open(&path, 4).is_err());
    }
}
