//! Bayes-UCB: a quantile of what an arm's mean may be, which comes closer to certainty with time.
//!
//! Index in round t: the quantile 1 - 1 / t of Beta(1 + S, 1 + n - S), where an arm earned S in n pulls (Kaufmann, Cappe
//! and Garivier 2012, On Bayesian Upper Confidence Bounds for Bandit Problems, algorithm 1 with c = 0). In the first round
//! that is zero for every arm, in the second the median. An arm without feedback has the quantile of its prior,
//! which is uniform.
//!
//! A quantile takes as long as several rounds of UCB1, and nearly all of them are too small to matter. So a tail is remembered with
//! each arm: that its index lies below some number until some round, which stays true until its next reward. Where all others
//! lie below what one tail shows the arm chosen last to be above, that arm is chosen again and no quantile is worked out.

use super::index_agent::{self, Formula, IndexAgent, IndexContext};
use super::stats::ArmStat;
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;
use crate::math::beta_distribution::upper_tail;
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
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory, build };

fn memory(_values: &Values, shape: &Shape) -> u64 {
    index_agent::memory(shape) + (size_of::<Known>() * shape.items) as u64
}

fn build(_values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(IndexAgent::with_prior(shape, Quantile::new(shape))))
}

/// Quantiles that differ by less may differ by rounding: they are found to the last bits.
const ROUNDING: f64 = 1e-9;

/// What is left of a tail after its own rounding error, with room to spare.
const SURE: f64 = 1.0 - 1e-6;

/// The quantile of an arm's posterior, and what is known of those that were not worked out.
#[derive(Clone)]
struct Quantile {
    known: Vec<Known>,
}

/// That the index of an item with this record lies below `bound` in every round before `until`. It follows from the record alone,
/// so that a copy or a loaded agent without it chooses alike.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    pulls: f64,
    reward_sum: f64,
    bound: f64,
    until: f64,
}

impl Known {
    fn is_of(&self, record: &ArmStat, context: &IndexContext) -> bool {
        self.pulls == record.pulls && self.reward_sum == record.reward_sum && context.round < self.until
    }
}

impl Quantile {
    fn new(shape: &Shape) -> Quantile {
        Quantile { known: vec![Known::default(); shape.items] }
    }
}

/// The parameters of the posterior; none where rewards were out of their range, so that it may have no peak.
fn posterior(record: &ArmStat) -> Option<(f64, f64)> {
    let (alpha, beta) = (1.0 + record.reward_sum, 1.0 + record.pulls - record.reward_sum);
    (alpha >= 1.0 && beta >= 1.0).then_some((alpha, beta))
}

impl Formula for Quantile {
    fn index(&self, record: &ArmStat, context: &IndexContext) -> f64 {
        bayes_ucb(record.reward_sum, record.pulls, context.round)
    }

    /// The index lies below x as long as the round is below one over the tail above x. Where it does at `other`, half of the room in
    /// the logarithm of rounds is kept for rounds to come, and half for a smaller `other`.
    fn is_below(&mut self, item: u32, record: &ArmStat, context: &IndexContext, other: f64) -> bool {
        let known = &mut self.known[item as usize];
        if known.is_of(record, context) && known.bound <= other {
            return true;
        }
        let Some((alpha, beta)) = posterior(record) else { return false };
        let x = other - ROUNDING;
        if x <= alpha / (alpha + beta) || x >= 1.0 {
            return false;
        }
        let (pulls, reward_sum) = (record.pulls, record.reward_sum);
        let until = SURE / upper_tail(alpha, beta, x);
        if until.is_nan() || until <= context.round {
            return false;
        }
        // By how much the logarithm of the density falls, and so about that of the tail.
        let slope = ((beta - 1.0) / (1.0 - x) - (alpha - 1.0) / x).max(1.0);
        let lower = x - 0.5 * libm::log(until / context.round) / slope;
        let earlier = SURE / upper_tail(alpha, beta, lower);
        *known = if earlier > context.round {
            Known { pulls, reward_sum, bound: lower + ROUNDING, until: earlier }
        } else {
            Known { pulls, reward_sum, bound: other, until }
        };
        true
    }

    fn remembered_bound(&self, item: u32, record: &ArmStat, context: &IndexContext) -> f64 {
        let known = &self.known[item as usize];
        if known.is_of(record, context) { known.bound } else { f64::INFINITY }
    }

    fn is_at_least(&self, record: &ArmStat, context: &IndexContext, other: f64) -> bool {
        posterior(record)
            .is_some_and(|(alpha, beta)| SURE * context.round * upper_tail(alpha, beta, other) >= 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;
    use crate::agent::View;
    use crate::environment::Shape;
    use crate::math::random::RngStream;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// What is remembered never changes a choice, nor what is drawn: beside the same agent that works out every index, over arms
        /// of which some are equally good, with rewards of few values or many.
        #[test]
        fn choices_are_those_of_all_quantiles(
            means in proptest::collection::vec(0.0..1.0_f64, 2..7), levels in prop_oneof![Just(1.0), Just(4.0), Just(1e9)],
            seed: u64, twins: bool,
        ) {
            let means = if twins { [means.clone(), means].concat() } else { means };
            let items: Vec<u32> = (0..means.len() as u32).collect();
            let shape = Shape { context: 0, arm_features: 0, arms: items.len(), items: items.len(), rewards: (0.0, 1.0) };
            let mut ours = IndexAgent::with_prior(&shape, Quantile::new(&shape));
            let all = |record: &ArmStat, context: &IndexContext| {
                bayes_ucb(record.reward_sum, record.pulls, context.round)
            };
            let mut plain = IndexAgent::with_prior(&shape, all);
            let mut rewards = RngStream::new(seed, 0, "rewards");
            let (mut stream, mut twin) = (RngStream::new(seed, 0, "agent"), RngStream::new(seed, 0, "agent"));
            for round in 1..=1_500 {
                let view = View { round, context: &[], items: &items, arm_features: &[], expectations: &[] };
                let chosen = ours.choose(&view, &mut stream);
                prop_assert_eq!(chosen, plain.choose(&view, &mut twin));
                let reward = (means[chosen] + 0.5 * (rewards.uniform() - 0.5)).clamp(0.0, 1.0);
                let reward = libm::floor(reward * levels + rewards.uniform()).min(levels) / levels;
                ours.update_reward(&view, chosen, reward);
                plain.update_reward(&view, chosen, reward);
            }
            prop_assert_eq!(stream.bits(), twin.bits());
        }
    }

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
