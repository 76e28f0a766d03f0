//! Bernoulli arms: each succeeds with a probability of its own that never changes.

use std::sync::Arc;

use super::parts::{ARMS, ZERO_TO_ONE, bernoulli_round, card, shape};
use crate::data::Inputs;
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Round, Shape,
};
use crate::math::random::RngStream;

const UNIFORM: &str = "uniform";
const ONE_BETTER: &str = "one_better";

const PROBABILITIES: Parameter = Parameter {
    name: "probabilities",
    title: "Probabilities",
    kind: Kind::Choice {
        options: &[
            Choice { id: UNIFORM, title: "drawn for each seed" },
            Choice { id: ONE_BETTER, title: "all alike but one" },
        ],
        default: UNIFORM,
    },
    unit: "",
    help: words(
        "How likely arms succeed: uniformly drawn between 0 and 1, or all equally but for one arm that is better.",
    ),
};

const BASE: Parameter = Parameter {
    name: "base",
    title: "Probability of the others",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.5, scale: Scale::Linear },
    unit: "probability",
    help: words("Where all are alike but one: how likely the others succeed."),
};

const GAP: Parameter = Parameter {
    name: "gap",
    title: "Gap",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.1, scale: Scale::Linear },
    unit: "probability",
    help: words(
        "Where all are alike but one: how much likelier that one succeeds, up to a probability of 1; which one it is changes with the seed.",
    ),
};

/// Bernoulli arms.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "bernoulli",
        title: "Coin flips",
        sentence: words(
            "Each arm earns 1 with a probability of its own and 0 otherwise; nothing ever changes and there is no context.",
        ),
        citation: words(
            "Robbins 1952, Some Aspects of the Sequential Design of Experiments; Chapelle and Li 2011, An Empirical Evaluation of Thompson Sampling, for one better arm",
        ),
        facts: &[],
        parameters: &[ARMS, PROBABILITIES, BASE, GAP],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct Bernoulli {
    arms: usize,
    /// Probability of the others and of the better one, where all are alike but one.
    one_better: Option<(f64, f64)>,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    let base = values.number(&BASE);
    let better = (base + values.number(&GAP)).min(1.0);
    let one_better = values.chose(&PROBABILITIES, ONE_BETTER).then_some((base, better));
    Ok(Arc::new(Bernoulli { arms: values.count(&ARMS), one_better }))
}

impl Environment for Bernoulli {
    fn shape(&self) -> Shape {
        shape(self.arms, ZERO_TO_ONE)
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let mut stream = RngStream::new(master_seed, seed_index, "means");
        let probabilities = match self.one_better {
            None => (0..self.arms).map(|_| stream.uniform()).collect(),
            Some((base, better)) => {
                let best = stream.below(self.arms);
                (0..self.arms).map(|arm| if arm == best { better } else { base }).collect()
            }
        };
        Box::new(BernoulliEpisode {
            probabilities,
            rewards: RngStream::new(master_seed, seed_index, "rewards"),
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        card(item)
    }
}

#[derive(Clone)]
struct BernoulliEpisode {
    probabilities: Vec<f64>,
    rewards: RngStream,
}

impl Episode for BernoulliEpisode {
    fn next(&mut self, round: &mut Round) {
        bernoulli_round(&self.probabilities, &mut self.rewards, round);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    /// Rewards are 0 or 1, and 1 as often as the probability says, within four standard errors, for each arm.
    #[test]
    fn arms_succeed_as_often_as_they_should() {
        let mut values = Values::default();
        values.set(&PROBABILITIES, Value::Choice(ONE_BETTER.to_owned()));
        values.set(&GAP, Value::Number(0.25));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        let mut successes = [0.0; 10];
        for _ in 0..10_000 {
            episode.next(&mut round);
            for (arm, count) in successes.iter_mut().enumerate() {
                let reward = round.reward(arm);
                assert!(reward == 0.0 || reward == 1.0);
                *count += reward;
            }
        }
        assert_eq!(round.expectations.iter().filter(|p| **p == 0.75).count(), 1);
        for (count, probability) in successes.iter().zip(&round.expectations) {
            let error = (10_000.0 * probability * (1.0 - probability)).sqrt();
            assert!((count - 10_000.0 * probability).abs() < 4.0 * error, "{count} for {probability}");
        }
    }
}
