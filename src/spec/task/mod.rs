//! The kinds of tasks that there are: which environments and policies belong together, and what is said of them.
//!
//! Pages, links, validation and the command line ask an experiment's [`Task`] for what they need. To add a kind of task,
//! write one file with one type that implements [`Task`] and add one line to [`TASKS`]; what is decided each round
//! is a [`Decision`](crate::spec::Decision), and a prepared environment a [`PreparedEnvironment`](crate::simulation::PreparedEnvironment).

mod bandit;
mod interface;
mod ranking;

pub use interface::{PartGroup, Task};

use crate::data::{DataKind, DataUse, SourceRef};
use crate::descriptor::Descriptor;
use crate::descriptor::known::instead;
use crate::metrics::Metric;
use crate::ranking::clicks;
use crate::spec::{Experiment, ExperimentError, PartChoice, PolicySpec};

/// All kinds of tasks; the first is that of the default experiment.
pub static TASKS: [&dyn Task; 2] = [&bandit::Bandit, &ranking::Ranking];

/// The task of an environment, by its id.
pub fn of_environment(id: &str) -> Option<&'static dyn Task> {
    TASKS.into_iter().find(|task| task.environment(id).is_some())
}

/// The task of a policy, by its id.
pub fn of_policy(id: &str) -> Option<&'static dyn Task> {
    TASKS.into_iter().find(|task| task.policy(id).is_some())
}

/// The descriptor of the environment of that id.
pub fn environment(id: &str) -> Option<&'static Descriptor> {
    TASKS.into_iter().find_map(|task| task.environment(id))
}

/// The descriptor of the policy of that id.
pub fn policy(id: &str) -> Option<&'static Descriptor> {
    TASKS.into_iter().find_map(|task| task.policy(id))
}

impl PolicySpec {
    /// A policy with its defaults.
    pub fn of_part(part: &Descriptor) -> PolicySpec {
        PolicySpec { agent: PartChoice::new(part), stream: 0, label: None }
    }

    /// The descriptor of the agent or ranker; none where there is neither.
    pub fn part(&self) -> Option<&'static Descriptor> {
        policy(&self.agent.id)
    }
}

impl Experiment {
    /// The task of its environment; none where there is no such environment, which [`Experiment::validate`] excludes.
    pub fn task(&self) -> Option<&'static dyn Task> {
        of_environment(&self.environment.id)
    }

    /// The descriptor of the environment; none where there is no such environment, which [`Experiment::validate`] excludes.
    pub fn environment_part(&self) -> Option<&'static Descriptor> {
        environment(&self.environment.id)
    }

    /// The data that the environment is made from.
    pub fn data(&self) -> &'static [DataUse] {
        self.task().map_or(&[], |task| task.data(&self.environment.id))
    }

    /// Whether the environment is made from data of this kind, or can be.
    pub fn uses(&self, kind: impl Into<DataKind>) -> bool {
        let kind = kind.into();
        self.data().iter().any(|data| DataKind(data.kind) == kind)
    }

    /// What the environment is made from: the kinds of data, and the source of each where the experiment names one. Kinds of
    /// which it names none and can do without are left out.
    pub fn data_in_use(&self) -> impl Iterator<Item = (DataKind, Option<&SourceRef>)> {
        let named =
            |data: &'static DataUse| (DataKind(data.kind), self.sources.get(data.kind), data.required);
        let used =
            self.data().iter().map(named).filter(|(_, source, required)| *required || source.is_some());
        used.map(|(kind, source, _)| (kind, source))
    }

    /// What users may do with what is shown to them; none where nothing is shown.
    pub fn click_models(&self) -> &'static [&'static clicks::ClickModelDescriptor] {
        self.task().map_or(&[], |task| task.click_models())
    }

    /// All policies that can run in its environment, in groups.
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
        ExperimentError::UnknownEnvironment { id: id.to_owned(), known: instead(id, ids) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn some_environment_is_made_from_every_kind_of_data() {
        let used = |kind: DataKind| {
            let ids = TASKS.into_iter().flat_map(|task| task.environments().parts).map(|part| part.id);
            let uses = |id: &&str| {
                let environment = PartChoice { id: (*id).to_owned(), parameters: Default::default() };
                Experiment { environment, ..Experiment::default() }.uses(kind)
            };
            ids.into_iter().any(|id| uses(&id))
        };
        assert!(DataKind::all().all(used));
    }

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
