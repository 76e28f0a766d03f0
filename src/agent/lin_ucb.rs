//! LinUCB: the largest estimate plus alpha standard deviations.

use super::linear::{self, ALPHA, ArmModels, BIAS, GAMMA, INTERACTIONS, MODEL, TIKHONOV};
use super::{Agent, BuildError, Declaration, Explanation, Family, Reason, View, first_largest};
use crate::declaration::{Part, Values};
use crate::stream::Stream;
use crate::world::Shape;

/// LinUCB.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Linear,
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

#[derive(Clone)]
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
        let arms = view.items.len();
        self.models.estimates(view, &mut self.estimates[..arms], &mut self.deviations[..arms]);
        for ((score, estimate), deviation) in
            self.scores[..arms].iter_mut().zip(&self.estimates).zip(&self.deviations)
        {
            *score = estimate + self.alpha * deviation;
        }
    }
}

impl Agent for LinUcb {
    fn choose(&mut self, view: &View<'_>, _stream: &mut Stream) -> usize {
        self.score(view);
        first_largest(&self.scores[..view.items.len()])
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.models.learn(view, chosen, reward);
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.score(view);
        let arms = view.items.len();
        Explanation {
            estimates: self.estimates[..arms].to_vec(),
            widths: self.deviations[..arms].iter().map(|deviation| self.alpha * deviation).collect(),
            scores: self.scores[..arms].to_vec(),
            reason: Reason::Optimism { alpha: self.alpha },
            ..Explanation::default()
        }
    }
}
