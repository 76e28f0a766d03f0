use serde_json::Value;

use crate::program::{json, path, refused, text};

/// Two runs are kept, found, compared, taken along and given up, and come back.
#[test]
fn a_person_keeps_compares_and_takes_along() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| path(folder.path(), name);
    let (kept, experiment) = (at("kept"), at("experiment.json"));
    let mut summaries = Vec::new();
    for (horizon, tag) in [(300, "first"), (400, "second")] {
        let spec = format!(
            r#"{{"world": {{"id": "bernoulli"}}, "contenders": [{{"agent": "ucb1"}}, {{"agent": "random"}}],
                "horizon": {horizon}, "seeds": 3}}"#
        );
        std::fs::write(&experiment, spec).expect("it is written");
        summaries.push(json(&[
            "run",
            &experiment,
            "--keep",
            &kept,
            "--tag",
            tag,
            "--note",
            "on\u{1b}[1m foot",
        ]));
    }
    let all = json(&["runs", &kept, "list", "--json"]);
    assert_eq!(all["entries"].as_array().map(Vec::len), Some(2));
    let id = |index: usize| all["entries"][index]["header"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(all["entries"][0]["header"]["tags"][0], "second");
    let digest = summaries[1]["digest"].as_str().expect("a digest");
    assert_eq!(all["entries"][0]["header"]["digest"], format!("d:{}-{digest}", summaries[1]["numerics"]));
    assert_eq!(text(&["runs", &kept, "list", "FIRST"]).lines().count(), 1);
    assert_eq!(text(&["runs", &kept, "list", "--tag", "third"]), "");

    let shown = text(&["runs", &kept, "show", &id(0)]);
    assert!(
        shown.contains("UCB1: regret") && shown.contains("on [1m foot") && shown.contains("#1w=bernoulli"),
        "{shown}"
    );
    let shown = json(&["runs", &kept, "show", &id(0), "--json"]);
    assert_eq!((&shown["schema"], &shown["experiment"]["horizon"]), (&Value::from(1), &Value::from(400)));

    let compared = json(&["runs", &kept, "compare", &id(0), "--json"]);
    assert_eq!(compared["comparisons"].as_array().map(Vec::len), Some(1));
    assert_eq!(compared["comparisons"][0]["paired"], true);
    assert!(text(&["runs", &kept, "compare", &id(0)]).contains("cumulative regret than"));
    let other = refused(&["runs", &kept, "compare", &id(0), &id(1)]);
    assert!(other.contains("ends at round 400 and the other at round 300"), "{other}");

    text(&["runs", &kept, "rename", &id(0), "Mine"]);
    for name in ["all.zip", "all.csv", "all.tex", "all.py", "events"] {
        text(&["runs", &kept, "export", &at(name)]);
    }
    assert!(std::fs::read_to_string(at("all.tex")).expect("it is there").contains("Mine & UCB1 & "));
    assert_eq!(std::fs::read_dir(at("events")).expect("it is there").count(), 2);
    text(&["runs", &kept, "export", &at("one.zip"), &id(1)]);

    text(&["runs", &kept, "delete", &id(0)]);
    assert_eq!(text(&["runs", &kept, "list"]).lines().count(), 1);
    assert_eq!(text(&["runs", &kept, "list", "--bin"]).lines().count(), 1);
    text(&["runs", &kept, "restore", &id(0)]);
    assert_eq!(text(&["runs", &kept, "list"]).lines().count(), 2);

    let there = at("elsewhere");
    assert_eq!(json(&["runs", &there, "import", &at("one.zip")])["added"].as_array().map(Vec::len), Some(1));
    let report = json(&["runs", &there, "import", &at("all.zip")]);
    assert_eq!(
        (report["added"].as_array().map(Vec::len), report["known"].as_array().map(Vec::len)),
        (Some(1), Some(1))
    );
    assert_eq!(json(&["runs", &there, "show", &id(0), "--json"])["run"]["name"], "Mine");
    assert_eq!(
        json(&["runs", &there, "show", &id(0), "--json"]),
        json(&["runs", &kept, "show", &id(0), "--json"])
    );
}

#[test]
fn what_is_wrong_is_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| path(folder.path(), name);
    assert!(refused(&["runs", &at("nowhere"), "list"]).contains("nowhere"));
    assert!(!folder.path().join("nowhere").exists());
    let here = path(folder.path(), "");
    assert!(refused(&["runs", &here, "show", "r1"]).contains("there is no run r1"));
    assert!(refused(&["runs", &here, "export", &at("x.zip")]).contains("no runs to export"));
    std::fs::write(at("x.zip"), b"hello").expect("it is written");
    assert!(refused(&["runs", &here, "import", &at("x.zip")]).contains("no zip"));
    assert!(refused(&["runs", &here, "compare", "r", "--metric", "fame"]).contains("no metric \"fame\""));
}
