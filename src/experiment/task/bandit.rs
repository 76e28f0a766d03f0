//! Agents choose one arm a round.

use super::{PartGroup, Task};
use crate::agent::{self, AGENTS, FAMILIES};
use crate::declaration::Part;
use crate::experiment::decision::Decision;
use crate::experiment::metric::RunKind;
use crate::experiment::{Contender, Experiment, ExperimentError};
use crate::world::{self, WORLDS};

/// Agents choose one arm a round.
pub struct Bandit;

impl Task for Bandit {
    fn decision(&self) -> Decision {
        Decision::Arm
    }

    fn environments(&self) -> PartGroup {
        PartGroup { title: "One arm a round", parts: WORLDS.iter().map(|world| &world.part).collect() }
    }

    fn policies(&self) -> Vec<PartGroup> {
        let of_family = |family: &agent::Family| PartGroup {
            title: family.title(),
            parts: AGENTS.iter().filter(|agent| agent.family == *family).map(|agent| &agent.part).collect(),
        };
        FAMILIES.iter().map(of_family).filter(|group| !group.parts.is_empty()).collect()
    }

    fn environment(&self, id: &str) -> Option<&'static Part> {
        world::find(id).map(|world| &world.part)
    }

    fn policy(&self, id: &str) -> Option<&'static Part> {
        agent::find(id).map(|agent| &agent.part)
    }

    fn usual_policies(&self) -> Vec<Contender> {
        Experiment::default().contenders
    }

    fn policy_word(&self) -> &'static str {
        "Agent"
    }

    fn size_word(&self) -> &'static str {
        "Arms"
    }

    fn obstacle(&self) -> &'static str {
        "Agents choose one arm: take a world of arms first."
    }

    fn place(&self) -> &'static str {
        "a world of arms"
    }

    fn bench_sentence(&self) -> &'static str {
        "Runs every agent for a moment on the default world, in a worker of its own."
    }

    fn needs_ratings(&self, environment: &str) -> bool {
        world::find(environment).is_some_and(|world| world.needs_ratings)
    }

    fn run_kind(&self, experiment: &Experiment) -> RunKind {
        RunKind::Bandit { several_objectives: experiment.has_several_objectives() }
    }

    fn refuse(&self, environment: &str, policy: &str) -> ExperimentError {
        ExperimentError::RankerAmongArms {
            world: environment.to_owned(),
            ranker: policy.to_owned(),
            example: AGENTS[0].part.id,
        }
    }

    fn unknown_policy(&self, policy: &str) -> ExperimentError {
        ExperimentError::unknown_agent(policy)
    }
}
