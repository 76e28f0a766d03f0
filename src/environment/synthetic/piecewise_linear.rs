//! A linear environment whose weights change all at once, now and then.

use std::sync::Arc;

use super::parts::{ARMS, ArmWeights, DIMENSION, NOISE, shape};
use crate::data::Inputs;
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::math::random::RngStream;

const EVEN: &str = "even";
const RANDOM: &str = "random";

const SEGMENT: Parameter = Parameter {
    name: "segment",
    title: "Rounds between changes",
    kind: Kind::Integer { minimum: 1, maximum: 1_000_000, default: 1_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("How many rounds there are between two changes of all weights, exactly or on average."),
};

const CHANGES: Parameter = Parameter {
    name: "changes",
    title: "Changes",
    kind: Kind::Choice {
        options: &[
            Choice { id: EVEN, title: "evenly spaced" },
            Choice { id: RANDOM, title: "at random, as likely in every round" },
        ],
        default: EVEN,
    },
    unit: "",
    help: words(
        "When the weights change: after every so many rounds, or in each round with the same probability.",
    ),
};

const OFFSETS: Parameter = Parameter {
    name: "offsets",
    title: "Offsets",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.0, scale: Scale::Linear },
    unit: "standard deviation",
    help: words("Spread of what each arm earns whatever the context; it is redrawn at every change, too."),
};

/// The piecewise stationary linear environment.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "piecewise_linear",
        title: "Synthetic, linear with sudden changes",
        sentence: words("Rewards are linear in random contexts, and now and then all weights are redrawn."),
        citation: words(
            "TF-Agents, PiecewiseStochasticEnvironment (regret here is measured on the whole expected reward, offsets included)",
        ),
        facts: &[],
        parameters: &[ARMS, DIMENSION, SEGMENT, CHANGES, OFFSETS, NOISE],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct PiecewiseLinear {
    arms: usize,
    dimension: usize,
    segment: u64,
    at_random: bool,
    offsets: f64,
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    Ok(Arc::new(PiecewiseLinear {
        arms: values.count(&ARMS),
        dimension: values.count(&DIMENSION),
        segment: values.count(&SEGMENT).max(1) as u64,
        at_random: values.chose(&CHANGES, RANDOM),
        offsets: values.number(&OFFSETS),
        noise: values.number(&NOISE),
    }))
}

impl Environment for PiecewiseLinear {
    fn shape(&self) -> Shape {
        let widest = 3.0 * (1.0 + self.offsets * self.offsets).sqrt();
        shape(self.dimension, self.arms, (-widest, widest))
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let stream = |purpose| RngStream::new(master_seed, seed_index, purpose);
        Box::new(PiecewiseEpisode {
            weights: ArmWeights::zero(self.arms, self.dimension),
            offsets: vec![0.0; self.arms],
            round: 0,
            draws: stream("weights"),
            changes: stream("changes"),
            users: stream("users"),
            rewards: stream("rewards"),
            environment: self,
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        ItemCard::arm(item)
    }
}

#[derive(Clone)]
struct PiecewiseEpisode {
    environment: Arc<PiecewiseLinear>,
    weights: ArmWeights,
    /// What each arm earns whatever the context.
    offsets: Vec<f64>,
    round: u64,
    draws: RngStream,
    changes: RngStream,
    users: RngStream,
    rewards: RngStream,
}

impl PiecewiseEpisode {
    fn changes(&mut self) -> bool {
        let segment = self.environment.segment;
        match self.environment.at_random {
            true => self.round == 0 || self.changes.below(segment as usize) == 0,
            false => self.round.is_multiple_of(segment),
        }
    }
}

impl Episode for PiecewiseEpisode {
    fn next(&mut self, round: &mut Round) {
        if self.changes() {
            self.weights.draw_anew(&mut self.draws);
            let spread = self.environment.offsets;
            self.offsets.fill_with(|| spread * self.draws.normal());
        }
        self.round += 1;
        self.users.normals(&mut round.context);
        self.weights.expect(&round.context, &mut round.expectations);
        for (expectation, offset) in round.expectations.iter_mut().zip(&self.offsets) {
            *expectation += offset;
        }
        round.noise = Noise::Added(self.environment.noise * self.rewards.normal());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    /// With one feature a weight is 1 or -1: expectation / context is the weight, and it may change at changes only.
    #[test]
    fn weights_change_when_they_should_and_only_then() {
        let mut values = Values::default();
        values.set(&SEGMENT, Value::Number(7.0));
        values.set(&ARMS, Value::Number(40.0));
        values.set(&DIMENSION, Value::Number(1.0));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        let mut before = Vec::new();
        for number in 0..70 {
            episode.next(&mut round);
            let weights: Vec<f64> = round.expectations.iter().map(|e| e / round.context[0]).collect();
            assert!(weights.iter().all(|weight| weight.abs() == 1.0));
            assert_eq!(before != weights, number % 7 == 0, "round {number}");
            before = weights;
        }
    }

    /// Changes at random come as often as they should: a number of changes within four standard errors.
    #[test]
    fn random_changes_come_as_often_as_they_should() {
        let mut values = Values::default();
        values.set(&SEGMENT, Value::Number(20.0));
        values.set(&CHANGES, Value::Choice(RANDOM.to_owned()));
        values.set(&ARMS, Value::Number(40.0));
        values.set(&DIMENSION, Value::Number(1.0));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        let (mut before, mut changes) = (Vec::new(), 0.0);
        let rounds = 10_000.0_f64;
        for _ in 0..rounds as usize {
            episode.next(&mut round);
            let weights: Vec<f64> = round.expectations.iter().map(|e| e / round.context[0]).collect();
            changes += f64::from(u8::from(before != weights));
            before = weights;
        }
        assert!((changes - rounds / 20.0).abs() < 4.0 * (rounds * 0.05 * 0.95).sqrt(), "{changes}");
    }

    /// Offsets are what is earned beyond the weights: here the same for every context of a segment.
    #[test]
    fn offsets_stay_for_a_segment() {
        let mut values = Values::default();
        values.set(&OFFSETS, Value::Number(2.0));
        values.set(&DIMENSION, Value::Number(1.0));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        // With weights of 1 or -1, the offset is the expectation minus or plus the context.
        episode.next(&mut round);
        let (e, c) = (round.expectations[0], round.context[0]);
        let candidates = [e - c, e + c];
        episode.next(&mut round);
        let (e, c) = (round.expectations[0], round.context[0]);
        let errors = [e - c - candidates[0], e + c - candidates[1]];
        assert!(errors.iter().any(|error| error.abs() < 1e-12), "{errors:?}");
    }
}
