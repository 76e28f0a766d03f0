//! Bernoulli Thompson sampling: one draw an arm from what its probability of success may be.
//!
//! Each item has a Beta(alpha, beta) distribution, from (1, 1) on: alpha grows by a reward, scaled to [0, 1] and cut, and
//! beta by one minus it; the arm with the largest draw is chosen (Thompson 1933; TF-Agents,
//! BernoulliThompsonSamplingAgent). Rewards may instead count as success from a threshold on (MABWiser), or as the
//! probability with which a coin says success (Agrawal and Goyal 2012, Analysis of Thompson Sampling for the Multi-armed
//! Bandit Problem, algorithm 2).

use super::beta_thompson::{self, PRIOR_FAILURES, PRIOR_SUCCESSES, REWARDS, THRESHOLD};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;

/// Bernoulli Thompson sampling.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "bernoulli_thompson",
        title: "Bernoulli Thompson sampling",
        sentence: words(
            "Counts each arm's successes and failures, draws how good it may be from its Beta distribution and takes the largest draw.",
        ),
        citation: words(
            "Thompson 1933, On the Likelihood that One Unknown Probability Exceeds Another; TF-Agents, BernoulliThompsonSamplingAgent",
        ),
        facts: &[],
        parameters: &[REWARDS, PRIOR_SUCCESSES, PRIOR_FAILURES, THRESHOLD],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, shape| beta_thompson::memory(shape), build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(beta_thompson::build(values, shape, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::super::beta_thompson::{COIN, THRESHOLD_OPTION};
    use super::super::testing::{Bench, assert_near, option};
    use super::*;
    use crate::agent::{Reason, first_largest};
    use crate::descriptor::Value;

    /// Rewards 1, 1/2, 0 of arm 0: Beta(2.5, 2.5), mean 1/2, variance 1/24; arm 1 has its prior, variance 1/12.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 2);
        for reward in [1.0, 0.5, 0.0] {
            bench.learn(0, reward);
        }
        let (chosen, thought) = (bench.choose(), bench.explain());
        assert_near(&thought.estimates, &[0.5, 0.5]);
        assert_near(&thought.widths, &[(1.0_f64 / 24.0).sqrt(), (1.0_f64 / 12.0).sqrt()]);
        assert_eq!(first_largest(&thought.scores), chosen);
        assert_eq!(thought.reason, Reason::Sampled { alpha: 1.0 });
    }

    #[test]
    fn a_threshold_makes_whole_successes() {
        let values = [("rewards", option(THRESHOLD_OPTION)), ("threshold", Value::Number(0.7))];
        let mut bench = Bench::new(&DESCRIPTOR, &values, 1);
        for reward in [0.7, 0.69, 0.9] {
            bench.learn(0, reward);
        }
        assert_near(&bench.explain().estimates, &[3.0 / 5.0]);
    }

    /// Of 4000 coins of probability 1/4, a quarter within four standard errors.
    #[test]
    fn a_coin_falls_as_often_as_the_reward_says() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("rewards", option(COIN))], 1);
        for _ in 0..4000 {
            bench.choose();
            bench.learn(0, 0.25);
        }
        let mean = bench.explain().estimates[0];
        assert!((mean - 0.25).abs() < 4.0 * (0.1875_f64 / 4000.0).sqrt(), "{mean}");
    }

    /// Of 4000 coins whose feedback arrives together, too: each falls for itself.
    #[test]
    fn coins_of_late_rewards_are_their_own() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("rewards", option(COIN))], 1);
        let note = |bench: &mut Bench| {
            bench.choose();
            bench.info()
        };
        let notes: Vec<_> = (0..4000).map(|_| note(&mut bench)).collect();
        notes.into_iter().for_each(|note| bench.update(0, 0.25, note));
        let mean = bench.explain().estimates[0];
        assert!((mean - 0.25).abs() < 4.0 * (0.1875_f64 / 4000.0).sqrt(), "{mean}");
    }

    /// No feedback arrives and the prior is so weak that nearly all draws are 0 or 1 by rounding: each of ten arms a tenth of
    /// the time, within four standard errors.
    #[test]
    fn a_weak_prior_favours_no_arm() {
        let weak = || Value::Number(0.01);
        let mut bench =
            Bench::new(&DESCRIPTOR, &[("prior_successes", weak()), ("prior_failures", weak())], 10);
        let mut counts = [0.0_f64; 10];
        (0..20_000).for_each(|_| counts[bench.choose()] += 1.0);
        let error = (20_000.0_f64 * 0.09).sqrt();
        assert!(counts.iter().all(|count| (count - 2_000.0).abs() < 4.0 * error), "{counts:?}");
    }

    /// Of two arms with Beta(1, 2) and Beta(2, 1), the second has the larger draw with probability 5/6.
    #[test]
    fn arms_are_chosen_as_often_as_they_may_be_best() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 2);
        bench.learn(0, 0.0);
        bench.learn(1, 1.0);
        let count = (0..20_000).filter(|_| bench.choose() == 1).count() as f64;
        let error = (20_000.0_f64 * 5.0 / 36.0).sqrt();
        assert!((count - 20_000.0 * 5.0 / 6.0).abs() < 4.0 * error, "{count}");
    }
}
