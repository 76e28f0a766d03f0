//! The oracle: it knows what every arm is worth. Its regret is zero, and its reward is the largest that can be expected.

use super::{Agent, AgentDescriptor, Builder, Explanation, Family, Reason, View, largest};
use crate::agent::largest_chances;
use crate::descriptor::{Descriptor, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

/// The oracle.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Baseline,
    part: Descriptor {
        id: "oracle",
        title: "Oracle",
        sentence: words(
            "Knows the expected reward of every arm and takes the largest: its regret is zero, and no agent earns more on average.",
        ),
        citation: words("TF-Agents, environment_utilities: the optimal action of an environment"),
        facts: &[],
        parameters: &[],
    },
    sees_expectations: true,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, _| 0, build: |_, _| Ok(Box::new(Oracle)) };

#[derive(Clone)]
struct Oracle;

crate::state::state_fields! {
    Oracle {}
}

impl Agent for Oracle {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        largest(view.expectations, stream)
    }

    fn update_reward(&mut self, _view: &View<'_>, _chosen: usize, _reward: f64) {}

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        largest_chances(view.expectations)
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let known = view.expectations.to_vec();
        Explanation {
            scores: known.clone(),
            estimates: known,
            reason: Reason::Oracle,
            ..Explanation::default()
        }
    }
}
