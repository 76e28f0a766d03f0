//! NeuralTS, diagonal: one draw an arm around the network's prediction, as wide as it is unsure, by its gradient.

use super::gradients::{self, GradientWidths};
use super::parameters::ALPHA;
use crate::agent::linear::ArmScores;
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, InnerView, Reason, View,
};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

/// NeuralTS.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Neural,
    part: Descriptor {
        id: "neural_ts",
        title: "NeuralTS",
        sentence: words(
            "Predicts each arm's reward with a neural network, draws one value around each prediction, spread by the prediction's gradient, and takes the largest.",
        ),
        citation: words(
            "Zhang, Zhou, Li and Gu 2021, Neural Thompson Sampling; with the diagonal of their matrix",
        ),
        facts: super::parameters::NETWORK_FACTS,
        parameters: &gradients::PARAMETERS,
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: gradients::memory, build };

#[derive(Clone)]
struct NeuralTs {
    network: GradientWidths,
    thoughts: ArmScores,
    /// Whether the last choice was any arm, since the network has learned nothing.
    knew_nothing: bool,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(NeuralTs {
        network: GradientWidths::new(DESCRIPTOR.part.title, values, shape)?,
        thoughts: ArmScores::new(values.schedule(&ALPHA), shape),
        knew_nothing: false,
    }))
}

impl NeuralTs {
    fn estimate(&mut self, view: &View<'_>) {
        let (estimates, widths) = self.thoughts.of_round(view);
        self.network.estimates(view, estimates, widths);
    }
}

crate::state::state_fields! {
    NeuralTs { network, thoughts, knew_nothing }
}

impl Agent for NeuralTs {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.network.learner.start(stream);
        self.knew_nothing = self.network.learner.is_untrained();
        if self.knew_nothing {
            return stream.below(view.items.len());
        }
        self.estimate(view);
        self.thoughts.by_sample(view.items.len(), stream)
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
        asked.estimate(view);
        asked.thoughts.chances_of_samples(view.items.len())
    }

    /// The scores are the samples of the last choice.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.estimate(view);
        let alpha = self.thoughts.alpha;
        let reason = if self.knew_nothing { Reason::Random } else { Reason::Sampled { alpha } };
        self.thoughts.explanation(view.items.len(), reason)
    }

    fn inner_view(&self) -> Option<InnerView> {
        Some(self.network.learner.inner_view())
    }
}
