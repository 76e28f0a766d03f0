//! RegCB: what the models promise that fit the past nearly as well as the best one.
//!
//! Of all models whose squared errors (and penalty) add up to at most beta more than the best one's, the largest and the
//! least prediction at x are x' m +- sqrt(beta x' M^-1 x), cut at the greatest and the least reward there is (Foster,
//! Agarwal, Dudik, Luo and Schapire 2018, Practical Contextual Bandits with Regression Oracles; on linear models the binary
//! search of section 3 has this closed form). Algorithm 1 has two options: I, elimination, draws evenly among the arms
//! whose largest prediction is no less than the largest of all least ones, the only ones that may be best; II takes the
//! largest of the largest. beta = mellowness ln(K t) (range of rewards)^2 for K arms in round t, as Vowpal Wabbit's --regcb
//! (elimination) and --regcbopt have it.

use crate::agent::largest_chances;
use crate::agent::linear::{
    self, ArmModels, ArmScores, BIAS, GAMMA, INTERACTIONS, MODEL, RewardModel, TIKHONOV,
};
use crate::agent::pending::Pending;
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Clock, Explanation, Family, Reason, View, first_largest,
    largest,
};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::math::sampling::draw;
use crate::probabilities::ActionProbabilities;

const MELLOWNESS: Parameter = Parameter {
    name: "mellowness",
    title: "Mellowness",
    kind: Kind::Number { minimum: 0.0, maximum: 100.0, default: 0.1, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "How much worse than the best a model may fit the past and still be believed: 0 never explores.",
    ),
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
    help: words(
        "Whether it takes the arm with the largest such prediction, or draws evenly among all arms that no other is sure to beat.",
    ),
};

/// RegCB.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "reg_cb",
        title: "RegCB",
        sentence: words(
            "Takes the arm with the largest reward that is predicted by any linear model which fits the past nearly as well as the best one, or draws among all arms that may be best by these models.",
        ),
        citation: words(
            "Foster, Agarwal, Dudik, Luo and Schapire 2018, Practical Contextual Bandits with Regression Oracles; Vowpal Wabbit, --regcbopt and --regcb",
        ),
        facts: linear::MODEL_FACTS,
        parameters: &[MELLOWNESS, MODEL, TIKHONOV, GAMMA, BIAS, INTERACTIONS, FORM],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: linear::memory, build };

#[derive(Clone)]
struct RegCb {
    models: ArmModels,
    mellowness: f64,
    eliminates: bool,
    /// The range of rewards.
    least: f64,
    most: f64,
    /// Where largest predictions are cut: nowhere with a mellowness of zero, where arms beyond the range would else be alike.
    cut: f64,
    clock: Clock,
    pending: Pending,
    /// The scores are the largest predictions, alpha is sqrt(beta).
    thoughts: ArmScores,
    /// Of elimination.
    probabilities: Vec<f64>,
    /// Probability of the arm that was drawn last.
    drawn: f64,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let mellowness = values.number(&MELLOWNESS);
    Ok(Box::new(RegCb {
        models: linear::build(DESCRIPTOR.part.title, values, shape)?,
        mellowness,
        eliminates: values.chose(&FORM, ELIMINATION),
        least: shape.rewards.0,
        most: shape.rewards.1,
        cut: if mellowness > 0.0 { shape.rewards.1 } else { f64::INFINITY },
        clock: Clock::default(),
        pending: Pending::new(shape.items),
        thoughts: ArmScores::new(0.0, shape),
        probabilities: vec![0.0; shape.arms],
        drawn: 1.0,
    }))
}

impl RegCb {
    /// Writes the largest predictions and gives the index of the first of the largest.
    fn score(&mut self, view: &View<'_>) -> usize {
        self.clock.begin(view.round);
        let arms = view.items.len();
        let (estimates, deviations) = self.thoughts.of_round(view);
        self.models.estimates(view, estimates, deviations);
        if self.pending.all() > 0.0 {
            for (deviation, item) in deviations.iter_mut().zip(view.items) {
                *deviation = self.models.narrowed(*deviation, self.pending.of(*item));
            }
        }
        let span = self.most - self.least;
        self.thoughts.alpha =
            span * (self.mellowness * libm::log(arms as f64 * self.clock.round() as f64)).sqrt();
        self.thoughts.by_optimism(arms);
        let scores = &mut self.thoughts.scores[..arms];
        scores.iter_mut().for_each(|score| *score = score.min(self.cut));
        first_largest(scores)
    }

    /// Writes the probabilities of elimination, `best` being the arm with the largest prediction.
    fn share(&mut self, arms: usize, best: usize) {
        let ArmScores { alpha, means, deviations, scores, .. } = &self.thoughts;
        let least = means[..arms].iter().zip(deviations).map(|(mean, deviation)| mean - alpha * deviation);
        let surest = least.map(|least| least.max(self.least)).fold(f64::NEG_INFINITY, f64::max);
        // Rewards beyond the range that they are said to have could leave no arm otherwise.
        let surest = surest.min(scores[best]);
        let survives = |score: &f64| *score >= surest;
        let survivors = scores[..arms].iter().filter(|score| survives(score)).count();
        for (probability, score) in self.probabilities[..arms].iter_mut().zip(scores) {
            *probability = if survives(score) { 1.0 / survivors as f64 } else { 0.0 };
        }
    }
}

crate::state::state_fields! {
    RegCb { models, clock, pending, thoughts, probabilities, drawn }
    fixed { mellowness, eliminates, least, most, cut }
}

impl Agent for RegCb {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.pending.begin(|_, _, _| {});
        let (best, arms) = (self.score(view), view.items.len());
        let chosen = if self.eliminates {
            self.share(arms, best);
            let chosen = draw(&self.probabilities[..arms], stream);
            self.drawn = self.probabilities[chosen];
            chosen
        } else {
            largest(&self.thoughts.scores[..arms], stream)
        };
        self.pending.chose(view.round, view.items[chosen]);
        chosen
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.pending.heard(view.round, |_, _, _| {});
        self.models.learn(view, chosen, reward);
        self.clock.end(view.round);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        asked.pending.begin(|_, _, _| {});
        let (best, arms) = (asked.score(view), view.items.len());
        if !asked.eliminates {
            return largest_chances(&asked.thoughts.scores[..arms]);
        }
        asked.share(arms, best);
        ActionProbabilities::exact(asked.probabilities[..arms].to_vec())
    }

    /// The widths are those of what models promise, cut nowhere; the scores are the largest promises, cut.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let (best, arms) = (self.score(view), view.items.len());
        if !self.eliminates {
            return self.thoughts.explanation(arms, Reason::Optimism { alpha: self.thoughts.alpha });
        }
        self.share(arms, best);
        let probabilities = self.probabilities[..arms].to_vec();
        let reason = Reason::Drawn { probability: self.drawn };
        Explanation { probabilities, ..self.thoughts.explanation(arms, reason) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::without_context::testing::{Bench, assert_near, option};
    use crate::descriptor::Value;

    /// In round 2 of two arms beta is 0.1 ln 4. Estimate 1/4 and variance 1/2 of an arm that earned 1/2; the other's score
    /// is as its own width; both below the greatest reward, 1.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 2);
        bench.learn(0, 0.5);
        let beta = 0.1 * libm::log(4.0);
        assert_near(&bench.explain().scores, &[0.25 + (beta / 2.0).sqrt(), beta.sqrt()]);
    }

    /// The score is the largest prediction at x of all weights w with penalty and squared errors at most beta above the
    /// least, found here by trying weights; the cut is there, too.
    #[test]
    fn it_is_the_most_that_a_fitting_model_promises() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 1);
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
        let mut bench = Bench::new(&DESCRIPTOR, &[], 1);
        (0..20).for_each(|_| bench.learn(0, 1.0));
        assert_eq!(bench.explain().scores, [1.0]);
    }

    fn eliminating(arms: usize) -> Bench {
        Bench::new(&DESCRIPTOR, &[("form", option(ELIMINATION)), ("mellowness", Value::Number(0.05))], arms)
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

    /// Rewards far above what they are said to be at most put all predictions above it; someone is left to be taken.
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
