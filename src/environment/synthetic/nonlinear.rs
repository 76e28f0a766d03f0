//! Environments in which rewards are not linear in the context: squares, waves, and a small random network.

use std::sync::Arc;

use super::parts::{ARMS, ArmWeights, DIMENSION, NOISE, shape};
use crate::data::Inputs;
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::math::random::RngStream;
use crate::math::vector::dot;

const QUADRATIC: &str = "quadratic";
const COSINE: &str = "cosine";
const NETWORK: &str = "network";

const FUNCTION: Parameter = Parameter {
    name: "function",
    title: "Reward",
    kind: Kind::Choice {
        options: &[
            Choice { id: QUADRATIC, title: "square of a projection" },
            Choice { id: COSINE, title: "cosine of a projection" },
            Choice { id: NETWORK, title: "a small random network" },
        ],
        default: QUADRATIC,
    },
    unit: "",
    help: words(
        "With a direction a of each arm's own: (a'x)^2, or cos(3 a'x), of the context x; or a'h of the outputs h of 32 hidden tanh units, which all arms share.",
    ),
};

const SCALE: Parameter = Parameter {
    name: "scale",
    title: "Scale",
    kind: Kind::Number { minimum: 0.1, maximum: 10.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "Every reward is multiplied with this; NeuralUCB's experiments have 10 for the square and 1 for the cosine.",
    ),
};

/// The non-linear environment.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "nonlinear",
        title: "Synthetic, not linear",
        sentence: words(
            "Contexts are random, and each arm's reward is a function of them that no linear model can follow.",
        ),
        citation: words(
            "Zhou, Li and Gu 2020, Neural Contextual Bandits with UCB-based Exploration, section 7.1 (there the arms have contexts of their own, and contexts a length of one)",
        ),
        facts: &[],
        parameters: &[ARMS, DIMENSION, FUNCTION, SCALE, NOISE],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

/// Hidden units of the random network.
const HIDDEN: usize = 32;

#[derive(Clone, Copy, PartialEq)]
enum Function {
    Quadratic,
    Cosine,
    Network,
}

impl Function {
    /// Of a projection: of the context or, for the network, of its hidden outputs.
    fn of(self, projection: f64) -> f64 {
        match self {
            Function::Quadratic => projection * projection,
            Function::Cosine => libm::cos(3.0 * projection),
            Function::Network => projection,
        }
    }
}

struct Nonlinear {
    arms: usize,
    dimension: usize,
    function: Function,
    scale: f64,
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    let function = if values.chose(&FUNCTION, COSINE) {
        Function::Cosine
    } else if values.chose(&FUNCTION, NETWORK) {
        Function::Network
    } else {
        Function::Quadratic
    };
    Ok(Arc::new(Nonlinear {
        arms: values.count(&ARMS),
        dimension: values.count(&DIMENSION),
        function,
        scale: values.number(&SCALE),
        noise: values.number(&NOISE),
    }))
}

impl Environment for Nonlinear {
    fn shape(&self) -> Shape {
        let (least, greatest) = match self.function {
            // The square of three deviations.
            Function::Quadratic => (0.0, 9.0),
            Function::Cosine => (-1.0, 1.0),
            Function::Network => (-3.0, 3.0),
        };
        shape(self.dimension, self.arms, (self.scale * least, self.scale * greatest))
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let mut stream = RngStream::new(master_seed, seed_index, "weights");
        let (hidden, inputs) = match self.function {
            Function::Network => (ArmWeights::drawn(HIDDEN, self.dimension, &mut stream), HIDDEN),
            _ => (ArmWeights::zero(0, self.dimension), self.dimension),
        };
        Box::new(NonlinearEpisode {
            projections: ArmWeights::drawn(self.arms, inputs, &mut stream),
            outputs: vec![0.0; hidden.rows().count()],
            hidden,
            users: RngStream::new(master_seed, seed_index, "users"),
            rewards: RngStream::new(master_seed, seed_index, "rewards"),
            environment: self,
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        ItemCard::arm(item)
    }
}

#[derive(Clone)]
struct NonlinearEpisode {
    environment: Arc<Nonlinear>,
    projections: ArmWeights,
    /// Weights of the network's hidden units, and their outputs in this round; none without a network.
    hidden: ArmWeights,
    outputs: Vec<f64>,
    users: RngStream,
    rewards: RngStream,
}

impl Episode for NonlinearEpisode {
    fn next(&mut self, round: &mut Round) {
        let Nonlinear { function, scale, noise, .. } = *self.environment;
        self.users.normals(&mut round.context);
        for (output, weights) in self.outputs.iter_mut().zip(self.hidden.rows()) {
            // Twice the projection, so that many units are far from linear.
            *output = libm::tanh(2.0 * dot(weights, &round.context));
        }
        let seen = if self.outputs.is_empty() { &round.context } else { &self.outputs };
        self.projections.expect(seen, &mut round.expectations);
        round.expectations.iter_mut().for_each(|entry| *entry = scale * function.of(*entry));
        round.noise = Noise::Added(noise * self.rewards.normal());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    fn rounds(function: &str, dimension: f64, count: usize) -> Vec<Round> {
        let mut values = Values::default();
        values.set(&FUNCTION, Value::Choice(function.to_owned()));
        values.set(&DIMENSION, Value::Number(dimension));
        values.set(&SCALE, Value::Number(10.0));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        let next = |_| {
            episode.next(&mut round);
            round.clone()
        };
        (0..count).map(next).collect()
    }

    /// With one feature a direction is 1 or -1, and square and cosine don't care which.
    #[test]
    fn squares_and_waves_by_hand() {
        for round in rounds(QUADRATIC, 1.0, 20) {
            let x = round.context[0];
            assert!(round.expectations.iter().all(|reward| (reward - 10.0 * x * x).abs() < 1e-12));
        }
        for round in rounds(COSINE, 1.0, 20) {
            let expected = 10.0 * libm::cos(3.0 * round.context[0]);
            assert!(round.expectations.iter().all(|reward| (reward - expected).abs() < 1e-12));
        }
    }

    /// A square of a standard normal projection has a mean of one and a variance of two: within four standard errors.
    #[test]
    fn projections_are_standard_normal() {
        let rounds = rounds(QUADRATIC, 10.0, 5_000);
        let count = rounds.len() as f64;
        let mean = rounds.iter().map(|round| round.expectations[4] / 10.0).sum::<f64>() / count;
        assert!((mean - 1.0).abs() < 4.0 * (2.0 / count).sqrt(), "{mean}");
    }

    /// With one feature every hidden unit is tanh(2x) or its negative, so each arm's reward is a multiple of it.
    #[test]
    fn the_network_by_hand() {
        let rounds = rounds(NETWORK, 1.0, 20);
        let factor =
            |round: &Round, arm: usize| round.expectations[arm] / (10.0 * libm::tanh(2.0 * round.context[0]));
        for arm in 0..10 {
            let first = factor(&rounds[0], arm);
            assert!(rounds.iter().all(|round| (factor(round, arm) - first).abs() < 1e-9));
            assert!(first.abs() <= (HIDDEN as f64).sqrt(), "{first}");
        }
    }
}
