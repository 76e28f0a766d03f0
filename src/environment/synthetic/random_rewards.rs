//! An environment without structure: nothing that an agent sees says anything about rewards.

use std::sync::Arc;

use super::parts::{ARMS, DIMENSION, NOISE, shape};
use crate::data::Inputs;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::math::random::RngStream;

const SPREAD: Parameter = Parameter {
    name: "spread",
    title: "Spread",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 1.0, scale: Scale::Linear },
    unit: "standard deviation",
    help: words(
        "How far the arms' expected rewards, redrawn every round, lie apart; at 0 all arms earn the same, as in TF-Agents.",
    ),
};

/// The environment of random rewards.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "random_rewards",
        title: "Random rewards",
        sentence: words(
            "Every arm's expected reward is redrawn every round, whatever the context, so nothing can be learned: an agent that beats random choice here is lucky.",
        ),
        citation: words("TF-Agents, RandomBanditEnvironment"),
        facts: &[],
        parameters: &[ARMS, DIMENSION, SPREAD, NOISE],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct RandomRewards {
    arms: usize,
    dimension: usize,
    spread: f64,
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    Ok(Arc::new(RandomRewards {
        arms: values.count(&ARMS),
        dimension: values.count(&DIMENSION),
        spread: values.number(&SPREAD),
        noise: values.number(&NOISE),
    }))
}

impl Environment for RandomRewards {
    fn shape(&self) -> Shape {
        shape(self.dimension, self.arms, (-3.0 * self.spread, 3.0 * self.spread))
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let stream = |purpose| RngStream::new(master_seed, seed_index, purpose);
        Box::new(RandomEpisode {
            environment: self,
            means: stream("means"),
            users: stream("users"),
            rewards: stream("rewards"),
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        ItemCard::arm(item)
    }
}

#[derive(Clone)]
struct RandomEpisode {
    environment: Arc<RandomRewards>,
    means: RngStream,
    users: RngStream,
    rewards: RngStream,
}

impl Episode for RandomEpisode {
    fn next(&mut self, round: &mut Round) {
        self.users.normals(&mut round.context);
        round.expectations.fill_with(|| self.environment.spread * self.means.normal());
        round.noise = Noise::Added(self.environment.noise * self.rewards.normal());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    /// Expectations have the spread that was asked for and nothing to do with the context, within four standard
    /// errors.
    #[test]
    fn nothing_is_to_be_learned() {
        let mut values = Values::default();
        values.set(&SPREAD, Value::Number(2.0));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        let rounds = 5_000.0_f64;
        let (mut squares, mut products, mut means) = (0.0, 0.0, 0.0);
        for _ in 0..rounds as usize {
            episode.next(&mut round);
            let expectation = round.expectations[3] / 2.0;
            squares += expectation * expectation;
            products += expectation * round.context[0];
            means += expectation;
        }
        assert!((squares / rounds - 1.0).abs() < 4.0 * (2.0 / rounds).sqrt(), "{squares}");
        assert!((products / rounds).abs() < 4.0 / rounds.sqrt(), "{products}");
        assert!((means / rounds).abs() < 4.0 / rounds.sqrt(), "{means}");
    }

    #[test]
    fn without_spread_there_is_no_regret() {
        let mut values = Values::default();
        values.set(&SPREAD, Value::Number(0.0));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        environment.episode(5, 0).next(&mut round);
        assert!(round.expectations.iter().all(|expectation| *expectation == 0.0));
        assert_ne!(round.reward(0), 0.0);
    }
}
