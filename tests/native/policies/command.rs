//! Policies on the command line.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn ask(folder: &Path, arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_bandit-playground"));
    program.current_dir(folder).args(arguments).output().expect("the program starts")
}

fn answer(folder: &Path, arguments: &[&str]) -> Value {
    let output = ask(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it is JSON")
}

/// One line on standard error, exit code 2.
fn wrong(folder: &Path, arguments: &[&str]) -> String {
    let output = ask(folder, arguments);
    let errors = String::from_utf8(output.stderr).expect("it is text");
    assert_eq!((output.status.code(), errors.lines().count()), (Some(2), 1), "{errors}");
    errors
}

fn experiment(horizon: u64, environment: &str, policies: Value) -> String {
    json!({"world": {"id": environment}, "contenders": policies, "horizon": horizon, "seeds": 2}).to_string()
}

#[test]
fn a_run_keeps_its_policies_and_they_go_on() {
    let folder = tempfile::tempdir().expect("there is room");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("it can be written");
    };
    let read = |name: &str| std::fs::read(folder.path().join(name)).expect("it was written");
    let ask = |arguments: &[&str]| answer(folder.path(), arguments);
    for (environment, policies) in [
        (
            "stationary_linear",
            json!([{"agent": "lin_ts"}, {"agent": "neural_epsilon_greedy"}, {"agent": "lin_ts", "parameters": {"alpha": 2}}]),
        ),
        (
            "drawn_slates",
            json!([{"agent": "cascade_ts"}, {"agent": "ranked_exp3", "label": "Ranked: mine/1"}]),
        ),
    ] {
        write("short.json", &experiment(300, environment, policies.clone()));
        write("long.json", &experiment(500, environment, policies.clone()));
        ask(&["run", "short.json", "--save-policies", "short"]);
        ask(&["run", "long.json", "--save-policies", "long"]);
        let names = if environment == "drawn_slates" {
            ["cascade_ts-0", "cascade_ts-1", "ranked__mine_1-0"]
        } else {
            ["lin_ts_1-0", "neural_epsilon_greedy-1", "lin_ts_3-1"]
        };
        for name in names {
            let (short, long) = (format!("short/{name}.policy"), format!("long/{name}.policy"));
            let seed = &name[name.len() - 1..];
            let described = ask(&["policy", &short]);
            assert_eq!(described["rounds"], 300);
            assert_eq!(described["bytes"], read(&short).len());
            let went_on = ask(&[
                "policy",
                &short,
                "--experiment",
                "short.json",
                "--rounds",
                "200",
                "--seed",
                seed,
                "--save",
                "on.policy",
            ]);
            assert_eq!((went_on["first_round"].clone(), went_on["rounds"].clone()), (json!(301), json!(200)));
            assert!(read("on.policy") == read(&long), "{name} went on otherwise");
            let frozen = ask(&["policy", &short, "--experiment", "short.json", "--rounds", "50", "--frozen"]);
            assert_eq!(frozen["frozen"], true);
        }
    }
    assert_eq!(ask(&["policy", "long/ranked__mine_1-1.policy"])["kind"], "ranker");
}

#[test]
fn what_is_wrong_is_one_sentence() {
    let folder = tempfile::tempdir().expect("there is room");
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("it can be written");
    };
    let experiment = |name: &str, environment: &str, agent: &str| {
        write(name, experiment(100, environment, json!([{"agent": agent}])).as_bytes());
    };
    experiment("arms.json", "bernoulli", "ucb1");
    experiment("others.json", "stationary_linear", "ucb1");
    experiment("slates.json", "drawn_slates", "random_slate");
    answer(folder.path(), &["run", "arms.json", "--save-policies", "kept"]);
    let whole = std::fs::read(folder.path().join("kept/ucb1-0.policy")).expect("it was written");
    write("cut.policy", &whole[..whole.len() / 2]);
    write("foreign.policy", b"hello");
    let wrong = |arguments: &[&str]| wrong(folder.path(), arguments);
    assert!(wrong(&["policy", "cut.policy"]).contains("cut off"));
    assert!(wrong(&["policy", "foreign.policy"]).contains("not a saved policy"));
    assert!(wrong(&["policy", "nowhere.policy"]).contains("nowhere.policy"));
    let kept = "kept/ucb1-0.policy";
    assert!(
        wrong(&["policy", kept, "--experiment", "others.json"]).contains("built for an environment with")
    );
    assert!(wrong(&["policy", kept, "--experiment", "slates.json"]).contains("slates"));
    assert!(wrong(&["policy", kept, "--experiment", "arms.json", "--rounds", "0"]).contains("--rounds"));
    assert!(wrong(&["policy", kept, "--rounds", "10"]).contains("--experiment"));
    write("file", b"");
    assert!(wrong(&["run", "arms.json", "--save-policies", "file"]).contains("file"));
}
