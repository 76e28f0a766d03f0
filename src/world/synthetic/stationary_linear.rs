//! A made-up world in which rewards are linear in the context and never change.

use std::sync::Arc;

use super::parts::{ARMS, ArmWeights, DIMENSION, NOISE, THREE_DEVIATIONS, shape};
use crate::data::Dataset;
use crate::declaration::{Part, Values};
use crate::stream::Stream;
use crate::world::{Builder, Course, Declaration, ItemCard, Noise, Round, Shape, World, WorldError};

/// The stationary linear world.
pub static DECLARATION: Declaration = Declaration {
    part: Part {
        id: "stationary_linear",
        title: "Synthetic, linear",
        sentence: "Contexts are random, each arm's reward is linear in them with weights of its own drawn anew for each seed, plus noise.",
        citation: "TF-Agents, StationaryStochasticPyEnvironment with linear rewards",
        parameters: &[ARMS, DIMENSION, NOISE],
    },
    reward_unit: "",
    needs_ratings: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { declaration: &DECLARATION, build };

struct StationaryLinear {
    arms: usize,
    dimension: usize,
    noise: f64,
}

fn build(values: &Values, _ratings: Option<&Arc<Dataset>>) -> Result<Arc<dyn World>, WorldError> {
    Ok(Arc::new(StationaryLinear {
        arms: values.count(&ARMS),
        dimension: values.count(&DIMENSION),
        noise: values.number(&NOISE),
    }))
}

impl World for StationaryLinear {
    fn shape(&self) -> Shape {
        shape(self.dimension, self.arms, THREE_DEVIATIONS)
    }

    fn course(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Course> {
        let mut weights = Stream::new(master_seed, seed_index, "weights");
        Box::new(StationaryCourse {
            weights: ArmWeights::drawn(self.arms, self.dimension, &mut weights),
            noise: self.noise,
            users: Stream::new(master_seed, seed_index, "users"),
            rewards: Stream::new(master_seed, seed_index, "rewards"),
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        ItemCard::arm(item)
    }
}

#[derive(Clone)]
struct StationaryCourse {
    weights: ArmWeights,
    noise: f64,
    users: Stream,
    rewards: Stream,
}

impl Course for StationaryCourse {
    fn next(&mut self, round: &mut Round) {
        round.context.fill_with(|| self.users.normal());
        self.weights.expect(&round.context, &mut round.expectations);
        round.noise = Noise::Added(self.noise * self.rewards.normal());
    }
}
