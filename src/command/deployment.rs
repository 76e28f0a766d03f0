//! Which versions of a policy answer: a folder that `pipeline --keep` writes, and `serve` reads.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Failure, durable, files};
use crate::pipeline::{ArtefactStore, Pipeline};
use crate::policy::save_policy;

/// The file that says it.
const FILE: &str = "deployment.json";

/// A version in the folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployed {
    /// Its number.
    pub version: u32,
    /// The file of its policy, in the folder.
    pub policy: String,
}

/// What answers requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployment {
    /// What answers all of them, or all but the challenger's.
    pub champion: Deployed,
    /// What answers a share of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenger: Option<Deployed>,
    /// Which share that is.
    #[serde(default)]
    pub canary: f64,
}

impl Deployment {
    /// Writes what answers in a pipeline: the files of policies first, then what names them.
    ///
    /// # Errors
    /// A folder that can't be written to.
    pub fn write<S: ArtefactStore>(
        pipeline: &Pipeline<S>,
        canary: f64,
        folder: &Path,
    ) -> Result<(), Failure> {
        let state = pipeline.standing();
        let (champion, challenger) = pipeline.policies();
        let name = |version: u32| format!("v{version}.policy");
        let deployed = |version: u32| Deployed { version, policy: name(version) };
        let put = |version: u32, policy| durable::write(&folder.join(name(version)), &save_policy(policy));
        put(state.champion, champion)?;
        let mut deployment = Deployment { champion: deployed(state.champion), challenger: None, canary: 0.0 };
        if let (Some(trial), Some(policy)) = (&state.trial, challenger) {
            put(trial.version, policy)?;
            deployment.challenger = Some(deployed(trial.version));
            deployment.canary = canary;
        }
        let text = serde_json::to_vec_pretty(&deployment).map_err(Failure::own)?;
        durable::write(&folder.join(FILE), &text)
    }

    /// The file of a folder that says it.
    pub fn place(folder: &Path) -> PathBuf {
        folder.join(FILE)
    }

    /// What a folder says.
    ///
    /// # Errors
    /// A folder that holds no deployment, and one that is damaged.
    pub fn read(folder: &Path) -> Result<Deployment, Failure> {
        let path = Deployment::place(folder);
        if !path.exists() {
            let sentence =
                format!("{}: this folder holds no {FILE}: pipeline --keep writes one", folder.display());
            return Err(Failure::Input(sentence));
        }
        let text = files::read_text(&path)?;
        let wrong = |error| Failure::Input(format!("{}: {error}", path.display()));
        let deployment: Deployment = serde_json::from_str(&text).map_err(wrong)?;
        if !(0.0..=1.0).contains(&deployment.canary) {
            let sentence =
                format!("{}: canary is {}, but must lie between 0 and 1", path.display(), deployment.canary);
            return Err(Failure::Input(sentence));
        }
        Ok(deployment)
    }
}
