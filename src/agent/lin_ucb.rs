//! LinUCB: the largest estimate plus alpha standard deviations.

use super::linear::{self, ALPHA, ArmModels, BIAS, GAMMA, INTERACTIONS, MODEL, TIKHONOV};
use super::{Agent, BuildError, Declaration, Explanation, Reason, View, first_largest};
use crate::declaration::{Part, Values};
use crate::stream::Stream;
use crate::world::Shape;

/// LinUCB.
pub static DECLARATION: Declaration = Declaration {
    part: Part {
        id: "lin_ucb",
        title: "LinUCB",
        sentence: "Estimates each arm's reward by ridge regression and takes the largest estimate plus a bonus for uncertainty.",
        citation: "Li, Chu, Langford and Schapire 2010, A Contextual-Bandit Approach to Personalized News Article Recommendation",
        parameters: &[ALPHA, MODEL, TIKHONOV, GAMMA, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
    memory: linear::memory,
    build,
};

struct LinUcb {
    models: ArmModels,
    alpha: f64,
    estimates: Vec<f64>,
    deviations: Vec<f64>,
    scores: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(LinUcb {
        models: linear::build(DECLARATION.part.title, values, shape)?,
        alpha: values.number(&ALPHA),
        estimates: vec![0.0; shape.arms],
        deviations: vec![0.0; shape.arms],
        scores: vec![0.0; shape.arms],
    }))
}

impl LinUcb {
    /// mean + alpha sqrt(x' M^-1 x) of every arm (Li et al. 2010, algorithm 1, line 9).
    fn score(&mut self, view: &View<'_>) {
        self.models.estimates(view, &mut self.estimates, &mut self.deviations);
        for ((score, estimate), deviation) in
            self.scores.iter_mut().zip(&self.estimates).zip(&self.deviations)
        {
            *score = estimate + self.alpha * deviation;
        }
    }
}

impl Agent for LinUcb {
    fn choose(&mut self, view: &View<'_>, _stream: &mut Stream) -> usize {
        self.score(view);
        first_largest(&self.scores)
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.models.learn(view, chosen, reward);
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.score(view);
        Explanation {
            estimates: self.estimates.clone(),
            widths: self.deviations.iter().map(|deviation| self.alpha * deviation).collect(),
            scores: self.scores.clone(),
            reason: Reason::Optimism { alpha: self.alpha },
        }
    }
}
