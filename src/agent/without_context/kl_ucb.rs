//! KL-UCB: the largest mean that an arm's rewards do not rule out.
//!
//! Index in round t: the largest q with n kl(mean, q) <= f(t) for an arm of n pulls (Garivier and Cappe 2011, The KL-UCB
//! Algorithm for Bounded Stochastic Bandits and Beyond, algorithm 1). The divergence kl is that of Bernoulli rewards, which holds for all
//! rewards in [0, 1], or that of normal ones of variance 1/4, which makes it UCB1 with an alpha of 1.

use super::index_agent::{self, Formula, IndexAgent, IndexContext, Rewards};
use super::stats::ArmStat;
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Values, words};
use crate::environment::Shape;
use crate::math::indexes::{
    Exploration, gaussian_upper_bound, kl_bernoulli, kl_nearness_to_one, kl_upper_bound,
};

const LOG: &str = "log_t";
const LOG_AND_MORE: &str = "log_t_plus_3_log_log_t";
const PLUS: &str = "log_t_over_n";

const EXPLORATION: Parameter = Parameter {
    name: "exploration",
    title: "Exploration",
    kind: Kind::Choice {
        options: &[
            Choice { id: LOG, title: "log t" },
            Choice { id: LOG_AND_MORE, title: "log t + 3 log log t" },
            Choice { id: PLUS, title: "log(t / n): KL-UCB+" },
        ],
        default: LOG,
    },
    unit: "",
    help: words(
        "What n times the divergence may be: log t works best in practice, 3 log log t more is what the theorem is about.",
    ),
};

const BERNOULLI: &str = "bernoulli";
const GAUSSIAN: &str = "gaussian";

const DIVERGENCE: Parameter = Parameter {
    name: "divergence",
    title: "Divergence",
    kind: Kind::Choice {
        options: &[
            Choice { id: BERNOULLI, title: "Bernoulli" },
            Choice { id: GAUSSIAN, title: "normal, variance 1/4" },
        ],
        default: BERNOULLI,
    },
    unit: "",
    help: words(
        "How the distance of two means is measured: as that of coin flips, or as that of normal rewards.",
    ),
};

/// KL-UCB.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "kl_ucb",
        title: "KL-UCB",
        sentence: words(
            "Takes the arm with the largest mean that its rewards so far, scaled to 0..1, do not rule out; for coin flips no agent can do better in the long run.",
        ),
        citation: words(
            "Garivier and Cappe 2011, The KL-UCB Algorithm for Bounded Stochastic Bandits and Beyond",
        ),
        facts: &[],
        parameters: &[EXPLORATION, DIVERGENCE],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, shape| index_agent::memory(shape), build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let exploration = if values.chose(&EXPLORATION, LOG_AND_MORE) {
        Exploration::LogRoundsAndMore
    } else if values.chose(&EXPLORATION, PLUS) {
        Exploration::LogRoundsByPulls
    } else {
        Exploration::LogRounds
    };
    if values.chose(&DIVERGENCE, GAUSSIAN) {
        let index = move |record: &ArmStat, context: &IndexContext| {
            gaussian_upper_bound(record.mean(), exploration.budget(record.pulls, context.round))
        };
        return Ok(Box::new(IndexAgent::new(shape, Rewards::Unit, index)));
    }
    Ok(Box::new(IndexAgent::with_formula(shape, Rewards::Unit, BernoulliIndex { exploration })))
}

/// The index for the divergence of coin flips, whose root takes a while to find.
#[derive(Clone)]
struct BernoulliIndex {
    exploration: Exploration,
}

/// Indexes that differ by less may differ by rounding: the root is found to 1e-12.
const ROUNDING: f64 = 1e-9;

impl Formula for BernoulliIndex {
    fn index(&self, record: &ArmStat, context: &IndexContext) -> f64 {
        kl_upper_bound(record.mean(), self.exploration.budget(record.pulls, context.round))
    }

    /// The divergence grows from the mean on, so where it is too large at `other` the index lies below; and it is at least
    /// 2 (other - mean)^2 (Pinsker), which needs no logarithm.
    fn is_below(&mut self, _item: u32, record: &ArmStat, context: &IndexContext, other: f64) -> bool {
        let (mean, other) = (record.mean(), other - ROUNDING);
        if other <= mean {
            return false;
        }
        let allowed = self.exploration.budget(record.pulls, context.round);
        2.0 * (other - mean) * (other - mean) > allowed || kl_bernoulli(mean, other) > allowed
    }

    /// Minus the logarithm of what is left to 1, which tells bounds apart that are 1 but for rounding.
    fn finer(&self, record: &ArmStat, context: &IndexContext) -> f64 {
        kl_nearness_to_one(record.mean(), self.exploration.budget(record.pulls, context.round))
    }
}

#[cfg(test)]
mod tests {
    use super::super::stats::ArmStats;
    use super::super::testing::{Bench, assert_near, option};
    use super::*;
    use crate::agent::View;
    use proptest::prelude::*;

    proptest! {
        /// What is said to be below is, by more than the root's error: the choice is that of the largest index.
        #[test]
        fn what_is_below_is_below(
            rewards in proptest::collection::vec(0_u8..=4, 1..60), rounds in 60.0..1e6_f64, other in -0.1..1.1_f64,
            near in -1e-5..1e-5_f64,
        ) {
            let mut stats = ArmStats::new(1);
            let view = View { round: 1, context: &[], items: &[0], arm_features: &[], expectations: &[] };
            rewards.iter().for_each(|reward| stats.learn(&view, 0, f64::from(*reward) / 4.0));
            let record = stats.of(&view, 0);
            let context = IndexContext { rounds, round: rounds, items: 1.0, best_mean: 0.0 };
            let mut formula = BernoulliIndex { exploration: Exploration::LogRounds };
            let index = formula.index(record, &context);
            for other in [other, index + near, index] {
                prop_assert!(!formula.is_below(0, record, &context, other) || index < other, "{index} {other}");
            }
        }
    }

    /// An arm that never earned: n kl(0, q) = -n ln(1 - q) = ln t gives 1 - t^(-1/n); one that always did: 1.
    #[test]
    fn a_step_by_hand() {
        let taught = |values: &[_]| {
            let mut bench = Bench::new(&DESCRIPTOR, values, 2);
            bench.learn(0, 0.0);
            bench.learn(0, 0.0);
            bench.learn(1, 1.0);
            bench.explain().scores
        };
        assert_near(&taught(&[]), &[1.0 - 1.0 / 3.0_f64.sqrt(), 1.0]);
        // ln(3 / 2) / 2 instead of ln 3 / 2.
        assert_near(&taught(&[("exploration", option(PLUS))]), &[1.0 - (2.0_f64 / 3.0).sqrt(), 1.0]);
        let gaussian = [(libm::log(3.0) / 4.0).sqrt(), 1.0 + (libm::log(3.0) / 2.0).sqrt()];
        assert_near(&taught(&[("divergence", option(GAUSSIAN))]), &gaussian);
        let more = libm::log(3.0) + 3.0 * libm::log(libm::log(3.0));
        assert_near(&taught(&[("exploration", option(LOG_AND_MORE))]), &[1.0 - libm::exp(-more / 2.0), 1.0]);
    }

    /// Of two arms whose bounds are both 1 but for rounding, the one with the larger mean is taken.
    #[test]
    fn bounds_near_one_keep_their_order() {
        for better in [0, 1] {
            let mut bench = Bench::new(&DESCRIPTOR, &[], 2);
            for _ in 0..2 {
                bench.learn(better, 0.985);
                bench.learn(1 - better, 0.98);
            }
            assert_eq!(bench.explain().scores, [1.0, 1.0]);
            // Each time as the next choice: several in a row would count those under way.
            (0..20).for_each(|_| assert_eq!(bench.clone().choose(), better));
        }
    }
}
