//! A whole experiment in one call.

use crate::results::RunLog;
use crate::simulation::{PreparedEnvironment, Sources, Stepper};
use crate::spec::{Experiment, ExperimentError};

/// Rounds between two looks at whether all policies go on.
const CHUNK: u64 = 1_000;

/// Runs an experiment from its first to its last round, all seeds on this thread, and gives its log.
///
/// For progress, pauses, looks into single rounds or seeds in parallel, drive a [`Stepper`] instead; the log's
/// [`digest`](RunLog::digest) is the same.
///
/// # Errors
/// An experiment with a value out of range or an unknown id, or an environment that can't be made from these sources.
///
/// # Examples
/// ```
/// use bandit_playground::metrics::REGRET;
/// use bandit_playground::spec::Experiment;
/// use bandit_playground::simulation::{Sources, run};
///
/// let experiment = Experiment::from_json(
///     r#"{
///         "world": {"id": "bernoulli"},
///         "contenders": [{"agent": "ucb1"}, {"agent": "random"}],
///         "horizon": 2000,
///         "seeds": 5
///     }"#,
/// )?;
/// let log = run(&experiment, Sources::default())?;
/// let summary = log.summary().expect("the run is through");
/// let regret = |policy: usize| summary.policies[policy].of(&REGRET).mean;
/// assert!(regret(0) < regret(1), "UCB1 learns");
/// assert_eq!(log.digest(), run(&experiment, Sources::default())?.digest());
/// # Ok::<(), bandit_playground::spec::ExperimentError>(())
/// ```
pub fn run(experiment: &Experiment, sources: impl Into<Sources>) -> Result<RunLog, ExperimentError> {
    let (experiment, errors) = experiment.validate()?;
    if let Some(error) = errors.into_iter().next() {
        return Err(error.into());
    }
    let environment = experiment.prepare(sources)?;
    run_in(&experiment, environment)
}

/// The same in an environment that is prepared, as one of several runs in it or one that is in no list: the experiment's own
/// is not looked at, and its values must be in range.
///
/// # Errors
/// Policies that can't be made for the environment, that need more memory than there may be, or one that can't go on.
pub fn run_in(
    experiment: &Experiment,
    environment: impl Into<PreparedEnvironment>,
) -> Result<RunLog, ExperimentError> {
    let environment = environment.into();
    let mut log = RunLog::new(experiment, environment.items());
    let mut stepper = Stepper::new(experiment, environment, 0..experiment.seeds)?;
    while !stepper.is_done() {
        stepper.advance(CHUNK);
        stepper.check()?;
    }
    // The update is of this very experiment, so that it fits.
    log.apply(&stepper.take()).ok();
    Ok(log)
}
