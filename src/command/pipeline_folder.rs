//! The folder of a pipeline that is kept: its file, its state, its journal and its artefacts.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use super::deployment::Deployment;
use super::durable::{self, Lines};
use super::{Failure, files};
use crate::pipeline::steps::{CANARY, LEARNS};
use crate::pipeline::{ArtefactStore, Hash, Pipeline, PipelineError, PipelineSpec, Record, Step};
use crate::simulation::PreparedEnvironment;

/// The pipeline as it was given.
const SPEC: &str = "pipeline.json";
/// Where it stands.
const STATE: &str = "state";
/// What happened, a record a line.
const JOURNAL: &str = "journal.jsonl";
/// Artefacts by their hashes.
const ARTEFACTS: &str = "artefacts";
/// Held by the program that works in the folder.
const LOCK: &str = "lock";

/// A state is written at least so often, in things that happen.
const BETWEEN_STATES: u32 = 400;

/// Artefacts as files.
#[derive(Debug, Clone)]
pub struct FolderStore {
    folder: PathBuf,
}

impl FolderStore {
    fn made_file(&self, key: Hash) -> PathBuf {
        self.folder.join(format!("made-{key}"))
    }
}

fn kept(result: Result<(), Failure>) -> Result<(), PipelineError> {
    result.map_err(|failure| PipelineError::Store(failure.to_string()))
}

impl ArtefactStore for FolderStore {
    fn put(&mut self, bytes: &[u8]) -> Result<Hash, PipelineError> {
        let hash = Hash::of(bytes);
        if self.get(hash).is_none() {
            kept(durable::write(&self.folder.join(hash.to_string()), bytes))?;
        }
        Ok(hash)
    }

    fn get(&self, hash: Hash) -> Option<Vec<u8>> {
        let bytes = std::fs::read(self.folder.join(hash.to_string())).ok()?;
        (Hash::of(&bytes) == hash).then_some(bytes)
    }

    fn made(&self, key: Hash) -> Option<Hash> {
        Hash::parse(std::fs::read_to_string(self.made_file(key)).ok()?.trim())
    }

    fn remember(&mut self, key: Hash, output: Hash) -> Result<(), PipelineError> {
        kept(durable::write(&self.made_file(key), output.to_string().as_bytes()))
    }
}

/// A pipeline in its folder.
pub struct KeptPipeline {
    pipeline: Pipeline<FolderStore>,
    folder: PathBuf,
    journal: Lines,
    since: u32,
    deployed: Option<(u32, Option<u32>)>,
    _lock: File,
}

impl From<PipelineError> for Failure {
    fn from(error: PipelineError) -> Failure {
        match error {
            PipelineError::Store(_) => Failure::own(error),
            error => Failure::input(error),
        }
    }
}

/// The file that a folder keeps; none in a folder that keeps no pipeline.
pub fn kept_spec(folder: &Path) -> Result<Option<String>, Failure> {
    let path = folder.join(SPEC);
    if path.exists() { files::read_text(&path).map(Some) } else { Ok(None) }
}

impl KeptPipeline {
    /// Begins in a folder or goes on there; `again` begins in any case, and takes what steps have made already.
    ///
    /// # Errors
    /// A folder that keeps another pipeline, one where another program is at work, and one that can't be written to.
    pub fn open(
        folder: &Path,
        spec: &PipelineSpec,
        environment: PreparedEnvironment,
        again: bool,
    ) -> Result<KeptPipeline, Failure> {
        files::make_folder(&folder.join(ARTEFACTS))?;
        let lock = lock(folder)?;
        let named = |error: &dyn std::fmt::Display| Failure::Input(format!("{}: {error}", folder.display()));
        let kept = kept_spec(folder)?;
        let reruns =
            kept.as_deref().and_then(|kept| PipelineSpec::from_json(kept).ok()).map(|kept| kept.reruns);
        let mut spec = spec.clone();
        if spec.reruns.is_empty() && !again {
            // Those that were asked for in the folder belong to it.
            spec.reruns = reruns.unwrap_or_default();
        }
        let (spec, text) = (&spec, spec.to_json());
        if kept.is_some_and(|kept| kept != text) && !again {
            return Err(named(
                &"this folder keeps another pipeline: name another folder, or begin again here with --again",
            ));
        }
        let path = folder.join(STATE);
        if again {
            // The state goes first: without it the others say nothing.
            for name in [STATE, JOURNAL] {
                match std::fs::remove_file(folder.join(name)) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(files::of_writing(&folder.join(name), &error));
                    }
                    _ => {}
                }
            }
        }
        durable::write(&folder.join(SPEC), text.as_bytes())?;
        let store = FolderStore { folder: folder.join(ARTEFACTS) };
        let pipeline = if path.exists() {
            Pipeline::resume(spec, environment, store, &files::read(&path)?).map_err(|error| named(&error))?
        } else {
            Pipeline::new(spec, environment, store)?
        };
        // The first records are of the beginning, which is in no state yet.
        let known = if path.exists() { pipeline.standing().records } else { 0 };
        let journal = Lines::open(&folder.join(JOURNAL), known)?;
        let mut kept = KeptPipeline {
            pipeline,
            folder: folder.to_owned(),
            journal,
            since: 0,
            deployed: None,
            _lock: lock,
        };
        kept.write_records()?;
        Ok(kept)
    }

    /// The pipeline.
    pub fn pipeline(&self) -> &Pipeline<FolderStore> {
        &self.pipeline
    }

    /// Does the next thing and keeps it; gives what happened, none where all is over.
    ///
    /// # Errors
    /// What can't be kept.
    pub fn advance(&mut self) -> Result<Option<Vec<Record>>, Failure> {
        let goes_on = self.pipeline.advance()?;
        let records = self.write_records()?;
        self.since += 1;
        if self.since >= BETWEEN_STATES || !goes_on {
            self.save()?;
        }
        Ok(goes_on.then_some(records))
    }

    /// Whether a step can be rerun now: nothing is under way, and the journal holds nothing that is still to happen again.
    pub fn can_rerun(&self) -> bool {
        !self.pipeline.is_busy() && self.journal.is_at_its_end()
    }

    /// Reruns a step, see [`Pipeline::rerun`]: first the file in the folder says so, so that it happens whenever the program is killed.
    ///
    /// # Errors
    /// As [`Pipeline::rerun`], and a folder that can't be written to.
    pub fn rerun(&mut self, step: &str) -> Result<(), Failure> {
        self.pipeline.rerun(step)?;
        durable::write(&self.folder.join(SPEC), self.pipeline.spec().to_json().as_bytes())
    }

    fn write_records(&mut self) -> Result<Vec<Record>, Failure> {
        let records = self.pipeline.take_records();
        self.journal.add(records.iter().map(Record::line))?;
        Ok(records)
    }

    /// Writes out where it stands: the journal, what answers, and then the state that says how much of the journal counts.
    ///
    /// # Errors
    /// What can't be kept.
    pub fn save(&mut self) -> Result<(), Failure> {
        self.since = 0;
        self.journal.sync()?;
        let standing = self.pipeline.standing();
        let deployed = (standing.champion, standing.trial.as_ref().map(|trial| trial.version));
        let learns = self.pipeline.spec().values(Step::Deployer).switch(&LEARNS);
        if learns || self.deployed != Some(deployed) {
            let canary = self.pipeline.spec().number(Step::Deployer, &CANARY);
            Deployment::write(&self.pipeline, canary, &self.folder)?;
            self.deployed = Some(deployed);
        }
        durable::write(&self.folder.join(STATE), &self.pipeline.state())
    }
}

/// The folder is ours until we end, however we end.
fn lock(folder: &Path) -> Result<File, Failure> {
    let path = folder.join(LOCK);
    let file = OpenOptions::new().create(true).write(true).truncate(false).open(&path);
    let file = file.map_err(|error| files::of_writing(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(Failure::Input(format!("{}: another pipeline is at work in this folder", folder.display())))
        }
        Err(std::fs::TryLockError::Error(error)) => Err(files::of_writing(&path, &error)),
    }
}
