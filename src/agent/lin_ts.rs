//! Linear Thompson sampling: one draw an arm from what its reward may be.

use super::linear::{self, ALPHA, ArmModels, BIAS, GAMMA, INTERACTIONS, MODEL, TIKHONOV};
use super::{Agent, BuildError, Declaration, Explanation, Family, Reason, View, first_largest};
use crate::declaration::{Part, Values};
use crate::stream::Stream;
use crate::world::Shape;

/// Linear Thompson sampling.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Linear,
    part: Part {
        id: "lin_ts",
        title: "Linear Thompson sampling",
        sentence: "Estimates each arm's reward by ridge regression, draws one value from each estimate's uncertainty and takes the largest.",
        citation: "Agrawal and Goyal 2013, Thompson Sampling for Contextual Bandits with Linear Payoffs; drawn arm by arm as in TF-Agents",
        parameters: &[ALPHA, MODEL, TIKHONOV, GAMMA, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
    memory: linear::memory,
    build,
};

#[derive(Clone)]
struct LinTs {
    models: ArmModels,
    alpha: f64,
    estimates: Vec<f64>,
    deviations: Vec<f64>,
    samples: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(LinTs {
        models: linear::build(DECLARATION.part.title, values, shape)?,
        alpha: values.number(&ALPHA),
        estimates: vec![0.0; shape.arms],
        deviations: vec![0.0; shape.arms],
        samples: vec![0.0; shape.arms],
    }))
}

/// Draws each arm's score independently from Normal(mean, alpha sqrt(x' M^-1 x)), the second being the standard
/// deviation.
pub fn draw(means: &[f64], deviations: &[f64], alpha: f64, stream: &mut Stream, samples: &mut [f64]) {
    for ((sample, mean), deviation) in samples.iter_mut().zip(means).zip(deviations) {
        *sample = mean + alpha * deviation * stream.normal();
    }
}

impl Agent for LinTs {
    fn choose(&mut self, view: &View<'_>, stream: &mut Stream) -> usize {
        let arms = view.items.len();
        let (means, deviations) = (&mut self.estimates[..arms], &mut self.deviations[..arms]);
        self.models.estimates(view, means, deviations);
        draw(means, deviations, self.alpha, stream, &mut self.samples[..arms]);
        first_largest(&self.samples[..arms])
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.models.learn(view, chosen, reward);
    }

    /// The scores are the samples of the last choice.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let arms = view.items.len();
        self.models.estimates(view, &mut self.estimates[..arms], &mut self.deviations[..arms]);
        Explanation {
            estimates: self.estimates[..arms].to_vec(),
            widths: self.deviations[..arms].iter().map(|deviation| self.alpha * deviation).collect(),
            scores: self.samples[..arms].to_vec(),
            reason: Reason::Sampled { alpha: self.alpha },
            ..Explanation::default()
        }
    }
}
