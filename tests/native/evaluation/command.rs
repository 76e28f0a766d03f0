//! `evaluate`, as a person calls it.

use crate::program::{json, path, refused, text};
use serde_json::Value;

const LOG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/static/logs/open-bandit/bts_men.csv.gz");
const ITEMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/static/logs/open-bandit/items_men.csv");

fn row<'a>(report: &'a Value, id: &str) -> &'a Value {
    let rows = report["rows"].as_array().expect("rows");
    rows.iter().find(|row| row["estimator"] == id).unwrap_or_else(|| panic!("{id} is in {report}"))
}

#[test]
fn the_uniform_policy_is_evaluated_on_the_shops_log() {
    let report = json(&["evaluate", LOG, "--items", ITEMS, "--policy", "uniform", "--json"]);
    let ips = &row(&report, "ips");
    let value = ips["value"].as_f64().expect("a value");
    assert!((value / 0.003_008_626_327_256_482 - 1.0).abs() < 1e-12, "{value}");
    assert_eq!(ips["verdict"]["trust"], "with_care", "655 of 10,000 rows: {ips}");
    assert!(ips["interval"]["low"].as_f64() < ips["value"].as_f64());
    assert_eq!(row(&report, "cab")["value"], Value::Null);
    assert_eq!(report["diagnostics"]["weights"]["rows"], 10_000);
    let overlap = report["overlap"].as_str().expect("a sentence");
    assert_eq!(overlap, "Thin overlap. For this policy the 10,000 rows are worth only 656 of its own.");
    let said =
        text(&["evaluate", LOG, "--policy", "uniform", "--estimator", "snips", "--interval", "bootstrap"]);
    assert!(said.contains("\nwith care\n  SNIPS ") && said.contains("0.003189"), "{said}");
    assert!(!said.contains("DRos"), "{said}");
}

/// A policy that was saved after a run chooses by what it learned; one of other sizes is refused.
#[test]
fn a_saved_policy_is_evaluated() {
    let folder = tempfile::tempdir().expect("a folder");
    let experiment = path(folder.path(), "experiment.json");
    let saved = |arms: u32| {
        let text = format!(
            r#"{{"world": {{"id": "bernoulli", "parameters": {{"arms": {arms}}}}}, "contenders": [{{"agent": "exp3"}}], "horizon": 50, "seeds": 1}}"#
        );
        std::fs::write(&experiment, text).expect("it can be written");
        let policies = path(folder.path(), &format!("policies-{arms}"));
        text_of_run(&experiment, &policies);
        let file = std::fs::read_dir(&policies).expect("a folder").next().expect("a policy").expect("a file");
        file.path().to_str().expect("UTF-8").to_owned()
    };
    let fitting = saved(34);
    let report = json(&["evaluate", LOG, "--policy", &fitting, "--json"]);
    let uniform = json(&["evaluate", LOG, "--policy", "uniform", "--json"]);
    // After 50 rounds it is still close to uniform, but not the same.
    let (ours, other) = (row(&report, "ips")["value"].as_f64(), row(&uniform, "ips")["value"].as_f64());
    let difference = ours.expect("a value") - other.expect("a value");
    assert!(difference != 0.0 && difference.abs() < 0.002, "{difference}");
    let other = saved(5);
    let error = refused(&["evaluate", LOG, "--policy", &other]);
    assert!(error.contains("the policy was made for 5 arms, but this log has 34"), "{error}");
}

fn text_of_run(experiment: &str, policies: &str) {
    text(&["run", experiment, "--save-policies", policies]);
}

#[test]
fn wrong_uses_are_told_in_one_line() {
    let error = refused(&["evaluate", LOG, "--policy", "arm:hat"]);
    assert!(
        error.contains("the log has no arm \"hat\"; it has 34 of them, from \"item 0\" to \"item 33\""),
        "{error}"
    );
    // The number of an arm is enough where no other arm has it.
    let value =
        |arm: &str| json(&["evaluate", LOG, "--policy", arm, "--estimator", "ips", "--json"])["rows"].clone();
    assert!(value("arm:3").is_array());
    assert_eq!(value("arm:3"), value("arm:item 3"));
    let error = refused(&["evaluate", ITEMS, "--policy", "uniform"]);
    assert!(
        error.contains("names no column action and no column reward; logs that can be read are OBP"),
        "{error}"
    );
    let error = refused(&["evaluate", LOG, "--policy", "no-such-file"]);
    assert!(error.contains("no-such-file: "), "{error}");
    let error = refused(&["evaluate", LOG, "--policy", "uniform", "--confidence", "2"]);
    assert!(error.contains("it must be a number from 0.5 to 0.9999"), "{error}");
}
