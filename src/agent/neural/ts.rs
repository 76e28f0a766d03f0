//! NeuralTS, diagonal: one draw an arm around the network's prediction, as wide as it is unsure, by its gradient.

use super::gradients::{self, GradientWidths};
use crate::agent::{
    Agent, BuildError, Declaration, Explanation, Family, InnerView, Reason, View, first_largest, linear,
};
use crate::declaration::{Part, Values};
use crate::stream::Stream;
use crate::world::Shape;

/// NeuralTS.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Neural,
    part: Part {
        id: "neural_ts",
        title: "NeuralTS",
        sentence: "Predicts each arm's reward with a neural network, draws one value around each prediction, spread by the prediction's gradient, and takes the largest.",
        citation: "Zhang, Zhou, Li and Gu 2021, Neural Thompson Sampling; with the diagonal of their matrix",
        parameters: &gradients::PARAMETERS,
    },
    sees_expectations: false,
    memory: gradients::memory,
    build,
};

#[derive(Clone)]
struct NeuralTs {
    network: GradientWidths,
    estimates: Vec<f64>,
    widths: Vec<f64>,
    scores: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(NeuralTs {
        network: GradientWidths::new(DECLARATION.part.title, values, shape)?,
        estimates: vec![0.0; shape.arms],
        widths: vec![0.0; shape.arms],
        scores: vec![0.0; shape.arms],
    }))
}

impl Agent for NeuralTs {
    fn choose(&mut self, view: &View<'_>, stream: &mut Stream) -> usize {
        self.network.learner.start(stream);
        let arms = view.items.len();
        let (estimates, widths) = (&mut self.estimates[..arms], &mut self.widths[..arms]);
        self.network.estimates(view, estimates, widths);
        linear::draw(estimates, widths, self.network.alpha, stream, &mut self.scores[..arms]);
        first_largest(&self.scores[..arms])
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.network.learn(view, chosen, reward);
    }

    /// The scores are the samples of the last choice.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let (arms, alpha) = (view.items.len(), self.network.alpha);
        self.network.estimates(view, &mut self.estimates[..arms], &mut self.widths[..arms]);
        Explanation {
            estimates: self.estimates[..arms].to_vec(),
            widths: self.widths[..arms].iter().map(|width| alpha * width).collect(),
            scores: self.scores[..arms].to_vec(),
            reason: Reason::Sampled { alpha },
            ..Explanation::default()
        }
    }

    fn inner_view(&self) -> Option<InnerView> {
        Some(self.network.learner.inner_view())
    }
}
