//! A synthetic environment in which rewards are linear in the context and never change.

use std::sync::Arc;

use super::parts::{ARMS, ArmWeights, DIMENSION, MASKED_ARMS, NOISE, THREE_DEVIATIONS, masked_shape};
use crate::data::Inputs;
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::math::random::RngStream;

/// The stationary linear environment.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "stationary_linear",
        title: "Synthetic, linear",
        sentence: words(
            "Contexts are random, each arm's reward is linear in them with its own weights, which are drawn for each seed, plus noise.",
        ),
        citation: words("TF-Agents, StationaryStochasticPyEnvironment with linear rewards"),
        facts: &[],
        parameters: &[ARMS, DIMENSION, MASKED_ARMS, NOISE],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct StationaryLinear {
    arms: usize,
    dimension: usize,
    masked_arms: usize,
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    Ok(Arc::new(StationaryLinear {
        arms: values.count(&ARMS),
        dimension: values.count(&DIMENSION),
        masked_arms: values.count(&MASKED_ARMS),
        noise: values.number(&NOISE),
    }))
}

impl Environment for StationaryLinear {
    fn shape(&self) -> Shape {
        masked_shape(self.dimension, self.arms, self.masked_arms, THREE_DEVIATIONS)
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let mut weights = RngStream::new(master_seed, seed_index, "weights");
        Box::new(StationaryEpisode {
            weights: ArmWeights::drawn(self.arms, self.dimension, &mut weights),
            noise: self.noise,
            users: RngStream::new(master_seed, seed_index, "users"),
            rewards: RngStream::new(master_seed, seed_index, "rewards"),
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        ItemCard::arm(item)
    }
}

#[derive(Clone)]
struct StationaryEpisode {
    weights: ArmWeights,
    noise: f64,
    users: RngStream,
    rewards: RngStream,
}

impl Episode for StationaryEpisode {
    fn next(&mut self, round: &mut Round) {
        self.users.normals(&mut round.context);
        self.weights.expect(&round.context, &mut round.expectations);
        round.noise = Noise::Added(self.noise * self.rewards.normal());
    }
}
