//! Bernoulli arms whose probabilities drift: in waves, or as a random walk.

use std::sync::Arc;

use super::parts::{ARMS, ZERO_TO_ONE, bernoulli_round, card, shape};
use crate::data::Inputs;
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Round, Shape,
};
use crate::math::random::RngStream;

const WAVES: &str = "waves";
const WALK: &str = "walk";

const DRIFT: Parameter = Parameter {
    name: "drift",
    title: "Drift",
    kind: Kind::Choice {
        options: &[
            Choice { id: WAVES, title: "waves, one arm after the other" },
            Choice { id: WALK, title: "random walk" },
        ],
        default: WAVES,
    },
    unit: "",
    help: words(
        "Waves: probabilities rise and fall as sines, evenly shifted from arm to arm; random walk: each moves a little each round, reflected at 0 and 1.",
    ),
};

const PERIOD: Parameter = Parameter {
    name: "period",
    title: "Period",
    kind: Kind::Integer { minimum: 2, maximum: 1_000_000, default: 2_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("Only for waves: after so many rounds everything is as it was."),
};

const STEP: Parameter = Parameter {
    name: "step",
    title: "Step",
    kind: Kind::Number { minimum: 0.0, maximum: 0.5, default: 0.01, scale: Scale::Logarithmic },
    unit: "probability a round",
    help: words("Only for the random walk: standard deviation of how far a probability moves in a round."),
};

/// Drifting Bernoulli arms.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "drifting_bernoulli",
        title: "Coin flips that drift",
        sentence: words(
            "Each arm earns 1 with a probability that changes a little every round and 0 otherwise; there is no context.",
        ),
        citation: words(
            "Besbes, Gur and Zeevi 2014, Stochastic Multi-armed-bandit Problem with Non-stationary Rewards",
        ),
        facts: &[],
        parameters: &[ARMS, DRIFT, PERIOD, STEP],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

#[derive(Clone, Copy)]
enum Drift {
    Waves { period: u64 },
    Walk { step: f64 },
}

struct Drifting {
    arms: usize,
    drift: Drift,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    let drift = if values.chose(&DRIFT, WALK) {
        Drift::Walk { step: values.number(&STEP) }
    } else {
        Drift::Waves { period: values.count(&PERIOD).max(1) as u64 }
    };
    Ok(Arc::new(Drifting { arms: values.count(&ARMS), drift }))
}

impl Environment for Drifting {
    fn shape(&self) -> Shape {
        shape(self.arms, ZERO_TO_ONE)
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let mut means = RngStream::new(master_seed, seed_index, "means");
        Box::new(DriftingEpisode {
            probabilities: (0..self.arms).map(|_| means.uniform()).collect(),
            drift: self.drift,
            round: 0,
            means,
            rewards: RngStream::new(master_seed, seed_index, "rewards"),
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        card(item)
    }
}

#[derive(Clone)]
struct DriftingEpisode {
    probabilities: Vec<f64>,
    drift: Drift,
    round: u64,
    means: RngStream,
    rewards: RngStream,
}

impl Episode for DriftingEpisode {
    fn next(&mut self, round: &mut Round) {
        match self.drift {
            Drift::Waves { period } => {
                let phase = (self.round % period) as f64 / period as f64;
                let arms = self.probabilities.len() as f64;
                for (arm, probability) in self.probabilities.iter_mut().enumerate() {
                    let turn = 2.0 * std::f64::consts::PI * (phase - arm as f64 / arms);
                    *probability = 0.5 + 0.5 * libm::cos(turn);
                }
            }
            // The first round has the probabilities that were drawn.
            Drift::Walk { .. } if self.round == 0 => {}
            Drift::Walk { step } => {
                for probability in &mut self.probabilities {
                    *probability = reflected(*probability + step * self.means.normal());
                }
            }
        }
        self.round += 1;
        bernoulli_round(&self.probabilities, &mut self.rewards, round);
    }
}

/// A number reflected at 0 and 1 as often as it takes.
fn reflected(number: f64) -> f64 {
    let within = number - 2.0 * libm::floor(0.5 * number);
    if within > 1.0 { 2.0 - within } else { within }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    #[test]
    fn numbers_are_reflected() {
        for (number, expected) in [(0.25, 0.25), (-0.25, 0.25), (1.25, 0.75), (2.25, 0.25), (-1.25, 0.75)] {
            assert_eq!(reflected(number), expected, "{number}");
        }
    }

    /// In waves of four rounds the best of four arms is each one in turn, at probabilities 1, 1/2, 0, 1/2.
    #[test]
    fn waves_go_round() {
        let mut values = Values::default();
        values.set(&ARMS, Value::Number(4.0));
        values.set(&PERIOD, Value::Number(4.0));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        for turn in 0..12 {
            episode.next(&mut round);
            for (arm, probability) in round.expectations.iter().enumerate() {
                let expected = [1.0, 0.5, 0.0, 0.5][(turn + 4 - arm) % 4];
                assert!((probability - expected).abs() < 1e-15, "arm {arm} in round {turn}: {probability}");
            }
        }
    }

    /// Steps have the deviation that was asked for, within four standard errors, and never leave 0..1.
    #[test]
    fn a_walk_takes_steps_of_its_size() {
        let mut values = Values::default();
        values.set(&ARMS, Value::Number(1.0));
        values.set(&DRIFT, Value::Choice(WALK.to_owned()));
        values.set(&STEP, Value::Number(0.001));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        episode.next(&mut round);
        let mut squares = 0.0;
        for _ in 0..5_000 {
            let before = round.expectations[0];
            episode.next(&mut round);
            assert!((0.0..=1.0).contains(&round.expectations[0]));
            squares += (round.expectations[0] - before) * (round.expectations[0] - before) / 1e-6;
        }
        assert!((squares / 5_000.0 - 1.0).abs() < 4.0 * (2.0_f64 / 5_000.0).sqrt(), "{squares}");
    }
}
