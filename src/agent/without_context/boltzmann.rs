//! Boltzmann exploration: arms are drawn, the more probably the more they earned on average.
//!
//! Probability of an arm: proportional to exp(mean / temperature) (Sutton and Barto 2018, Reinforcement Learning,
//! chapter 2; MABWiser's Softmax has the same probabilities, but draws from a Dirichlet distribution around them).

use super::drawn_agent::{DrawnAgent, StochasticPolicy};
use super::softmax::softmax;
use super::stats::ArmStats;
use super::untried::{UNTRIED, untried_first};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family, View};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Schedule, Values, words};
use crate::environment::Shape;

/// By how much more reward an arm is drawn more often.
pub const TEMPERATURE: Parameter = Parameter {
    name: "temperature",
    title: "Temperature",
    kind: Kind::Schedule { minimum: 0.001, maximum: 1000.0, default: 0.1, scale: Scale::Logarithmic },
    unit: "reward",
    help: words(
        "An arm that earns so much more on average is drawn 2.7 times as often: low is greedy, high is random.",
    ),
};

/// Boltzmann exploration.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "boltzmann",
        title: "Boltzmann",
        sentence: words(
            "Draws an arm with probabilities that grow exponentially with mean reward; the temperature says how fast.",
        ),
        citation: words("Sutton and Barto 2018, Reinforcement Learning, chapter 2; MABWiser, Softmax"),
        facts: &[],
        parameters: &[TEMPERATURE, UNTRIED],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| ArmStats::memory(shape.items) + 8 * shape.arms as u64,
    build,
};

#[derive(Clone)]
struct Boltzmann {
    stats: ArmStats,
    temperature: Schedule,
    untried_first: bool,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let policy = Boltzmann {
        stats: ArmStats::new(shape.items),
        temperature: values.schedule(&TEMPERATURE),
        untried_first: untried_first(values),
    };
    Ok(Box::new(DrawnAgent::new(shape, policy)))
}

crate::state::state_fields! {
    Boltzmann { stats } fixed { temperature, untried_first }
}

impl StochasticPolicy for Boltzmann {
    fn begin(&mut self, _view: &View<'_>) {
        self.stats.begin();
    }

    fn scheduled(&self, view: &View<'_>, probabilities: &mut [f64]) -> bool {
        self.untried_first && self.stats.unheard(view, probabilities)
    }

    fn chose(&mut self, view: &View<'_>, slot: usize) {
        self.stats.chose(view, slot);
    }

    fn probabilities(&mut self, view: &View<'_>, probabilities: &mut [f64]) {
        softmax(
            1.0 / self.temperature.value(view.round),
            |slot| self.stats.of(view, slot).mean(),
            probabilities,
        );
    }

    fn learns_from_probability(&self) -> bool {
        false
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64, _probability: f64) {
        self.stats.learn(view, chosen, reward);
    }

    fn estimates(&mut self, view: &View<'_>) -> Vec<f64> {
        self.stats.estimates(view)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near, option};
    use super::super::untried::ZERO;
    use super::*;
    use crate::agent::Reason;
    use crate::descriptor::Value;

    /// Means 1/2 and 0 at a temperature of 1/2: e to 1.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("temperature", Value::Number(0.5))], 2);
        bench.choose();
        let thought = bench.explain();
        assert_eq!((thought.probabilities, thought.reason), (vec![0.5, 0.5], Reason::Scheduled));
        bench.learn(0, 1.0);
        bench.learn(0, 0.0);
        assert_eq!(bench.choose(), 1);
        bench.learn(1, 0.0);
        let (chosen, thought) = (bench.choose(), bench.explain());
        let e = libm::exp(1.0);
        assert_near(&thought.probabilities, &[e / (1.0 + e), 1.0 / (1.0 + e)]);
        assert_near(&thought.estimates, &[0.5, 0.0]);
        assert_eq!(thought.reason, Reason::Drawn { probability: thought.probabilities[chosen] });
    }

    #[test]
    fn an_arm_never_chosen_may_count_as_zero() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("untried", option(ZERO))], 4);
        assert_near(&bench.explain().probabilities, &[0.25; 4]);
        bench.learn(3, 0.1);
        let e = libm::exp(1.0);
        assert_near(&bench.explain().probabilities[2..], &[1.0 / (3.0 + e), e / (3.0 + e)]);
    }
}
