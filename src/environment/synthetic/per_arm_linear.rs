//! A linear environment in which every round brings other arms, each described by features.

use std::sync::Arc;

use super::parts::{
    ARM_DIMENSION, ARMS, DIMENSION, NOISE, WHOLE, draw_direction, moments_of_whole, whole_number,
};
use crate::data::Inputs;
use crate::descriptor::{Choice, Descriptor, Fact, Kind, Parameter, Property, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::math::random::RngStream;
use crate::math::vector::dot;

const INTERACTIONS: Parameter = Parameter {
    name: "interactions",
    title: "Interactions",
    kind: Kind::Switch { default: false },
    unit: "",
    help: words(
        "Adds the products of each context feature with each arm feature to what rewards are linear in, so that the best arm depends on the context; without them the context moves all arms alike, as in TF-Agents.",
    ),
};

/// Option of [`WEIGHTS`] and of [`FEATURES`].
const WHOLE_NUMBERS: &str = "whole";

const WEIGHTS: Parameter = Parameter {
    name: "weights",
    title: "Weights",
    kind: Kind::Choice {
        options: &[
            Choice { id: "direction", title: "a random direction of length 1" },
            Choice { id: WHOLE_NUMBERS, title: "whole numbers from -10 to 9" },
        ],
        default: "direction",
    },
    unit: "",
    help: words("How the weights of the features are drawn, once for each seed."),
};

const FEATURES: Parameter = Parameter {
    name: "features",
    title: "Features",
    kind: Kind::Choice {
        options: &[
            Choice { id: "normal", title: "standard normal" },
            Choice { id: WHOLE_NUMBERS, title: "whole numbers: 0 to 9 in the context, -3 to 3 of an arm" },
        ],
        default: "normal",
    },
    unit: "",
    help: words("How the features of the context and of the arms are drawn in every round."),
};

const FEATURE_SCALE: Parameter = Parameter {
    name: "feature_scale",
    title: "Scale of the features",
    kind: Kind::Number { minimum: 0.001, maximum: 10.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "",
    help: words("What every feature is multiplied by."),
};

/// Whole numbers of the context and of an arm's features, as TF-Agents' tutorial on arm features draws them.
const WHOLE_CONTEXT: (i32, i32) = (0, 9);
const WHOLE_ARM: (i32, i32) = (-3, 3);

/// The per-arm linear environment.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "per_arm_linear",
        title: "Synthetic, linear, per arm",
        sentence: words(
            "Every round brings arms with new random features; rewards are linear in context and arm features, by one rule for all arms.",
        ),
        citation: words("TF-Agents, StationaryStochasticPerArmPyEnvironment"),
        facts: &[Fact::offers(Property::ArmFeatures)],
        parameters: &[ARMS, DIMENSION, ARM_DIMENSION, WEIGHTS, FEATURES, FEATURE_SCALE, INTERACTIONS, NOISE],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct PerArmLinear {
    arms: usize,
    dimension: usize,
    arm_dimension: usize,
    interactions: bool,
    whole_weights: bool,
    whole_features: bool,
    scale: f64,
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    Ok(Arc::new(PerArmLinear {
        arms: values.count(&ARMS),
        dimension: values.count(&DIMENSION),
        arm_dimension: values.count(&ARM_DIMENSION),
        interactions: values.switch(&INTERACTIONS),
        whole_weights: values.chose(&WEIGHTS, WHOLE_NUMBERS),
        whole_features: values.chose(&FEATURES, WHOLE_NUMBERS),
        scale: values.number(&FEATURE_SCALE),
        noise: values.number(&NOISE),
    }))
}

impl PerArmLinear {
    fn products(&self) -> usize {
        if self.interactions { self.dimension * self.arm_dimension } else { 0 }
    }

    /// Three times the root of the mean square of a reward, over weights, contexts and arms.
    fn reach(&self) -> f64 {
        let square_of = |range| if self.whole_features { moments_of_whole(range).1 } else { 1.0 };
        let scale = self.scale * self.scale;
        let (context, arm) = (scale * square_of(WHOLE_CONTEXT), scale * square_of(WHOLE_ARM));
        let (dimension, arm_dimension) = (self.dimension as f64, self.arm_dimension as f64);
        let squares = dimension * context + arm_dimension * arm + self.products() as f64 * context * arm;
        if self.whole_weights {
            3.0 * (squares * moments_of_whole(WHOLE).1).sqrt()
        } else {
            let count = dimension + arm_dimension + self.products() as f64;
            3.0 * (squares / count).sqrt()
        }
    }

    fn draw_weights(&self, stream: &mut RngStream) -> Vec<f64> {
        let mut weights = vec![0.0; self.dimension + self.arm_dimension + self.products()];
        if self.whole_weights {
            weights.iter_mut().for_each(|weight| *weight = whole_number(stream, WHOLE));
        } else {
            draw_direction(stream, &mut weights);
        }
        weights
    }

    fn draw_features(&self, stream: &mut RngStream, range: (i32, i32), features: &mut [f64]) {
        if self.whole_features {
            features.iter_mut().for_each(|feature| *feature = whole_number(stream, range));
        } else {
            stream.normals(features);
        }
        // A product with 1 changes no bit.
        features.iter_mut().for_each(|feature| *feature *= self.scale);
    }
}

impl Environment for PerArmLinear {
    fn shape(&self) -> Shape {
        Shape {
            context: self.dimension,
            arm_features: self.arm_dimension,
            arms: self.arms,
            items: self.arms,
            rewards: (-self.reach(), self.reach()),
        }
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let stream = |purpose| RngStream::new(master_seed, seed_index, purpose);
        Box::new(PerArmEpisode {
            weights: self.draw_weights(&mut stream("weights")),
            arm_weights: vec![0.0; self.arm_dimension],
            users: stream("users"),
            arms: stream("arms"),
            rewards: stream("rewards"),
            environment: self,
        })
    }

    /// An arm here is no more than a place in the list: other features every round.
    fn item(&self, item: usize) -> ItemCard {
        ItemCard::arm(item)
    }

    fn fixed_tastes(&self) -> Option<&'static str> {
        Some("every round brings other arms")
    }
}

#[derive(Clone)]
struct PerArmEpisode {
    environment: Arc<PerArmLinear>,
    /// Of the context, then of the arm features, then of the products: one row of context features an arm feature.
    weights: Vec<f64>,
    /// Arm features' weights in the context of the round.
    arm_weights: Vec<f64>,
    users: RngStream,
    arms: RngStream,
    rewards: RngStream,
}

impl Episode for PerArmEpisode {
    fn next(&mut self, round: &mut Round) {
        let PerArmLinear { dimension, arm_dimension, .. } = *self.environment;
        self.environment.draw_features(&mut self.users, WHOLE_CONTEXT, &mut round.context);
        self.environment.draw_features(&mut self.arms, WHOLE_ARM, &mut round.arm_features);
        let (of_context, rest) = self.weights.split_at(dimension);
        let (of_arm, of_products) = rest.split_at(arm_dimension);
        let base = dot(of_context, &round.context);
        self.arm_weights.copy_from_slice(of_arm);
        for (weight, products) in self.arm_weights.iter_mut().zip(of_products.chunks_exact(dimension)) {
            *weight += dot(products, &round.context);
        }
        for (expectation, features) in
            round.expectations.iter_mut().zip(round.arm_features.chunks_exact(arm_dimension))
        {
            *expectation = base + dot(&self.arm_weights, features);
        }
        round.noise = Noise::Added(self.environment.noise * self.rewards.normal());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn episode(interactions: bool, weights: &[f64]) -> (PerArmEpisode, Round) {
        let environment = PerArmLinear {
            arms: 3,
            dimension: 2,
            arm_dimension: 2,
            interactions,
            whole_weights: false,
            whole_features: false,
            scale: 1.0,
            noise: 0.0,
        };
        let round = Round::new(&environment.shape());
        let stream = |purpose| RngStream::new(5, 0, purpose);
        let episode = PerArmEpisode {
            weights: weights.to_vec(),
            arm_weights: vec![0.0; 2],
            users: stream("users"),
            arms: stream("arms"),
            rewards: stream("rewards"),
            environment: Arc::new(environment),
        };
        (episode, round)
    }

    /// TF-Agents: the reward function of the context followed by the arm's features, here by hand.
    #[test]
    fn rewards_by_hand() {
        let (mut episode, mut round) = episode(false, &[1.0, -2.0, 3.0, 0.5]);
        for _ in 0..5 {
            episode.next(&mut round);
            let (x, z) = (&round.context, &round.arm_features);
            for arm in 0..3 {
                let expected = x[0] - 2.0 * x[1] + 3.0 * z[2 * arm] + 0.5 * z[2 * arm + 1];
                assert!((round.expectations[arm] - expected).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn interactions_by_hand() {
        let (mut episode, mut round) = episode(true, &[0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 3.0, 0.0]);
        episode.next(&mut round);
        let (x, z) = (&round.context, &round.arm_features);
        for arm in 0..3 {
            let (first, second) = (z[2 * arm], z[2 * arm + 1]);
            let expected = first + 2.0 * first * x[1] + 3.0 * second * x[0];
            assert!((round.expectations[arm] - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn every_round_brings_other_arms() {
        let (mut episode, mut round) = episode(false, &[1.0; 4]);
        episode.next(&mut round);
        let before = round.clone();
        episode.next(&mut round);
        assert!(before.arm_features.iter().zip(&round.arm_features).all(|(a, b)| a != b));
    }

    fn original(whole_features: bool, scale: f64) -> Arc<PerArmLinear> {
        Arc::new(PerArmLinear {
            arms: 5,
            dimension: 48,
            arm_dimension: 64,
            interactions: false,
            whole_weights: true,
            whole_features,
            scale,
            noise: 1.0,
        })
    }

    /// Weights are whole numbers from -10 to 9, both of which come, and so are features where they are to be.
    #[test]
    fn whole_numbers_are_whole() {
        let environment = original(true, 1.0);
        let weights: Vec<f64> = (0..20)
            .flat_map(|seed| environment.draw_weights(&mut RngStream::new(1, seed, "weights")))
            .collect();
        let ends = |numbers: &[f64]| {
            assert!(numbers.iter().all(|number| number.fract() == 0.0));
            (
                numbers.iter().copied().fold(f64::MAX, f64::min),
                numbers.iter().copied().fold(f64::MIN, f64::max),
            )
        };
        assert_eq!((weights.len(), ends(&weights)), (20 * 112, (-10.0, 9.0)));
        let mut round = Round::new(&environment.shape());
        environment.clone().episode(1, 0).next(&mut round);
        assert_eq!((ends(&round.context), ends(&round.arm_features)), ((0.0, 9.0), (-3.0, 3.0)));
    }

    /// With normal features the arms' rewards are, given the context, normal with the length of the arm's weights times the
    /// scale s: a random arm earns 0 on average, and the best of five 1.162964 s |w| (the mean of the largest of five standard
    /// normals; David and Nagaraja 2003, Order Statistics, table 3.1). Within four standard errors over 50,000 rounds.
    #[test]
    fn the_levels_are_those_of_normal_order_statistics() {
        let environment = original(false, 0.057);
        let weights = environment.draw_weights(&mut RngStream::new(3, 0, "weights"));
        let expected = 1.162_964 * 0.057 * dot(&weights[48..], &weights[48..]).sqrt();
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(3, 0);
        let rounds = 50_000.0_f64;
        let (mut sums, mut squares) = ([0.0; 2], [0.0; 2]);
        for _ in 0..50_000 {
            episode.next(&mut round);
            let best = round.expectations.iter().copied().fold(f64::MIN, f64::max);
            let mean = round.expectations.iter().sum::<f64>() / 5.0;
            for (index, level) in [mean, best].into_iter().enumerate() {
                sums[index] += level;
                squares[index] += level * level;
            }
        }
        for (index, level) in [0.0, expected].into_iter().enumerate() {
            let mean = sums[index] / rounds;
            let error = ((squares[index] / rounds - mean * mean) / rounds).sqrt();
            assert!((mean - level).abs() < 4.0 * error, "level {index}: {mean}, {level}, {error}");
        }
    }

    /// The range that agents are told holds nearly all rewards, and is the old one where nothing is set.
    #[test]
    fn the_range_holds_rewards() {
        let (episode, _) = episode(true, &[0.0; 8]);
        assert_eq!(episode.environment.reach(), 3.0);
        for environment in [original(true, 1.0), original(false, 0.057)] {
            let reach = environment.reach();
            let mut beyond = 0;
            for seed in 0..200 {
                let mut round = Round::new(&environment.shape());
                environment.clone().episode(7, seed).next(&mut round);
                beyond += round.expectations.iter().filter(|reward| reward.abs() > reach).count();
            }
            assert!(beyond <= 20, "{beyond} of 1,000");
        }
    }
}
