//! What a kind of task is.

use crate::data::DataUse;
use crate::descriptor::Descriptor;
use crate::metrics::RunKind;
use crate::ranking::clicks;
use crate::spec::Decision;
use crate::spec::{Experiment, ExperimentError, PolicySpec};

/// Parts that belong together in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct PartGroup {
    /// What they have in common.
    pub title: &'static str,
    /// The parts, in the order of the catalogue.
    pub parts: Vec<&'static Descriptor>,
}

/// A kind of task.
///
/// # Examples
/// ```
/// use bandit_playground::spec::task;
///
/// let slates = task::of_environment("gap_slates").expect("there is such an environment");
/// assert!(slates.policy("cascade_ucb1").is_some() && slates.policy("lin_ucb").is_none());
/// assert!(slates.has_positions() && !slates.click_models().is_empty());
/// ```
pub trait Task: Sync {
    /// What is decided each round; no two tasks have the same.
    fn decision(&self) -> Decision;

    /// Its environments, under a title.
    fn environments(&self) -> PartGroup;

    /// Everything that can take part in them, in groups.
    fn policies(&self) -> Vec<PartGroup>;

    /// The descriptor of its environment of that id; none where it has no such environment.
    fn environment(&self, id: &str) -> Option<&'static Descriptor>;

    /// The descriptor of its policy of that id; none where it has no such policy.
    fn policy(&self, id: &str) -> Option<&'static Descriptor>;

    /// What takes part when an environment of another task is left for one of these.
    fn usual_policies(&self) -> Vec<PolicySpec>;

    /// What one of those that take part is called, at the head of a column.
    fn policy_word(&self) -> &'static str;

    /// What is decided between, at the head of a column.
    fn size_word(&self) -> &'static str;

    /// Why none of its policies can take part in an environment of another task, in a sentence.
    fn obstacle(&self) -> &'static str;

    /// An environment of this task in a sentence: words("an environment of slates").
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

    /// The data that an environment of this task is made from.
    fn data(&self, environment: &str) -> &'static [DataUse];

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
