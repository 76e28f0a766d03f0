//! Neural Boltzmann: draws an arm, the more probably the larger a network's prediction.

use super::distribution::softmax;
use super::parameters::with_shared;
use super::{Extras, Learner};
use crate::agent::{Agent, BuildError, Declaration, Explanation, Family, InnerView, Reason, View};
use crate::declaration::{Kind, Parameter, Part, Scale, Values};
use crate::sampling::draw;
use crate::stream::Stream;
use crate::world::Shape;

const TEMPERATURE: Parameter = Parameter {
    name: "temperature",
    title: "Temperature",
    kind: Kind::Number { minimum: 0.001, maximum: 100.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "reward",
    help: "An arm predicted to earn so much more is 2.7 times as probable: near 0 is greedy, large is random.",
};

/// Neural Boltzmann.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Neural,
    part: Part {
        id: "neural_boltzmann",
        title: "Neural Boltzmann",
        sentence: "Predicts each arm's reward with a neural network and draws an arm with probability proportional to the exponential of prediction over temperature.",
        citation: "TF-Agents, NeuralBoltzmannAgent; Cesa-Bianchi, Gentile, Lugosi and Neu 2017, Boltzmann Exploration Done Right",
        parameters: &with_shared::<1, 12>([TEMPERATURE]),
    },
    sees_expectations: false,
    memory: |values, shape| Learner::memory(values, shape, Extras::default()),
    build,
};

#[derive(Clone)]
struct NeuralBoltzmann {
    learner: Learner,
    temperature: f64,
    estimates: Vec<f64>,
    probabilities: Vec<f64>,
    /// Probability of the arm that was drawn last.
    drawn: f64,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(NeuralBoltzmann {
        learner: Learner::new(DECLARATION.part.title, values, shape, Extras::default())?,
        temperature: values.number(&TEMPERATURE),
        estimates: vec![0.0; shape.arms],
        probabilities: vec![0.0; shape.arms],
        drawn: 1.0,
    }))
}

impl Agent for NeuralBoltzmann {
    fn choose(&mut self, view: &View<'_>, stream: &mut Stream) -> usize {
        self.learner.start(stream);
        let arms = view.items.len();
        let (estimates, probabilities) = (&mut self.estimates[..arms], &mut self.probabilities[..arms]);
        self.learner.estimates(view, 0, estimates);
        softmax(estimates, self.temperature, probabilities);
        let chosen = draw(probabilities, stream);
        self.drawn = probabilities[chosen];
        chosen
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.learner.learn(view, chosen, reward);
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let thought = self.learner.explain(view);
        let mut probabilities = vec![0.0; view.items.len()];
        softmax(&thought.estimates, self.temperature, &mut probabilities);
        Explanation { probabilities, reason: Reason::Drawn { probability: self.drawn }, ..thought }
    }

    fn inner_view(&self) -> Option<InnerView> {
        Some(self.learner.inner_view())
    }
}
