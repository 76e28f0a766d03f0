//! A linear environment whose arms have something in common: a part of the reward that depends on arm features, or weights that
//! are the neighbour's with a little added.

use std::sync::Arc;

use super::parts::{ARM_DIMENSION, ARMS, ArmWeights, DIMENSION, NOISE, draw_direction};
use crate::data::Inputs;
use crate::descriptor::{Choice, Descriptor, Fact, Kind, Parameter, Property, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::math::random::RngStream;
use crate::math::vector::dot;

const HYBRID: &str = "hybrid";
const CHAIN: &str = "chain";

const STRUCTURE: Parameter = Parameter {
    name: "structure",
    title: "What arms share",
    kind: Kind::Choice {
        options: &[
            Choice { id: HYBRID, title: "a rule for arm features (hybrid)" },
            Choice { id: CHAIN, title: "a chain of weights (TF-Agents)" },
        ],
        default: HYBRID,
    },
    unit: "",
    help: words(
        "Hybrid: part of the reward depends on products of context and arm features, by one rule for all arms; chain: the weights of each arm are those of the one before and a small random addition, and arms have no features.",
    ),
};

const SHARED: Parameter = Parameter {
    name: "shared",
    title: "Shared part",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.7, scale: Scale::Linear },
    unit: "share of the variance",
    help: words(
        "Only for the hybrid: how much of the reward depends on the common rule; the rest is each arm's own.",
    ),
};

const ADDITION: Parameter = Parameter {
    name: "addition",
    title: "Addition",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.1, scale: Scale::Linear },
    unit: "",
    help: words(
        "Only for the chain: each weight is the one of the arm before plus up to this much, drawn uniformly.",
    ),
};

/// The structured linear environment.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "structured_linear",
        title: "Synthetic, linear with related arms",
        sentence: words(
            "Rewards are linear in random contexts, and what is learned about one arm says something about the others.",
        ),
        citation: words(
            "Li, Chu, Langford and Schapire 2010, A Contextual-Bandit Approach to Personalized News Article Recommendation, section 3.2, for the hybrid; TF-Agents, structured_linear_reward_fn_generator, for the chain",
        ),
        facts: &[Fact::offers(Property::ArmFeatures).with(&STRUCTURE, HYBRID)],
        parameters: &[ARMS, DIMENSION, STRUCTURE, ARM_DIMENSION, SHARED, ADDITION, NOISE],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

enum Structure {
    /// Number of features of an arm, and the share of the reward's variance that depends on them.
    Hybrid {
        arm_dimension: usize,
        shared: f64,
    },
    Chain {
        addition: f64,
    },
}

struct StructuredLinear {
    arms: usize,
    dimension: usize,
    structure: Structure,
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    let structure = if values.chose(&STRUCTURE, CHAIN) {
        Structure::Chain { addition: values.number(&ADDITION) }
    } else {
        Structure::Hybrid { arm_dimension: values.count(&ARM_DIMENSION), shared: values.number(&SHARED) }
    };
    Ok(Arc::new(StructuredLinear {
        arms: values.count(&ARMS),
        dimension: values.count(&DIMENSION),
        structure,
        noise: values.number(&NOISE),
    }))
}

impl Environment for StructuredLinear {
    fn shape(&self) -> Shape {
        let (arm_features, widest) = match self.structure {
            // A product of two normals is now and then beyond three deviations, as noise may be.
            Structure::Hybrid { arm_dimension, .. } => (arm_dimension, 3.0),
            // The last arm's weights: uniform on 0..1 and as many additions as there are arms before it.
            Structure::Chain { addition } => {
                let mean = 0.5 + 0.5 * addition * (self.arms - 1) as f64;
                (0, 3.0 * mean * (self.dimension as f64).sqrt())
            }
        };
        Shape {
            context: self.dimension,
            arm_features,
            arms: self.arms,
            items: self.arms,
            rewards: (-widest, widest),
        }
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let mut stream = RngStream::new(master_seed, seed_index, "weights");
        let mut episode = StructuredEpisode {
            weights: ArmWeights::zero(self.arms, self.dimension),
            arm_features: Vec::new(),
            noise: self.noise,
            users: RngStream::new(master_seed, seed_index, "users"),
            rewards: RngStream::new(master_seed, seed_index, "rewards"),
        };
        match self.structure {
            Structure::Hybrid { arm_dimension, shared } => {
                episode.draw_hybrid(arm_dimension, shared, &mut stream);
            }
            Structure::Chain { addition } => episode.draw_chain(self.dimension, addition, &mut stream),
        }
        Box::new(episode)
    }

    fn item(&self, item: usize) -> ItemCard {
        ItemCard::arm(item)
    }
}

#[derive(Clone)]
struct StructuredEpisode {
    /// What each arm's reward is linear in the context with: its own weights and what the common rule gives it.
    weights: ArmWeights,
    arm_features: Vec<f64>,
    noise: f64,
    users: RngStream,
    rewards: RngStream,
}

impl StructuredEpisode {
    /// Reward = sqrt(1 - shared) own'x + sqrt(shared) z'Bx with the arm's features z and B of length one.
    fn draw_hybrid(&mut self, arm_dimension: usize, shared: f64, stream: &mut RngStream) {
        self.weights.draw_anew(stream);
        let dimension = self.weights.dimension();
        // Transposed: one row of arm features a context feature.
        let mut rule = vec![0.0; dimension * arm_dimension];
        draw_direction(stream, &mut rule);
        let arms = self.weights.rows().count();
        self.arm_features = (0..arms * arm_dimension).map(|_| stream.normal()).collect();
        let (of_own, of_rule) = ((1.0 - shared).sqrt(), shared.sqrt());
        for (row, features) in self.weights.rows_mut().zip(self.arm_features.chunks_exact(arm_dimension)) {
            for (weight, rule) in row.iter_mut().zip(rule.chunks_exact(arm_dimension)) {
                *weight = of_own * *weight + of_rule * dot(features, rule);
            }
        }
    }

    /// The first arm's weights are uniform in 0..1; each next arm's are the last's and `addition` times such numbers.
    fn draw_chain(&mut self, dimension: usize, addition: f64, stream: &mut RngStream) {
        let mut weights: Vec<f64> = (0..dimension).map(|_| stream.uniform()).collect();
        let mut rows = self.weights.rows_mut();
        if let Some(first) = rows.next() {
            first.copy_from_slice(&weights);
        }
        for row in rows {
            weights.iter_mut().for_each(|weight| *weight += addition * stream.uniform());
            row.copy_from_slice(&weights);
        }
    }
}

impl Episode for StructuredEpisode {
    fn next(&mut self, round: &mut Round) {
        self.users.normals(&mut round.context);
        round.arm_features.copy_from_slice(&self.arm_features);
        self.weights.expect(&round.context, &mut round.expectations);
        round.noise = Noise::Added(self.noise * self.rewards.normal());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    fn environment(pairs: &[(&Parameter, Value)]) -> Arc<dyn Environment> {
        let mut values = Values::default();
        pairs.iter().for_each(|(parameter, value)| values.set(parameter, value.clone()));
        BUILDER.make(&values, None).expect("it needs nothing")
    }

    /// Solved by hand: with contexts and arm features of one number and everything shared, the reward is z b x with b
    /// of 1 or -1.
    #[test]
    fn the_common_rule_by_hand() {
        let one = Value::Number(1.0);
        let environment =
            environment(&[(&DIMENSION, one.clone()), (&ARM_DIMENSION, one.clone()), (&SHARED, one.clone())]);
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        for _ in 0..10 {
            episode.next(&mut round);
            for (expectation, feature) in round.expectations.iter().zip(&round.arm_features) {
                let product = feature * round.context[0];
                assert!((expectation.abs() - product.abs()).abs() < 1e-12, "{expectation}, {product}");
            }
        }
    }

    /// Without a shared part the arms' features say nothing: rewards have a variance of one over contexts, within
    /// four standard errors, for each arm.
    #[test]
    fn variances_are_one_without_a_shared_part() {
        let environment = environment(&[(&SHARED, Value::Number(0.0))]);
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        let rounds = 4_000.0_f64;
        let mut squares = vec![0.0; round.expectations.len()];
        for _ in 0..rounds as usize {
            episode.next(&mut round);
            squares.iter_mut().zip(&round.expectations).for_each(|(sum, e)| *sum += e * e / rounds);
        }
        for variance in squares {
            assert!((variance - 1.0).abs() < 4.0 * (2.0 / rounds).sqrt(), "{variance}");
        }
    }

    /// A chain's weights lie between the arm before's and those plus the addition.
    #[test]
    fn a_chain_climbs() {
        let one = Value::Number(1.0);
        let chain = Value::Choice(CHAIN.to_owned());
        let environment =
            environment(&[(&DIMENSION, one), (&STRUCTURE, chain), (&ADDITION, Value::Number(0.25))]);
        assert_eq!(environment.shape().arm_features, 0);
        let mut round = Round::new(&environment.shape());
        environment.episode(5, 0).next(&mut round);
        let weights: Vec<f64> = round.expectations.iter().map(|e| e / round.context[0]).collect();
        assert!((0.0..1.0).contains(&weights[0]));
        for pair in weights.windows(2) {
            let added = pair[1] - pair[0];
            assert!((0.0..0.25 + 1e-12).contains(&added), "{weights:?}");
        }
    }
}
