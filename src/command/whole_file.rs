//! Files that are written beside their place first, so that a full disk does not cost the file that is there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that takes its place when it is whole. What is no regular file, such as a pipe or a device, is written to as it is; a
/// link stays one, and permissions stay those of the file that was there.
pub struct WholeFile {
    file: File,
    place: PathBuf,
    /// Where it is until it is whole; none where that is its place.
    beside: Option<PathBuf>,
}

impl WholeFile {
    /// An empty file for this place.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(path: &Path) -> io::Result<WholeFile> {
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let there = fs::metadata(&place).ok();
        if there.as_ref().is_some_and(|there| !there.is_file()) {
            let file = OpenOptions::new().write(true).open(&place)?;
            return Ok(WholeFile { file, place, beside: None });
        }
        let mut name = place.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let beside = place.with_file_name(name);
        let file = WholeFile { file: File::create(&beside)?, place, beside: Some(beside) };
        if let Some(there) = there {
            file.file.set_permissions(there.permissions())?;
        }
        Ok(file)
    }

    /// It is whole, and takes its place.
    ///
    /// # Errors
    /// What the system says; the file that was there stays.
    pub fn finish(mut self) -> io::Result<()> {
        self.file.flush()?;
        if let Some(beside) = &self.beside {
            fs::rename(beside, &self.place)?;
        }
        self.beside = None;
        Ok(())
    }
}

impl WholeFile {
    /// The same once it is on the disk, so that it is whole there after a failure of the machine, too.
    ///
    /// # Errors
    /// What the system says; the file that was there stays.
    pub fn finish_on_disk(self) -> io::Result<()> {
        self.file.sync_all()?;
        let folder = self.place.parent().map(Path::to_owned);
        self.finish()?;
        // That a file has taken its place is kept by its folder; some systems have no folders that can be opened.
        match folder.map(File::open) {
            Some(Ok(folder)) if cfg!(unix) => folder.sync_all(),
            _ => Ok(()),
        }
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let Some(beside) = &self.beside {
            // It was ours a moment ago; if it can't be taken away, the first failure is the one to tell.
            let _ = fs::remove_file(beside);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = WholeFile::create(path)?;
        file.write_all(bytes)?;
        file.finish()
    }

    #[test]
    fn a_file_that_is_not_finished_leaves_the_old_one_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log.csv");
        write(&path, b"old").expect("it is written");
        let mut file = WholeFile::create(&path).expect("it is made");
        file.write_all(b"half").expect("it is written");
        drop(file);
        assert_eq!(fs::read(&path).expect("it is there"), b"old");
        assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 1);
        write(&path, b"new").expect("it is written");
        assert_eq!(fs::read(&path).expect("it is there"), b"new");
        assert!(write(folder.path(), b"a folder is no file").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let (path, link) = (folder.path().join("kept"), folder.path().join("link"));
        fs::write(&path, b"old").expect("it is written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("they are set");
        symlink(&path, &link).expect("it is made");
        write(&link, b"new").expect("it is written");
        assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
        assert_eq!(fs::read(&path).expect("it is there"), b"new");
        assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
    }

    /// A device stays one, and what it says of a write is passed on.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_is_written_to() {
        use std::os::unix::fs::FileTypeExt;
        write(Path::new("/dev/null"), b"gone").expect("it takes all");
        assert!(fs::metadata("/dev/null").expect("it is there").file_type().is_char_device());
    }
}
