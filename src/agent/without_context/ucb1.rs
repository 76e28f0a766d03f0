//! UCB1: the mean of an arm's rewards plus a bonus that shrinks with its pulls and grows slowly with time.
//!
//! Index: mean + sqrt(alpha ln t / (2 n)) for an arm of n pulls after t rounds; an alpha of 4 is UCB1 (Auer, Cesa-Bianchi
//! and Fischer 2002, Finite-time Analysis of the Multiarmed Bandit Problem, figure 1). SMPyBandits' UCBalpha counts
//! alpha in the same way; MABWiser's alpha a is an alpha of 4 a^2 on rewards as they are.

use super::index_agent::{self, IndexAgent, Rewards};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::indexes::ucb_alpha;

const ALPHA: Parameter = Parameter {
    name: "alpha",
    title: "Alpha",
    kind: Kind::Schedule { minimum: 0.0, maximum: 100.0, default: 4.0, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "How much uncertainty counts, in sqrt(alpha ln t / 2n): 4 is UCB1, 1 explores less; MABWiser's alpha a is 4 times a squared.",
    ),
};

const UNIT: &str = "unit";
const RAW: &str = "raw";

const REWARDS: Parameter = Parameter {
    name: "rewards",
    title: "Rewards",
    kind: Kind::Choice {
        options: &[
            Choice { id: UNIT, title: "scaled to 0..1" },
            Choice { id: RAW, title: "as they are (MABWiser)" },
        ],
        default: UNIT,
    },
    unit: "",
    help: words(
        "The theory is for rewards from 0 to 1, to which the environment's range is scaled; MABWiser takes rewards as they are.",
    ),
};

/// UCB1.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "ucb1",
        title: "UCB1",
        sentence: words(
            "Takes the arm with the largest mean reward plus a bonus for having been tried less often than others.",
        ),
        citation: words(
            "Auer, Cesa-Bianchi and Fischer 2002, Finite-time Analysis of the Multiarmed Bandit Problem; alpha as in SMPyBandits",
        ),
        facts: &[],
        parameters: &[ALPHA, REWARDS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, shape| index_agent::memory(shape), build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let alpha = values.schedule(&ALPHA);
    let rewards = if values.chose(&REWARDS, RAW) { Rewards::Raw } else { Rewards::Unit };
    Ok(Box::new(IndexAgent::new(shape, rewards, move |record, context| {
        ucb_alpha(record.mean(), record.pulls, context.rounds, alpha.value(context.round as u64))
    })))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near, option};
    use super::*;
    use crate::agent::Reason;

    /// After rewards 1, 0, 1 of arms 0, 1, 0: means 1 and 0, t = 3, so 1 + sqrt(2 ln 3 / 2) and sqrt(2 ln 3).
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 2);
        bench.choose();
        assert_eq!(bench.explain().reason, Reason::Scheduled);
        bench.learn(0, 1.0);
        // Arm 0 has feedback, whichever was chosen; no feedback arrived on arm 1.
        assert_eq!((bench.choose(), bench.explain().reason), (1, Reason::Scheduled));
        bench.learn(1, 0.0);
        assert_eq!(bench.choose(), 0);
        bench.learn(0, 1.0);
        assert_eq!(bench.choose(), 0);
        let thought = bench.explain();
        let log = libm::log(3.0);
        assert_near(&thought.estimates, &[1.0, 0.0]);
        assert_near(&thought.widths, &[log.sqrt(), (2.0 * log).sqrt()]);
        assert_near(&thought.scores, &[1.0 + log.sqrt(), (2.0 * log).sqrt()]);
        assert_eq!(thought.reason, Reason::Index);
    }

    /// Rewards of an environment of 1..5 stars are scaled; explanations are in stars; an arm that is masked is not seen.
    #[test]
    fn rewards_are_scaled_and_arms_may_be_masked() {
        let shape = Shape { context: 1, arm_features: 0, arms: 3, items: 3, rewards: (1.0, 5.0) };
        let mut bench = Bench::in_environment(&DESCRIPTOR, &[], &shape);
        bench.learn(2, 4.0);
        bench.learn(1, 2.0);
        bench.offer(&[2, 1]);
        assert_eq!(bench.choose(), 0);
        let bonus = (2.0 * libm::log(2.0)).sqrt();
        assert_near(&bench.explain().scores, &[4.0 + 4.0 * bonus, 2.0 + 4.0 * bonus]);
        let mut raw = Bench::in_environment(&DESCRIPTOR, &[("rewards", option(RAW))], &shape);
        raw.learn(2, 4.0);
        raw.learn(1, 2.0);
        raw.offer(&[2, 1]);
        assert_near(&raw.explain().scores, &[4.0 + bonus, 2.0 + bonus]);
    }
}
