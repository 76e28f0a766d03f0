//! A world without structure: nothing that an agent sees says anything about rewards.

use std::sync::Arc;

use super::parts::{ARMS, DIMENSION, NOISE, shape};
use crate::data::Dataset;
use crate::declaration::{Kind, Parameter, Part, Scale, Values};
use crate::stream::Stream;
use crate::world::{Builder, Course, Declaration, ItemCard, Noise, Round, Shape, World, WorldError};

const SPREAD: Parameter = Parameter {
    name: "spread",
    title: "Spread",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 1.0, scale: Scale::Linear },
    unit: "standard deviation",
    help: "How far the arms' expected rewards, drawn anew every round, lie apart; at 0 all arms earn the same, as in TF-Agents.",
};

/// The world of random rewards.
pub static DECLARATION: Declaration = Declaration {
    part: Part {
        id: "random_rewards",
        title: "Random rewards",
        sentence: "Every arm's expected reward is drawn anew every round, whatever the context, so nothing can be learned: whoever beats chance here does so by luck.",
        citation: "TF-Agents, RandomBanditEnvironment",
        parameters: &[ARMS, DIMENSION, SPREAD, NOISE],
    },
    reward_unit: "",
    needs_ratings: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { declaration: &DECLARATION, build };

struct RandomRewards {
    arms: usize,
    dimension: usize,
    spread: f64,
    noise: f64,
}

fn build(values: &Values, _ratings: Option<&Arc<Dataset>>) -> Result<Arc<dyn World>, WorldError> {
    Ok(Arc::new(RandomRewards {
        arms: values.count(&ARMS),
        dimension: values.count(&DIMENSION),
        spread: values.number(&SPREAD),
        noise: values.number(&NOISE),
    }))
}

impl World for RandomRewards {
    fn shape(&self) -> Shape {
        shape(self.dimension, self.arms, (-3.0 * self.spread, 3.0 * self.spread))
    }

    fn course(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Course> {
        let stream = |purpose| Stream::new(master_seed, seed_index, purpose);
        Box::new(RandomCourse {
            world: self,
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
struct RandomCourse {
    world: Arc<RandomRewards>,
    means: Stream,
    users: Stream,
    rewards: Stream,
}

impl Course for RandomCourse {
    fn next(&mut self, round: &mut Round) {
        round.context.fill_with(|| self.users.normal());
        round.expectations.fill_with(|| self.world.spread * self.means.normal());
        round.noise = Noise::Added(self.world.noise * self.rewards.normal());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declaration::Value;

    /// Expectations have the spread that was asked for and nothing to do with the context, within four standard
    /// errors.
    #[test]
    fn nothing_is_to_be_learned() {
        let mut values = Values::default();
        values.set(&SPREAD, Value::Number(2.0));
        let world = build(&values, None).expect("it needs nothing");
        let mut round = Round::new(&world.shape());
        let mut course = world.course(5, 0);
        let rounds = 5_000.0_f64;
        let (mut squares, mut products, mut means) = (0.0, 0.0, 0.0);
        for _ in 0..rounds as usize {
            course.next(&mut round);
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
        let world = build(&values, None).expect("it needs nothing");
        let mut round = Round::new(&world.shape());
        world.course(5, 0).next(&mut round);
        assert!(round.expectations.iter().all(|expectation| *expectation == 0.0));
        assert_ne!(round.reward(0), 0.0);
    }
}
