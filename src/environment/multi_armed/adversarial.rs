//! An adversary's sequence: made to mislead agents that assume constant means. Nothing in it is random.
//!
//! Phases grow longer and longer. In odd phases the best arm earns the gap and the others nothing; in even ones the best
//! arm earns 1 and the others 1 minus the gap. The best arm is the same all the time, and better by the same gap, but an
//! agent that tries other arms in a rich phase believes that they are better than what it took in a poor one (Zimmert
//! and Seldin 2021, Tsallis-INF: An Optimal Algorithm for Stochastic and Adversarial Bandits, experiments: the
//! stochastically constrained adversary, with phases that grow by 1.6).

use std::sync::Arc;

use super::parts::{ARMS, ZERO_TO_ONE, card, shape};
use crate::data::Inputs;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};

const GAP: Parameter = Parameter {
    name: "gap",
    title: "Gap",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.125, scale: Scale::Linear },
    unit: "reward",
    help: words("How much more the best arm earns than the others, in every round."),
};

const FIRST_PHASE: Parameter = Parameter {
    name: "first_phase",
    title: "First phase",
    kind: Kind::Integer { minimum: 1, maximum: 100_000, default: 50, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("How long the first phase lasts."),
};

const GROWTH: Parameter = Parameter {
    name: "growth",
    title: "Growth of phases",
    kind: Kind::Number { minimum: 1.0, maximum: 4.0, default: 1.6, scale: Scale::Linear },
    unit: "",
    help: words("How many times as long as the one before each phase lasts."),
};

/// The adversary's sequence.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "adversarial",
        title: "Adversary",
        sentence: words(
            "One arm is always the best, but all arms become richer and poorer together in phases that mislead agents which assume constant means; nothing is random and there is no context.",
        ),
        citation: words(
            "Zimmert and Seldin 2021, Tsallis-INF: An Optimal Algorithm for Stochastic and Adversarial Bandits, experiments",
        ),
        facts: &[],
        parameters: &[ARMS, GAP, FIRST_PHASE, GROWTH],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct Adversarial {
    arms: usize,
    gap: f64,
    first_phase: f64,
    growth: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    Ok(Arc::new(Adversarial {
        arms: values.count(&ARMS),
        gap: values.number(&GAP),
        first_phase: values.number(&FIRST_PHASE),
        growth: values.number(&GROWTH),
    }))
}

impl Environment for Adversarial {
    fn shape(&self) -> Shape {
        shape(self.arms, ZERO_TO_ONE)
    }

    fn episode(self: Arc<Self>, _master_seed: u64, _seed_index: u32) -> Box<dyn Episode> {
        Box::new(AdversarialEpisode {
            length: self.first_phase,
            left: self.first_phase,
            rich: false,
            environment: self,
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        card(item)
    }
}

#[derive(Clone)]
struct AdversarialEpisode {
    environment: Arc<Adversarial>,
    /// Rounds of this phase, not rounded.
    length: f64,
    /// Rounds of it to come.
    left: f64,
    rich: bool,
}

impl Episode for AdversarialEpisode {
    fn next(&mut self, round: &mut Round) {
        if self.left < 1.0 {
            self.rich = !self.rich;
            self.length *= self.environment.growth;
            // What was too little for a round is not lost.
            self.left += self.length;
        }
        self.left -= 1.0;
        let gap = self.environment.gap;
        let (best, others) = if self.rich { (1.0, 1.0 - gap) } else { (gap, 0.0) };
        round.context.fill(1.0);
        round.expectations.fill(others);
        // The last arm, since agents that can't tell arms apart take the first.
        if let Some(last) = round.expectations.last_mut() {
            *last = best;
        }
        round.noise = Noise::Added(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    /// Phases of 4, 6 and 9 rounds; the gap is always there.
    #[test]
    fn phases_alternate_and_grow() {
        let mut values = Values::default();
        values.set(&FIRST_PHASE, Value::Number(4.0));
        values.set(&GROWTH, Value::Number(1.5));
        values.set(&GAP, Value::Number(0.25));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        for number in 0..19 {
            episode.next(&mut round);
            let rich = (4..10).contains(&number);
            assert_eq!(round.expectations[0], if rich { 0.75 } else { 0.0 }, "round {number}");
            assert_eq!(round.expectations[9] - round.expectations[0], 0.25);
        }
        episode.next(&mut round);
        assert_eq!(round.expectations[0], 0.75);
    }
}
