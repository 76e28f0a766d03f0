//! The kinds of tasks that there are: which environments and policies belong together, and what is said of them.
//!
//! Pages, links, validation and the command line ask an experiment's [`Task`] for what they need. To add a kind of task,
//! write one file with one type that implements [`Task`] and add one line to [`TASKS`]; what is decided each round
//! is a [`Decision`], and a prepared environment a [`PreparedEnvironment`](crate::simulation::PreparedEnvironment).

mod bandit;
mod ranking;

use crate::descriptor::Descriptor;
use crate::metrics::{Metric, RunKind};
use crate::ranking::clicks;
use crate::spec::Decision;
use crate::spec::known::known;
use crate::spec::{Experiment, ExperimentError, PartChoice, PolicySpec};

/// All kinds of tasks; the first is that of the default experiment.
pub static TASKS: [&dyn Task; 2] = [&bandit::Bandit, &ranking::Ranking];

/// Parts that belong together in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct PartGroup {
    /// What they have in common.
    pub title: &'static str,
    /// The parts, in the order of the catalogue.
    pub parts: Vec<&'static Descriptor>,
}

/// A kind of task.
pub trait Task: Sync {
    /// What is decided each round; no two tasks have the same.
    fn decision(&self) -> Decision;

    /// Its environments, under a title.
    fn environments(&self) -> PartGroup;

    /// Everything that can take part in them, in groups.
    fn policies(&self) -> Vec<PartGroup>;

    /// What its environment of that id says of itself; none where it has no such environment.
    fn environment(&self, id: &str) -> Option<&'static Descriptor>;

    /// What its policy of that id says of itself; none where it has no such policy.
    fn policy(&self, id: &str) -> Option<&'static Descriptor>;

    /// What takes part when an environment of another task is left for one of these.
    fn usual_policies(&self) -> Vec<PolicySpec>;

    /// What one of those that take part is called, at the head of a column.
    fn policy_word(&self) -> &'static str;

    /// What is decided between, at the head of a column.
    fn size_word(&self) -> &'static str;

    /// Why none of its policies can take part in an environment of another task, in a sentence.
    fn obstacle(&self) -> &'static str;

    /// An environment of this task in a sentence: "an environment of slates".
    fn place(&self) -> &'static str;

    /// What a measurement of the engine's speed runs, in a sentence.
    fn bench_sentence(&self) -> &'static str;

    /// What users may do with what is shown to them; none where nothing is shown.
    fn click_models(&self) -> &'static [&'static clicks::ClickModelDescriptor] {
        &[]
    }

    /// Whether decisions have positions, at each of which users do something.
    fn has_positions(&self) -> bool {
        false
    }

    /// Whether an environment of this task is made from ratings.
    fn needs_ratings(&self, environment: &str) -> bool;

    /// What metrics depend on, as far as it is known before the environment is prepared.
    fn run_kind(&self, experiment: &Experiment) -> RunKind;

    /// That a policy of another task can't take part in this environment.
    fn refuse(&self, environment: &str, policy: &str) -> ExperimentError;

    /// That there is no such policy.
    fn unknown_policy(&self, policy: &str) -> ExperimentError;
}

impl PartialEq for dyn Task {
    fn eq(&self, other: &dyn Task) -> bool {
        self.decision() == other.decision()
    }
}

impl std::fmt::Debug for dyn Task {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "the task of {:?}", self.decision())
    }
}

/// The task of an environment, by its id.
pub fn of_environment(id: &str) -> Option<&'static dyn Task> {
    TASKS.into_iter().find(|task| task.environment(id).is_some())
}

/// The task of a policy, by its id.
pub fn of_policy(id: &str) -> Option<&'static dyn Task> {
    TASKS.into_iter().find(|task| task.policy(id).is_some())
}

/// What an environment, by its id, says of itself.
pub fn environment(id: &str) -> Option<&'static Descriptor> {
    TASKS.into_iter().find_map(|task| task.environment(id))
}

/// What a policy, by its id, says of itself.
pub fn policy(id: &str) -> Option<&'static Descriptor> {
    TASKS.into_iter().find_map(|task| task.policy(id))
}

impl PolicySpec {
    /// A policy with its defaults.
    pub fn of_part(part: &Descriptor) -> PolicySpec {
        PolicySpec { agent: PartChoice::new(part), stream: 0, label: None }
    }

    /// What the agent or the ranker says of itself; none where there is neither.
    pub fn part(&self) -> Option<&'static Descriptor> {
        policy(&self.agent.id)
    }
}

impl Experiment {
    /// The task of its environment; none where there is no such environment, which [`Experiment::validate`] excludes.
    pub fn task(&self) -> Option<&'static dyn Task> {
        of_environment(&self.environment.id)
    }

    /// What the environment says of itself; none where there is no such environment, which [`Experiment::validate`] excludes.
    pub fn environment_part(&self) -> Option<&'static Descriptor> {
        environment(&self.environment.id)
    }

    /// Whether the environment is made from ratings.
    pub fn needs_ratings(&self) -> bool {
        self.task().is_some_and(|task| task.needs_ratings(&self.environment.id))
    }

    /// What users may do with what is shown to them; none where nothing is shown.
    pub fn click_models(&self) -> &'static [&'static clicks::ClickModelDescriptor] {
        self.task().map_or(&[], |task| task.click_models())
    }

    /// Everything that can take part in its environment, in groups.
    pub fn policies(&self) -> Vec<PartGroup> {
        self.task().map_or_else(Vec::new, |task| task.policies())
    }

    /// The metrics that a run of this is sure to have. What depends on the prepared environment as well comes beside them once
    /// the run has begun.
    pub fn metrics(&self) -> Vec<&'static Metric> {
        self.task().map_or_else(Vec::new, |task| task.run_kind(self).metrics())
    }
}

impl ExperimentError {
    /// That there is no such environment, of any task.
    pub fn unknown_environment(id: &str) -> ExperimentError {
        let ids = TASKS.into_iter().flat_map(|task| task.environments().parts).map(|part| part.id);
        ExperimentError::UnknownEnvironment { id: id.to_owned(), known: known(id, ids) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_part_belongs_to_one_task() {
        let (mut environments, mut policies) = (BTreeSet::new(), BTreeSet::new());
        for (place, task) in TASKS.into_iter().enumerate() {
            assert!(TASKS[..place].iter().all(|other| *other != task), "{task:?}");
            for part in task.environments().parts {
                assert!(environments.insert(part.id), "{}", part.id);
                assert_eq!((of_environment(part.id), environment(part.id)), (Some(task), Some(part)));
            }
            let parts: Vec<&Descriptor> = task.policies().into_iter().flat_map(|group| group.parts).collect();
            assert!(parts.len() > 3, "{task:?}");
            for part in parts {
                assert!(policies.insert(part.id), "{}", part.id);
                assert_eq!(PolicySpec::of_part(part).part(), Some(part));
            }
            assert!(
                task.usual_policies().iter().all(|usual| task.policy(&usual.agent.id).is_some()),
                "{task:?}"
            );
        }
        assert_eq!(Experiment::default().task(), Some(TASKS[0]));
    }
}
