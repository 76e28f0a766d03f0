//! A linear environment in which every round brings other arms, each described by features.

use std::sync::Arc;

use super::parts::{ARM_DIMENSION, ARMS, DIMENSION, NOISE, THREE_DEVIATIONS, draw_direction};
use crate::data::Inputs;
use crate::descriptor::{Descriptor, Fact, Kind, Parameter, Property, Values, words};
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
        parameters: &[ARMS, DIMENSION, ARM_DIMENSION, INTERACTIONS, NOISE],
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
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    Ok(Arc::new(PerArmLinear {
        arms: values.count(&ARMS),
        dimension: values.count(&DIMENSION),
        arm_dimension: values.count(&ARM_DIMENSION),
        interactions: values.switch(&INTERACTIONS),
        noise: values.number(&NOISE),
    }))
}

impl Environment for PerArmLinear {
    fn shape(&self) -> Shape {
        Shape {
            context: self.dimension,
            arm_features: self.arm_dimension,
            arms: self.arms,
            items: self.arms,
            rewards: THREE_DEVIATIONS,
        }
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let stream = |purpose| RngStream::new(master_seed, seed_index, purpose);
        let products = if self.interactions { self.dimension * self.arm_dimension } else { 0 };
        let mut weights = vec![0.0; self.dimension + self.arm_dimension + products];
        draw_direction(&mut stream("weights"), &mut weights);
        Box::new(PerArmEpisode {
            weights,
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
        self.users.normals(&mut round.context);
        self.arms.normals(&mut round.arm_features);
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
        let environment = PerArmLinear { arms: 3, dimension: 2, arm_dimension: 2, interactions, noise: 0.0 };
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
}
