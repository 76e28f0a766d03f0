//! Neural epsilon-greedy: mostly the largest prediction of a network, now and then any arm. With epsilon 0 it is
//! TF-Agents' greedy reward prediction agent.

use super::parameters::with_shared;
use super::{Extras, Learner};
use crate::agent::epsilon_greedy::{Coin, EPSILON, HALF_LIFE};
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, InnerView, Reason, View, largest,
    largest_chances,
};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

/// Neural epsilon-greedy.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Neural,
    part: Descriptor {
        id: "neural_epsilon_greedy",
        title: "Neural epsilon-greedy",
        sentence: words(
            "Predicts each arm's reward with a neural network, takes the largest prediction, and with probability epsilon any arm.",
        ),
        citation: words(
            "TF-Agents, NeuralEpsilonGreedyAgent; with epsilon 0 its GreedyRewardPredictionAgent",
        ),
        facts: super::parameters::NETWORK_FACTS,
        parameters: &with_shared::<2, 16>([EPSILON, HALF_LIFE]),
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |values, shape| Learner::memory(values, shape, Extras::default()),
    build,
};

#[derive(Clone)]
struct NeuralEpsilonGreedy {
    learner: Learner,
    coin: Coin,
    reason: Reason,
    estimates: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(NeuralEpsilonGreedy {
        learner: Learner::new(DESCRIPTOR.part.title, values, shape, Extras::default())?,
        coin: Coin::new(values),
        reason: Reason::default(),
        estimates: vec![0.0; shape.arms],
    }))
}

crate::state::state_fields! {
    NeuralEpsilonGreedy { learner, coin, reason } fixed { estimates }
}

impl Agent for NeuralEpsilonGreedy {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.learner.start(stream);
        self.reason = self.coin.flip(view.round, stream);
        if matches!(self.reason, Reason::Explored { .. }) {
            return stream.below(view.items.len());
        }
        if self.learner.is_untrained() {
            self.reason = Reason::Random;
            return stream.below(view.items.len());
        }
        let estimates = &mut self.estimates[..view.items.len()];
        self.learner.estimates(view, 0, estimates);
        largest(estimates, stream)
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.learner.learn(view, chosen, reward);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        if self.learner.is_untrained() {
            return ActionProbabilities::even(view.items.len());
        }
        let mut asked = self.clone();
        let estimates = &mut asked.estimates[..view.items.len()];
        asked.learner.estimates(view, 0, estimates);
        largest_chances(estimates).or_any(asked.coin.epsilon_of(view.round))
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        Explanation { reason: self.reason, ..self.learner.explain(view) }
    }

    fn inner_view(&self) -> Option<InnerView> {
        Some(self.learner.inner_view())
    }
}
