//! SW-LinUCB: LinUCB on a sliding window.

use super::WindowModels;
use crate::agent::linear::{ALPHA, BIAS, INTERACTIONS, MODEL, Optimist, TIKHONOV};
use crate::agent::without_context::sliding_window_ucb::WINDOW;
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;

/// SW-LinUCB.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "sw_lin_ucb",
        title: "SW-LinUCB",
        sentence: words("LinUCB that looks at the last rounds only; for rewards that change."),
        citation: words("Cheung, Simchi-Levi and Zhu 2019, Learning to Optimize under Non-Stationarity"),
        facts: crate::agent::linear::MODEL_FACTS,
        parameters: &[ALPHA, WINDOW, MODEL, TIKHONOV, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |values, shape| WindowModels::memory(values, &WINDOW, shape),
    build,
};

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let models = WindowModels::new(DESCRIPTOR.part.title, values, &WINDOW, shape)?;
    Ok(Box::new(Optimist::new(models, values.schedule(&ALPHA), shape)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::View;
    use crate::agent::without_context::testing::{Bench, assert_near};
    use crate::descriptor::Value;
    use crate::math::random::RngStream;
    use proptest::prelude::*;

    /// x = 1, a window of two: of rewards 5, 1 and 3 of arm 0 the last two count, 4 / (1 + 2); after a round of arm 1
    /// there is one left, 3 / 2; after another, none.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("window", Value::Number(2.0))], 2);
        [5.0, 1.0, 3.0].iter().for_each(|reward| bench.learn(0, *reward));
        assert_near(&bench.explain().estimates, &[4.0 / 3.0, 0.0]);
        assert_near(&bench.explain().widths, &[(1.0_f64 / 3.0).sqrt(), 1.0]);
        bench.learn(1, 1.0);
        assert_near(&bench.explain().estimates, &[1.5, 0.5]);
        bench.learn(1, 1.0);
        assert_near(&bench.explain().estimates, &[0.0, 2.0 / 3.0]);
    }

    fn scores(rounds: &[(Vec<f64>, usize, f64)], window: f64, tikhonov: f64) -> Vec<f64> {
        let shape = Shape { context: 4, arm_features: 0, arms: 3, items: 3, rewards: (0.0, 1.0) };
        let mut values = Values::default();
        values.set(&WINDOW, Value::Number(window));
        values.set(&TIKHONOV, Value::Number(tikhonov));
        let mut agent = build(&values, &shape).expect("a disjoint model needs no arm features");
        let view =
            |round, context| View { round, context, items: &[0, 1, 2], arm_features: &[], expectations: &[] };
        for (round, (context, arm, reward)) in (1..).zip(rounds) {
            agent.update_reward(&view(round, context), *arm, *reward);
        }
        let query = [0.3, -1.0, 2.0, 0.7];
        let next = rounds.len() as u64 + 1;
        agent.choose(&view(next, &query), &mut RngStream::new(1, 0, "test"));
        agent.explain(&view(next, &query)).scores
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// After any number of rounds the agent thinks what one thinks that has seen nothing but the window.
        #[test]
        fn a_window_is_its_rounds(
            rounds in proptest::collection::vec(
                (proptest::collection::vec(-3.0..3.0, 4), 0_usize..3, -2.0..2.0), 1..200),
            window in 1_usize..60,
            tikhonov in 0.01..3.0,
        ) {
            let of_window = &rounds[rounds.len().saturating_sub(window)..];
            let ours = scores(&rounds, window as f64, tikhonov);
            let theirs = scores(of_window, 1_000.0, tikhonov);
            for (our, their) in ours.iter().zip(&theirs) {
                prop_assert!((our - their).abs() < 1e-7 * their.abs().max(1.0), "{ours:?} {theirs:?}");
            }
        }
    }
}
