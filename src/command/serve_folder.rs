//! The folder of a pipeline, as `serve` follows it: what it has deployed answers as soon as it is there.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Failure;
use super::deployment::{Deployed, Deployment};
use super::policy::read_policy;
use crate::policy::endpoint::Served;

/// What answers: the champion, and the challenger with its share of requests.
pub type Answering = (Served, Option<(Served, f64)>);

/// When a file was written, and how long it is.
type Stamp = (Option<SystemTime>, u64);

/// A folder that is looked at again and again.
pub struct Followed {
    folder: PathBuf,
    /// The stamps of all files that what answers was read from; none where the last reading failed.
    stamps: Option<Vec<(PathBuf, Stamp)>>,
    /// What was said of the last failure, so that it is said once.
    said: String,
}

impl Followed {
    /// A folder, and what it says answers.
    ///
    /// # Errors
    /// A folder that holds no deployment, and a policy that is missing or damaged.
    pub fn open(folder: &Path) -> Result<(Followed, Answering), Failure> {
        let (answering, stamps) = read(folder)?;
        Ok((Followed { folder: folder.to_owned(), stamps: Some(stamps), said: String::new() }, answering))
    }

    /// What answers from now on, where the folder says something else than before; none where nothing has changed, or what it says can't be
    /// read. That is said by `say` in one sentence, once.
    pub fn look(&mut self, say: &mut dyn FnMut(&str)) -> Option<Answering> {
        if self.stamps.as_ref().is_some_and(|stamps| stamps.iter().all(|(path, own)| stamp(path) == *own)) {
            return None;
        }
        match read(&self.folder) {
            Ok((answering, stamps)) => {
                self.stamps = Some(stamps);
                self.said.clear();
                Some(answering)
            }
            Err(failure) => {
                self.stamps = None;
                let sentence = format!("{failure}; the version before goes on answering.");
                if self.said != sentence {
                    say(&sentence);
                    self.said = sentence;
                }
                None
            }
        }
    }
}

fn stamp(path: &Path) -> Stamp {
    let found = std::fs::metadata(path);
    (found.as_ref().ok().and_then(|found| found.modified().ok()), found.as_ref().map_or(0, Metadata::len))
}

/// What a folder says answers, and the stamps of the files that say it, taken before they are read: what changes meanwhile is seen at the next look.
fn read(folder: &Path) -> Result<(Answering, Vec<(PathBuf, Stamp)>), Failure> {
    let own = Deployment::place(folder);
    let mut stamps = vec![(own.clone(), stamp(&own))];
    let deployment = Deployment::read(folder)?;
    let mut policy = |deployed: &Deployed| -> Result<Served, Failure> {
        // A name, so that what is served lies in the folder.
        let path = folder.join(Path::new(&deployed.policy).file_name().unwrap_or_default());
        stamps.push((path.clone(), stamp(&path)));
        Ok(Served { version: deployed.version, policy: read_policy(&path)?.0 })
    };
    let champion = policy(&deployment.champion)?;
    let challenger = deployment.challenger.as_ref().map(policy).transpose()?;
    Ok(((champion, challenger.map(|served| (served, deployment.canary))), stamps))
}
