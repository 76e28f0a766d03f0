//! Agents trained on logs.

use bandit_playground::descriptor::Values;
use bandit_playground::evaluation::saved::ask;
use bandit_playground::evaluation::tables::Uniform;
use bandit_playground::evaluation::truth::truth;
use bandit_playground::policy::{load_policy, save_policy};
use bandit_playground::simulation::record::RecordOptions;
use bandit_playground::spec::PartChoice;
use bandit_playground::train::{Objective, Split, TrainError, TrainOptions, train};

use super::{experiment, prepared, recorded};
use crate::program::{json, path, refused, text};

const LINEAR: &str = r#"{"id": "stationary_linear", "parameters": {"arms": 4}}"#;

fn part(id: &str) -> PartChoice {
    PartChoice { id: id.to_owned(), parameters: Values::default() }
}

/// With each objective, what an agent learns from a log of random choices is worth more than these, the saved policy is the same after it was
/// read back, and its loss is below both reference lines.
#[test]
fn trained_policies_are_better_than_the_one_that_wrote_the_log() {
    let experiment = experiment(LINEAR, r#"{"agent": "random"}"#, 3_000, "");
    let log = recorded(&experiment, RecordOptions::default()).expect("it can be recorded");
    let environment = prepared(&experiment);
    let uniform = truth(&log, &Uniform(&log), &experiment, &environment, 0).expect("it is its own").value;
    for objective in Objective::ALL {
        for split in [Split::Time, Split::Random] {
            let options = TrainOptions { objective, split, ..TrainOptions::default() };
            let trained = train(&log, &part("lin_ucb"), &options, &mut |_| ()).expect("it learns");
            let measured = trained.measured.expect("it predicts");
            let references = trained.references;
            assert!(
                measured.mse < 0.8 * references.arm_mean,
                "{objective:?} {split:?}: {measured:?} {references:?}"
            );
            assert_eq!((trained.curve.len(), trained.rows.0 + trained.rows.1), (2, 3_000));
            let policy = load_policy(&save_policy(&trained.policy)).expect("it is a policy");
            let asked = ask(&policy, &log).expect("it fits");
            let own = truth(&log, &asked.probabilities, &experiment, &environment, 0).expect("it fits");
            assert!(
                own.value > uniform + 0.7 * (own.best - uniform),
                "{objective:?}: {own:?}, not {uniform}"
            );
        }
    }
}

/// Early stopping keeps the best of the epochs, and an agent that predicts no rewards has no loss.
#[test]
fn epochs_stop_where_the_loss_no_longer_falls() {
    let experiment = experiment(LINEAR, r#"{"agent": "random"}"#, 600, "");
    let log = recorded(&experiment, RecordOptions::default()).expect("it can be recorded");
    let options = TrainOptions { epochs: 60, early_stopping: true, ..TrainOptions::default() };
    let trained = train(&log, &part("neural_epsilon_greedy"), &options, &mut |_| ()).expect("it learns");
    let lowest = trained.curve[1..].iter().map(|epoch| epoch.held_out).fold(f64::INFINITY, f64::min);
    assert_eq!(trained.curve[trained.kept].held_out, lowest, "the kept epoch is the best one");
    assert!(trained.curve.len() < 62 && trained.kept + 3 >= trained.curve.len() - 1, "{:?}", trained.curve);
    let exp3 = train(&log, &part("exp3"), &TrainOptions::default(), &mut |_| ()).expect("it learns");
    assert!(exp3.curve.is_empty() && exp3.measured.is_none(), "it predicts no rewards");
}

#[test]
fn what_can_t_be_trained_is_said_in_one_sentence() {
    let experiment = experiment(LINEAR, r#"{"agent": "random"}"#, 30, "");
    let log = recorded(&experiment, RecordOptions::default()).expect("it can be recorded");
    let of = |id: &str, options: &TrainOptions| train(&log, &part(id), options, &mut |_| ()).err();
    let by_user = TrainOptions { split: Split::User, ..TrainOptions::default() };
    assert_eq!(of("lin_ucb", &by_user), Some(TrainError::NoUsers));
    assert_eq!(of("oracle", &TrainOptions::default()), Some(TrainError::Oracle("Oracle")));
    let few = log.filtered(|row, _| row == 0);
    let error = train(&few, &part("lin_ucb"), &TrainOptions::default(), &mut |_| ()).err();
    assert_eq!(error, Some(TrainError::TooFew { known: 1, left: 1 }));
}

#[test]
fn a_policy_is_trained_and_evaluated_on_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let experiment = path(folder.path(), "experiment.json");
    let world = format!(
        r#"{{"world": {LINEAR}, "contenders": [{{"agent": "random"}}], "horizon": 2000, "seeds": 1}}"#
    );
    std::fs::write(&experiment, world).expect("it can be written");
    let (log, policy) = (path(folder.path(), "log.jsonl"), path(folder.path(), "v1.policy"));
    text(&["log", &experiment, "--out", &log]);
    let spec = r#"{"agent": "lin_ucb", "parameters": {"alpha": 0.5}}"#;
    let said = text(&["train", &log, "--agent", spec, "--out", &policy]);
    assert!(
        said.contains("learned from 1600 rows; 400 are held out.") && said.contains("the arm's mean"),
        "{said}"
    );
    let report = json(&[
        "evaluate",
        &log,
        "--policy",
        &policy,
        "--policy",
        "uniform",
        "--truth",
        &experiment,
        "--json",
    ]);
    let ips =
        report["picks"].as_array().and_then(|picks| picks.iter().find(|pick| pick["estimator"] == "ips"));
    assert_eq!(ips.expect("IPS picks")["is_right"].as_bool(), Some(true));
    let again = path(folder.path(), "again.policy");
    let answer =
        json(&["train", &log, "--agent", spec, "--out", &again, "--objective", "doubly-robust", "--json"]);
    assert_eq!(
        (answer["kept_epoch"].as_u64(), answer["objective"].as_str()),
        (Some(1), Some("doubly_robust"))
    );
    let error = refused(&["train", &log, "--agent", "lin_ucp", "--out", &policy]);
    assert!(error.contains("there is no agent \"lin_ucp\""), "{error}");
}

/// What a trained policy answers to requests, and which requests are wrong.
#[test]
fn a_trained_policy_answers_requests() {
    let folder = tempfile::tempdir().expect("a folder");
    let experiment = experiment(LINEAR, r#"{"agent": "random"}"#, 1_000, "");
    let log = recorded(&experiment, RecordOptions::default()).expect("it can be recorded");
    let trained = train(&log, &part("lin_ucb"), &TrainOptions::default(), &mut |_| ()).expect("it learns");
    let (policy, requests) = (path(folder.path(), "v1.policy"), path(folder.path(), "requests.json"));
    std::fs::write(&policy, save_policy(&trained.policy)).expect("it can be written");
    let asked = ask(&trained.policy, &log).expect("it fits");
    let request = serde_json::json!({ "instances": [{ "context": log.context(7) }, { "context": log.context(7), "arms": [2, 0] }] });
    std::fs::write(&requests, request.to_string()).expect("it can be written");
    let answer = json(&["predict", &policy, &requests]);
    let (mut scratch, first) = (Vec::new(), &answer["predictions"][0]);
    let probabilities =
        bandit_playground::evaluation::ActionTable::row(&asked.probabilities, 7, &mut scratch);
    assert_eq!(first["probabilities"], serde_json::json!(probabilities));
    let action = first["action"].as_u64().expect("a number") as usize;
    assert_eq!(
        (probabilities[action], first["predicted_rewards_mean"].as_array().map(Vec::len)),
        (1.0, Some(4))
    );
    let masked = answer["predictions"][1]["action"].as_u64();
    assert!(masked == Some(0) || masked == Some(2), "{answer}");
    for (wrong, sentence) in [
        (
            r#"{"instances": [{"context": [1.0]}]}"#,
            "instance 1 has 1 context features, but the policy was made for",
        ),
        (
            r#"{"instances": [{"context": CONTEXT, "arms": [4]}]}"#,
            "instance 1 offers arm 4, but arms are 0 to 3, each once",
        ),
        (r#"{"instances": [{"contexts": []}]}"#, "unknown field `contexts`"),
    ] {
        let context = serde_json::to_string(log.context(7)).expect("numbers");
        std::fs::write(&requests, wrong.replace("CONTEXT", &context)).expect("it can be written");
        let error = refused(&["predict", &policy, &requests]);
        assert!(error.contains(sentence), "{error}");
    }
}
