//! RegCB: what the models promise that fit the past nearly as well as the best one.
//!
//! Of all models whose squared errors (and penalty) add up to at most beta more than the best one's, the largest and the
//! least prediction at x are x' m +- sqrt(beta x' M^-1 x), cut at the greatest and the least reward there is (Foster,
//! Agarwal, Dudik, Luo and Schapire 2018, Practical Contextual Bandits with Regression Oracles; on linear models the binary
//! search of section 3 has this closed form). Algorithm 1 has two options: I, elimination, draws evenly among the arms
//! whose largest prediction is no less than the largest of all least ones, the only ones that may be best; II takes the
//! largest of the largest. beta = mellowness ln(K t) (range of rewards)^2 for K arms in round t, as Vowpal Wabbit's --regcb
//! (elimination) and --regcbopt have it.

use crate::agent::linear::{self, ArmModels, BIAS, Estimator, GAMMA, INTERACTIONS, MODEL, TIKHONOV};
use crate::agent::{Agent, BuildError, Declaration, Explanation, Family, Reason, View, first_largest};
use crate::declaration::{Choice, Kind, Parameter, Part, Scale, Values};
use crate::stream::Stream;
use crate::world::Shape;

const MELLOWNESS: Parameter = Parameter {
    name: "mellowness",
    title: "Mellowness",
    kind: Kind::Number { minimum: 0.0, maximum: 100.0, default: 0.1, scale: Scale::Logarithmic },
    unit: "",
    help: "How much worse than the best a model may fit the past and still be believed: 0 never explores.",
};

const ELIMINATION: &str = "elimination";

const FORM: Parameter = Parameter {
    name: "form",
    title: "Form",
    kind: Kind::Choice {
        options: &[
            Choice { id: "optimistic", title: "optimistic: the arm that may earn most" },
            Choice { id: ELIMINATION, title: "elimination: any arm that may be best" },
        ],
        default: "optimistic",
    },
    unit: "",
    help: "Whether it takes the arm with the largest promise, or draws evenly among all arms that no other is sure to beat.",
};

/// RegCB.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Linear,
    part: Part {
        id: "reg_cb",
        title: "RegCB",
        sentence: "Takes the arm with the largest reward that any linear model promises that fits the past nearly as well as the best one, or draws among all arms that may be best by these models.",
        citation: "Foster, Agarwal, Dudik, Luo and Schapire 2018, Practical Contextual Bandits with Regression Oracles; Vowpal Wabbit, --regcbopt and --regcb",
        parameters: &[MELLOWNESS, MODEL, TIKHONOV, GAMMA, BIAS, INTERACTIONS, FORM],
    },
    sees_expectations: false,
    memory: linear::memory,
    build,
};

#[derive(Clone)]
struct RegCb {
    models: ArmModels,
    mellowness: f64,
    eliminates: bool,
    /// The range of rewards.
    least: f64,
    most: f64,
    /// Of the next round, from 1.
    round: f64,
    estimates: Vec<f64>,
    deviations: Vec<f64>,
    /// Largest predictions.
    scores: Vec<f64>,
    /// Probability of the arm that was drawn last.
    drawn: f64,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(RegCb {
        models: linear::build(DECLARATION.part.title, values, shape)?,
        mellowness: values.number(&MELLOWNESS),
        eliminates: values.chose(&FORM, ELIMINATION),
        least: shape.rewards.0,
        most: shape.rewards.1,
        round: 1.0,
        estimates: vec![0.0; shape.arms],
        deviations: vec![0.0; shape.arms],
        scores: vec![0.0; shape.arms],
        drawn: 1.0,
    }))
}

impl RegCb {
    /// Writes the scores and gives sqrt(beta).
    fn score(&mut self, view: &View<'_>) -> f64 {
        let arms = view.items.len();
        self.models.estimates(view, &mut self.estimates[..arms], &mut self.deviations[..arms]);
        let alpha = (self.most - self.least) * (self.mellowness * libm::log(arms as f64 * self.round)).sqrt();
        for ((score, estimate), deviation) in
            self.scores[..arms].iter_mut().zip(&self.estimates).zip(&self.deviations)
        {
            *score = (estimate + alpha * deviation).min(self.most);
        }
        alpha
    }

    /// The largest of the least predictions that go with the scores.
    fn surest(&self, arms: usize, alpha: f64) -> f64 {
        let least = self.estimates[..arms].iter().zip(&self.deviations);
        let least = least.map(|(estimate, deviation)| (estimate - alpha * deviation).max(self.least));
        // Where rewards are beyond the range that they are said to have, cuts could leave no arm.
        least.fold(f64::NEG_INFINITY, f64::max).min(self.scores[first_largest(&self.scores[..arms])])
    }

    /// The arms that may be best.
    fn survivors(&self, arms: usize, surest: f64) -> impl Iterator<Item = usize> {
        (0..arms).filter(move |slot| self.scores[*slot] >= surest)
    }
}

impl Agent for RegCb {
    fn choose(&mut self, view: &View<'_>, stream: &mut Stream) -> usize {
        let alpha = self.score(view);
        let arms = view.items.len();
        let best = first_largest(&self.scores[..arms]);
        if !self.eliminates {
            return best;
        }
        let surest = self.surest(arms, alpha);
        let count = self.survivors(arms, surest).count().max(1);
        self.drawn = 1.0 / count as f64;
        self.survivors(arms, surest).nth(stream.below(count)).unwrap_or(best)
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.models.learn(view, chosen, reward);
        self.round += 1.0;
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let alpha = self.score(view);
        let arms = view.items.len();
        let (mut probabilities, mut reason) = (Vec::new(), Reason::Optimism { alpha });
        if self.eliminates {
            let surest = self.surest(arms, alpha);
            let count = self.survivors(arms, surest).count().max(1);
            probabilities.resize(arms, 0.0);
            self.survivors(arms, surest).for_each(|slot| probabilities[slot] = 1.0 / count as f64);
            reason = Reason::Drawn { probability: self.drawn };
        }
        Explanation {
            estimates: self.estimates[..arms].to_vec(),
            widths: self.deviations[..arms].iter().map(|deviation| alpha * deviation).collect(),
            scores: self.scores[..arms].to_vec(),
            probabilities,
            reason,
            ..Explanation::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::without_context::testing::{Bench, assert_near, option};
    use crate::declaration::Value;

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

    fn eliminating(arms: usize) -> Bench {
        Bench::new(&DECLARATION, &[("form", option(ELIMINATION)), ("mellowness", Value::Number(0.05))], arms)
    }

    /// Arm 0 earned 1 nine times, arm 1 nothing nine times, arm 2 was never taken: estimates 9/10, 0 and 0, variances 1/10,
    /// 1/10 and 1. In round 19 of three arms beta is 0.05 ln 57, its root 0.4496. Arm 0 earns no less than
    /// 0.9 - 0.4496 sqrt(0.1) = 0.758, which neither arm 1, at most 0.142, nor arm 2, at most 0.4496, can reach. After one
    /// round of each it is no less than 0.5 - 0.3315 sqrt(1/2) = 0.266: arm 1, at most 0.234, is out, arm 2, at most 0.3315,
    /// is not.
    #[test]
    fn elimination_by_hand() {
        let mut bench = eliminating(3);
        bench.learn(0, 1.0);
        bench.learn(1, 0.0);
        assert_near(&bench.explain().probabilities, &[0.5, 0.0, 0.5]);
        for _ in 0..8 {
            bench.learn(0, 1.0);
            bench.learn(1, 0.0);
        }
        let thought = bench.explain();
        let root = (0.05 * libm::log(57.0)).sqrt();
        assert_near(&thought.estimates, &[0.9, 0.0, 0.0]);
        assert_near(&thought.widths, &[root * 0.1_f64.sqrt(), root * 0.1_f64.sqrt(), root]);
        assert_near(&thought.scores, &[1.0, root * 0.1_f64.sqrt(), root]);
        assert_near(&thought.probabilities, &[1.0, 0.0, 0.0]);
        assert_eq!((bench.choose(), bench.explain().reason), (0, Reason::Drawn { probability: 1.0 }));
    }

    /// Rewards far above what they are said to be at most put all predictions above it; somebody is left to be taken.
    #[test]
    fn elimination_leaves_an_arm() {
        let mut bench = eliminating(3);
        for slot in [0, 1, 1, 1] {
            bench.learn(slot, 50.0);
        }
        assert_near(&bench.explain().probabilities, &[0.5, 0.5, 0.0]);
        let mut counts = [0.0; 3];
        (0..4_000).for_each(|_| counts[bench.choose()] += 1.0);
        assert!((counts[0] - 2_000.0_f64).abs() < 4.0 * 1_000.0_f64.sqrt() && counts[2] == 0.0, "{counts:?}");
    }
}
