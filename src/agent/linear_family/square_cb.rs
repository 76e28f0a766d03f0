//! SquareCB: arms are drawn, the less probably the further their estimate lies below the largest one.
//!
//! Probability of another arm than the best: 1 / (K + gamma (best - estimate)) for K arms (Foster and Rakhlin 2020, Beyond UCB:
//! Optimal and Efficient Contextual Bandits with Regression Oracles, algorithm 1, with mu = K), with
//! gamma = scale t^exponent in round t, as Vowpal Wabbit's --squarecb has it, in units of the environment's range of rewards.

use crate::agent::linear::{self, ArmModels, BIAS, GAMMA, INTERACTIONS, MODEL, RewardModel, TIKHONOV};
use crate::agent::neural::distribution::inverse_gap;
use crate::agent::without_context::{DrawnAgent, StochasticPolicy};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Clock, Family, View};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;

const GAMMA_SCALE: Parameter = Parameter {
    name: "gamma_scale",
    title: "Gamma scale",
    kind: Kind::Number { minimum: 0.0, maximum: 10_000.0, default: 10.0, scale: Scale::Logarithmic },
    unit: "1 / range of rewards",
    help: words("How soon it keeps to the arm with the largest estimate; 0 takes any arm."),
};

const GAMMA_EXPONENT: Parameter = Parameter {
    name: "gamma_exponent",
    title: "Gamma exponent",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.5, scale: Scale::Linear },
    unit: "",
    help: words(
        "How exploration goes down with the number of rounds, with feedback or not: 0.5 is the theory's, 0 keeps it constant.",
    ),
};

/// SquareCB.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "square_cb",
        title: "SquareCB",
        sentence: words(
            "Estimates each arm's reward by ridge regression and draws an arm with probability inverse to how far its estimate lies below the best.",
        ),
        citation: words(
            "Foster and Rakhlin 2020, Beyond UCB: Optimal and Efficient Contextual Bandits with Regression Oracles",
        ),
        facts: linear::MODEL_FACTS,
        parameters: &[GAMMA_SCALE, GAMMA_EXPONENT, MODEL, TIKHONOV, GAMMA, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: linear::memory, build };

#[derive(Clone)]
struct SquareCb {
    models: ArmModels,
    scale: f64,
    exponent: f64,
    clock: Clock,
    means: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let span = shape.rewards.1 - shape.rewards.0;
    let policy = SquareCb {
        models: linear::build(DESCRIPTOR.part.title, values, shape)?,
        scale: values.number(&GAMMA_SCALE) / if span > 0.0 { span } else { 1.0 },
        exponent: values.number(&GAMMA_EXPONENT),
        clock: Clock::default(),
        means: vec![0.0; shape.arms],
    };
    Ok(Box::new(DrawnAgent::new(shape, policy)))
}

crate::state::state_fields! {
    SquareCb { models, clock } fixed { scale, exponent, means }
}

impl StochasticPolicy for SquareCb {
    fn probabilities(&mut self, view: &View<'_>, probabilities: &mut [f64]) {
        self.clock.begin(view.round);
        let means = &mut self.means[..view.items.len()];
        self.models.means(view, means);
        inverse_gap(means, self.scale * libm::pow(self.clock.round() as f64, self.exponent), probabilities);
    }

    fn learns_from_probability(&self) -> bool {
        false
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64, _probability: f64) {
        self.models.learn(view, chosen, reward);
        self.clock.end(view.round);
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

    /// In round 4 gamma is 10 * 2; estimates 3/4, 0, 0: 1 / (3 + 15) for each of the others.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 3);
        (0..3).for_each(|_| bench.learn(0, 1.0));
        assert_near(&bench.explain().probabilities, &[16.0 / 18.0, 1.0 / 18.0, 1.0 / 18.0]);
        assert_near(&bench.explain().estimates, &[0.75, 0.0, 0.0]);
    }

    #[test]
    fn without_gamma_any_arm_is_as_probable() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("gamma_scale", Value::Number(0.0))], 4);
        bench.learn(2, 1.0);
        assert_near(&bench.explain().probabilities, &[0.25; 4]);
    }
}
