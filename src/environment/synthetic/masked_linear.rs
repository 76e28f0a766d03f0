//! A linear environment in which not every arm is on offer every round.

use std::sync::Arc;

use super::parts::{ARMS, ArmWeights, DIMENSION, NOISE, THREE_DEVIATIONS, shape};
use crate::data::Inputs;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::math::random::RngStream;
use crate::math::vector::dot;

const OFFERED: Parameter = Parameter {
    name: "offered",
    title: "Offered",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.5, scale: Scale::Linear },
    unit: "probability",
    help: words(
        "How likely each arm is on offer in a round; where none would be, one is, and all are as likely to be that one.",
    ),
};

/// The masked linear environment.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "masked_linear",
        title: "Synthetic, linear, some arms missing",
        sentence: words(
            "Rewards are linear in random contexts, and each round offers a random part of the arms.",
        ),
        citation: words("TF-Agents, BernoulliActionMaskTFEnvironment"),
        facts: &[],
        parameters: &[ARMS, DIMENSION, OFFERED, NOISE],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct MaskedLinear {
    arms: usize,
    dimension: usize,
    offered: f64,
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    Ok(Arc::new(MaskedLinear {
        arms: values.count(&ARMS),
        dimension: values.count(&DIMENSION),
        offered: values.number(&OFFERED),
        noise: values.number(&NOISE),
    }))
}

impl Environment for MaskedLinear {
    fn shape(&self) -> Shape {
        shape(self.dimension, self.arms, THREE_DEVIATIONS)
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let stream = |purpose| RngStream::new(master_seed, seed_index, purpose);
        Box::new(MaskedEpisode {
            weights: ArmWeights::drawn(self.arms, self.dimension, &mut stream("weights")),
            masks: stream("masks"),
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
struct MaskedEpisode {
    environment: Arc<MaskedLinear>,
    weights: ArmWeights,
    masks: RngStream,
    users: RngStream,
    rewards: RngStream,
}

impl Episode for MaskedEpisode {
    fn next(&mut self, round: &mut Round) {
        self.users.normals(&mut round.context);
        round.items.clear();
        for arm in 0..self.environment.arms as u32 {
            if self.masks.uniform() < self.environment.offered {
                round.items.push(arm);
            }
        }
        if round.items.is_empty() {
            round.items.push(self.masks.below(self.environment.arms) as u32);
        }
        round.expectations.clear();
        let expectation = |arm: &u32| self.expectation(&round.context, *arm);
        round.expectations.extend(round.items.iter().map(expectation));
        round.noise = Noise::Added(self.environment.noise * self.rewards.normal());
    }

    fn expectation_off_offer(&self, round: &Round, item: u32) -> Option<f64> {
        Some(self.expectation(&round.context, item))
    }
}

impl MaskedEpisode {
    fn expectation(&self, context: &[f64], arm: u32) -> f64 {
        let start = arm as usize * self.environment.dimension;
        dot(&self.weights.weights[start..start + self.environment.dimension], context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    fn rounds(offered: f64, count: usize) -> Vec<Round> {
        let mut values = Values::default();
        values.set(&OFFERED, Value::Number(offered));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        let next = |_| {
            episode.next(&mut round);
            round.clone()
        };
        (0..count).map(next).collect()
    }

    /// Each arm is on offer as often as it should be, within four standard errors.
    #[test]
    fn arms_are_offered_as_often_as_they_should() {
        let mut counts = [0.0_f64; 10];
        for round in rounds(0.5, 10_000) {
            assert_eq!(round.items.len(), round.expectations.len());
            round.items.iter().for_each(|item| counts[*item as usize] += 1.0);
        }
        // Where none would be, which happens once in 1,024 rounds, each arm is the one in a tenth of the cases.
        let expected = 10_000.0 * (0.5 + 0.1 / 1_024.0);
        for count in counts {
            assert!((count - expected).abs() < 4.0 * 2_500.0_f64.sqrt(), "{counts:?}");
        }
    }

    #[test]
    fn one_arm_is_always_there_and_all_when_all_are_offered() {
        let alone = rounds(0.0, 200);
        assert!(alone.iter().all(|round| round.items.len() == 1));
        let which: std::collections::BTreeSet<u32> = alone.iter().map(|round| round.items[0]).collect();
        assert_eq!(which.len(), 10);
        assert!(rounds(1.0, 50).iter().all(|round| round.items == (0..10).collect::<Vec<u32>>()));
    }

    /// An arm earns the same for the same context whatever else is on offer.
    #[test]
    fn expectations_belong_to_their_arms() {
        for (some, all) in rounds(0.5, 50).iter().zip(rounds(1.0, 50)) {
            assert_eq!(some.context, all.context);
            for (item, expectation) in some.items.iter().zip(&some.expectations) {
                assert_eq!(*expectation, all.expectations[*item as usize]);
            }
        }
    }
}
