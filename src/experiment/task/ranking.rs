//! Rankers show slates of items.

use super::{PartGroup, Task};
use crate::declaration::Part;
use crate::experiment::decision::Decision;
use crate::experiment::metric::RunKind;
use crate::experiment::{Contender, Experiment, ExperimentError};
use crate::ranking::rankers::cascade;
use crate::ranking::{CLICK_MODELS, RANKERS, SLATE_WORLDS, clicks, rankers, worlds};

/// Rankers show slates of items.
pub struct Ranking;

impl Task for Ranking {
    fn decision(&self) -> Decision {
        Decision::Slate
    }

    fn environments(&self) -> PartGroup {
        PartGroup { title: "Slates of films", parts: SLATE_WORLDS.iter().map(|world| &world.part).collect() }
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

    fn environment(&self, id: &str) -> Option<&'static Part> {
        worlds::find(id).map(|world| &world.part)
    }

    fn policy(&self, id: &str) -> Option<&'static Part> {
        rankers::find(id).map(|ranker| &ranker.part)
    }

    fn usual_policies(&self) -> Vec<Contender> {
        let usual = [
            &cascade::ucb1::DECLARATION,
            &cascade::kl_ucb::DECLARATION,
            &cascade::thompson::DECLARATION,
            &rankers::random::DECLARATION,
        ];
        usual.into_iter().map(Contender::ranker).collect()
    }

    fn policy_word(&self) -> &'static str {
        "Ranker"
    }

    fn size_word(&self) -> &'static str {
        "Items"
    }

    fn obstacle(&self) -> &'static str {
        "This is about slates: take a world of slates first."
    }

    fn place(&self) -> &'static str {
        "a world of slates"
    }

    fn bench_sentence(&self) -> &'static str {
        "Runs every ranker that needs no topics for a moment on made-up items, in a worker of its own."
    }

    fn click_models(&self) -> &'static [&'static clicks::Declaration] {
        CLICK_MODELS
    }

    fn has_positions(&self) -> bool {
        true
    }

    fn needs_ratings(&self, environment: &str) -> bool {
        worlds::find(environment).is_some_and(|world| world.needs_ratings)
    }

    fn run_kind(&self, _experiment: &Experiment) -> RunKind {
        // Whether items can be compared is known of the prepared environment alone.
        RunKind::Ranking { comparable_items: false }
    }

    fn refuse(&self, environment: &str, policy: &str) -> ExperimentError {
        ExperimentError::AgentAmongSlates {
            world: environment.to_owned(),
            agent: policy.to_owned(),
            example: RANKERS[0].part.id,
        }
    }

    fn unknown_policy(&self, policy: &str) -> ExperimentError {
        ExperimentError::unknown_ranker(policy)
    }
}
