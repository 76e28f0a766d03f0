//! Logistic UCB: the largest probability of a success plus a bonus for uncertainty.

use super::{BATCH, DEFINITION, LogisticModels};
use crate::agent::linear::{ALPHA, BIAS, INTERACTIONS, MODEL, Optimist, TIKHONOV};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;

/// Logistic UCB.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "logistic_ucb",
        title: "Logistic UCB",
        sentence: words(
            "Estimates each arm's chance of a full reward by logistic regression and takes the largest estimate plus a bonus for uncertainty; made for rewards of 0 and 1.",
        ),
        citation: words(
            "Chapelle and Li 2011, An Empirical Evaluation of Thompson Sampling (regression); Open Bandit Pipeline, LogisticUCB (bonus)",
        ),
        facts: crate::agent::linear::MODEL_FACTS,
        parameters: &[ALPHA, DEFINITION, BATCH, MODEL, TIKHONOV, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: LogisticModels::memory, build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let models = LogisticModels::new(DESCRIPTOR.part.title, values, shape)?;
    Ok(Box::new(Optimist::new(models, values.schedule(&ALPHA), shape)))
}

#[cfg(test)]
mod tests {
    use super::super::logistic::OBP;
    use super::super::logistic_fit::sigmoid;
    use super::*;
    use crate::agent::without_context::testing::{Bench, assert_near, option};

    /// x = 1, a reward of 1: m solves m = 1 - sigmoid(m) and q = 1 + p (1 - p). A reward of 0 turns the sign, but says nothing to
    /// Open Bandit Pipeline's labels, whose probability has a 1 added.
    #[test]
    fn a_step_by_hand() {
        let root = 0.401_058_137_541_547;
        let p = sigmoid(root);
        let width = 1.0 / (1.0 + p * (1.0 - p)).sqrt();
        let mut bench = Bench::new(&DESCRIPTOR, &[], 2);
        bench.learn(0, 1.0);
        bench.learn(1, 0.0);
        let thought = bench.explain();
        assert_near(&thought.estimates, &[p, 1.0 - p]);
        assert_near(&thought.widths, &[width, width]);
        assert_near(&thought.scores, &[p + width, 1.0 - p + width]);

        let mut bench = Bench::new(&DESCRIPTOR, &[("definition", option(OBP))], 2);
        bench.learn(0, 1.0);
        bench.learn(1, 0.0);
        let thought = bench.explain();
        let width = |m: f64| 1.0 / (1.0 + sigmoid(1.0 + m) * (1.0 - sigmoid(1.0 + m))).sqrt();
        assert_near(&thought.estimates, &[p, 0.5]);
        assert_near(&thought.widths, &[width(root), width(0.0)]);
    }

    /// Far out both arms succeed for certain, but for rounding; the one with more successes is still the better one.
    #[test]
    fn certain_successes_keep_their_order() {
        use super::super::logistic_ts;
        use crate::agent::View;
        use crate::descriptor::Value;
        use crate::math::random::RngStream;
        let shape = Shape { context: 1, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 1.0) };
        let mut values = Values::default();
        values.set(&ALPHA, Value::Number(0.0));
        for descriptor in [&DESCRIPTOR, &logistic_ts::DESCRIPTOR] {
            for better in [0, 1] {
                let mut agent = (descriptor.builder().build)(&values, &shape)
                    .expect("disjoint models need no arm features");
                let view = |context| View {
                    round: 1,
                    context,
                    items: &[0, 1],
                    arm_features: &[],
                    expectations: &[],
                };
                agent.update_reward(&view(&[1.0]), 1 - better, 1.0);
                (0..5).for_each(|_| agent.update_reward(&view(&[1.0]), better, 1.0));
                let mut stream = RngStream::new(1, 0, "test");
                for _ in 0..20 {
                    assert_eq!(agent.choose(&view(&[1000.0]), &mut stream), better);
                }
                assert_eq!(agent.explain(&view(&[1000.0])).scores, [1.0, 1.0]);
            }
        }
    }
}
