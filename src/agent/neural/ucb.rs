//! NeuralUCB, diagonal: the largest prediction plus a bonus for how unsure the network is, by its gradient.

use super::gradients::{self, GradientWidths};
use crate::agent::{
    Agent, BuildError, Declaration, Explanation, Family, InnerView, Reason, View, first_largest,
};
use crate::declaration::{Part, Values};
use crate::stream::Stream;
use crate::world::Shape;

/// NeuralUCB.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Neural,
    part: Part {
        id: "neural_ucb",
        title: "NeuralUCB",
        sentence: "Predicts each arm's reward with a neural network and takes the largest prediction plus a bonus for uncertainty, measured by the prediction's gradient.",
        citation: "Zhou, Li and Gu 2020, Neural Contextual Bandits with UCB-based Exploration; with the diagonal of their matrix",
        parameters: &gradients::PARAMETERS,
    },
    sees_expectations: false,
    memory: gradients::memory,
    build,
};

#[derive(Clone)]
struct NeuralUcb {
    network: GradientWidths,
    estimates: Vec<f64>,
    widths: Vec<f64>,
    scores: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(NeuralUcb {
        network: GradientWidths::new(DECLARATION.part.title, values, shape)?,
        estimates: vec![0.0; shape.arms],
        widths: vec![0.0; shape.arms],
        scores: vec![0.0; shape.arms],
    }))
}

impl NeuralUcb {
    /// estimate + alpha width of every arm.
    fn score(&mut self, view: &View<'_>) {
        let arms = view.items.len();
        self.network.estimates(view, &mut self.estimates[..arms], &mut self.widths[..arms]);
        for ((score, estimate), width) in
            self.scores[..arms].iter_mut().zip(&self.estimates).zip(&self.widths)
        {
            *score = estimate + self.network.alpha * width;
        }
    }
}

impl Agent for NeuralUcb {
    fn choose(&mut self, view: &View<'_>, stream: &mut Stream) -> usize {
        self.network.learner.start(stream);
        self.score(view);
        first_largest(&self.scores[..view.items.len()])
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.network.learn(view, chosen, reward);
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.score(view);
        let (arms, alpha) = (view.items.len(), self.network.alpha);
        Explanation {
            estimates: self.estimates[..arms].to_vec(),
            widths: self.widths[..arms].iter().map(|width| alpha * width).collect(),
            scores: self.scores[..arms].to_vec(),
            reason: Reason::Optimism { alpha },
            ..Explanation::default()
        }
    }

    fn inner_view(&self) -> Option<InnerView> {
        Some(self.network.learner.inner_view())
    }
}
