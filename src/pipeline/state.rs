//! Where a pipeline stands, as plain data that it goes on from.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::canary::Canary;
use super::drift::Detector;
use super::error::PipelineError;
use super::gate::Gate;
use super::logger::Logger;
use super::record::Reason;
use super::shadow::{Shadow, ShadowSummary};
use super::spec::{PipelineSpec, Rerun};
use super::step::Step;
use super::store::Hash;
use crate::interactions::InteractionLog;

/// What a version is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It answers all requests, or all but the challenger's.
    Champion,
    /// It answers a share of them.
    Challenger,
    /// A later version took its place.
    Retired,
    /// It was worse than the champion.
    RolledBack,
    /// It answers as the champion does, and no user sees it.
    Shadow,
}

/// A version of the policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Its number; 0 is the policy that takes any arm.
    pub number: u32,
    /// The run that made it.
    pub run: u64,
    /// Its artefact.
    pub artefact: Hash,
    /// What the gate said; none of version 0.
    pub gate: Option<Gate>,
    /// What it is doing.
    pub status: Status,
    /// When it was deployed, in milliseconds on the clock.
    pub deployed: u64,
    /// Requests that it answered.
    pub requests: u64,
    /// Rewards that were joined, and their sum.
    pub rewards: (u64, f64),
    /// The sum of what its users would earn on average: what it is really worth, times its requests.
    pub true_value: f64,
    /// The sum of what they would miss of the best arm.
    pub regret: f64,
    /// What it came to in shadow; none of one that was not, and while it is.
    pub shadow: Option<ShadowSummary>,
}

impl Version {
    /// A version that has answered nothing yet.
    pub fn new(number: u32, run: u64, artefact: Hash, deployed: u64) -> Version {
        Version {
            number,
            run,
            artefact,
            gate: None,
            status: Status::Challenger,
            deployed,
            requests: 0,
            rewards: (0, 0.0),
            true_value: 0.0,
            regret: 0.0,
            shadow: None,
        }
    }
}

/// A run under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActiveRun {
    /// Its number.
    pub run: u64,
    /// Why it began.
    pub reason: Reason,
    /// The step that is next.
    pub step: Step,
    /// Attempts of that step that have failed.
    pub failed: u32,
    /// When it goes on.
    pub due: u64,
    /// What its steps made.
    pub outputs: BTreeMap<Step, Hash>,
    /// Whether the step that is next is run even where its inputs are as before.
    pub is_forced: bool,
}

/// A challenger beside the champion.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Trial {
    /// The challenger.
    pub version: u32,
    /// What both earn.
    pub canary: Canary,
}

/// The rest of what is remembered: how many rows a part of the log has, and its artefact.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// The artefact.
    pub artefact: Hash,
    /// Its rows.
    pub rows: u64,
}

/// Everything that a pipeline goes on from, besides its file and its artefacts.
#[derive(Clone, Serialize, Deserialize)]
pub struct State {
    /// Hash of the file without its reruns, which may be added later.
    pub spec: Hash,
    /// Milliseconds on the clock.
    pub clock: u64,
    /// Rounds of the environment that were taken.
    pub rounds: u64,
    /// When users next ask.
    pub next_users: u64,
    /// Decisions, rewards and counts.
    pub logger: Logger,
    /// Rows that are in no segment yet.
    pub open: InteractionLog,
    /// The log so far, in pieces.
    pub segments: Vec<Segment>,
    /// Every version.
    pub versions: Vec<Version>,
    /// The version that serves.
    pub champion: u32,
    /// The serving version as a file, where it learns in process and is no longer its artefact.
    pub live: Option<Vec<u8>>,
    /// The challenger in shadow.
    pub shadow: Option<Shadow>,
    /// The canary under way.
    pub trial: Option<Trial>,
    /// The run under way.
    pub active: Option<ActiveRun>,
    /// Runs that have begun.
    pub runs: u64,
    /// Runs that failed.
    pub failed_runs: u64,
    /// Rows since the last run began.
    pub events: u64,
    /// When that was.
    pub last_run: u64,
    /// The detector of changes.
    pub detector: Detector,
    /// Whether it has found one since the last run.
    pub has_drifted: bool,
    /// The first run that can know of a change, until a version of it or a later one is promoted.
    pub alarm: Option<u64>,
    /// The first event after the last change.
    pub fresh_from: u64,
    /// Events of the champion's latest rewards, in the order in which the detector took them.
    pub watched: VecDeque<u64>,
    /// What each step made last.
    pub latest: BTreeMap<Step, Hash>,
    /// Reruns of the file that have begun.
    pub reran: Vec<Rerun>,
    /// What steps made, by what it was made from.
    pub made: BTreeMap<Hash, Hash>,
    /// Cumulative regret at the round, some of them.
    pub curve: Vec<(u64, f64)>,
    /// Cumulative regret.
    pub regret: f64,
    /// Number and digest of the records so far.
    pub records: u64,
    /// The same as a chain.
    pub digest: u64,
    /// Whether all has happened.
    pub is_over: bool,
}

/// What a state begins with; the last character is the version of its form.
const MAGIC: &[u8; 8] = b"BPLOOP02";

impl State {
    /// As bytes, with a checksum.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Plain data: it can always be written.
        let content = postcard::to_allocvec(self).unwrap_or_default();
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&Hash::of(&content).0.to_le_bytes());
        bytes.extend_from_slice(&content);
        bytes
    }

    /// The state of these bytes, of this file.
    ///
    /// # Errors
    /// Bytes that are no state, or that of another pipeline.
    pub fn of_bytes(bytes: &[u8], spec: &PipelineSpec) -> Result<State, PipelineError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(PipelineError::State)?;
        let (checksum, content) = rest.split_first_chunk::<8>().ok_or(PipelineError::State)?;
        if Hash::of(content).0.to_le_bytes() != *checksum {
            return Err(PipelineError::State);
        }
        let state: State = postcard::from_bytes(content).map_err(|_| PipelineError::State)?;
        let is_of = state.spec == spec.hash() && spec.reruns.starts_with(&state.reran);
        if is_of { Ok(state) } else { Err(PipelineError::State) }
    }
}
