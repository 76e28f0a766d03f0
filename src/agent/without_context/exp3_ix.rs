//! EXP3-IX: EXP3 that explores by being careful with small probabilities instead of drawing at random.
//!
//! p = softmax(-eta L), where L of the drawn arm grows by (1 - r) / (p + gamma): a loss that is estimated a little too
//! small, so that its variance is bounded (Neu 2015, Explore No More: Improved High-Probability Regret Bounds for
//! Non-Stochastic Bandits, algorithm 1). Rewards are scaled to [0, 1] and what lies outside is cut.

use super::drawn_agent::{DrawnAgent, StochasticPolicy};
use super::exp3::SMALLEST_PROBABILITY;
use super::softmax::softmax;
use super::unit_rewards::UnitRewards;
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family, View};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;

const LEARNING_RATE: Parameter = Parameter {
    name: "learning_rate",
    title: "Learning rate",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.05, scale: Scale::Logarithmic },
    unit: "",
    help: words("How fast probabilities follow losses; the theory's best is sqrt(2 ln K / (K T))."),
};

const GAMMA: Parameter = Parameter {
    name: "gamma",
    title: "Implicit exploration gamma",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.025, scale: Scale::Logarithmic },
    unit: "probability",
    help: words(
        "What is added to a probability before a loss is divided by it; the theory's best is half the learning rate.",
    ),
};

/// EXP3-IX.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "exp3_ix",
        title: "EXP3-IX",
        sentence: words(
            "EXP3 whose estimates of losses are a little too small on purpose, so that unlucky draws do less harm.",
        ),
        citation: words(
            "Neu 2015, Explore No More: Improved High-Probability Regret Bounds for Non-Stochastic Bandits",
        ),
        facts: &[],
        parameters: &[LEARNING_RATE, GAMMA],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, shape| 8 * (shape.items + shape.arms) as u64, build };

#[derive(Clone)]
struct Exp3Ix {
    learning_rate: f64,
    gamma: f64,
    unit: UnitRewards,
    losses: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let policy = Exp3Ix {
        learning_rate: values.number(&LEARNING_RATE),
        gamma: values.number(&GAMMA),
        unit: UnitRewards::new(shape),
        losses: vec![0.0; shape.items],
    };
    Ok(Box::new(DrawnAgent::new(shape, policy)))
}

crate::state::state_fields! {
    Exp3Ix { losses } fixed { learning_rate, gamma, unit }
}

impl StochasticPolicy for Exp3Ix {
    fn probabilities(&mut self, view: &View<'_>, probabilities: &mut [f64]) {
        softmax(self.learning_rate, |slot| -self.losses[view.items[slot] as usize], probabilities);
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64, probability: f64) {
        let divisor = (probability + self.gamma).max(SMALLEST_PROBABILITY);
        self.losses[view.items[chosen] as usize] += (1.0 - self.unit.unit(reward)) / divisor;
    }

    fn scores(&self, view: &View<'_>) -> Vec<f64> {
        view.items.iter().map(|item| -self.losses[*item as usize]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;
    use crate::descriptor::Value;

    /// A loss of 3/4 over 1/2 + 1/4 is 1.
    #[test]
    fn a_step_by_hand() {
        let values = [("learning_rate", Value::Number(2.0)), ("gamma", Value::Number(0.25))];
        let mut bench = Bench::new(&DESCRIPTOR, &values, 2);
        bench.learn(1, 0.25);
        let thought = bench.explain();
        assert_near(&thought.scores, &[0.0, -1.0]);
        let square = libm::exp(2.0);
        assert_near(&thought.probabilities, &[square / (1.0 + square), 1.0 / (1.0 + square)]);
    }

    /// A loss of 3/4 over 1/2 + 1/4 is 1 when it comes late, too: the probability is that of its round.
    #[test]
    fn a_late_reward_counts_by_the_probability_of_its_round() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("gamma", Value::Number(0.25))], 2);
        bench.choose();
        let note = bench.info();
        (0..9).for_each(|_| bench.learn(0, 0.0));
        bench.update(1, 0.25, note);
        assert_near(&bench.explain().scores[1..], &[-1.0]);
    }
}
