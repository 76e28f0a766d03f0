//! Normal arms: each earns a mean of its own, drawn for each seed, plus normal noise. The ten-armed testbed.

use std::sync::Arc;

use super::parts::{ARMS, card, shape};
use crate::data::Inputs;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::math::random::RngStream;

const NOISE: Parameter = Parameter {
    name: "noise",
    title: "Noise",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 1.0, scale: Scale::Linear },
    unit: "standard deviation",
    help: words("Spread of the normal noise on every reward; means are spread by 1."),
};

/// Normal arms.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "gaussian",
        title: "Normal rewards",
        sentence: words(
            "Each arm earns a mean of its own, drawn from a standard normal distribution for each seed, plus normal noise; there is no context.",
        ),
        citation: words("Sutton and Barto 2018, Reinforcement Learning, section 2.3: the ten-armed testbed"),
        facts: &[],
        parameters: &[ARMS, NOISE],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct Gaussian {
    arms: usize,
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    Ok(Arc::new(Gaussian { arms: values.count(&ARMS), noise: values.number(&NOISE) }))
}

impl Environment for Gaussian {
    fn shape(&self) -> Shape {
        // Three standard deviations of the means hold nearly all of them.
        shape(self.arms, (-3.0, 3.0))
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let mut stream = RngStream::new(master_seed, seed_index, "means");
        Box::new(GaussianEpisode {
            means: (0..self.arms).map(|_| stream.normal()).collect(),
            noise: self.noise,
            rewards: RngStream::new(master_seed, seed_index, "rewards"),
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        card(item)
    }
}

#[derive(Clone)]
struct GaussianEpisode {
    means: Vec<f64>,
    noise: f64,
    rewards: RngStream,
}

impl Episode for GaussianEpisode {
    fn next(&mut self, round: &mut Round) {
        round.context.fill(1.0);
        round.expectations.copy_from_slice(&self.means);
        round.noise = Noise::Added(self.noise * self.rewards.normal());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rewards have the arm's mean and a deviation of 1, within four standard errors.
    #[test]
    fn rewards_are_normal_around_the_mean() {
        let environment = BUILDER.make(&Values::default(), None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..10_000 {
            episode.next(&mut round);
            let surplus = round.reward(3) - round.expectations[3];
            sum += surplus;
            squares += surplus * surplus;
        }
        assert!((sum / 10_000.0).abs() < 0.04, "{sum}");
        assert!((squares / 10_000.0 - 1.0).abs() < 4.0 * (2.0_f64 / 10_000.0).sqrt(), "{squares}");
    }
}
