//! NeuralUCB, diagonal: the largest prediction plus a bonus for how unsure the network is, by its gradient.

use super::gradients::{self, GradientWidths};
use super::parameters::ALPHA;
use crate::agent::largest_chances;
use crate::agent::linear::ArmScores;
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, InnerView, Reason, View,
};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

/// NeuralUCB.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Neural,
    part: Descriptor {
        id: "neural_ucb",
        title: "NeuralUCB",
        sentence: words(
            "Predicts each arm's reward with a neural network and takes the largest prediction plus a bonus for uncertainty, measured by the prediction's gradient.",
        ),
        citation: words(
            "Zhou, Li and Gu 2020, Neural Contextual Bandits with UCB-based Exploration; with the diagonal of their matrix",
        ),
        facts: super::parameters::NETWORK_FACTS,
        parameters: &gradients::PARAMETERS,
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: gradients::memory, build };

#[derive(Clone)]
struct NeuralUcb {
    network: GradientWidths,
    thoughts: ArmScores,
    /// Whether the last choice was any arm, since the network has learned nothing.
    knew_nothing: bool,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(NeuralUcb {
        network: GradientWidths::new(DESCRIPTOR.part.title, values, shape)?,
        thoughts: ArmScores::new(values.schedule(&ALPHA), shape),
        knew_nothing: false,
    }))
}

impl NeuralUcb {
    /// Scores by estimate + alpha width.
    fn score(&mut self, view: &View<'_>) {
        let (estimates, widths) = self.thoughts.of_round(view);
        self.network.estimates(view, estimates, widths);
        self.thoughts.by_optimism(view.items.len());
    }
}

crate::state::state_fields! {
    NeuralUcb { network, thoughts, knew_nothing }
}

impl Agent for NeuralUcb {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.network.learner.start(stream);
        self.knew_nothing = self.network.learner.is_untrained();
        if self.knew_nothing {
            return stream.below(view.items.len());
        }
        self.score(view);
        self.thoughts.largest(view.items.len(), stream)
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.network.learn(view, chosen, reward);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        if self.network.learner.is_untrained() {
            return ActionProbabilities::even(view.items.len());
        }
        let mut asked = self.clone();
        asked.score(view);
        largest_chances(&asked.thoughts.scores[..view.items.len()])
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.score(view);
        let alpha = self.thoughts.alpha;
        let reason = if self.knew_nothing { Reason::Random } else { Reason::Optimism { alpha } };
        self.thoughts.explanation(view.items.len(), reason)
    }

    fn inner_view(&self) -> Option<InnerView> {
        Some(self.network.learner.inner_view())
    }
}
