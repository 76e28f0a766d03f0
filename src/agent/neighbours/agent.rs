//! What both neighbour agents share: epsilon-greedy on the mean rewards among the neighbours.

use super::remembered::{Near, RememberedRounds};
use crate::agent::largest_chances;
use crate::agent::{Agent, Explanation, Reason, View, largest};
use crate::descriptor::{Kind, Parameter, Scale, Schedule, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

/// How often it explores.
pub const EPSILON: Parameter = Parameter {
    name: "epsilon",
    title: "Epsilon",
    kind: Kind::Schedule { minimum: 0.0, maximum: 1.0, default: 0.1, scale: Scale::Linear },
    unit: "probability",
    help: words(
        "How often it takes an arm at random instead of the one that earned most in rounds like this one.",
    ),
};

/// How much it remembers.
pub const MEMORY: Parameter = Parameter {
    name: "memory",
    title: "Memory",
    kind: Kind::Integer { minimum: 1, maximum: 50_000, default: 2_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words(
        "How many of the latest rounds with feedback it remembers; all of them are searched each round, so more is slower.",
    ),
};

/// The agent.
#[derive(Clone)]
pub struct NeighbourAgent {
    remembered: RememberedRounds,
    near: Near,
    epsilon: Schedule,
    reason: Reason,
    means: Vec<f64>,
}

/// Makes an agent with this idea of near.
pub fn build(values: &Values, shape: &Shape, near: Near) -> NeighbourAgent {
    NeighbourAgent {
        remembered: RememberedRounds::new(values.count(&MEMORY), shape.context, shape.items),
        near,
        epsilon: values.schedule(&EPSILON),
        reason: Reason::default(),
        means: vec![0.0; shape.arms],
    }
}

/// Bytes that it takes.
pub fn memory(values: &Values, shape: &Shape) -> u64 {
    RememberedRounds::memory(values.count(&MEMORY), shape.context, shape.items) + 8 * shape.arms as u64
}

crate::state::state_fields! {
    NeighbourAgent { remembered, reason } fixed { near, epsilon, means }
}

impl Agent for NeighbourAgent {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        let epsilon = self.epsilon.value(view.round);
        if stream.uniform() < epsilon {
            self.reason = Reason::Explored { epsilon };
            return stream.below(view.items.len());
        }
        let means = &mut self.means[..view.items.len()];
        if self.remembered.means(view.context, self.near, view.items, means) == 0 {
            self.reason = Reason::Random;
            return stream.below(view.items.len());
        }
        self.reason = Reason::Greedy { epsilon };
        largest(means, stream)
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.remembered.learn(view.round, view.context, view.items[chosen], reward);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        let means = &mut asked.means[..view.items.len()];
        if asked.remembered.means(view.context, asked.near, view.items, means) == 0 {
            return ActionProbabilities::even(view.items.len());
        }
        largest_chances(means).or_any(self.epsilon.value(view.round))
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let mut estimates = vec![0.0; view.items.len()];
        self.remembered.means(view.context, self.near, view.items, &mut estimates);
        Explanation { scores: estimates.clone(), estimates, reason: self.reason, ..Explanation::default() }
    }
}
