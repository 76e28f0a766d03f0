//! What a study has been told since it was last written out.
//!
//! A study is written out now and then, since it grows; each result is added here at once, a line each. A program that is killed loses
//! nothing but the runs under way: its last line may be half written, and then it counts as not there.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Failure, files};
use crate::tune::{Job, Study, TuneError};

/// The file beside that of the study.
const FILE: &str = "study.journal";

/// The results that the file of a study does not have yet.
pub struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// An empty one beside the file of a study, which has everything that was in it.
    ///
    /// # Errors
    /// A file that can't be written.
    pub fn begin(study: &Path) -> Result<Journal, Failure> {
        let path = study.with_file_name(FILE);
        let file = OpenOptions::new().create(true).write(true).truncate(true).open(&path);
        let file = file.map_err(|error| files::of_writing(&path, &error))?;
        Ok(Journal { path, file })
    }

    /// Adds a result.
    ///
    /// # Errors
    /// A file that can't be written.
    pub fn add(&mut self, job: &Job, score: f64) -> Result<(), Failure> {
        // As bits, since JSON has no infinity.
        let mut line = serde_json::to_vec(&(job, score.to_bits())).map_err(Failure::own)?;
        line.push(b'\n');
        self.file.write_all(&line).map_err(|error| files::of_writing(&self.path, &error))
    }

    /// Removes it: the file of the study has everything.
    ///
    /// # Errors
    /// A file that can't be removed.
    pub fn end(self) -> Result<(), Failure> {
        std::fs::remove_file(&self.path).map_err(|error| files::of_writing(&self.path, &error))
    }

    /// Tells a study what the journal beside its file has; lines that are not whole, and results that it has already, are left out.
    ///
    /// # Errors
    /// A study that can't go on.
    pub fn tell(study: Study, file: &Path) -> Result<Study, TuneError> {
        let text = std::fs::read_to_string(file.with_file_name(FILE)).unwrap_or_default();
        let whole = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        let results = whole.filter_map(|line| serde_json::from_str::<(Job, u64)>(line).ok());
        told(study, results.map(|(job, bits)| (job, f64::from_bits(bits))).collect())
    }
}

/// The study, told of these results as far as it asks for them: a result may be of a trial that others bring about.
fn told(mut study: Study, mut results: BTreeMap<Job, f64>) -> Result<Study, TuneError> {
    loop {
        let before = results.len();
        while let Some(job) = study.ask() {
            if let Some(score) = results.remove(&job) {
                study.tell(&job, score);
            }
        }
        // What was asked for and is not there will be asked for again.
        study = Study::resume(study.state().clone())?;
        if results.len() == before {
            return Ok(study);
        }
    }
}
