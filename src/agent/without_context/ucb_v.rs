//! UCB-V: a bonus from the empirical variance, by Bernstein's inequality.
//!
//! Index in round t: mean + sqrt(2 zeta V ln t / n) + 3 c zeta ln t / n for an arm of n pulls whose rewards have variance V
//! (Audibert, Munos and Szepesvari 2009, Exploration-exploitation Tradeoff Using Variance Estimates in Multi-armed
//! Bandits, with rewards in [0, 1]).

use super::index_agent::{self, IndexAgent, Rewards};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::indexes::ucb_v;

const ZETA: Parameter = Parameter {
    name: "zeta",
    title: "Zeta",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 1.0, scale: Scale::Linear },
    unit: "",
    help: words(
        "How much exploration there is in all: the bound holds with a probability of 1 - t to the minus zeta.",
    ),
};

const C: Parameter = Parameter {
    name: "c",
    title: "c",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 1.0, scale: Scale::Linear },
    unit: "",
    help: words(
        "How much the part of the bonus counts that does not know the variance; 1 is the paper's, less explores less.",
    ),
};

/// UCB-V.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "ucb_v",
        title: "UCB-V",
        sentence: words(
            "Takes the largest mean plus a bonus that follows the empirical variance of each arm; rewards are scaled to 0..1.",
        ),
        citation: words(
            "Audibert, Munos and Szepesvari 2009, Exploration-exploitation Tradeoff Using Variance Estimates in Multi-armed Bandits",
        ),
        facts: &[],
        parameters: &[ZETA, C],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, shape| index_agent::memory(shape), build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let (zeta, c) = (values.number(&ZETA), values.number(&C));
    Ok(Box::new(IndexAgent::new(shape, Rewards::Unit, move |record, context| {
        ucb_v(record.mean(), record.variance(), record.pulls, context.round, zeta, c)
    })))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;
    use crate::descriptor::Value;

    /// Two pulls with rewards 0 and 1 (variance 1/4), one with 1/2 (variance 0), t = 3.
    #[test]
    fn a_step_by_hand() {
        let mut bench =
            Bench::new(&DESCRIPTOR, &[("zeta", Value::Number(2.0)), ("c", Value::Number(0.5))], 2);
        bench.learn(0, 0.0);
        bench.learn(0, 1.0);
        bench.learn(1, 0.5);
        let log = libm::log(3.0);
        let expected = [0.5 + (0.5 * log).sqrt() + 1.5 * log, 0.5 + 3.0 * log];
        assert_near(&bench.explain().scores, &expected);
    }
}
