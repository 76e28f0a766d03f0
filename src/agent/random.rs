//! Random: any arm, whatever the context. What every other agent has to beat.

use super::{Agent, AgentDescriptor, Builder, Explanation, Family, Reason, View};
use crate::descriptor::{Descriptor, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

/// Random.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Baseline,
    part: Descriptor {
        id: "random",
        title: "Random",
        sentence: words(
            "Takes any arm with equal probability and learns nothing: what every other agent has to beat.",
        ),
        citation: words("TF-Agents, RandomPyPolicy"),
        facts: &[],
        parameters: &[],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, _| 0, build: |_, _| Ok(Box::new(Random)) };

#[derive(Clone)]
struct Random;

crate::state::state_fields! {
    Random {}
}

impl Agent for Random {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        stream.below(view.items.len())
    }

    fn update_reward(&mut self, _view: &View<'_>, _chosen: usize, _reward: f64) {}

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        ActionProbabilities::even(view.items.len())
    }

    fn explain(&mut self, _view: &View<'_>) -> Explanation {
        Explanation { reason: Reason::Random, ..Explanation::default() }
    }
}
