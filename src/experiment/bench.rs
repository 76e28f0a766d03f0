//! How fast the engine is here: the same code natively, on the command line, and in the browser, in a worker.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Contender, Experiment, ExperimentError, Stepper};
use crate::agent::AGENTS;
use crate::data::Dataset;
use crate::declaration::Values;
use crate::world::{WORLDS, movielens};

/// Rounds between two looks at the clock.
const CHUNK: u64 = 500;

/// How long one agent is measured when nobody says, in seconds.
pub const DEFAULT_SECONDS: f64 = 1.0;

/// The speed of one agent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Id of the world, which has its defaults.
    pub world: String,
    /// Id of the agent, which has its defaults.
    pub agent: String,
    /// Number of arms.
    pub arms: usize,
    /// Number of context features.
    pub features: usize,
    /// Rounds a second on one thread, one seed.
    pub rounds_per_second: f64,
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
    let mut experiment = Experiment { horizon: 1 << 40, seeds: 1, ..Experiment::default() };
    let build = |declaration: &'static crate::world::Declaration| {
        (declaration.build)(&Values::default(), ratings).map(|world| (declaration, world))
    };
    let usual = build(WORLDS[0])?;
    let with_arm_features = build(&movielens::per_arm::DECLARATION)?;
    let mut measurements = Vec::new();
    for agent in AGENTS {
        let lives = (agent.build)(&Values::default(), &usual.1.shape()).is_ok();
        let (declaration, world) = if lives { &usual } else { &with_arm_features };
        experiment.contenders = vec![Contender::new(agent)];
        let mut stepper = Stepper::new(&experiment, Arc::clone(world), 0..1)?;
        // Until the models have seen some data and the caches are warm.
        stepper.advance(CHUNK);
        let (start, first) = (clock(), stepper.rounds_done());
        while clock() - start < seconds * 1_000.0 {
            stepper.advance(CHUNK);
        }
        let taken = (clock() - start) / 1_000.0;
        measurements.push(Measurement {
            world: declaration.part.id.to_owned(),
            agent: agent.part.id.to_owned(),
            arms: world.shape().arms,
            features: world.shape().context,
            rounds_per_second: (stepper.rounds_done() - first) as f64 / taken,
        });
    }
    Ok(measurements)
}
