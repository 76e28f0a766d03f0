//! Bernoulli arms whose probabilities change all at once, now and then.

use std::sync::Arc;

use super::parts::{ARMS, ZERO_TO_ONE, bernoulli_round, card, shape};
use crate::data::Inputs;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Round, Shape,
};
use crate::math::random::RngStream;

const SEGMENT: Parameter = Parameter {
    name: "segment",
    title: "Rounds between changes",
    kind: Kind::Integer { minimum: 1, maximum: 1_000_000, default: 1_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("After so many rounds all probabilities are redrawn."),
};

/// Bernoulli arms with change points.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "piecewise_bernoulli",
        title: "Coin flips that change suddenly",
        sentence: words(
            "Each arm earns 1 with a probability of its own and 0 otherwise, and every so many rounds all probabilities are redrawn; there is no context.",
        ),
        citation: words(
            "Garivier and Moulines 2011, On Upper-Confidence Bound Policies for Switching Bandit Problems",
        ),
        facts: &[],
        parameters: &[ARMS, SEGMENT],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct Piecewise {
    arms: usize,
    segment: u64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    Ok(Arc::new(Piecewise { arms: values.count(&ARMS), segment: values.count(&SEGMENT).max(1) as u64 }))
}

impl Environment for Piecewise {
    fn shape(&self) -> Shape {
        shape(self.arms, ZERO_TO_ONE)
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        Box::new(PiecewiseEpisode {
            probabilities: vec![0.0; self.arms],
            segment: self.segment,
            round: 0,
            means: RngStream::new(master_seed, seed_index, "means"),
            rewards: RngStream::new(master_seed, seed_index, "rewards"),
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        card(item)
    }
}

#[derive(Clone)]
struct PiecewiseEpisode {
    probabilities: Vec<f64>,
    segment: u64,
    round: u64,
    means: RngStream,
    rewards: RngStream,
}

impl Episode for PiecewiseEpisode {
    fn next(&mut self, round: &mut Round) {
        if self.round.is_multiple_of(self.segment) {
            self.probabilities.fill_with(|| self.means.uniform());
        }
        self.round += 1;
        bernoulli_round(&self.probabilities, &mut self.rewards, round);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    #[test]
    fn probabilities_change_when_they_should_and_only_then() {
        let mut values = Values::default();
        values.set(&SEGMENT, Value::Number(7.0));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        let mut before = Vec::new();
        for number in 0..50 {
            episode.next(&mut round);
            assert_eq!(before != round.expectations, number % 7 == 0, "round {number}");
            assert!(round.expectations.iter().all(|p| (0.0..1.0).contains(p)));
            before.clone_from(&round.expectations);
        }
    }
}
