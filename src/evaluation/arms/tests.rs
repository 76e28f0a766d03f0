use proptest::prelude::*;

use super::*;
use crate::descriptor::Values;
use crate::evaluation::catalogue::{BUILDERS, builder};
use crate::evaluation::interface::Family;
use crate::evaluation::models::ridge;
use crate::evaluation::need::Unavailable;
use crate::evaluation::tables::{Always, Recorded, Table, Uniform};
use crate::evaluation::terms::mean;
use crate::interactions::{Interaction, InteractionLog, LogSchema};

/// A log of two arms with the probability of the first under its policy.
fn log(rows: &[(u32, f64, f64)]) -> InteractionLog {
    let mut log = InteractionLog::new(LogSchema::of_arms(["one", "two"], Vec::<String>::new()));
    for (round, (action, reward, first)) in (1..).zip(rows) {
        let both = [*first, 1.0 - first];
        let row = Interaction {
            round,
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

/// Calls `then` with three rows: weights 2, 1/2 and 0 for the rewards 1, 2 and 4; predictions 1 and 3, DM 2.2, 2.2 and 1.
fn with_three_rows(then: impl FnOnce(&ArmEvidence<'_>)) {
    let log = log(&[(0, 1.0, 0.2), (1, 2.0, 0.0), (1, 4.0, 0.5)]);
    let policy = Table::new(vec![0.4, 0.6, 0.5, 0.5, 1.0, 0.0], 2).expect("whole rows");
    let model = Table::new([1.0, 3.0].repeat(3), 2).expect("whole rows");
    let recorded = Recorded(&log);
    let categories = [7, 7];
    let known = Known { model: Some(&model), categories: &categories, ..Known::default() };
    then(&ArmEvidence::new(&log, &recorded, &policy, known).expect("there are rows"));
}

fn value(id: &str, evidence: &ArmEvidence<'_>) -> f64 {
    let builder = builder(id).expect("it is in the catalogue");
    builder.estimate(&Values::default(), evidence).unwrap_or_else(|error| panic!("{id}: {error}")).value()
}

fn assert_value(what: &str, ours: f64, expected: f64) {
    assert!((ours - expected).abs() < 1e-12, "{what}: {ours}, expected {expected}");
}

#[test]
fn estimates_by_hand() {
    with_three_rows(|evidence| {
        assert_eq!(evidence.weights, [2.0, 0.5, 0.0]);
        assert_eq!(
            evidence.baselines.iter().map(|dm| (dm * 10.0).round()).collect::<Vec<_>>(),
            [22.0, 20.0, 10.0]
        );
        // w r: 2, 1, 0; w (r - q): 0, -0.5, 0
        assert_value("ips", value("ips", evidence), 1.0);
        assert_value("snips", value("snips", evidence), 3.0 / 2.5);
        assert_value("dm", value("dm", evidence), 5.2 / 3.0);
        assert_value("dr", value("dr", evidence), 4.7 / 3.0);
        assert_value("sndr", value("sndr", evidence), 5.2 / 3.0 - 0.5 / 2.5);
        // No row is matched for certain but for the third, whose action is another one.
        let replay = builder("replay").expect("it is there").estimate(&Values::default(), evidence);
        assert_eq!(replay, Err(Unavailable::NoMatch));
        // Both arms are of one category, so that every weight is 1.
        assert_value("mips", value("mips", evidence), 7.0 / 3.0);
        // min(w, 1) r: 1, 1, 0; the model for the share that is cut: pi - b above 0 is (0.2, 0), (0.5, 0), (0.5, 0).
        assert_value("cab", mean(&cab::terms(evidence, 1.0)), (2.0 + 0.2 + 0.5 + 0.5) / 3.0);
        assert_value("clipped", mean(&clipped_ips::SHRUNK.terms(evidence, 1.0)), 2.0 / 3.0);
        assert_value("clipped dr", mean(&clipped_dr::SHRUNK.terms(evidence, 0.25)), (5.2 - 0.25) / 3.0);
        assert_value("switch", mean(&switch_dr::SHRUNK.terms(evidence, 0.5)), 4.7 / 3.0);
        assert_value("switch", mean(&switch_dr::SHRUNK.terms(evidence, 0.4)), 5.2 / 3.0);
        // 1 * 0.5 / (0.25 + 1) * -1
        assert_value("dros", mean(&optimistic_dr::SHRUNK.terms(evidence, 1.0)), (5.2 - 0.4) / 3.0);
        // At 1 every weight that is not 0 is 1, and that of 0 is 0 (0/0 elsewhere).
        assert_value("sg", mean(&sub_gaussian_ips::SHRUNK.terms(evidence, 1.0)), 3.0 / 3.0);
        assert_value(
            "sg",
            mean(&sub_gaussian_ips::SHRUNK.terms(evidence, 0.5)),
            (2.0 / 1.5 + 1.0 / 0.75) / 3.0,
        );
        assert_value("sg dr", mean(&sub_gaussian_dr::SHRUNK.terms(evidence, 0.5)), (5.2 - 0.5 / 0.75) / 3.0);
    });
}

#[test]
fn what_is_missing_is_named() {
    let mut log = InteractionLog::new(LogSchema::of_arms(["one", "two"], Vec::<String>::new()));
    let row = Interaction { round: 1, actions: &[0], rewards: &[1.0], ..Interaction::default() };
    log.push(&row).expect("it fits");
    let (recorded, uniform) = (Recorded(&log), Uniform(&log));
    let evidence = ArmEvidence::new(&log, &recorded, &uniform, Known::default()).expect("there is a row");
    let reason = |id: &str| {
        let builder = builder(id).expect("it is in the catalogue");
        builder.estimate(&Values::default(), &evidence).expect_err("something is missing").to_string()
    };
    assert_eq!(
        reason("ips"),
        "IPS needs the probability of every logged action, which this log does not have: record it, or have it estimated"
    );
    assert_eq!(reason("dm"), "DM needs a reward model: choose one");
    assert_eq!(reason("sips"), "Standard IPS is for logs of slates, and this is another kind of log");
    assert!(reason("mips").contains("the probability of every arm on offer"));
    assert!(reason("mrdr").starts_with("MRDR needs the probability"));
}

#[test]
fn rows_without_a_reward_are_left_out() {
    let known = log(&[(0, 1.0, 0.5), (1, 3.0, 0.5)]);
    let with_missing = log(&[(0, 1.0, 0.5), (0, f64::NAN, 0.5), (1, 3.0, 0.5), (1, f64::NAN, 0.5)]);
    let ips = |log: &InteractionLog| {
        let (recorded, policy) = (Recorded(log), Always(log, 1));
        value("ips", &ArmEvidence::new(log, &recorded, &policy, Known::default()).expect("there are rows"))
    };
    assert_eq!((ips(&known), ips(&with_missing)), (3.0, 3.0));
    let none = log(&[(0, f64::NAN, 0.5)]);
    let (recorded, policy) = (Recorded(&none), Uniform(&none));
    assert_eq!(
        ArmEvidence::new(&none, &recorded, &policy, Known::default()).err(),
        Some(Unavailable::NoRows)
    );
}

#[test]
fn a_policy_that_takes_none_of_the_actions_has_no_self_normalized_estimate() {
    let log = log(&[(0, 1.0, 0.5), (0, 0.0, 0.5)]);
    let (recorded, policy) = (Recorded(&log), Always(&log, 1));
    let evidence = ArmEvidence::new(&log, &recorded, &policy, Known::default()).expect("there are rows");
    let estimate = |id: &str| builder(id).expect("it is there").estimate(&Values::default(), &evidence);
    assert_eq!(estimate("snips"), Err(Unavailable::NoOverlap));
    assert_eq!(estimate("replay"), Err(Unavailable::NoMatch));
    assert_eq!(estimate("ips").expect("it is 0").value(), 0.0);
}

/// More robust doubly robust is right whatever its model is, and its model has weights of its own.
#[test]
fn mrdr_fits_a_model_of_its_own() {
    let rows: Vec<(u32, f64, f64)> =
        (0..200).map(|row| (row % 3 / 2, f64::from(row % 7), if row % 2 == 0 { 0.3 } else { 0.8 })).collect();
    let log = log(&rows);
    let (recorded, policy) = (Recorded(&log), Always(&log, 1));
    let values = Values::default();
    let model =
        crate::evaluation::models::CrossFitted::fit(&ridge::LEARNER, &values, &log, None).expect("it fits");
    let known = Known { model: Some(&model), learner: Some((&ridge::LEARNER, &values)), ..Known::default() };
    let evidence = ArmEvidence::new(&log, &recorded, &policy, known).expect("there are rows");
    let (mrdr, dr, dm) = (value("mrdr", &evidence), value("dr", &evidence), value("dm", &evidence));
    assert!(mrdr != dr && (mrdr - dr).abs() < 0.2 && (mrdr - dm).abs() < 1.0, "{mrdr} {dr} {dm}");
}

/// What a random log and policy look like: action, reward, the log's and the policy's probability of the first arm.
fn rows() -> impl Strategy<Value = Vec<(u32, f64, f64, f64)>> {
    prop::collection::vec((0..2_u32, -2.0..5.0_f64, 0.05..0.95_f64, 0.0..=1.0_f64), 1..40)
}

proptest! {
    /// Every estimator agrees on the log's own policy where nothing has to be weighed, and estimates of a constant reward by a model
    /// that knows it are that reward.
    #[test]
    fn the_logs_own_policy_earns_what_the_log_earned(rows in rows()) {
        let log = log(&rows.iter().map(|(action, reward, first, _)| (*action, *reward, *first)).collect::<Vec<_>>());
        let own = Table::new(rows.iter().flat_map(|(.., first, _)| [*first, 1.0 - first]).collect(), 2).expect("whole rows");
        let zeros = Table::new(vec![0.0; 2 * rows.len()], 2).expect("whole rows");
        let (recorded, categories) = (Recorded(&log), [0, 1]);
        let known = Known { model: Some(&zeros), categories: &categories, ..Known::default() };
        let evidence = ArmEvidence::new(&log, &recorded, &own, known).expect("there are rows");
        let earned = mean(log.rewards());
        for builder in BUILDERS.iter().filter(|builder| builder.descriptor.family == Family::Arms) {
            let part = &builder.descriptor.part;
            if matches!(part.id, "dm" | "mrdr" | "replay" | "dr_os") {
                continue; // they estimate something else, or need what is not there
            }
            let estimate = builder.estimate(&Values::default(), &evidence).expect("it has what it needs");
            prop_assert!((estimate.value() - earned).abs() < 1e-9, "{}: {} {earned}", part.id, estimate.value());
        }
    }

    #[test]
    fn estimators_meet_at_the_ends_of_their_parameters(rows in rows()) {
        let log = log(&rows.iter().map(|(action, reward, first, _)| (*action, *reward, *first)).collect::<Vec<_>>());
        let policy = Table::new(rows.iter().flat_map(|(.., first)| [*first, 1.0 - first]).collect(), 2).expect("whole rows");
        let model = Table::new(rows.iter().flat_map(|(_, reward, first, _)| [reward * 0.5, *first]).collect(), 2).expect("whole rows");
        let recorded = Recorded(&log);
        let known = Known { model: Some(&model), ..Known::default() };
        let evidence = ArmEvidence::new(&log, &recorded, &policy, known).expect("there are rows");
        let ends = [
            (mean(&clipped_ips::SHRUNK.terms(&evidence, f64::INFINITY)), "ips"),
            (mean(&clipped_dr::SHRUNK.terms(&evidence, f64::INFINITY)), "dr"),
            (mean(&clipped_dr::SHRUNK.terms(&evidence, 0.0)), "dm"),
            (mean(&optimistic_dr::SHRUNK.terms(&evidence, f64::INFINITY)), "dr"),
            (mean(&optimistic_dr::SHRUNK.terms(&evidence, 0.0)), "dm"),
            (mean(&sub_gaussian_ips::SHRUNK.terms(&evidence, 0.0)), "ips"),
            (mean(&sub_gaussian_dr::SHRUNK.terms(&evidence, 0.0)), "dr"),
            (mean(&cab::terms(&evidence, 0.0)), "dm"),
            (mean(&cab::terms(&evidence, 1e9)), "ips"),
        ];
        for (ours, id) in ends {
            prop_assert!((ours - value(id, &evidence)).abs() < 1e-9, "{id}: {ours}");
        }
    }
}
