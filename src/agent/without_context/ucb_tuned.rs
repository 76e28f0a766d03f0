//! UCB-tuned: UCB1 with a bonus that knows the variance of each arm's rewards.
//!
//! Index: mean + sqrt(ln t / n min(1/4, V + sqrt(2 ln t / n))) for an arm of n pulls whose rewards have variance V
//! (Auer, Cesa-Bianchi and Fischer 2002, section 4). SMPyBandits' UCBVtuned leaves out the cap at 1/4.

use super::index_agent::{self, IndexAgent, Rewards};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Values, words};
use crate::environment::Shape;
use crate::math::indexes::ucb_tuned;

const QUARTER: &str = "quarter";
const NONE: &str = "none";

const CAP: Parameter = Parameter {
    name: "cap",
    title: "Cap on the variance",
    kind: Kind::Choice {
        options: &[
            Choice { id: QUARTER, title: "1/4 (Auer 2002)" },
            Choice { id: NONE, title: "none (SMPyBandits)" },
        ],
        default: QUARTER,
    },
    unit: "",
    help: words(
        "Rewards from 0 to 1 have no variance above 1/4, so that a bound above it says nothing; without the cap it explores more at first.",
    ),
};

/// UCB-tuned.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "ucb_tuned",
        title: "UCB-tuned",
        sentence: words(
            "Like UCB1, but an arm whose rewards vary little gets a smaller bonus; rewards are scaled to 0..1.",
        ),
        citation: words(
            "Auer, Cesa-Bianchi and Fischer 2002, Finite-time Analysis of the Multiarmed Bandit Problem, section 4",
        ),
        facts: &[],
        parameters: &[CAP],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, shape| index_agent::memory(shape), build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let cap = if values.chose(&CAP, NONE) { f64::INFINITY } else { 0.25 };
    Ok(Box::new(IndexAgent::new(shape, Rewards::Unit, move |record, context| {
        ucb_tuned(record.mean(), record.variance(), record.pulls, context.rounds, cap)
    })))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near, option};
    use super::*;

    /// Two pulls with rewards 0 and 1 (variance 1/4), one with 1/2 (variance 0), t = 3.
    #[test]
    fn a_step_by_hand() {
        let log = libm::log(3.0);
        let taught = |values: &[_]| {
            let mut bench = Bench::new(&DESCRIPTOR, values, 2);
            bench.learn(0, 0.0);
            bench.learn(0, 1.0);
            bench.learn(1, 0.5);
            bench.explain().scores
        };
        assert_near(&taught(&[]), &[0.5 + (log / 8.0).sqrt(), 0.5 + (log / 4.0).sqrt()]);
        let uncapped =
            [0.5 + (log / 2.0 * (0.25 + log.sqrt())).sqrt(), 0.5 + (log * (2.0 * log).sqrt()).sqrt()];
        assert_near(&taught(&[("cap", option(NONE))]), &uncapped);
    }
}
