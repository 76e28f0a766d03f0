//! The steps of a pipeline.

use serde::{Deserialize, Serialize};

use super::steps;
use crate::descriptor::Descriptor;

/// A step of a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Writes the first log, with arms drawn uniformly.
    Generator,
    /// Takes rows of the log.
    Ingester,
    /// Trains the agent on them.
    Trainer,
    /// Decides from the log whether the trained policy may be deployed.
    Evaluator,
    /// Puts versions of the policy to use.
    Deployer,
    /// Users who ask and answer.
    Simulator,
    /// Joins answers to what was asked.
    Logger,
    /// Begins runs.
    Trigger,
}

/// The steps that a run has, in order; the first one is for the first run alone.
pub const RUN: [Step; 5] = [Step::Generator, Step::Ingester, Step::Trainer, Step::Evaluator, Step::Deployer];

/// All steps, in the order of the loop.
pub const STEPS: [Step; 8] = [
    Step::Generator,
    Step::Ingester,
    Step::Trainer,
    Step::Evaluator,
    Step::Deployer,
    Step::Simulator,
    Step::Logger,
    Step::Trigger,
];

impl Step {
    /// What the step declares.
    pub fn descriptor(self) -> &'static Descriptor {
        match self {
            Step::Generator => &steps::GENERATOR,
            Step::Ingester => &steps::INGESTER,
            Step::Trainer => &steps::TRAINER,
            Step::Evaluator => &steps::EVALUATOR,
            Step::Deployer => &steps::DEPLOYER,
            Step::Simulator => &steps::SIMULATOR,
            Step::Logger => &steps::LOGGER,
            Step::Trigger => &steps::TRIGGER,
        }
    }

    /// The step of that id.
    pub fn find(id: &str) -> Option<Step> {
        STEPS.into_iter().find(|step| step.descriptor().id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_an_id_of_its_own_and_whole_texts() {
        for step in STEPS {
            let part = step.descriptor();
            assert_eq!(Step::find(part.id), Some(step));
            assert_eq!(serde_json::to_value(step).expect("it is plain"), part.id, "JSON names it by its id");
            assert!(part.sentence.ends_with('.') && !part.citation.is_empty(), "{}", part.id);
            for parameter in part.parameters {
                assert!(parameter.help.ends_with('.'), "{}", parameter.name);
                let default = parameter.default_value();
                assert_eq!(parameter.nearest(part.title, &default), (default, None), "{}", parameter.name);
            }
        }
    }
}
