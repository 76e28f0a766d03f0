//! RegCB, its optimistic form: the largest reward that a model can promise that fits the past nearly as well as the best.
//!
//! Of all models whose squared errors (and penalty) add up to at most beta more than the best one's, the largest prediction at
//! x is x' m + sqrt(beta x' M^-1 x), cut at the greatest reward there is (Foster, Agarwal, Dudik, Luo and Schapire 2018,
//! Practical Contextual Bandits with Regression Oracles, algorithm 1, option II; on linear models the binary search of
//! section 3 has this closed form). beta = mellowness ln(K t) (range of rewards)^2 for K arms in round t, as Vowpal Wabbit's
//! --regcbopt has it.

use crate::agent::linear::{self, ArmModels, BIAS, Estimator, GAMMA, INTERACTIONS, MODEL, TIKHONOV};
use crate::agent::{Agent, BuildError, Declaration, Explanation, Family, Reason, View, first_largest};
use crate::declaration::{Kind, Parameter, Part, Scale, Values};
use crate::stream::Stream;
use crate::world::Shape;

const MELLOWNESS: Parameter = Parameter {
    name: "mellowness",
    title: "Mellowness",
    kind: Kind::Number { minimum: 0.0, maximum: 100.0, default: 0.1, scale: Scale::Logarithmic },
    unit: "",
    help: "How much worse than the best a model may fit the past and still be believed: 0 never explores.",
};

/// RegCB.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Linear,
    part: Part {
        id: "reg_cb",
        title: "RegCB",
        sentence: "Takes the arm with the largest reward that any linear model promises that fits the past nearly as well as the best one.",
        citation: "Foster, Agarwal, Dudik, Luo and Schapire 2018, Practical Contextual Bandits with Regression Oracles; Vowpal Wabbit, --regcbopt",
        parameters: &[MELLOWNESS, MODEL, TIKHONOV, GAMMA, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
    memory: linear::memory,
    build,
};

#[derive(Clone)]
struct RegCb {
    models: ArmModels,
    mellowness: f64,
    /// Length of the range of rewards, and its upper end.
    span: f64,
    most: f64,
    /// Of the next round, from 1.
    round: f64,
    estimates: Vec<f64>,
    deviations: Vec<f64>,
    scores: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(RegCb {
        models: linear::build(DECLARATION.part.title, values, shape)?,
        mellowness: values.number(&MELLOWNESS),
        span: shape.rewards.1 - shape.rewards.0,
        most: shape.rewards.1,
        round: 1.0,
        estimates: vec![0.0; shape.arms],
        deviations: vec![0.0; shape.arms],
        scores: vec![0.0; shape.arms],
    }))
}

impl RegCb {
    /// Writes the scores and gives sqrt(beta).
    fn score(&mut self, view: &View<'_>) -> f64 {
        let arms = view.items.len();
        self.models.estimates(view, &mut self.estimates[..arms], &mut self.deviations[..arms]);
        let alpha = self.span * (self.mellowness * libm::log(arms as f64 * self.round)).sqrt();
        for ((score, estimate), deviation) in
            self.scores[..arms].iter_mut().zip(&self.estimates).zip(&self.deviations)
        {
            *score = (estimate + alpha * deviation).min(self.most);
        }
        alpha
    }
}

impl Agent for RegCb {
    fn choose(&mut self, view: &View<'_>, _stream: &mut Stream) -> usize {
        self.score(view);
        first_largest(&self.scores[..view.items.len()])
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.models.learn(view, chosen, reward);
        self.round += 1.0;
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let alpha = self.score(view);
        let arms = view.items.len();
        Explanation {
            estimates: self.estimates[..arms].to_vec(),
            widths: self.deviations[..arms].iter().map(|deviation| alpha * deviation).collect(),
            scores: self.scores[..arms].to_vec(),
            reason: Reason::Optimism { alpha },
            ..Explanation::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::without_context::testing::{Bench, assert_near};

    /// In round 2 of two arms beta is 0.1 ln 4. Estimate 1/4 and variance 1/2 of an arm that earned 1/2; the other's score
    /// is as its own width; both below the greatest reward, 1.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DECLARATION, &[], 2);
        bench.learn(0, 0.5);
        let beta = 0.1 * libm::log(4.0);
        assert_near(&bench.explain().scores, &[0.25 + (beta / 2.0).sqrt(), beta.sqrt()]);
    }

    /// The score is the largest prediction at x of all weights w with penalty and squared errors at most beta above the
    /// least, found here by trying weights; the cut is there, too.
    #[test]
    fn it_is_the_most_that_a_fitting_model_promises() {
        let mut bench = Bench::new(&DECLARATION, &[], 1);
        for (round, reward) in [0.2, 0.1, 0.4].into_iter().enumerate() {
            bench.learn(0, reward);
            let beta = 0.1 * libm::log(round as f64 + 2.0);
            let rewards = &[0.2, 0.1, 0.4][..=round];
            let loss = |w: f64| w * w + rewards.iter().map(|r| (w - r) * (w - r)).sum::<f64>();
            let grid = || (0..200_000).map(|step| f64::from(step) * 1e-5);
            let least = grid().map(loss).fold(f64::INFINITY, f64::min);
            let most = grid().filter(|w| loss(*w) <= least + beta).fold(0.0, f64::max);
            assert!((bench.explain().scores[0] - most.min(1.0)).abs() < 2e-5, "{most}");
        }
        let mut bench = Bench::new(&DECLARATION, &[], 1);
        (0..20).for_each(|_| bench.learn(0, 1.0));
        assert_eq!(bench.explain().scores, [1.0]);
    }
}
