//! IMED: the arm that needs the least evidence to be the best one.
//!
//! Index: n kl(mean, best mean) + ln n for an arm of n pulls, with the divergence of Bernoulli rewards; the arm with the
//! smallest one is chosen (Honda and Takemura 2015, Non-asymptotic Analysis of a New Bandit Algorithm for Semi-bounded
//! Rewards). The score shown is minus the index, so that here, too, the largest is chosen.

use super::index_agent::{self, IndexAgent};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;
use crate::math::indexes::imed;

/// IMED.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "imed",
        title: "IMED",
        sentence: words(
            "Takes the arm against which there is the least evidence that it is not the best; rewards are scaled to 0..1.",
        ),
        citation: words(
            "Honda and Takemura 2015, Non-asymptotic Analysis of a New Bandit Algorithm for Semi-bounded Rewards",
        ),
        facts: &[],
        parameters: &[],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, shape| index_agent::memory(shape), build };

fn build(_values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(IndexAgent::comparing(shape, |record, context| {
        -imed(record.mean(), context.best_mean, record.pulls)
    })))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;

    /// Arm 0 earned 1 and 1/2 (mean 3/4), arm 1 earned 1/2: ln 2 against kl(1/2, 3/4) = ln(4/3) / 2.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 2);
        bench.learn(0, 1.0);
        bench.learn(0, 0.5);
        bench.learn(1, 0.5);
        assert_eq!(bench.choose(), 1);
        let thought = bench.explain();
        assert_near(&thought.scores, &[-(libm::log(2.0)), -0.5 * libm::log(4.0 / 3.0)]);
        assert_near(&thought.estimates, &[0.75, 0.5]);
        assert!(thought.widths.is_empty());
    }
}
