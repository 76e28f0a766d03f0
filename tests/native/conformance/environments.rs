//! The environments of the conformance tests: the declared ones made small, and odd ones around them.

use std::sync::{Arc, OnceLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::{
    self, ENVIRONMENTS, Environment, Episode, ItemCard, Noise, Round, Shape,
};
use bandit_playground::math::random::RngStream;

/// Sizes that keep the tests fast, for the parameters of these names.
const SMALL: [(&str, f64); 8] = [
    ("movies", 12.0),
    ("arms", 6.0),
    ("rank", 4.0),
    ("dimension", 4.0),
    ("arm_dimension", 3.0),
    ("words", 5.0),
    ("segment", 300.0),
    ("period", 400.0),
];

fn ratings() -> &'static Arc<Dataset> {
    static RATINGS: OnceLock<Arc<Dataset>> = OnceLock::new();
    RATINGS.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/static/data/movielens-small.bundle");
        let bytes = std::fs::read(path).expect("the bundle is there");
        Arc::new(bundle::decode(&bytes).expect("the bundle can be read"))
    })
}

/// The declared environment of that id, made small, and then with these values.
pub fn shrunk(id: &str, values: &[(&str, Value)]) -> Arc<dyn Environment> {
    let descriptor = environment::find(id).unwrap_or_else(|| panic!("the environment {id}"));
    let mut given = Values::default();
    for (name, size) in SMALL {
        if let Some(parameter) = descriptor.part.parameter(name) {
            given.set(parameter, Value::Number(size));
        }
    }
    for (name, value) in values {
        let parameter = descriptor.part.parameter(name).unwrap_or_else(|| panic!("{id} has {name}"));
        given.set(parameter, value.clone());
    }
    let ratings = (!descriptor.data.is_empty()).then(ratings);
    descriptor.builder().make(&given, ratings).unwrap_or_else(|error| panic!("{id}: {error}"))
}

/// Every declared environment, made small.
pub fn shrunk_environments() -> Vec<(&'static str, Arc<dyn Environment>)> {
    ENVIRONMENTS.iter().map(|descriptor| (descriptor.part.id, shrunk(descriptor.part.id, &[]))).collect()
}

/// Every declared environment that can have one arm, with one.
pub fn one_armed() -> Vec<(&'static str, Arc<dyn Environment>)> {
    let one = Value::Number(1.0);
    let can = ENVIRONMENTS.iter().filter(|descriptor| {
        let arms = descriptor.part.parameter("arms");
        arms.is_some_and(|parameter| parameter.nearest("", &one).1.is_none())
    });
    can.map(|d| (d.part.id, shrunk(d.part.id, &[("arms", one.clone())]))).collect()
}

/// How an environment is made odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twist {
    /// Rewards are a billion times as large as they are said to be.
    Billions,
    /// The same, and they are said to be.
    KnownBillions,
    /// All arms always earn the same.
    Constant,
    /// The same, and it is said so: the range of rewards is one number.
    KnownConstant,
    /// All contexts and arm features are zero.
    NoContext,
    /// Each round offers some of the arms only, in any order, and often a single one.
    Masked,
}

impl Twist {
    pub const ALL: [Twist; 6] = [
        Twist::Billions,
        Twist::KnownBillions,
        Twist::Constant,
        Twist::KnownConstant,
        Twist::NoContext,
        Twist::Masked,
    ];
}

/// An environment made odd.
pub struct Twisted {
    pub environment: Arc<dyn Environment>,
    pub twist: Twist,
}

const CONSTANT: f64 = 0.5;

impl Environment for Twisted {
    fn shape(&self) -> Shape {
        let shape = self.environment.shape();
        let rewards = match self.twist {
            Twist::KnownBillions => (1e9 * shape.rewards.0, 1e9 * shape.rewards.1),
            Twist::KnownConstant => (CONSTANT, CONSTANT),
            _ => shape.rewards,
        };
        Shape { rewards, ..shape }
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let environment = Arc::clone(&self.environment);
        Box::new(TwistedEpisode {
            whole: Round::new(&environment.shape()),
            features: environment.shape().arm_features,
            episode: environment.episode(master_seed, seed_index),
            twist: self.twist,
            masks: RngStream::new(master_seed, seed_index, "masks"),
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        self.environment.item(item)
    }
}

#[derive(Clone)]
struct TwistedEpisode {
    episode: Box<dyn Episode>,
    /// The round as the environment has it, with all arms.
    whole: Round,
    features: usize,
    twist: Twist,
    masks: RngStream,
}

impl Episode for TwistedEpisode {
    fn next(&mut self, round: &mut Round) {
        self.episode.next(&mut self.whole);
        if self.twist == Twist::Masked {
            return self.mask(round);
        }
        round.clone_from(&self.whole);
        match self.twist {
            Twist::Billions | Twist::KnownBillions => {
                let noise = match self.whole.noise {
                    Noise::Added(noise) => noise,
                    Noise::Bernoulli(uniform) => uniform - 0.5,
                };
                round.expectations.iter_mut().for_each(|expectation| *expectation *= 1e9);
                round.noise = Noise::Added(1e9 * noise);
            }
            Twist::Constant | Twist::KnownConstant => {
                round.expectations.fill(CONSTANT);
                round.noise = Noise::Added(0.0);
            }
            Twist::NoContext => {
                round.context.fill(0.0);
                round.arm_features.fill(0.0);
            }
            Twist::Masked => {}
        }
    }
}

impl TwistedEpisode {
    /// Deals some of the arms, in any order.
    fn mask(&mut self, round: &mut Round) {
        let arms = self.whole.items.len();
        let offered = if self.masks.uniform() < 0.2 { 1 } else { 1 + self.masks.below(arms) };
        round.user = self.whole.user;
        round.context.clone_from(&self.whole.context);
        round.noise = self.whole.noise;
        round.items.clear();
        round.expectations.clear();
        round.arm_features.clear();
        let first = self.masks.below(arms);
        for step in 0..offered {
            let slot = (first + step) % arms;
            round.items.push(self.whole.items[slot]);
            round.expectations.push(self.whole.expectations[slot]);
            let features = &self.whole.arm_features[slot * self.features..(slot + 1) * self.features];
            round.arm_features.extend_from_slice(features);
        }
    }
}
