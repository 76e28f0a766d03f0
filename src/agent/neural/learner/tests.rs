use super::*;
use crate::agent::neural::{LOSS, NETWORK, TRAIN_EVERY};
use crate::descriptor::{Property, Value};

const SHAPE: Shape = Shape { context: 2, arm_features: 0, arms: 3, items: 3, rewards: (1.0, 5.0) };

fn learner(values: &Values) -> Learner {
    Learner::new("", values, &SHAPE, Extras::default()).expect("it needs no arm features")
}

#[test]
fn rewards_are_seen_in_the_range_of_the_environment() {
    let squared = learner(&Values::default());
    assert_eq!([1.0, 3.0, 5.0].map(|reward| squared.target(reward)), [-1.0, 0.0, 1.0]);
    assert_eq!([-1.0, 0.0, 1.0].map(|target| squared.reward(target)), [1.0, 3.0, 5.0]);
    assert_eq!(squared.target(f64::INFINITY), FURTHEST_TARGET);
    let mut values = Values::default();
    values.set(&LOSS, Value::Choice("logistic".to_owned()));
    let logistic = learner(&values);
    assert_eq!([0.0, 1.0, 2.0, 9.0].map(|reward| logistic.target(reward)), [0.0, 0.0, 0.25, 1.0]);
}

#[test]
fn a_tower_on_arm_features_needs_them() {
    let mut values = Values::default();
    values.set(&NETWORK, Value::Choice("dot_product".to_owned()));
    let refused = Learner::new("Agent", &values, &SHAPE, Extras::default()).err();
    assert_eq!(refused, Some(BuildError::Needs { agent: "Agent", property: Property::ArmFeatures }));
}

/// Only the rounds that are due train, and a reward that is NaN is not remembered.
#[test]
fn training_comes_when_it_is_due() {
    let mut values = Values::default();
    values.set(&TRAIN_EVERY, Value::Number(5.0));
    let mut learner = learner(&values);
    learner.start(&mut RngStream::new(1, 0, "test"));
    let view = View { round: 1, context: &[1.0, 0.5], items: &[2, 0], arm_features: &[], expectations: &[] };
    let mut before = learner.network().weights().to_vec();
    for round in 1..=15 {
        learner.learn(&view, 0, if round == 3 { f64::NAN } else { 4.0 });
        let after = learner.network().weights().to_vec();
        assert_eq!(before != after, round % 5 == 0, "round {round}");
        before = after;
    }
    assert_eq!(learner.buffer().len(), 14);
}

/// Where all rounds are the same, the loss of a training step is the squared error of the prediction before it, as a
/// mean over the heads; and it goes down.
#[test]
fn losses_are_those_of_training() {
    let extras = Extras { further_heads: 2, ..Extras::default() };
    let mut learner = Learner::new("", &Values::default(), &SHAPE, extras).expect("it needs no arm features");
    learner.start(&mut RngStream::new(1, 0, "test"));
    let view = View { round: 1, context: &[1.0, 0.5], items: &[2], arm_features: &[], expectations: &[] };
    let mut expected = Vec::new();
    for _ in 0..150 {
        let error = |head| {
            let mut estimate = [0.0];
            learner.estimates(&view, head, &mut estimate);
            learner.target(estimate[0]) - learner.target(4.0)
        };
        let errors = [0, 1, 2].map(error);
        expected.push(errors.iter().map(|error| error * error).sum::<f64>() / 3.0);
        learner.learn(&view, 0, 4.0);
    }
    let found: Vec<f64> = learner.inner_view().losses.iter().map(|point| point.loss).collect();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
    assert!(found[149] < 0.01 * found[0], "{found:?}");
    let history = learner.inner_view().history;
    assert_eq!(history.last().map(|point| point.step), Some(128));
    assert!(history.iter().all(|point| point.layers.len() == learner.inner_view().layers.len()));
    let moved = |step: usize| history[step].layers[0].weights.mean;
    assert_ne!(moved(0), moved(history.len() - 1), "training moves the weights");
}
