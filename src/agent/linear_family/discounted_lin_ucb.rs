//! D-LinUCB: LinUCB that forgets.

use super::DiscountedModels;
use crate::agent::linear::{ALPHA, BIAS, GAMMA, INTERACTIONS, MODEL, Optimist, TIKHONOV};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;

/// LinUCB's forgetting, but some of it by default.
pub const DISCOUNT: Parameter = Parameter {
    kind: Kind::Number { minimum: 0.5, maximum: 1.0, default: 0.99, scale: Scale::Linear },
    ..GAMMA
};

/// D-LinUCB.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "d_lin_ucb",
        title: "D-LinUCB",
        sentence: words(
            "LinUCB in which old rounds count less and less, with a bonus for the uncertainty that this leaves; for rewards that change.",
        ),
        citation: words(
            "Russac, Vernade and Cappe 2019, Weighted Linear Bandits for Non-Stationary Environments",
        ),
        facts: crate::agent::linear::MODEL_FACTS,
        parameters: &[ALPHA, DISCOUNT, MODEL, TIKHONOV, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |values, shape| DiscountedModels::memory(values, &DISCOUNT, shape),
    build,
};

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let models = DiscountedModels::new(DESCRIPTOR.part.title, values, &DISCOUNT, shape)?;
    Ok(Box::new(Optimist::new(models, values.schedule(&ALPHA), shape)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::lin_ucb;
    use crate::agent::without_context::testing::{Bench, assert_near};
    use crate::descriptor::Value;
    use proptest::prelude::*;

    fn discount(gamma: f64) -> (&'static str, Value) {
        ("gamma", Value::Number(gamma))
    }

    /// x = 1, gamma 1/2, rewards 1 then 3 of arm 0: V = 1/2 + 1 + 1, b = 1/2 + 3, W = 1/4 + 1 + 1. Mean 7/5, variance
    /// (9/4) / (5/2)^2 = 9/25. A round of the other arm later V = 7/4, b = 7/4, W = 1 + 5/16: mean 1, variance 3/7.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[discount(0.5)], 2);
        bench.learn(0, 1.0);
        bench.learn(0, 3.0);
        let thought = bench.explain();
        assert_near(&thought.estimates, &[1.4, 0.0]);
        assert_near(&thought.widths, &[0.6, 1.0]);
        bench.learn(1, 0.0);
        let thought = bench.explain();
        assert_near(&thought.estimates, &[1.0, 0.0]);
        assert_near(&thought.widths, &[(3.0_f64 / 7.0).sqrt(), (0.5_f64).sqrt()]);
    }

    proptest! {
        /// With nothing forgotten, W is V, and D-LinUCB is LinUCB.
        #[test]
        fn without_forgetting_it_is_lin_ucb(
            rounds in proptest::collection::vec((0_usize..3, -3.0..3.0), 1..60),
        ) {
            let mut ours = Bench::new(&DESCRIPTOR, &[discount(1.0)], 3);
            let mut theirs = Bench::new(&lin_ucb::DESCRIPTOR, &[], 3);
            for (arm, reward) in rounds {
                ours.learn(arm, reward);
                theirs.learn(arm, reward);
            }
            let (ours, theirs) = (ours.explain(), theirs.explain());
            for (our, their) in ours.scores.iter().zip(&theirs.scores) {
                prop_assert!((our - their).abs() < 1e-9, "{ours:?} {theirs:?}");
            }
        }
    }
}
