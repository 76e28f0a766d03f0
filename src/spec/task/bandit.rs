//! Agents choose one arm a round.

use super::{PartGroup, Task};
use crate::agent::{self, AGENTS, FAMILIES};
use crate::data::DataUse;
use crate::descriptor::Descriptor;
use crate::environment::{self, ENVIRONMENTS};
use crate::metrics::RunKind;
use crate::spec::Decision;
use crate::spec::{Experiment, ExperimentError, PolicySpec};

/// Agents choose one arm a round.
pub struct Bandit;

impl Task for Bandit {
    fn decision(&self) -> Decision {
        Decision::Arm
    }

    fn environments(&self) -> PartGroup {
        PartGroup {
            title: "One arm a round",
            parts: ENVIRONMENTS.iter().map(|environment| &environment.part).collect(),
        }
    }

    fn policies(&self) -> Vec<PartGroup> {
        let of_family = |family: &agent::Family| PartGroup {
            title: family.title(),
            parts: AGENTS.iter().filter(|agent| agent.family == *family).map(|agent| &agent.part).collect(),
        };
        FAMILIES.iter().map(of_family).filter(|group| !group.parts.is_empty()).collect()
    }

    fn environment(&self, id: &str) -> Option<&'static Descriptor> {
        environment::find(id).map(|environment| &environment.part)
    }

    fn policy(&self, id: &str) -> Option<&'static Descriptor> {
        agent::find(id).map(|agent| &agent.part)
    }

    fn usual_policies(&self) -> Vec<PolicySpec> {
        Experiment::default().policies
    }

    fn policy_word(&self) -> &'static str {
        "Agent"
    }

    fn size_word(&self) -> &'static str {
        "Arms"
    }

    fn obstacle(&self) -> &'static str {
        "Agents choose one arm: take an environment of arms first."
    }

    fn place(&self) -> &'static str {
        "an environment of arms"
    }

    fn bench_sentence(&self) -> &'static str {
        "Runs every agent for a moment on the default environment, in a worker of its own."
    }

    fn data(&self, environment: &str) -> &'static [DataUse] {
        environment::find(environment).map_or(&[], |environment| environment.data)
    }

    fn run_kind(&self, experiment: &Experiment) -> RunKind {
        RunKind::Bandit { several_objectives: experiment.has_several_objectives() }
    }

    fn refuse(&self, environment: &str, policy: &str) -> ExperimentError {
        ExperimentError::RankerAmongArms {
            environment: environment.to_owned(),
            ranker: policy.to_owned(),
            example: AGENTS[0].part.id,
        }
    }

    fn unknown_policy(&self, policy: &str) -> ExperimentError {
        ExperimentError::unknown_agent(policy)
    }
}
