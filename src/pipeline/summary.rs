//! What a pipeline has come to.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::xxh64;

use super::engine::Pipeline;
use super::logger::Counts;
use super::shadow::ShadowSummary;
use super::state::{State, Status};
use super::store::{ArtefactStore, Hash};
use crate::results::digest::{NUMERICS, RunDigest};

/// A version beside what was predicted of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VersionSummary {
    /// Its number; 0 takes any arm.
    pub version: u32,
    /// The run that made it.
    pub run: u64,
    /// Hash of its artefact.
    pub artefact: Hash,
    /// What it is doing.
    pub status: Status,
    /// Requests that it answered.
    pub requests: u64,
    /// What the reward model predicts of it, before it was deployed.
    pub predicted: Option<f64>,
    /// What the gate estimated of it.
    pub estimated: Option<f64>,
    /// The mean of the rewards that were joined.
    pub observed: Option<f64>,
    /// What its users earn on average, which only a simulation knows, its exploration included.
    pub truth: Option<f64>,
    /// Of the true value of the version before, what this one adds, as a share.
    pub improvement: Option<f64>,
    /// The share of held-out rows in which it prefers another arm than the version that served then.
    pub differing: Option<f64>,
    /// What its users miss of the best arm, a request.
    pub regret: Option<f64>,
    /// What it has come to in shadow.
    pub shadow: Option<ShadowSummary>,
}

/// What a pipeline has come to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The digest, with the number of the numerics.
    pub digest: String,
    /// Whether all has happened.
    pub is_over: bool,
    /// Seconds on the clock.
    pub seconds: f64,
    /// Decisions and rewards.
    pub events: Counts,
    /// Rows of the log, those of the generator among them.
    pub rows: u64,
    /// Runs that began.
    pub runs: u64,
    /// Runs that failed.
    pub failed_runs: u64,
    /// The version that serves.
    pub champion: u32,
    /// Version by version.
    pub versions: Vec<VersionSummary>,
    /// What all users missed of the best arm.
    pub regret: f64,
    /// The same after some of the rounds.
    pub curve: Vec<(u64, f64)>,
}

/// What a value adds to another, as a share of that; none where that is next to nothing beside it.
fn improvement(own: f64, before: f64) -> Option<f64> {
    (before.abs() > 0.01 * own.abs()).then(|| (own - before) / before.abs())
}

fn of(count: u64, sum: f64) -> Option<f64> {
    (count > 0).then(|| sum / count as f64)
}

impl Summary {
    /// Of a state.
    pub fn of(state: &State) -> Summary {
        let mut versions: Vec<VersionSummary> = Vec::new();
        for version in &state.versions {
            let truth = of(version.requests, version.true_value);
            let before = versions.iter().rev().find_map(|earlier| earlier.truth);
            let gate = version.gate.as_ref();
            versions.push(VersionSummary {
                version: version.number,
                run: version.run,
                artefact: version.artefact,
                status: version.status,
                requests: version.requests,
                predicted: gate.map(|gate| gate.predicted).filter(|value| value.is_finite()),
                estimated: gate.map(|gate| gate.candidate),
                observed: of(version.rewards.0, version.rewards.1),
                truth,
                improvement: truth.zip(before).and_then(|(own, before)| improvement(own, before)),
                differing: gate.map(|gate| gate.differing),
                regret: of(version.requests, version.regret),
                shadow: match &state.shadow {
                    Some(shadow) if shadow.version == version.number => Some(shadow.summary()),
                    _ => version.shadow.clone(),
                },
            });
        }
        let last = [state.digest, state.regret.to_bits(), state.rounds].map(u64::to_le_bytes).concat();
        let digest = format!("{:016x}", xxh64(&last, 0));
        Summary {
            digest: RunDigest { numerics: NUMERICS, digest }.to_string(),
            is_over: state.is_over,
            seconds: state.clock as f64 / 1_000.0,
            events: state.logger.counts,
            rows: state.segments.iter().map(|segment| segment.rows).sum::<u64>() + state.open.len() as u64,
            runs: state.runs,
            failed_runs: state.failed_runs,
            champion: state.champion,
            versions,
            regret: state.regret,
            curve: state.curve.clone(),
        }
    }
}

impl<S: ArtefactStore> Pipeline<S> {
    /// What it has come to.
    pub fn summary(&self) -> Summary {
        Summary::of(&self.state)
    }
}
