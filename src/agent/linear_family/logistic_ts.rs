//! Logistic Thompson sampling: weights drawn from what they may be, and the largest probability of a success.

use super::{BATCH, DEFINITION, LogisticModels};
use crate::agent::linear::{ALPHA, BIAS, INTERACTIONS, MODEL, RewardModel, TIKHONOV};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, Reason, View, largest};
use crate::descriptor::{Descriptor, Schedule, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::{ActionProbabilities, largest_of};

/// Logistic Thompson sampling.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "logistic_ts",
        title: "Logistic Thompson sampling",
        sentence: words(
            "Estimates each arm's chance of a full reward by logistic regression, with weights drawn from their posterior each round, and takes the largest; made for rewards of 0 and 1.",
        ),
        citation: words("Chapelle and Li 2011, An Empirical Evaluation of Thompson Sampling, algorithm 3"),
        facts: crate::agent::linear::MODEL_FACTS,
        parameters: &[ALPHA, DEFINITION, BATCH, MODEL, TIKHONOV, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: LogisticModels::memory, build };

#[derive(Clone)]
struct LogisticTs {
    models: LogisticModels,
    alpha: Schedule,
    /// The weights drawn last.
    weights: Vec<f64>,
    /// Logarithms of the odds under them.
    samples: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let models = LogisticModels::new(DESCRIPTOR.part.title, values, shape)?;
    let weights = vec![0.0; models.dimension()];
    Ok(Box::new(LogisticTs {
        models,
        alpha: values.schedule(&ALPHA),
        weights,
        samples: vec![0.0; shape.arms],
    }))
}

crate::state::state_fields! {
    LogisticTs { models, samples } fixed { alpha, weights }
}

impl Agent for LogisticTs {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        let samples = &mut self.samples[..view.items.len()];
        self.models.draw(view, self.alpha.value(view.round), &mut self.weights, stream, samples);
        largest(samples, stream)
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.models.learn(view, chosen, reward);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        if let Some(samples) = asked.models.independent_draws(view, self.alpha.value(view.round)) {
            return largest_of(&samples);
        }
        let mut scores = vec![0.0; view.items.len()];
        ActionProbabilities::of_draws(scores.len(), |stream| {
            asked.models.draw(view, self.alpha.value(view.round), &mut asked.weights, stream, &mut scores);
            largest(&scores, stream)
        })
    }

    /// The scores are the samples of the last choice; the widths are those of the weights, not of what the sigmoid makes
    /// of them.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let arms = view.items.len();
        let (estimates, mut widths) = self.models.thoughts(view);
        let alpha = self.alpha.value(view.round);
        widths.iter_mut().for_each(|width| *width *= alpha);
        Explanation {
            estimates,
            widths,
            scores: self.samples[..arms].iter().map(|sample| self.models.reward(*sample)).collect(),
            reason: Reason::Sampled { alpha },
            ..Explanation::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::logistic_fit::sigmoid;
    use super::*;
    use crate::agent::without_context::testing::{Bench, option};
    use crate::descriptor::Value;

    /// With m = 0, x = 1, lambda = 4 and alpha = 1, the logarithm of the odds has a standard deviation of 1 / 2, and with Open
    /// Bandit Pipeline of 1 / 4: so has its share below one of these. Within four standard errors.
    #[test]
    fn samples_are_as_wide_as_they_should_be() {
        let lambda = ("tikhonov", Value::Number(4.0));
        for (definition, deviation) in [("chapelle_li", 0.5), ("obp", 0.25)] {
            let mut bench = Bench::new(&DESCRIPTOR, &[lambda.clone(), ("definition", option(definition))], 1);
            let count = 20_000;
            let mut below = 0.0;
            for _ in 0..count {
                bench.choose();
                below += f64::from(u8::from(bench.explain().scores[0] < sigmoid(deviation)));
            }
            // The normal distribution's share below one standard deviation.
            let expected = 0.841_344_746_068_543_f64;
            let error = (expected * (1.0 - expected) / f64::from(count)).sqrt();
            assert!((below / f64::from(count) - expected).abs() < 4.0 * error, "{definition}: {below}");
        }
    }
}
