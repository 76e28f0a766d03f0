//! Neural FALCON: draws an arm, the less probably the further its prediction lies below the largest one.

use super::distribution::Falcon;
use super::parameters::with_shared;
use super::{Extras, Learner};
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, InnerView, Reason, View,
};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::math::sampling::draw;
use crate::probabilities::ActionProbabilities;

const COEFFICIENT: Parameter = Parameter {
    name: "coefficient",
    title: "Exploitation coefficient",
    kind: Kind::Number { minimum: 0.0, maximum: 10_000.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "1 / reward",
    help: words("The larger, the more often it takes the arm with the largest prediction; 0 takes any arm."),
};

const HINT: Parameter = Parameter {
    name: "exploration_hint",
    title: "Most exploration wanted",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.0, scale: Scale::Linear },
    unit: "probability",
    help: words(
        "If above 0, the coefficient is recomputed each round so that other arms than the best are taken with at most this probability, as far as that is possible.",
    ),
};

/// Neural FALCON.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Neural,
    part: Descriptor {
        id: "neural_falcon",
        title: "Neural FALCON",
        sentence: words(
            "Predicts each arm's reward with a neural network and draws an arm with probability inverse to how far its prediction lies below the best.",
        ),
        citation: words("Simchi-Levi and Xu 2021, Bypassing the Monster; as in TF-Agents, NeuralFalconAgent"),
        facts: super::parameters::NETWORK_FACTS,
        parameters: &with_shared::<2, 16>([COEFFICIENT, HINT]),
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
struct NeuralFalcon {
    learner: Learner,
    falcon: Falcon,
    estimates: Vec<f64>,
    probabilities: Vec<f64>,
    /// Probability of the arm that was drawn last.
    drawn: f64,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let hint = values.number(&HINT);
    let hint = (hint > 0.0).then_some(hint);
    Ok(Box::new(NeuralFalcon {
        learner: Learner::new(DESCRIPTOR.part.title, values, shape, Extras::default())?,
        falcon: Falcon { coefficient: values.number(&COEFFICIENT), hint },
        estimates: vec![0.0; shape.arms],
        probabilities: vec![0.0; shape.arms],
        drawn: 1.0,
    }))
}

impl NeuralFalcon {
    /// Number of rewards learned from, and of weights.
    fn sizes(&self) -> (f64, f64) {
        let samples = if self.learner.is_untrained() { 0.0 } else { self.learner.rounds() as f64 };
        (samples, self.learner.network().weights().len() as f64)
    }
}

crate::state::state_fields! {
    NeuralFalcon { learner, drawn } fixed { falcon, estimates, probabilities }
}

impl Agent for NeuralFalcon {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.learner.start(stream);
        let arms = view.items.len();
        let (samples, weights) = self.sizes();
        let (estimates, probabilities) = (&mut self.estimates[..arms], &mut self.probabilities[..arms]);
        self.learner.estimates(view, 0, estimates);
        self.falcon.probabilities(estimates, samples, weights, probabilities);
        let chosen = draw(probabilities, stream);
        self.drawn = probabilities[chosen];
        chosen
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.learner.learn(view, chosen, reward);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        ActionProbabilities::exact(self.clone().explain(view).probabilities)
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let thought = self.learner.explain(view);
        let mut probabilities = vec![0.0; view.items.len()];
        let (samples, weights) = self.sizes();
        self.falcon.probabilities(&thought.estimates, samples, weights, &mut probabilities);
        Explanation { probabilities, reason: Reason::Drawn { probability: self.drawn }, ..thought }
    }

    fn inner_view(&self) -> Option<InnerView> {
        Some(self.learner.inner_view())
    }
}
