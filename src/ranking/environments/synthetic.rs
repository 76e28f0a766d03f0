//! Attractions drawn at random: uniformly, from a Beta distribution, or linear in drawn features.
//!
//! In the linear case the features of an item are the absolute values of a normal vector, scaled to length 1, and so is theta;
//! the attraction is the scale times x' theta, between 0 and the scale.

use std::sync::Arc;

use super::change::{CHANGE, Change, SEGMENT, STEP};
use super::steady::{Items, Steady};
use super::{
    Builder, ITEMS, SLOTS, SlateEnvironment, SlateEnvironmentDescriptor, SlateEpisode, card, plain_shape,
};
use crate::data::Inputs;
use crate::descriptor::{Choice, Descriptor, Fact, Kind, Parameter, Property, Scale, Values, words};
use crate::environment::{EnvironmentError, ItemCard};
use crate::math::random::RngStream;
use crate::math::sampling::beta;
use crate::math::vector::dot;
use crate::ranking::SlateShape;

const UNIFORM: &str = "uniform";
const BETA: &str = "beta";
/// Option of the attractions: linear in features.
pub const LINEAR: &str = "linear";

/// How attractions are drawn.
pub const ATTRACTIONS: Parameter = Parameter {
    name: "attractions",
    title: "Attractions",
    kind: Kind::Choice {
        options: &[
            Choice { id: LINEAR, title: "linear in features" },
            Choice { id: UNIFORM, title: "uniform" },
            Choice { id: BETA, title: "Beta" },
        ],
        default: LINEAR,
    },
    unit: "",
    help: words(
        "How attractions are drawn for each seed; only linear ones come with features that a linear ranker can learn from.",
    ),
};

const SCALE: Parameter = Parameter {
    name: "scale",
    title: "Largest",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.5, scale: Scale::Linear },
    unit: "probability",
    help: words("What drawn attractions are multiplied by: none is above it."),
};

const ALPHA: Parameter = Parameter {
    name: "alpha",
    title: "Beta's alpha",
    kind: Kind::Number { minimum: 0.01, maximum: 100.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "",
    help: words("Only for Beta: the larger, the more attractive items are."),
};

const OTHER: Parameter = Parameter {
    name: "beta",
    title: "Beta's beta",
    kind: Kind::Number { minimum: 0.01, maximum: 100.0, default: 5.0, scale: Scale::Logarithmic },
    unit: "",
    help: words("Only for Beta: the larger, the less attractive items are."),
};

/// Number of features.
pub const DIMENSION: Parameter = Parameter {
    name: "dimension",
    title: "Features",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 10, scale: Scale::Logarithmic },
    unit: "features",
    help: words("Only for linear attractions: how many numbers describe an item."),
};

/// Items of drawn attractions.
pub static DESCRIPTOR: SlateEnvironmentDescriptor = SlateEnvironmentDescriptor {
    part: Descriptor {
        id: "drawn_slates",
        title: "Slates of drawn items",
        sentence: words("Attractions are drawn at random, with or without features that they depend on."),
        citation: words(
            "Zong, Ni, Sung, Ke, Wen and Kveton 2016, Cascading Bandits for Large-Scale Recommendation Problems, for linear attractions",
        ),
        facts: &[
            Fact::offers(Property::ItemFeatures).with(&ATTRACTIONS, LINEAR),
            Fact::offers(Property::SteadyFeatures).with(&ATTRACTIONS, LINEAR),
            Fact::offers(Property::FeaturesOrFewItems).with(&ATTRACTIONS, LINEAR),
            super::few(&ITEMS),
        ],
        parameters: &[ITEMS, SLOTS, ATTRACTIONS, SCALE, ALPHA, OTHER, DIMENSION, CHANGE, SEGMENT, STEP],
    },
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

enum Law {
    Uniform,
    Beta { alpha: f64, other: f64 },
    Linear,
}

struct Synthetic {
    shape: SlateShape,
    law: Law,
    scale: f64,
    change: Change,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn SlateEnvironment>, EnvironmentError> {
    let mut shape = plain_shape(values.count(&ITEMS), values.count(&SLOTS));
    let law = if values.chose(&ATTRACTIONS, LINEAR) {
        shape.features = values.count(&DIMENSION);
        Law::Linear
    } else if values.chose(&ATTRACTIONS, BETA) {
        Law::Beta { alpha: values.number(&ALPHA), other: values.number(&OTHER) }
    } else {
        Law::Uniform
    };
    Ok(Arc::new(Synthetic { shape, law, scale: values.number(&SCALE), change: Change::new(values) }))
}

/// A vector of length 1 without negative numbers.
fn direction(dimension: usize, stream: &mut RngStream) -> Vec<f64> {
    let mut vector: Vec<f64> = (0..dimension).map(|_| stream.normal().abs()).collect();
    // The largest number is at least this, so that the length is never zero.
    vector[0] = vector[0].max(1e-9);
    let length = dot(&vector, &vector).sqrt();
    vector.iter_mut().for_each(|entry| *entry /= length);
    vector
}

impl SlateEnvironment for Synthetic {
    fn shape(&self) -> SlateShape {
        self.shape.clone()
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn SlateEpisode> {
        let mut stream = RngStream::new(master_seed, seed_index, "attractions");
        let (count, dimension) = (self.shape.items, self.shape.features);
        let mut items = Items::default();
        match self.law {
            Law::Uniform => items.attractions = (0..count).map(|_| stream.uniform()).collect(),
            Law::Beta { alpha, other } => {
                items.attractions = (0..count).map(|_| beta(alpha, other, &mut stream)).collect();
            }
            Law::Linear => {
                let theta = direction(dimension, &mut stream);
                items.features = (0..count).flat_map(|_| direction(dimension, &mut stream)).collect();
                let rows = items.features.chunks_exact(dimension);
                items.attractions = rows.map(|x| dot(x, &theta).min(1.0)).collect();
            }
        }
        items.attractions.iter_mut().for_each(|attraction| *attraction *= self.scale);
        Box::new(Steady::new(items, self.change, master_seed, seed_index))
    }

    fn item(&self, item: usize) -> ItemCard {
        card(item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;
    use crate::ranking::environments::SlateRound;

    fn first_round(values: &[(&Parameter, Value)]) -> SlateRound {
        let mut given = Values::default();
        values.iter().for_each(|(parameter, value)| given.set(parameter, value.clone()));
        let environment = BUILDER.make(&given, None).expect("it needs nothing");
        let mut round = SlateRound::new(&environment.shape());
        environment.episode(7, 0).next(&mut round);
        round
    }

    /// Attractions are the scale times x' theta for one theta: there is a ridge regression that finds it.
    #[test]
    fn linear_attractions_are_linear() {
        let round = first_round(&[(&ITEMS, Value::Number(500.0)), (&DIMENSION, Value::Number(4.0))]);
        let mut ridge = crate::ranking::rankers::linear::Ridge::new(4);
        for _ in 0..1_000 {
            for (x, attraction) in round.features.chunks_exact(4).zip(&round.attractions) {
                ridge.learn(x, 1.0, *attraction);
            }
        }
        for (x, attraction) in round.features.chunks_exact(4).zip(&round.attractions) {
            assert!((dot(ridge.theta(), x) - attraction).abs() < 1e-4);
            assert!((dot(x, x) - 1.0).abs() < 1e-12 && (0.0..=0.5).contains(attraction));
        }
    }

    /// Means are those of the laws, within four standard errors.
    #[test]
    fn drawn_attractions_have_their_law() {
        for (law, mean, variance) in [(UNIFORM, 0.25, 1.0 / 48.0), (BETA, 0.5 / 6.0, 0.25 * 5.0 / 252.0)] {
            let choice = Value::Choice(law.to_owned());
            let round = first_round(&[(&ITEMS, Value::Number(5_000.0)), (&ATTRACTIONS, choice)]);
            let found = round.attractions.iter().sum::<f64>() / 5_000.0;
            assert!((found - mean).abs() < 4.0 * (variance / 5_000.0_f64).sqrt(), "{law}: {found}");
            assert!(round.features.is_empty());
        }
    }
}
