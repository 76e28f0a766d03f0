//! Discounted Thompson sampling: Bernoulli Thompson sampling that forgets.
//!
//! As [`super::bernoulli_thompson`], but each round the successes and failures of all items shrink by gamma, so that an
//! arm not chosen for long becomes uncertain again (Raj and Kalyani 2017, Taming Non-stationary Bandits: A Bayesian
//! Approach, algorithm 1). The prior is not forgotten.

use super::beta_thompson::{self, PRIOR_FAILURES, PRIOR_SUCCESSES, REWARDS, THRESHOLD};
use super::discounted_ucb::GAMMA;
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;

/// Discounted Thompson sampling.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "discounted_thompson",
        title: "Discounted Thompson sampling",
        sentence: words(
            "Thompson sampling that trusts recent rewards more, so that it follows when arms become better or worse.",
        ),
        citation: words("Raj and Kalyani 2017, Taming Non-stationary Bandits: A Bayesian Approach"),
        facts: &[],
        parameters: &[GAMMA, REWARDS, THRESHOLD, PRIOR_SUCCESSES, PRIOR_FAILURES],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, shape| beta_thompson::memory(shape), build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(beta_thompson::build(values, shape, values.number(&GAMMA))))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;
    use crate::descriptor::Value;

    /// With gamma 1/2, rewards 1, 0 of arm 0 and 1 of arm 1 leave (1/4, 1/2) and (1, 0) on top of the prior.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("gamma", Value::Number(0.5))], 2);
        for (arm, reward) in [(0, 1.0), (0, 0.0), (1, 1.0)] {
            bench.learn(arm, reward);
        }
        assert_near(&bench.explain().estimates, &[1.25 / 2.75, 2.0 / 3.0]);
    }

    /// No feedback arrives and the prior is so weak that nearly all draws are 0 or 1 by rounding: each of five arms a fifth of
    /// the time, within four standard errors.
    #[test]
    fn a_weak_prior_favours_no_arm() {
        let weak = || Value::Number(0.01);
        let mut bench =
            Bench::new(&DESCRIPTOR, &[("prior_successes", weak()), ("prior_failures", weak())], 5);
        let mut counts = [0.0_f64; 5];
        (0..10_000).for_each(|_| counts[bench.choose()] += 1.0);
        let error = (10_000.0_f64 * 0.16).sqrt();
        assert!(counts.iter().all(|count| (count - 2_000.0).abs() < 4.0 * error), "{counts:?}");
    }
}
