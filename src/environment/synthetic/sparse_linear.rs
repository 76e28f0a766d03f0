//! A linear environment with many features, of which few are there in a context and few matter to an arm.

use std::sync::Arc;

use super::parts::{ARMS, ArmWeights, NOISE, THREE_DEVIATIONS, draw_direction, shape};
use crate::data::Inputs;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::math::random::RngStream;

const DIMENSION: Parameter = Parameter {
    name: "dimension",
    title: "Context features",
    kind: Kind::Integer { minimum: 1, maximum: 300, default: 50, scale: Scale::Logarithmic },
    unit: "",
    help: words("How many numbers describe a context, most of them zero."),
};

const DENSITY: Parameter = Parameter {
    name: "density",
    title: "Density",
    kind: Kind::Number { minimum: 0.01, maximum: 1.0, default: 0.1, scale: Scale::Logarithmic },
    unit: "share of the features",
    help: words(
        "How likely a feature is present in a context; one that is present is drawn from a normal distribution, wider the rarer it is.",
    ),
};

const RELEVANT: Parameter = Parameter {
    name: "relevant",
    title: "Relevant features",
    kind: Kind::Integer { minimum: 1, maximum: 300, default: 5, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "How many features, drawn for each arm, its reward depends on; the others have a weight of zero.",
    ),
};

/// The sparse linear environment.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "sparse_linear",
        title: "Synthetic, linear, sparse",
        sentence: words(
            "Contexts have many features of which few are not zero, and each arm's reward depends on few of them.",
        ),
        citation: words(
            "Abbasi-Yadkori, Pal and Szepesvari 2012, Online-to-Confidence-Set Conversions and Application to Sparse Stochastic Bandits",
        ),
        facts: &[],
        parameters: &[ARMS, DIMENSION, DENSITY, RELEVANT, NOISE],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct SparseLinear {
    arms: usize,
    dimension: usize,
    density: f64,
    relevant: usize,
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    let dimension = values.count(&DIMENSION);
    Ok(Arc::new(SparseLinear {
        arms: values.count(&ARMS),
        dimension,
        density: values.number(&DENSITY),
        relevant: values.count(&RELEVANT).min(dimension),
        noise: values.number(&NOISE),
    }))
}

impl Environment for SparseLinear {
    fn shape(&self) -> Shape {
        // A feature that is there has a variance of 1 / density, so each has one of 1, and so has a reward.
        shape(self.dimension, self.arms, THREE_DEVIATIONS)
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let mut stream = RngStream::new(master_seed, seed_index, "weights");
        let mut weights = ArmWeights::zero(self.arms, self.dimension);
        let mut features: Vec<usize> = (0..self.dimension).collect();
        let mut relevant = vec![0.0; self.relevant];
        for row in weights.rows_mut() {
            draw_direction(&mut stream, &mut relevant);
            // The first steps of a Fisher-Yates shuffle: a uniform draw without replacement.
            for (slot, weight) in relevant.iter().enumerate() {
                features.swap(slot, slot + stream.below(self.dimension - slot));
                row[features[slot]] = *weight;
            }
        }
        Box::new(SparseEpisode {
            weights,
            users: RngStream::new(master_seed, seed_index, "users"),
            rewards: RngStream::new(master_seed, seed_index, "rewards"),
            environment: self,
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        ItemCard::arm(item)
    }

    fn remarks(&self) -> Vec<String> {
        let there = self.density * self.dimension as f64;
        vec![format!(
            "About {there:.1} of {} features are present in a context, and {} matter to an arm.",
            self.dimension, self.relevant
        )]
    }
}

#[derive(Clone)]
struct SparseEpisode {
    environment: Arc<SparseLinear>,
    weights: ArmWeights,
    users: RngStream,
    rewards: RngStream,
}

impl Episode for SparseEpisode {
    fn next(&mut self, round: &mut Round) {
        let density = self.environment.density;
        let spread = 1.0 / density.sqrt();
        for feature in &mut round.context {
            let there = self.users.uniform() < density;
            *feature = if there { spread * self.users.normal() } else { 0.0 };
        }
        self.weights.expect(&round.context, &mut round.expectations);
        round.noise = Noise::Added(self.environment.noise * self.rewards.normal());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    /// As many features are there as should be and rewards have a variance of one: within four standard errors.
    #[test]
    fn contexts_are_as_sparse_as_asked_for() {
        let mut values = Values::default();
        values.set(&DENSITY, Value::Number(0.2));
        values.set(&ARMS, Value::Number(2.0));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        let rounds = 2_000.0_f64;
        let (mut there, mut squares) = (0.0, 0.0);
        for _ in 0..rounds as usize {
            episode.next(&mut round);
            there += round.context.iter().filter(|feature| **feature != 0.0).count() as f64;
            squares += round.context.iter().map(|feature| feature * feature).sum::<f64>();
        }
        let features = 50.0 * rounds;
        assert!((there - 0.2 * features).abs() < 4.0 * (features * 0.16).sqrt(), "{there}");
        // A square has a mean of 1 and a variance of 3 / density - 1.
        assert!((squares - features).abs() < 4.0 * (features * 14.0).sqrt(), "{squares}");
    }

    #[test]
    fn an_arm_depends_on_its_relevant_features_only() {
        let mut values = Values::default();
        values.set(&RELEVANT, Value::Number(3.0));
        values.set(&DENSITY, Value::Number(0.02));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        let mut relevant = std::collections::BTreeSet::new();
        for _ in 0..5_000 {
            episode.next(&mut round);
            let there: Vec<usize> = (0..50).filter(|feature| round.context[*feature] != 0.0).collect();
            if let [feature] = there[..]
                && round.expectations[0] != 0.0
            {
                relevant.insert(feature);
            }
        }
        assert_eq!(relevant.len(), 3, "{relevant:?}");
    }
}
