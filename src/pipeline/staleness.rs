//! The cost of staleness: what users miss where the policy is pushed seldom.

use serde::{Deserialize, Serialize};

use super::engine::Pipeline;
use super::error::PipelineError;
use super::spec::PipelineSpec;
use super::step::Step;
use super::steps;
use super::store::MemoryStore;
use crate::descriptor::Value;
use crate::simulation::PreparedEnvironment;

/// What one interval costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Staleness {
    /// Rows after which the policy is trained and pushed; none where it is never pushed after the first training.
    pub every: Option<u64>,
    /// Whether the serving version learns in process from every reward besides.
    pub in_process: bool,
    /// How often it was pushed.
    pub pushes: u64,
    /// What all users missed of the best arms.
    pub regret: f64,
    /// The same a request.
    pub regret_per_request: f64,
}

/// Intervals between pushes that are compared for so many rounds: a hundredth of them, doubled up to a half.
pub fn intervals(rounds: u64) -> Vec<Option<u64>> {
    let first = (rounds / 100).max(10);
    let doubled = std::iter::successors(Some(first), |every| Some(2 * every));
    doubled.take_while(|every| *every <= rounds / 2).map(Some).chain([None]).collect()
}

/// Runs a pipeline with this interval between pushes, or with a version that learns in process: every training that is not stopped for want of data goes into use at once, without a
/// canary, and nothing but the number of rows begins one. All else is as in the file.
///
/// # Errors
/// As [`Pipeline::new`].
pub fn staleness(
    spec: &PipelineSpec,
    environment: &PreparedEnvironment,
    every: Option<u64>,
    in_process: bool,
) -> Result<Staleness, PipelineError> {
    let mut own = spec.clone();
    let number = |value: u64| Value::Number(value as f64);
    own.set(Step::Trigger, &steps::EVENTS, number(every.unwrap_or(0)));
    own.set(Step::Trigger, &steps::SECONDS, number(0));
    own.set(Step::Trigger, &steps::DRIFT, Value::Choice(steps::NO_DRIFT.to_owned()));
    let runs = every.map_or(0, |every| spec.experiment.horizon / every);
    own.set(Step::Trigger, &steps::RUNS, number(runs.min(10_000)));
    own.set(Step::Deployer, &steps::CANARY, number(0));
    own.set(Step::Deployer, &steps::LEARNS, Value::Switch(in_process));
    own.set(Step::Evaluator, &steps::MARGIN, number(1_000));
    let mut pipeline = Pipeline::new(&own, environment.clone(), MemoryStore::default())?;
    while pipeline.advance()? {
        pipeline.take_records();
    }
    let summary = pipeline.summary();
    Ok(Staleness {
        every,
        in_process,
        pushes: summary.versions.len() as u64 - 1,
        regret: summary.regret,
        regret_per_request: summary.regret / summary.events.decisions.max(1) as f64,
    })
}
