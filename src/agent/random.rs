//! Random: any arm, whatever the context. What every other agent has to beat.

use super::{Agent, Builder, Declaration, Explanation, Family, Reason, View};
use crate::declaration::Part;
use crate::probabilities::ActionProbabilities;
use crate::stream::Stream;

/// Random.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Baseline,
    part: Part {
        id: "random",
        title: "Random",
        sentence: "Takes any arm with equal probability and learns nothing: what every other agent has to beat.",
        citation: "TF-Agents, RandomPyPolicy",
        parameters: &[],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { declaration: &DECLARATION, memory: |_, _| 0, build: |_, _| Ok(Box::new(Random)) };

#[derive(Clone)]
struct Random;

crate::state::state_fields! {
    Random {}
}

impl Agent for Random {
    fn choose(&mut self, view: &View<'_>, stream: &mut Stream) -> usize {
        stream.below(view.items.len())
    }

    fn update(&mut self, _view: &View<'_>, _chosen: usize, _reward: f64) {}

    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        ActionProbabilities::even(view.items.len())
    }

    fn explain(&mut self, _view: &View<'_>) -> Explanation {
        Explanation { reason: Reason::Random, ..Explanation::default() }
    }
}
