//! Bayes-UCB: a quantile of what an arm's mean may be, which comes closer to certainty with time.
//!
//! Index in round t: the quantile 1 - 1 / t of Beta(1 + S, 1 + n - S), where an arm earned S in n pulls (Kaufmann, Cappe
//! and Garivier 2012, On Bayesian Upper Confidence Bounds for Bandit Problems, algorithm 1 with c = 0). In the first round
//! that is zero for every arm, in the second the median. An arm without feedback has the quantile of its prior,
//! which is uniform.

use super::index_agent::{self, IndexAgent};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;
use crate::math::indexes::bayes_ucb;

/// Bayes-UCB.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "bayes_ucb",
        title: "Bayes-UCB",
        sentence: words(
            "Keeps a Beta distribution of what each arm's mean may be and takes the largest quantile, nearer to certainty each round; rewards are scaled to 0..1.",
        ),
        citation: words(
            "Kaufmann, Cappe and Garivier 2012, On Bayesian Upper Confidence Bounds for Bandit Problems",
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
    Ok(Box::new(IndexAgent::with_prior(shape, |record, context| {
        bayes_ucb(record.reward_sum, record.pulls, context.round)
    })))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;

    /// Whatever the first round earned, its arm is not taken in the second one for its place: half of the time it earned
    /// less than the median 1/2 of the prior, as Beta(1, 2) has it, and another arm is taken; else, Beta(2, 1), the same.
    #[test]
    fn the_second_round_goes_by_the_median() {
        for earned in [0.0, 1.0] {
            let mut bench = Bench::new(&DESCRIPTOR, &[], 3);
            let first = bench.choose();
            assert_near(&bench.explain().scores, &[0.0; 3]);
            bench.learn(first, earned);
            let second = bench.choose();
            assert_eq!(first == second, earned == 1.0);
            let median = if earned == 1.0 { 0.5_f64.sqrt() } else { 1.0 - 0.5_f64.sqrt() };
            let scores = bench.explain().scores;
            assert_near(&[scores[first], scores[(first + 1) % 3]], &[median, 0.5]);
        }
    }

    /// Beta(1, 3) has upper tail (1 - x)^3, Beta(2, 1) has distribution x^2; t = 3.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 3);
        bench.learn(0, 0.0);
        bench.learn(0, 0.0);
        bench.learn(1, 1.0);
        let third: f64 = 1.0 / 3.0;
        assert_near(&bench.explain().scores, &[1.0 - libm::cbrt(third), (1.0 - third).sqrt(), 1.0 - third]);
    }
}
