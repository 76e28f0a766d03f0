use super::two_point::ratio;
use super::*;
use crate::descriptor::{Value, Values};
use crate::evaluation::arms::Known;
use crate::evaluation::catalogue::builder;
use crate::evaluation::tables::{Always, Recorded, Table};
use crate::interactions::{Interaction, InteractionLog, LogSchema};

/// A log of two arms: action, reward, probability of the first arm.
fn log(rows: &[(u32, f64, f64)], context: &[&str]) -> InteractionLog {
    let mut log = InteractionLog::new(LogSchema::of_arms(["one", "two"], context.iter().copied()));
    for (round, (action, reward, first)) in (1..).zip(rows) {
        let both = [*first, 1.0 - first];
        let row = Interaction {
            round,
            context: &vec![0.5; context.len()],
            actions: &[*action],
            rewards: &[*reward],
            probability: Some(both[*action as usize]),
            arm_probabilities: &both,
            ..Interaction::default()
        };
        log.push(&row).expect("it fits");
    }
    log
}

const ROWS: [(u32, f64, f64); 4] = [(0, 1.0, 0.5), (1, 2.0, 0.25), (0, 3.0, 0.64), (0, 5.0, 0.36)];

fn value(
    id: &str,
    values: &Values,
    log: &InteractionLog,
    policy: &dyn crate::evaluation::ActionTable,
) -> f64 {
    let recorded = Recorded(log);
    let evidence = ArmEvidence::new(log, &recorded, policy, Known::default()).expect("there are rows");
    builder(id).expect("it is there").estimate(values, &evidence).expect("it has what it needs").value()
}

/// Predictions 0, 1, 1 and 2 of the first arm, so scores 2, 1, 1 + 2 / 0.64 and 2 + 3 / 0.36; weights the roots of 0.5, 0.25, 0.64
/// and 0.36 (every round takes a quarter of the variance).
#[test]
fn constant_allocation_by_hand() {
    let log = log(&ROWS, &[]);
    let scores = [2.0, 1.0, 1.0 + 2.0 / 0.64, 2.0 + 3.0 / 0.36];
    let weights = [0.5_f64.sqrt(), 0.5, 0.8, 0.6];
    let sum: f64 = weights.iter().zip(scores).map(|(weight, score)| weight * score).sum();
    let expected = sum / weights.iter().sum::<f64>();
    let always = Always(&log, 0);
    let ours = value("constant_allocation", &Values::default(), &log, &always);
    assert!((ours - expected).abs() < 1e-12, "{ours} {expected}");
    // Without decay, two-point allocation is the same; a policy that mixes is the mixture.
    let decay = Values::from_iter([("decay".to_owned(), Value::Number(0.0))]);
    assert!((value("two_point_allocation", &decay, &log, &always) - expected).abs() < 1e-9);
    let other = value("constant_allocation", &Values::default(), &log, &Always(&log, 1));
    let mixed = Table::new([0.3, 0.7].repeat(4), 2).expect("whole rows");
    let both = value("constant_allocation", &Values::default(), &log, &mixed);
    assert!((both - 0.3 * expected - 0.7 * other).abs() < 1e-12);
    // One arm for certain: stable variance in a log without context gives the same weights.
    assert!((value("stable_variance", &Values::default(), &log, &always) - expected).abs() < 1e-12);
}

#[test]
fn two_point_allocation_by_hand() {
    // Round 1 of 4, probability 0.5, decay 0.5: always 1 / 4, rarely 0.5 / (0.5 + 4 * 0.5 - 1) = 1/3.
    assert!((ratio(1.0, 4.0, 0.5, 0.5) - (0.5 / 4.0 + 0.5 / 3.0)).abs() < 1e-12);
    // The last round takes all that is left.
    assert!((ratio(4.0, 4.0, 0.3, 0.7) - 1.0).abs() < 1e-12);
}

/// With contexts a weight depends on earlier rows alone: another last row leaves the weights of all others.
#[test]
fn weights_look_only_back() {
    let weights = |rows: &[(u32, f64, f64)]| {
        let log = log(rows, &["x"]);
        let (recorded, policy) = (Recorded(&log), Always(&log, 0));
        let evidence = ArmEvidence::new(&log, &recorded, &policy, Known::default()).expect("there are rows");
        variances(&evidence, false)
    };
    let mut changed = ROWS;
    changed[3] = (1, 9.0, 0.9);
    assert_eq!(weights(&ROWS), weights(&changed));
    assert_eq!(weights(&ROWS)[..2], [1.0, (2.0 + 1.0) / 2.0]);
    changed[0] = (1, 0.0, 0.1);
    assert_ne!(weights(&ROWS), weights(&changed));
}

#[test]
fn what_they_need_is_named() {
    let log = log(&ROWS, &["x"]);
    let (recorded, policy) = (Recorded(&log), Always(&log, 0));
    let evidence = ArmEvidence::new(&log, &recorded, &policy, Known::default()).expect("there are rows");
    let error = builder("two_point_allocation").expect("it is there").estimate(&Values::default(), &evidence);
    assert_eq!(
        error.expect_err("there are contexts").to_string(),
        "Two-point allocation needs decisions without context among the same arms: take stable-variance weights for this log"
    );
}
