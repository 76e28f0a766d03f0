//! `log`, `convert` and `evaluate --truth`, as a person calls them.

use bandit_playground::interactions::formats::LOG_FORMATS;

use crate::program::{ask, json, path, refused, text};

const EXPERIMENT: &str = r#"{"world": {"id": "bernoulli", "parameters": {"arms": 3}}, "contenders": [{"agent": "ucb1"}, {"agent": "exp3"}], "horizon": 3000, "seeds": 1}"#;

fn said(arguments: &[&str]) -> String {
    let output = ask(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_run_is_recorded_converted_and_evaluated_beside_the_truth() {
    let folder = tempfile::tempdir().expect("a folder");
    let experiment = path(folder.path(), "experiment.json");
    std::fs::write(&experiment, EXPERIMENT).expect("it can be written");
    let log = path(folder.path(), "exp3.csv.gz");
    said(&["log", &experiment, "--agent", "1", "--out", &log]);
    let arguments = [
        "evaluate",
        &log,
        "--policy",
        "uniform",
        "--policy",
        "arm:Arm 1",
        "--policy",
        "arm:Arm 2",
        "--truth",
        &experiment,
    ];
    let report = json(&[&arguments[..], &["--json"]].concat());
    let policies = report["policies"].as_array().expect("three of them");
    assert_eq!((policies.len(), report["rows"].as_u64()), (3, Some(3_000)));
    let truth = |place: usize| policies[place]["truth"]["value"].as_f64().expect("it is known");
    let best = if truth(1) > truth(2) { "arm:Arm 1" } else { "arm:Arm 2" };
    let picks = report["picks"].as_array().expect("a pick for each estimator");
    let ips = picks.iter().find(|pick| pick["estimator"] == "ips").expect("IPS picks");
    assert_eq!((ips["policy"].as_str(), ips["is_right"].as_bool()), (Some(best), Some(true)), "{ips}");
    let traps = report["traps"].as_array().expect("a list");
    assert!(traps[0].as_str().is_some_and(|trap| trap.contains("depend on earlier rewards")), "{traps:?}");
    let printed = text(&arguments);
    assert!(printed.contains("True value in the log's own 3000 rounds: "), "{printed}");
    assert!(printed.contains(" estimators pick the right policy."), "{printed}");
    // Every format gives the same estimate.
    let of = |log: &str| {
        let report = json(&["evaluate", log, "--policy", "uniform", "--estimator", "ips", "--json"]);
        report["rows"].as_array().expect("one row")[0]["value"].as_f64().expect("a value")
    };
    let own = of(&log);
    for format in LOG_FORMATS {
        let other = path(folder.path(), "converted");
        said(&["convert", &log, "--format", format.id, "--out", &other]);
        assert!((of(&other) - own).abs() < 1e-12, "{}", format.id);
    }
}

#[test]
fn what_a_person_must_know_of_a_recording_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let experiment = path(folder.path(), "experiment.json");
    std::fs::write(&experiment, EXPERIMENT).expect("it can be written");
    let log = path(folder.path(), "ucb1.jsonl");
    let notes = said(&["log", &experiment, "--out", &log]);
    assert!(notes.starts_with("UCB1 left nothing to chance in 2906 of 3000 rounds"), "{notes}");
    assert!(notes.contains("--explore 0.1 records with a tenth of uniform exploration"), "{notes}");
    let report = json(&["evaluate", &log, "--policy", "uniform", "--estimator", "ips", "--json"]);
    assert!(
        report["overlap"].as_str().is_some_and(|said| said.contains("left nothing to chance")),
        "{report}"
    );
    let notes = said(&["log", &experiment, "--explore", "0.1", "--out", &log]);
    assert!(!notes.contains("left nothing to chance"), "{notes}");
    let error = refused(&["log", &experiment, "--agent", "2", "--out", &log]);
    assert!(
        error.contains("the experiment has no agent at place 2: its 2 agents are at places 0 to 1"),
        "{error}"
    );
    let error = refused(&["log", &experiment, "--out", &path(folder.path(), "log.txt")]);
    assert!(error.contains("its name says no format of a log: end it with one of .csv, "), "{error}");
    let error =
        refused(&["evaluate", &log, "--policy", "uniform", "--truth", &path(folder.path(), "none.json")]);
    assert!(error.contains("none.json: "), "{error}");
}
