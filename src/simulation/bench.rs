//! How fast the engine is here: the same code natively, on the command line, and in the browser, in a worker.

use serde::{Deserialize, Serialize};

use crate::agent::{AGENTS, AgentDescriptor};
use crate::data::Sources;
use crate::descriptor::{Parameter, Value};
use crate::environment::{self, ENVIRONMENTS, movielens};
use crate::ranking::clicks;
use crate::ranking::environments::{ITEMS, SLOTS, gap, synthetic};
use crate::ranking::rankers::{self, RANKERS};
use crate::simulation::{PreparedEnvironment, Stepper};
use crate::spec::{Decision, Experiment, ExperimentError, PartChoice, PolicySpec};

/// Rounds between two looks at the clock.
const CHUNK: u64 = 500;

/// How long one agent is measured when none is given, in seconds.
pub const DEFAULT_SECONDS: f64 = 1.0;

/// Where linear rankers are measured: items, slots and features.
const LARGE: [(&Parameter, f64); 3] = [(&ITEMS, 5_000.0), (&SLOTS, 10.0), (&synthetic::DIMENSION, 20.0)];

/// The speed of one agent or ranker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Id of the environment, which has its defaults (and for linear rankers 5,000 items, 10 slots and 20 features).
    #[serde(rename = "world")]
    pub environment: String,
    /// Id of the agent or ranker, which has its defaults.
    pub agent: String,
    /// Number of arms, or of items.
    pub arms: usize,
    /// Number of context features, or of features of an item.
    pub features: usize,
    /// Rounds a second on one thread, one seed.
    pub rounds_per_second: f64,
}

/// Measures every policy of the task in which this is decided.
///
/// # Errors
/// As [`measure`] and [`measure_rankers`].
pub fn measure_task(
    decision: Decision,
    sources: &Sources,
    seconds: f64,
    clock: &dyn Fn() -> f64,
) -> Result<Vec<Measurement>, ExperimentError> {
    match decision {
        Decision::Arm => measure(sources, seconds, clock),
        Decision::Slate => measure_rankers(seconds, clock),
    }
}

/// Measures every agent on the default environment (on the per-arm one where it can't do without arm features), each for so many seconds. `clock` gives milliseconds.
///
/// # Errors
/// Where the default environment can't be made from these data.
pub fn measure(
    sources: &Sources,
    seconds: f64,
    clock: &dyn Fn() -> f64,
) -> Result<Vec<Measurement>, ExperimentError> {
    let prepared = |descriptor: &'static environment::EnvironmentDescriptor| {
        let choice = PartChoice::new(&descriptor.part);
        in_environment(&choice, vec![]).prepare(sources.clone()).map(|environment| (choice, environment))
    };
    let usual = prepared(ENVIRONMENTS[0])?;
    let with_arm_features = prepared(&movielens::per_arm::DESCRIPTOR)?;
    let measure = |agent: &&AgentDescriptor| {
        let one = |(choice, environment): &(PartChoice, PreparedEnvironment)| {
            measure_one(&in_environment(choice, vec![PolicySpec::new(agent)]), environment, seconds, clock)
        };
        match one(&usual) {
            Err(ExperimentError::Agent(_)) => one(&with_arm_features),
            found => found,
        }
    };
    AGENTS.iter().map(measure).collect()
}

/// Measures every ranker on made-up items, each for so many seconds: linear ones on 5,000 items of 20 features with 10
/// slots, others in the default environment of slates, with position-based clicks where they can't do without, and like the
/// linear ones where they need features. One that can live nowhere there, since it needs topics, has no row.
///
/// # Errors
/// Where those environments can't be made.
pub fn measure_rankers(seconds: f64, clock: &dyn Fn() -> f64) -> Result<Vec<Measurement>, ExperimentError> {
    let (small, large) = (PartChoice::new(&gap::DESCRIPTOR.part), large());
    let (small_environment, large_environment) =
        (in_environment(&small, vec![]).prepare(None)?, in_environment(&large, vec![]).prepare(None)?);
    let mut measurements = Vec::new();
    let position_based = PartChoice::new(&clicks::position_based::DESCRIPTOR.part);
    let homes = [
        (&small, &small_environment, None),
        (&small, &small_environment, Some(position_based)),
        (&large, &large_environment, None),
    ];
    for ranker in RANKERS {
        let first = if ranker.family == rankers::Family::LinearCascade { 2 } else { 0 };
        for (choice, environment, clicks) in &homes[first..] {
            let policies = vec![PolicySpec::ranker(ranker)];
            let experiment = Experiment { clicks: clicks.clone(), ..in_environment(choice, policies) };
            match measure_one(&experiment, environment, seconds, clock) {
                Ok(found) => {
                    measurements.push(found);
                    break;
                }
                Err(ExperimentError::Ranker(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(measurements)
}

/// An experiment in this environment that goes on for ever.
fn in_environment(environment: &PartChoice, policies: Vec<PolicySpec>) -> Experiment {
    let environment = environment.clone();
    Experiment { environment, policies, horizon: 1 << 40, seeds: 1, ..Experiment::default() }
}

/// Many items with features.
fn large() -> PartChoice {
    let mut choice = PartChoice::new(&synthetic::DESCRIPTOR.part);
    LARGE.iter().for_each(|(parameter, size)| choice.parameters.set(parameter, Value::Number(*size)));
    choice
}

/// Measures the one policy of an experiment.
fn measure_one(
    experiment: &Experiment,
    environment: &PreparedEnvironment,
    seconds: f64,
    clock: &dyn Fn() -> f64,
) -> Result<Measurement, ExperimentError> {
    let (arms, features) = environment.sizes();
    let mut stepper = Stepper::new(experiment, environment.clone(), 0..1)?;
    // Until the models have seen some data and the caches are warm.
    stepper.advance(CHUNK);
    let (start, first) = (clock(), stepper.rounds_done());
    while clock() - start < seconds * 1_000.0 {
        stepper.advance(CHUNK);
    }
    stepper.check()?;
    let taken = (clock() - start) / 1_000.0;
    Ok(Measurement {
        environment: experiment.environment.id.clone(),
        agent: experiment.policies[0].agent.id.clone(),
        arms,
        features,
        rounds_per_second: (stepper.rounds_done() - first) as f64 / taken,
    })
}
