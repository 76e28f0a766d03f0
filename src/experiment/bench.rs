//! How fast the engine is here: the same code natively, on the command line, and in the browser, in a worker.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Contender, Decision, Experiment, ExperimentError, PartChoice, PreparedWorld, Stepper};
use crate::agent::{AGENTS, Declaration};
use crate::data::Dataset;
use crate::declaration::{Parameter, Value};
use crate::ranking::clicks;
use crate::ranking::rankers::{self, RANKERS};
use crate::ranking::worlds::{ITEMS, SLOTS, gap, synthetic};
use crate::world::{self, WORLDS, movielens};

/// Rounds between two looks at the clock.
const CHUNK: u64 = 500;

/// How long one agent is measured when nobody says, in seconds.
pub const DEFAULT_SECONDS: f64 = 1.0;

/// Where linear rankers are measured: items, slots and features.
const LARGE: [(&Parameter, f64); 3] = [(&ITEMS, 5_000.0), (&SLOTS, 10.0), (&synthetic::DIMENSION, 20.0)];

/// The speed of one agent or ranker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Id of the world, which has its defaults (and for linear rankers 5,000 items, 10 slots and 20 features).
    pub world: String,
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
    ratings: Option<&Arc<Dataset>>,
    seconds: f64,
    clock: &dyn Fn() -> f64,
) -> Result<Vec<Measurement>, ExperimentError> {
    match decision {
        Decision::Arm => measure(ratings, seconds, clock),
        Decision::Slate => measure_rankers(seconds, clock),
    }
}

/// Measures every agent on the default world (on the per-arm one where it can't do without arm features), each for so many seconds. `clock` gives milliseconds.
///
/// # Errors
/// Where the default world can't be made from these ratings.
pub fn measure(
    ratings: Option<&Arc<Dataset>>,
    seconds: f64,
    clock: &dyn Fn() -> f64,
) -> Result<Vec<Measurement>, ExperimentError> {
    let prepared = |declaration: &'static world::Declaration| {
        let choice = PartChoice::new(&declaration.part);
        in_world(&choice, vec![]).prepare(ratings).map(|world| (choice, world))
    };
    let usual = prepared(WORLDS[0])?;
    let with_arm_features = prepared(&movielens::per_arm::DECLARATION)?;
    let measure = |agent: &&Declaration| {
        let one = |(choice, world): &(PartChoice, PreparedWorld)| {
            measure_one(&in_world(choice, vec![Contender::new(agent)]), world, seconds, clock)
        };
        match one(&usual) {
            Err(ExperimentError::Agent(_)) => one(&with_arm_features),
            found => found,
        }
    };
    AGENTS.iter().map(measure).collect()
}

/// Measures every ranker on made-up items, each for so many seconds: linear ones on 5,000 items of 20 features with 10
/// slots, others in the default world of slates, with position-based clicks where they can't do without, and like the
/// linear ones where they need features. One that can live nowhere there, since it needs topics, has no row.
///
/// # Errors
/// Where those worlds can't be made.
pub fn measure_rankers(seconds: f64, clock: &dyn Fn() -> f64) -> Result<Vec<Measurement>, ExperimentError> {
    let (small, large) = (PartChoice::new(&gap::DECLARATION.part), large());
    let (small_world, large_world) =
        (in_world(&small, vec![]).prepare(None)?, in_world(&large, vec![]).prepare(None)?);
    let mut measurements = Vec::new();
    let position_based = PartChoice::new(&clicks::position_based::DECLARATION.part);
    let homes = [
        (&small, &small_world, None),
        (&small, &small_world, Some(position_based)),
        (&large, &large_world, None),
    ];
    for ranker in RANKERS {
        let first = if ranker.family == rankers::Family::LinearCascade { 2 } else { 0 };
        for (choice, world, clicks) in &homes[first..] {
            let contenders = vec![Contender::ranker(ranker)];
            let experiment = Experiment { clicks: clicks.clone(), ..in_world(choice, contenders) };
            match measure_one(&experiment, world, seconds, clock) {
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

/// An experiment in this world that goes on for ever.
fn in_world(world: &PartChoice, contenders: Vec<Contender>) -> Experiment {
    let world = world.clone();
    Experiment { world, contenders, horizon: 1 << 40, seeds: 1, ..Experiment::default() }
}

/// Many items with features.
fn large() -> PartChoice {
    let mut choice = PartChoice::new(&synthetic::DECLARATION.part);
    LARGE.iter().for_each(|(parameter, size)| choice.parameters.set(parameter, Value::Number(*size)));
    choice
}

/// Measures the one contender of an experiment.
fn measure_one(
    experiment: &Experiment,
    world: &PreparedWorld,
    seconds: f64,
    clock: &dyn Fn() -> f64,
) -> Result<Measurement, ExperimentError> {
    let (arms, features) = world.sizes();
    let mut stepper = Stepper::new(experiment, world.clone(), 0..1)?;
    // Until the models have seen some data and the caches are warm.
    stepper.advance(CHUNK);
    let (start, first) = (clock(), stepper.rounds_done());
    while clock() - start < seconds * 1_000.0 {
        stepper.advance(CHUNK);
    }
    let taken = (clock() - start) / 1_000.0;
    Ok(Measurement {
        world: experiment.world.id.clone(),
        agent: experiment.contenders[0].agent.id.clone(),
        arms,
        features,
        rounds_per_second: (stepper.rounds_done() - first) as f64 / taken,
    })
}
