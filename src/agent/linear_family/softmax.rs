//! Softmax on linear models: arms are drawn, the more probably the larger their estimate.

use crate::agent::linear::{self, ArmModels, BIAS, GAMMA, INTERACTIONS, MODEL, RewardModel, TIKHONOV};
use crate::agent::without_context::boltzmann::TEMPERATURE;
use crate::agent::without_context::{DrawnAgent, StochasticPolicy, softmax};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family, View};
use crate::descriptor::{Descriptor, Schedule, Values, words};
use crate::environment::Shape;

/// Softmax on linear models.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "linear_softmax",
        title: "Linear softmax",
        sentence: words(
            "Estimates each arm's reward by ridge regression and draws an arm with probabilities that grow exponentially with the estimate; the temperature says how fast.",
        ),
        citation: words(
            "Sutton and Barto 2018, Reinforcement Learning, section 2.8, on linear models; as Vowpal Wabbit's --softmax",
        ),
        facts: linear::MODEL_FACTS,
        parameters: &[TEMPERATURE, MODEL, TIKHONOV, GAMMA, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: linear::memory, build };

#[derive(Clone)]
struct Softmax {
    models: ArmModels,
    temperature: Schedule,
    means: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let policy = Softmax {
        models: linear::build(DESCRIPTOR.part.title, values, shape)?,
        temperature: values.schedule(&TEMPERATURE),
        means: vec![0.0; shape.arms],
    };
    Ok(Box::new(DrawnAgent::new(shape, policy)))
}

crate::state::state_fields! {
    Softmax { models } fixed { temperature, means }
}

impl StochasticPolicy for Softmax {
    fn probabilities(&mut self, view: &View<'_>, probabilities: &mut [f64]) {
        let means = &mut self.means[..view.items.len()];
        self.models.means(view, means);
        softmax(1.0 / self.temperature.value(view.round), |slot| means[slot], probabilities);
    }

    fn learns_from_probability(&self) -> bool {
        false
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64, _probability: f64) {
        self.models.learn(view, chosen, reward);
    }

    fn thoughts(&mut self, view: &View<'_>) -> (Vec<f64>, Vec<f64>) {
        self.models.thoughts(view)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::without_context::testing::{Bench, assert_near};
    use crate::descriptor::Value;

    /// Estimates 1 / (1 + 1) and 0 at a temperature of 1/2: e to 1.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("temperature", Value::Number(0.5))], 2);
        bench.learn(0, 1.0);
        let thought = bench.explain();
        let e = libm::exp(1.0);
        assert_near(&thought.probabilities, &[e / (1.0 + e), 1.0 / (1.0 + e)]);
        assert_near(&thought.estimates, &[0.5, 0.0]);
        assert_near(&thought.widths, &[0.5_f64.sqrt(), 1.0]);
    }
}
