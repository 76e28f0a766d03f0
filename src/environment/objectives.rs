//! Several objectives: what an arm is worth beside its reward, and how all of it becomes one reward.
//!
//! All objectives are on one scale, from 0 (the worst) to 1 (the best): the environment's own reward is moved onto it from the
//! environment's range, novelty and diversity are there from the beginning. A [`Goal`] makes one number of them and moves that
//! back onto the environment's range, so that what is best in every objective earns the environment's greatest reward, and agents,
//! charts and regret keep their scale.

use crate::descriptor::{Choice, Kind, Parameter, Scale, Values, words};
use crate::math::scalarizer::Scalarizer;

/// How many objectives there are.
pub const OBJECTIVES: usize = 3;

/// What they are called, in the order of all lists of them.
pub const TITLES: [&str; OBJECTIVES] = ["reward", "novelty", "diversity"];

const LINEAR: &str = "linear";
const CHEBYSHEV: &str = "chebyshev";
const HYPERVOLUME: &str = "hypervolume";

/// How several objectives become one.
pub const SCALARIZATION: Parameter = Parameter {
    name: "scalarization",
    title: "Several become one",
    kind: Kind::Choice {
        options: &[
            Choice { id: LINEAR, title: "weighted mean (linear)" },
            Choice { id: CHEBYSHEV, title: "how far the worst is from the best (Chebyshev)" },
            Choice { id: HYPERVOLUME, title: "how far one gets in the weights' direction (hypervolume)" },
        ],
        default: LINEAR,
    },
    unit: "",
    help: words(
        "Objectives from 0 to 1 become their weighted mean, or 1 less the largest weighted distance from 1, or the smallest quotient of objective and weight; equal weights make the last two the smallest objective.",
    ),
};

/// The weight of an objective: `default` is the weight when none is given.
pub const fn weighted(parameter: Parameter, default: f64) -> Parameter {
    Parameter {
        kind: Kind::Number { minimum: 0.0, maximum: 10.0, default, scale: Scale::Linear },
        ..parameter
    }
}

const fn weight(name: &'static str, title: &'static str, help: &'static str, default: f64) -> Parameter {
    let kind = Kind::Switch { default: false };
    weighted(Parameter { name, title, kind, unit: "relative", help }, default)
}

/// The weight of each objective, in the order of [`TITLES`]; only their ratios count. Of itself the reward is all there
/// is.
pub const WEIGHTS: [Parameter; OBJECTIVES] = [
    weight(
        "reward_weight",
        "Weight of the reward",
        "How much the environment's own reward counts, on a scale from its least, 0, to its greatest, 1; only the ratios of the weights matter.",
        1.0,
    ),
    weight(
        "novelty_weight",
        "Weight of novelty",
        "How much it counts that an item is rarely met: for films 0 where every user has rated it and 1 where only one has; elsewhere a number drawn for each item.",
        0.0,
    ),
    weight(
        "diversity_weight",
        "Weight of diversity",
        "How much it counts that an item is unlike the user's others: for films 0 where its genres are those that the user rates and 1 where it shares none; elsewhere a number drawn for each item.",
        0.0,
    ),
];

/// What an item is worth to a user beside its reward.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SideObjectives {
    /// How rarely it is met, in [0, 1].
    pub novelty: f64,
    /// How unlike the user's other items it is, in [0, 1].
    pub diversity: f64,
}

/// What a choice earned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Earned {
    /// The reward, of all objectives where there are several.
    pub reward: f64,
    /// What was earned of each; none where the reward is all there is.
    pub objectives: Option<[f64; OBJECTIVES]>,
}

impl Earned {
    /// What was earned of each objective; empty where the reward is all there is.
    pub fn objectives(&self) -> &[f64] {
        self.objectives.as_ref().map_or(&[], |objectives| objectives)
    }
}

/// How objectives become one reward in an environment of a known range of rewards.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    scalarizer: Scalarizer,
    /// What brings the scalarizer's number onto the scale from 0 to 1: slope x number + offset.
    slope: f64,
    offset: f64,
    /// The environment's least reward, and the length of its range.
    least: f64,
    unit: f64,
}

impl Goal {
    /// The goal that these values ask for: `weights` are the parameters of the weights, in the order of [`TITLES`];
    /// if all are zero they count as equal. `rewards` are the environment's least and greatest reward; a range without a
    /// length counts as one of length 1.
    ///
    /// - Linear: the sum of w x, where the weights w add up to 1.
    /// - Chebyshev: 1 + the smallest w (x - 1), where the largest weight is 1: the reference point is the best of each
    ///   objective (the utopian point of Van Moffaert, Drugan and Nowé 2013), so that more weight counts for more.
    /// - Hypervolume: the smallest max(x, 0) / w, where the largest weight is 1: the direction is that of the weights,
    ///   the reference point the worst of each objective.
    pub fn new(values: &Values, weights: &[Parameter; OBJECTIVES], rewards: (f64, f64)) -> Goal {
        let mut weights = weights.map(|parameter| values.number(&parameter));
        let largest = weights.iter().copied().fold(0.0, f64::max);
        if largest > 0.0 {
            weights.iter_mut().for_each(|weight| *weight /= largest);
        } else {
            weights.fill(1.0);
        }
        let (scalarizer, slope, offset) = if values.chose(&SCALARIZATION, CHEBYSHEV) {
            let reference = vec![1.0; OBJECTIVES];
            (Scalarizer::Chebyshev { weights: weights.to_vec(), reference }, 1.0, 1.0)
        } else if values.chose(&SCALARIZATION, HYPERVOLUME) {
            // The scalarizer makes the direction one of length 1.
            let length = weights.iter().map(|weight| weight * weight).sum::<f64>().sqrt();
            let (slopes, offsets) = (vec![1.0; OBJECTIVES], vec![0.0; OBJECTIVES]);
            (Scalarizer::Hypervolume { direction: weights.to_vec(), slopes, offsets }, 1.0 / length, 0.0)
        } else {
            let sum: f64 = weights.iter().sum();
            (Scalarizer::Linear { weights: weights.map(|weight| weight / sum).to_vec() }, 1.0, 0.0)
        };
        let (least, greatest) = range(rewards);
        Goal { scalarizer, slope, offset, least, unit: greatest - least }
    }

    /// The environment's own reward on the scale of the objectives.
    pub fn scaled(&self, reward: f64) -> f64 {
        (reward - self.least) / self.unit
    }

    /// The environment's own reward that has this place on the scale of the objectives.
    pub fn unscaled(&self, objective: f64) -> f64 {
        self.least + self.unit * objective
    }

    /// The one reward of these objectives, on the environment's range.
    pub fn reward(&self, objectives: &[f64; OBJECTIVES]) -> f64 {
        // The lists have one length and the weights a direction, so the scalarizer never refuses.
        let scalar = self.scalarizer.scalarize(objectives).unwrap_or_default();
        self.unscaled(self.slope * scalar + self.offset)
    }
}

/// Least and greatest reward of an environment with several objectives, whose own rewards are in the range `rewards`: the
/// same, but for a range without a length, which becomes one of length 1.
pub fn range((least, greatest): (f64, f64)) -> (f64, f64) {
    let length = greatest - least;
    match (least.is_finite(), length > 0.0 && length.is_finite()) {
        (true, true) => (least, greatest),
        (true, false) => (least, least + 1.0),
        (false, _) => (0.0, 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;
    use proptest::prelude::*;

    fn goal(scalarization: &str, weights: [f64; OBJECTIVES], rewards: (f64, f64)) -> Goal {
        let mut values = Values::default();
        values.set(&SCALARIZATION, Value::Choice(scalarization.to_owned()));
        for (parameter, weight) in WEIGHTS.iter().zip(weights) {
            values.set(parameter, Value::Number(weight));
        }
        Goal::new(&values, &WEIGHTS, rewards)
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    }

    /// Objectives 0.8, 0.5 and 0.3 with weights 2, 1 and 1, of rewards from 1 to 5. Linear: 0.4 + 0.125 + 0.075 = 0.6.
    /// Chebyshev, weights 1, 1/2, 1/2: the largest of 0.2, 0.25 and 0.35 leaves 0.65. Hypervolume: the smallest of
    /// 0.8, 1 and 0.6.
    #[test]
    fn rewards_by_hand() {
        let objectives = [0.8, 0.5, 0.3];
        for (scalarization, expected) in [(LINEAR, 0.6), (CHEBYSHEV, 0.65), (HYPERVOLUME, 0.6)] {
            let goal = goal(scalarization, [2.0, 1.0, 1.0], (1.0, 5.0));
            near(goal.reward(&objectives), 1.0 + 4.0 * expected);
        }
        let goal = goal(HYPERVOLUME, [1.0, 2.0, 0.0], (1.0, 5.0));
        near(goal.reward(&objectives), 1.0 + 4.0 * 0.5);
        near(goal.scaled(4.0), 0.75);
        near(goal.unscaled(0.75), 4.0);
    }

    /// Below the worst there is nothing to reach in any direction, but there are distances and means.
    #[test]
    fn noise_may_go_beyond_the_scale() {
        let objectives = [-0.5, 1.0, 1.0];
        for (scalarization, expected) in [(LINEAR, 0.5), (CHEBYSHEV, -0.5), (HYPERVOLUME, 0.0)] {
            near(goal(scalarization, [1.0; 3], (0.0, 1.0)).reward(&objectives), expected);
        }
    }

    #[test]
    fn ranges_without_a_length_and_weights_of_zero_have_a_meaning() {
        near(goal(LINEAR, [0.0; 3], (2.0, 2.0)).reward(&[0.0, 0.0, 0.6]), 2.2);
        assert_eq!(range((2.0, 2.0)), (2.0, 3.0));
        assert_eq!(range((2.0, f64::INFINITY)), (2.0, 3.0));
        assert_eq!(range((f64::NEG_INFINITY, 1.0)), (0.0, 1.0));
        assert_eq!(range((-3.0, 4.0)), (-3.0, 4.0));
    }

    proptest! {
        /// Whatever the weights: on the scale one reward stays in the environment's range, is least and greatest where all
        /// objectives are, and no objective that grows makes it smaller.
        #[test]
        fn one_reward_is_in_range_and_grows(
            which in 0_usize..3,
            weights in proptest::array::uniform3(0.0_f64..10.0),
            objectives in proptest::array::uniform3(0.0_f64..=1.0),
            grown in 0_usize..OBJECTIVES,
            by in 0.0_f64..1.0,
        ) {
            let goal = goal([LINEAR, CHEBYSHEV, HYPERVOLUME][which], weights, (-2.0, 6.0));
            let reward = goal.reward(&objectives);
            prop_assert!((-2.0 - 1e-9..=6.0 + 1e-9).contains(&reward), "{}", reward);
            prop_assert!((goal.reward(&[0.0; OBJECTIVES]) + 2.0).abs() < 1e-9);
            prop_assert!((goal.reward(&[1.0; OBJECTIVES]) - 6.0).abs() < 1e-9);
            let mut better = objectives;
            better[grown] += by;
            prop_assert!(goal.reward(&better) >= reward - 1e-9);
        }

        /// With one weight only, that objective is all there is.
        #[test]
        fn one_weight_is_one_objective(
            which in 0_usize..3,
            only in 0_usize..OBJECTIVES,
            weight in 0.1_f64..10.0,
            objectives in proptest::array::uniform3(0.0_f64..=1.0),
        ) {
            let mut weights = [0.0; OBJECTIVES];
            weights[only] = weight;
            let goal = goal([LINEAR, CHEBYSHEV, HYPERVOLUME][which], weights, (0.0, 1.0));
            prop_assert!((goal.reward(&objectives) - objectives[only]).abs() < 1e-9);
        }
    }
}
