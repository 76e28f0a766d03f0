//! A made-up world in which rewards are linear in the context and never change.

use std::sync::Arc;

use super::{Course, Declaration, ItemCard, Noise, Round, Shape, World, WorldError};
use crate::data::Dataset;
use crate::declaration::{Kind, Parameter, Part, Scale, Values};
use crate::stream::Stream;
use crate::vector::dot;

const ARMS: Parameter = Parameter {
    name: "arms",
    title: "Arms",
    kind: Kind::Integer { minimum: 2, maximum: 200, default: 10, scale: Scale::Logarithmic },
    unit: "",
    help: "How many arms there are to choose from.",
};

const DIMENSION: Parameter = Parameter {
    name: "dimension",
    title: "Context features",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 10, scale: Scale::Logarithmic },
    unit: "",
    help: "How many numbers describe a context; each is drawn from a standard normal distribution.",
};

const NOISE: Parameter = Parameter {
    name: "noise",
    title: "Noise",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.5, scale: Scale::Linear },
    unit: "standard deviation",
    help: "Spread of the normal noise on every reward; it never enters regret.",
};

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
    build,
};

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
        // Expectations are standard normal over contexts, so three standard deviations hold nearly all of them.
        let rewards = (-3.0, 3.0);
        Shape { context: self.dimension, arm_features: 0, arms: self.arms, items: self.arms, rewards }
    }

    fn course(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Course> {
        let mut weights_stream = Stream::new(master_seed, seed_index, "weights");
        let mut weights = Vec::with_capacity(self.arms * self.dimension);
        for _ in 0..self.arms {
            // A direction drawn uniformly, so that every arm's reward has a variance of one over contexts.
            let direction: Vec<f64> = (0..self.dimension).map(|_| weights_stream.normal()).collect();
            let length = dot(&direction, &direction).sqrt();
            weights.extend(direction.iter().map(|entry| if length > 0.0 { entry / length } else { 1.0 }));
        }
        Box::new(StationaryCourse {
            weights,
            dimension: self.dimension,
            noise: self.noise,
            users: Stream::new(master_seed, seed_index, "users"),
            rewards: Stream::new(master_seed, seed_index, "rewards"),
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        ItemCard { title: format!("Arm {}", item + 1), ..ItemCard::default() }
    }
}

#[derive(Clone)]
struct StationaryCourse {
    weights: Vec<f64>,
    dimension: usize,
    noise: f64,
    users: Stream,
    rewards: Stream,
}

impl Course for StationaryCourse {
    fn next(&mut self, round: &mut Round) {
        round.context.fill_with(|| self.users.normal());
        for (expectation, weights) in
            round.expectations.iter_mut().zip(self.weights.chunks_exact(self.dimension))
        {
            *expectation = dot(weights, &round.context);
        }
        round.noise = Noise::Added(self.noise * self.rewards.normal());
    }
}
