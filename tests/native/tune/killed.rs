//! `tune --keep` and `run --keep`, killed at any moment.

use std::path::Path;
use std::time::{Duration, Instant};

use bandit_playground::math::random::RngStream;
use serde_json::Value;

use crate::program::{json, path, program, refused};

/// How often each is killed.
const KILLS: u32 = 20;

/// Starts the program and kills it, as `kill -9` does, so many milliseconds after `begun` is true; gives what it has written to standard
/// error, or none where it had ended by itself.
fn killed(arguments: &[&str], begun: &dyn Fn() -> bool, milliseconds: f64) -> Option<String> {
    let mut child = program(arguments).spawn().expect("the program starts");
    let started = Instant::now();
    while !begun() && child.try_wait().expect("it can be asked").is_none() {
        assert!(started.elapsed() < Duration::from_secs(60), "it never came so far");
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(Duration::from_secs_f64(milliseconds / 1_000.0));
    child.kill().expect("it can be killed");
    let ended = child.wait_with_output().expect("it has ended");
    let errors = String::from_utf8_lossy(&ended.stderr).into_owned();
    (!ended.status.success()).then_some(errors)
}

/// The rounds that were kept when it went on.
fn rounds_before(errors: &str) -> u64 {
    let after = errors.split_once(", of which ").map_or("0", |(_, after)| after);
    let number = after.split(' ').next().map(|number| number.replace(',', ""));
    number.and_then(|number| number.parse().ok()).expect("a number")
}

/// What it said last: how many per cent are done, and of how many rounds.
fn progress(errors: &str) -> Option<(u64, u64)> {
    let last = errors.rsplit('\r').find(|part| part.contains(" % of "))?;
    let (percent, rest) = last.split_once(" % of ")?;
    Some((percent.trim().parse().ok()?, rest.split(' ').next()?.parse().ok()?))
}

/// A study that is killed again and again comes to the digest that it has without a break. What it has said it has done, it has kept.
#[cfg(unix)]
#[test]
fn a_study_that_is_killed_loses_only_the_runs_under_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| path(folder.path(), name);
    let straight = at("straight");
    let study = [
        "tune",
        "#1w=bernoulli&c=mean_epsilon_greedy&horizon=27000",
        "--parameter",
        "epsilon=0.01..0.9",
        "--sampler",
        "hyperband",
        "--seeds",
        "8",
        "--held-out",
        "9",
        "--json",
    ];
    let started = Instant::now();
    let whole = json(&[&study[..], &["--keep", &straight]].concat());
    let usual = started.elapsed().as_secs_f64() * 1_000.0;
    let mut delays = RngStream::new(9, 0, "kills");
    let (mut kills, mut survived) = (0, 0);
    for attempt in 0.. {
        let kept = at(&format!("kept {attempt}"));
        let file = |name: &str| Path::new(&kept).join(name);
        let first = [&study[..], &["--keep", &kept, "--jobs", "2"]].concat();
        let again = ["tune", "--resume", "--keep", &kept, "--json", "--jobs", "2"];
        let (mut shown, mut done) = (0, 0);
        while kills < KILLS {
            // At any moment from its start, or some time after its first result.
            let is_new = !file("study.json").exists();
            let has_result = || file("study.journal").metadata().is_ok_and(|journal| journal.len() > 0);
            let errors = if kills % 2 == 0 {
                killed(if is_new { &first } else { &again }, &has_result, usual / 40.0 * delays.uniform())
            } else {
                killed(if is_new { &first } else { &again }, &|| true, usual / 10.0 * delays.uniform())
            };
            // It may have been faster than before.
            let Some(errors) = errors else { break };
            kills += 1;
            if errors.contains("rounds in all") {
                let before = rounds_before(&errors);
                assert!(before >= done && before >= shown, "{before} rounds are left of {shown}: {errors}");
                survived += u32::from(before > done);
                done = before;
            }
            if let Some((percent, rounds)) = progress(&errors) {
                shown = shown.max((percent * rounds).div_ceil(100));
            }
        }
        if file("study.json").exists() {
            let started_again = refused(&[&study[..], &["--keep", &kept]].concat());
            assert!(started_again.contains("--resume goes on with it"), "{started_again}");
            assert_eq!(json(&again), whole);
            let names = std::fs::read_dir(&kept).expect("it is there");
            let names: Vec<_> = names.map(|entry| entry.expect("an entry").file_name()).collect();
            assert_eq!(names, ["study.json"]);
        }
        if kills == KILLS {
            break;
        }
    }
    assert!(survived > 0, "nothing was ever there to be kept");
}

/// A journal of another study, or one with a line that is damaged, changes nothing.
#[test]
fn a_damaged_journal_is_no_result() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = path(folder.path(), "kept");
    let study = [
        "tune",
        "#1w=bernoulli&c=mean_epsilon_greedy&horizon=300",
        "--parameter",
        "epsilon=0,0.5",
        "--sampler",
        "grid",
        "--json",
    ];
    let whole = json(&[&study[..], &["--keep", &kept]].concat());
    // All results are forgotten, and the journal has lines that no study has asked for.
    let file = Path::new(&kept).join("study.json");
    let mut state: Value =
        serde_json::from_slice(&std::fs::read(&file).expect("it is there")).expect("it is JSON");
    state["trials"] = Value::Array(vec![]);
    state["held_out"] = Value::Array(vec![]);
    state["baseline"].as_array_mut().expect("a list").fill(Value::Null);
    std::fs::write(&file, state.to_string()).expect("it is written");
    let journal = r#"[{"contestant":{"Trial":0},"seed":0,"from":0,"rounds":77},4611686018427387904]
[{"contestant":{"Trial":900},"seed":0,"from":0,"rounds":300},4611686018427387904]
{"contestant"
[{"contestant":"Baseline","seed":1,"from":0,"rounds":300},46116860184"#;
    std::fs::write(file.with_file_name("study.journal"), journal).expect("it is written");
    assert_eq!(json(&["tune", "--resume", "--keep", &kept, "--json"]), whole);
}

/// A run that is killed is there as a whole or not at all; all others stay as they are, and the next one has the digest that it would have.
#[cfg(unix)]
#[test]
fn a_run_that_is_killed_damages_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| path(folder.path(), name);
    let (kept, experiment) = (at("kept"), at("experiment.json"));
    let spec = r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}, {"agent": "random"}], "horizon": 20000, "seeds": 4}"#;
    std::fs::write(&experiment, spec).expect("it is written");
    let run = ["run", &experiment, "--keep", &kept];
    let begun = Instant::now();
    let digest = json(&run)["digest"].clone();
    let usual = begun.elapsed().as_secs_f64() * 1_000.0;
    let mut delays = RngStream::new(9, 1, "kills");
    let mut ended = 1;
    for _ in 0..KILLS {
        // Also while it is written, and a little after its end.
        let errors = killed(&run, &|| true, 1.2 * usual * delays.uniform());
        ended += u64::from(errors.is_none_or(|errors| errors.contains("kept as")));
        let listed = json(&["runs", &kept, "list", "--json"]);
        assert_eq!(listed["broken"], Value::Array(vec![]));
        let runs = listed["entries"].as_array().expect("a list");
        assert!(runs.len() as u64 >= ended, "{} runs of {ended}", runs.len());
        for run in runs {
            let of = run["header"]["digest"].as_str().expect("it is complete");
            assert!(of.ends_with(digest.as_str().expect("a text")), "{of}");
            json(&["runs", &kept, "show", run["header"]["id"].as_str().expect("an id"), "--json"]);
        }
    }
    assert!(ended <= u64::from(KILLS), "it was never killed before its end");
    assert_eq!(json(&run)["digest"], digest);
    let is_part = |name: &std::ffi::OsString| name.to_string_lossy().ends_with(".part");
    let mut names =
        std::fs::read_dir(&kept).expect("it is there").map(|entry| entry.expect("an entry").file_name());
    assert!(!names.any(|name| is_part(&name)), "what was half written is removed");
}
