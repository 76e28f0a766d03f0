//! MOSS: the bonus of an arm ends once it has had its share of the rounds.
//!
//! Index: mean + sqrt(max(0, ln(T / (K n))) / n) for an arm of n pulls among K. T is the horizon (Audibert and Bubeck
//! 2010, Regret Bounds and Minimax Policies under Partial Monitoring), or the rounds so far (SMPyBandits' MOSS), or the
//! rounds so far with the logarithm times (1 + alpha) / 2 (Degenne and Perchet 2016, Anytime Optimal Algorithms in
//! Stochastic Multi-armed Bandits). K is the number of items, also where a round offers fewer.

use super::index_agent::{self, IndexAgent, Rewards};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::indexes::moss;

const HORIZON: &str = "horizon";
const ANYTIME: &str = "anytime";
const ANYTIME_ALPHA: &str = "anytime_alpha";

const VARIANT: Parameter = Parameter {
    name: "variant",
    title: "Variant",
    kind: Kind::Choice {
        options: &[
            Choice { id: HORIZON, title: "horizon known (Audibert and Bubeck 2010)" },
            Choice { id: ANYTIME, title: "rounds so far for the horizon (SMPyBandits)" },
            Choice { id: ANYTIME_ALPHA, title: "anytime, with alpha (Degenne and Perchet 2016)" },
        ],
        default: ANYTIME_ALPHA,
    },
    unit: "",
    help: words(
        "What stands for the number of rounds in the bonus: the horizon, or the rounds so far, which needs no horizon.",
    ),
};

const ROUNDS: Parameter = Parameter {
    name: "rounds",
    title: "Assumed horizon",
    kind: Kind::Integer { minimum: 1, maximum: 1_000_000, default: 5_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("Only for the variant that knows the horizon: how many rounds it expects."),
};

const ALPHA: Parameter = Parameter {
    name: "alpha",
    title: "Alpha",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 1.35, scale: Scale::Linear },
    unit: "",
    help: words("Only for the anytime variant with alpha: larger explores more."),
};

/// MOSS.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "moss",
        title: "MOSS",
        sentence: words(
            "Like UCB1, but an arm that has had its share of all rounds gets no bonus any more; rewards are scaled to 0..1.",
        ),
        citation: words(
            "Audibert and Bubeck 2010, Regret Bounds and Minimax Policies under Partial Monitoring; Degenne and Perchet 2016, Anytime Optimal Algorithms in Stochastic Multi-armed Bandits",
        ),
        facts: &[],
        parameters: &[VARIANT, ALPHA, ROUNDS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, shape| index_agent::memory(shape), build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let horizon = values.chose(&VARIANT, HORIZON).then(|| values.number(&ROUNDS));
    let factor =
        if values.chose(&VARIANT, ANYTIME_ALPHA) { 0.5 * (1.0 + values.number(&ALPHA)) } else { 1.0 };
    Ok(Box::new(IndexAgent::new(shape, Rewards::Unit, move |record, context| {
        let horizon = horizon.unwrap_or(context.rounds);
        moss(record.mean(), record.pulls, horizon, context.items, factor)
    })))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near, option};
    use super::*;
    use crate::descriptor::Value;

    /// Arm 0 pulled twice, arm 1 once, t = 3, K = 2.
    #[test]
    fn a_step_by_hand() {
        let taught = |values: &[_]| {
            let mut bench = Bench::new(&DESCRIPTOR, values, 2);
            bench.learn(0, 0.0);
            bench.learn(0, 1.0);
            bench.learn(1, 0.5);
            bench.explain().scores
        };
        // T = 8: ln(8 / 4) = ln 2 and ln(8 / 2) = ln 4.
        let horizon = [("variant", option(HORIZON)), ("rounds", Value::Number(8.0))];
        let ln2 = libm::log(2.0);
        assert_near(&taught(&horizon), &[0.5 + (ln2 / 2.0).sqrt(), 0.5 + (2.0 * ln2).sqrt()]);
        // t = 3: ln(3 / 4) counts as zero.
        let log = libm::log(1.5);
        assert_near(&taught(&[("variant", option(ANYTIME))]), &[0.5, 0.5 + log.sqrt()]);
        assert_near(&taught(&[("alpha", Value::Number(3.0))]), &[0.5, 0.5 + (2.0 * log).sqrt()]);
    }
}
