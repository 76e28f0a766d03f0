//! Rankers show slates of items.

use super::{PartGroup, Task};
use crate::data::DataUse;
use crate::descriptor::Descriptor;
use crate::metrics::RunKind;
use crate::ranking::rankers::cascade;
use crate::ranking::{CLICK_MODELS, RANKERS, SLATE_ENVIRONMENTS, clicks, environments, rankers};
use crate::spec::Decision;
use crate::spec::{Experiment, ExperimentError, PolicySpec};

/// Rankers show slates of items.
pub struct Ranking;

impl Task for Ranking {
    fn decision(&self) -> Decision {
        Decision::Slate
    }

    fn environments(&self) -> PartGroup {
        PartGroup {
            title: "Slates of films",
            parts: SLATE_ENVIRONMENTS.iter().map(|environment| &environment.part).collect(),
        }
    }

    fn policies(&self) -> Vec<PartGroup> {
        let of_family = |family: &rankers::Family| PartGroup {
            title: family.title(),
            parts: RANKERS
                .iter()
                .filter(|ranker| ranker.family == *family)
                .map(|ranker| &ranker.part)
                .collect(),
        };
        rankers::FAMILIES.iter().map(of_family).filter(|group| !group.parts.is_empty()).collect()
    }

    fn environment(&self, id: &str) -> Option<&'static Descriptor> {
        environments::find(id).map(|environment| &environment.part)
    }

    fn policy(&self, id: &str) -> Option<&'static Descriptor> {
        rankers::find(id).map(|ranker| &ranker.part)
    }

    fn usual_policies(&self) -> Vec<PolicySpec> {
        let usual = [
            &cascade::ucb1::DESCRIPTOR,
            &cascade::kl_ucb::DESCRIPTOR,
            &cascade::thompson::DESCRIPTOR,
            &rankers::random::DESCRIPTOR,
        ];
        usual.into_iter().map(PolicySpec::ranker).collect()
    }

    fn policy_word(&self) -> &'static str {
        "Ranker"
    }

    fn size_word(&self) -> &'static str {
        "Items"
    }

    fn obstacle(&self) -> &'static str {
        "This is about slates: take an environment of slates first."
    }

    fn place(&self) -> &'static str {
        "an environment of slates"
    }

    fn bench_sentence(&self) -> &'static str {
        "Runs every ranker that needs no topics for a moment on made-up items, in a worker of its own."
    }

    fn click_models(&self) -> &'static [&'static clicks::ClickModelDescriptor] {
        CLICK_MODELS
    }

    fn has_positions(&self) -> bool {
        true
    }

    fn data(&self, environment: &str) -> &'static [DataUse] {
        environments::find(environment).map_or(&[], |environment| environment.data)
    }

    fn run_kind(&self, _experiment: &Experiment) -> RunKind {
        // Whether items can be compared is known of the prepared environment alone.
        RunKind::Ranking { comparable_items: false }
    }

    fn refuse(&self, environment: &str, policy: &str) -> ExperimentError {
        ExperimentError::AgentAmongSlates {
            environment: environment.to_owned(),
            agent: policy.to_owned(),
            example: RANKERS[0].part.id,
        }
    }

    fn unknown_policy(&self, policy: &str) -> ExperimentError {
        ExperimentError::unknown_ranker(policy)
    }
}
