use super::*;
use crate::descriptor::Values;
use crate::evaluation::tables::ActionTable;
use crate::interactions::{FeaturesOf, Interaction, InteractionLog, LogSchema};
use crate::math::random::RngStream;

/// Rewards 1 + 2 x of arm 0 and 3 - x of arm 1, each chosen half of the time, plus noise.
fn linear_log(rows: u64, noise: f64) -> InteractionLog {
    let mut log = InteractionLog::new(LogSchema::of_arms(["up", "down"], ["x"]));
    let mut stream = RngStream::new(3, 0, "linear log");
    for round in 1..=rows {
        let (x, action) = (stream.uniform(), stream.below(2) as u32);
        let mean = if action == 0 { 1.0 + 2.0 * x } else { 3.0 - x };
        let reward = mean + noise * stream.normal();
        let row = Interaction {
            round,
            context: &[x],
            actions: &[action],
            rewards: &[reward],
            probability: Some(0.5),
            ..Interaction::default()
        };
        log.push(&row).expect("it fits");
    }
    log
}

#[test]
fn ridge_finds_the_lines_of_both_arms() {
    let log = linear_log(4_000, 0.1);
    let model = CrossFitted::fit(&ridge::LEARNER, &Values::default(), &log, None).expect("it can be fitted");
    for row in [0, 17, 400, 3_999] {
        let (mut scratch, x) = (Vec::new(), log.context(row)[0]);
        let predicted = model.row(row, &mut scratch);
        assert!((predicted[0] - 1.0 - 2.0 * x).abs() < 0.03, "{x} {predicted:?}");
        assert!((predicted[1] - 3.0 + x).abs() < 0.03, "{x} {predicted:?}");
    }
}

/// A row of which the model saw nothing: with two folds of one row each, the other row is all that is known.
#[test]
fn no_row_is_predicted_by_a_model_that_saw_it() {
    let mut log = InteractionLog::new(LogSchema::of_arms(["one"], Vec::<String>::new()));
    for round in 1..=40_u64 {
        let reward = [(round % 7) as f64];
        let row = Interaction { round, actions: &[0], rewards: &reward, ..Interaction::default() };
        log.push(&row).expect("it fits");
    }
    let predict = |log: &InteractionLog| {
        let model =
            CrossFitted::fit(&means::LEARNER, &Values::default(), log, None).expect("it can be fitted");
        let mut scratch = Vec::new();
        (0..log.len()).map(|row| model.row(row, &mut scratch)[0]).collect::<Vec<_>>()
    };
    let before = predict(&log);
    for changed in [0, 11, 39] {
        let mut other = InteractionLog::new(log.schema().clone());
        for (index, row) in log.rows().enumerate() {
            let reward = [if index == changed { 99.0 } else { row.rewards[0] }];
            other.push(&Interaction { rewards: &reward, ..row }).expect("it fits");
        }
        let after = predict(&other);
        assert_eq!(before[changed].to_bits(), after[changed].to_bits());
        assert!(before.iter().zip(&after).filter(|(one, two)| one != two).count() > 20);
    }
}

#[test]
fn a_mean_is_drawn_towards_the_mean_of_all() {
    let mut log = InteractionLog::new(LogSchema::of_arms(["good", "bad", "never"], Vec::<String>::new()));
    for round in 1..=400_u64 {
        let action = [(round % 2) as u32];
        let reward = [if action[0] == 0 { 1.0 } else { 0.0 }];
        log.push(&Interaction { round, actions: &action, rewards: &reward, ..Interaction::default() })
            .expect("it fits");
    }
    let model = CrossFitted::fit(&means::LEARNER, &Values::default(), &log, None).expect("it can be fitted");
    let mut scratch = Vec::new();
    let predicted = model.row(5, &mut scratch);
    assert!(predicted[0] > 0.99 && predicted[0] < 1.0 && predicted[1] < 0.01 && predicted[1] > 0.0);
    assert!((predicted[2] - 0.5).abs() < 0.05, "an arm without rewards is an average one: {predicted:?}");
}

/// With one feature that is 1, the penalized solution satisfies sum(reward - share) = penalty * coefficient.
#[test]
fn logistic_solves_its_equation_and_refuses_stars() {
    let mut log = InteractionLog::new(LogSchema::of_arms(["one", "two"], ["x", "y"]));
    let mut stream = RngStream::new(5, 0, "logistic log");
    for round in 1..=3_000_u64 {
        let context = [stream.normal(), stream.normal()];
        let action = [stream.below(2) as u32];
        let odds = if action[0] == 0 { 1.5 * context[0] - 0.5 } else { -context[1] };
        let reward = [f64::from(u8::from(stream.uniform() < 1.0 / (1.0 + (-odds).exp())))];
        let row = Interaction {
            round,
            context: &context,
            actions: &action,
            rewards: &reward,
            ..Interaction::default()
        };
        log.push(&row).expect("it fits");
    }
    let model =
        CrossFitted::fit(&logistic::LEARNER, &Values::default(), &log, None).expect("it can be fitted");
    let mut worst = 0.0_f64;
    for row in 0..200 {
        let mut scratch = Vec::new();
        let (x, y) = (log.context(row)[0], log.context(row)[1]);
        let predicted = model.row(row, &mut scratch);
        let truths = [1.0 / (1.0 + (0.5 - 1.5 * x).exp()), 1.0 / (1.0 + y.exp())];
        worst = worst.max((predicted[0] - truths[0]).abs()).max((predicted[1] - truths[1]).abs());
    }
    assert!(worst < 0.1, "{worst}");
    let stars = linear_log(10, 0.0);
    let error =
        CrossFitted::fit(&logistic::LEARNER, &Values::default(), &stars, None).err().expect("no shares");
    assert!(error.to_string().starts_with("a logistic model needs rewards from 0 to 1"), "{error}");
}

/// Features of arms: one model for all, which predicts an arm it has hardly seen.
#[test]
fn features_of_arms_share_one_model() {
    let schema = LogSchema {
        arm_features: vec!["size".to_owned()],
        features_of: FeaturesOf::Row,
        ..LogSchema::of_arms(["a", "b", "c"], ["x"])
    };
    let mut log = InteractionLog::new(schema);
    let mut stream = RngStream::new(7, 0, "features");
    for round in 1..=2_000_u64 {
        let (x, sizes) = (stream.uniform(), [stream.uniform(), stream.uniform(), stream.uniform()]);
        // Arm c is not chosen at all.
        let action = stream.below(2);
        let reward = [1.0 + x * sizes[action] + sizes[action]];
        let row = Interaction {
            round,
            context: &[x],
            arm_features: &sizes,
            actions: &[action as u32],
            rewards: &reward,
            ..Interaction::default()
        };
        log.push(&row).expect("it fits");
    }
    let model = CrossFitted::fit(&ridge::LEARNER, &Values::default(), &log, None).expect("it can be fitted");
    for row in 0..50 {
        let (mut scratch, x, size) = (Vec::new(), log.context(row)[0], log.features(row, 2)[0]);
        let predicted = model.row(row, &mut scratch)[2];
        assert!((predicted - 1.0 - x * size - size).abs() < 0.05, "{predicted}");
    }
}
