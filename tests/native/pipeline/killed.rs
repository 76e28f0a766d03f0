//! `pipeline --keep`, killed at any moment.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use bandit_playground::math::random::RngStream;
use serde_json::Value;

use crate::program::{json, path, program, refused};

/// How often it is killed.
const KILLS: u32 = 50;

/// A pipeline with drift, a failure, canaries, and late, missing and second rewards.
const PIPELINE: &str = r#"{
    "experiment": {"world": {"id": "piecewise_linear", "parameters": {"segment": 2500, "dimension": 5}}, "contenders": [{"agent": "lin_ucb"}], "horizon": 5000},
    "steps": {"trigger": {"events": 500}, "deployer": {"requests": 300}, "evaluator": {"margin": 0.2}},
    "failures": [{"step": "trainer", "run": 2, "times": 1}]
}"#;

/// How often each event was served, and how often it came to its end.
fn events(folder: &Path) -> (BTreeMap<u64, u32>, BTreeMap<u64, u32>) {
    let (mut served, mut ended) = (BTreeMap::new(), BTreeMap::new());
    let text = std::fs::read_to_string(folder.join("journal.jsonl")).expect("it is there");
    for line in text.lines() {
        let record: Value = serde_json::from_str(line).expect("every line is whole");
        let event = || record["event"].as_u64().expect("a number");
        match record["what"].as_str() {
            Some("served") => *served.entry(event()).or_default() += 1,
            Some("joined" | "expired") => *ended.entry(event()).or_default() += 1,
            _ => {}
        }
    }
    (served, ended)
}

/// However often it is killed, it comes to the digest that it has without a break, with every event exactly once.
#[cfg(unix)]
#[test]
fn a_pipeline_that_is_killed_loses_nothing_and_does_nothing_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = path(folder.path(), "pipeline.json");
    std::fs::write(&file, PIPELINE).expect("it is written");
    let straight = path(folder.path(), "straight");
    let started = Instant::now();
    let whole = json(&["pipeline", &file, "--keep", &straight, "--json"]);
    let usual = started.elapsed().as_secs_f64();
    let journal =
        |name: &str| std::fs::read_to_string(Path::new(name).join("journal.jsonl")).expect("it is there");
    let mut delays = RngStream::new(17, 0, "kills");
    let (mut kills, mut resumed) = (0, 0);
    for attempt in 0.. {
        let kept = path(folder.path(), &format!("kept {attempt}"));
        loop {
            let mut child =
                program(&["pipeline", &file, "--keep", &kept, "--json"]).spawn().expect("it starts");
            if Path::new(&kept).join("state").exists() {
                resumed += 1;
            }
            let enough = kills == KILLS;
            if !enough {
                std::thread::sleep(Duration::from_secs_f64(0.5 * usual * delays.uniform()));
                // kill -9; where it has ended by itself, nothing is killed.
                let _ = child.kill();
            }
            let ended = child.wait_with_output().expect("it has ended");
            if ended.status.success() {
                let answer: Value = serde_json::from_slice(&ended.stdout).expect("it is JSON");
                assert_eq!(answer, whole);
                break;
            }
            assert!(ended.status.code().is_none(), "{}", String::from_utf8_lossy(&ended.stderr));
            kills += 1;
        }
        assert_eq!(journal(&kept), journal(&straight));
        let (served, ended) = events(Path::new(&kept));
        assert!(served == ended && served.values().all(|count| *count == 1), "every event once");
        assert_eq!(whole["rows"], 5_000);
        if kills == KILLS {
            break;
        }
    }
    assert!(resumed > 5, "it went on only {resumed} times");
}

#[test]
fn a_folder_keeps_one_pipeline() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, other) = (path(folder.path(), "one.json"), path(folder.path(), "other.json"));
    let text = |horizon: u32| {
        format!(
            r#"{{"experiment": {{"world": {{"id": "bernoulli"}}, "contenders": [{{"agent": "ucb1"}}], "horizon": {horizon}}}, "steps": {{"generator": {{"rows": 100}}}}}}"#
        )
    };
    std::fs::write(&file, text(400)).expect("it is written");
    std::fs::write(&other, text(500)).expect("it is written");
    let kept = path(folder.path(), "kept");
    let first = json(&["pipeline", &file, "--keep", &kept, "--json"]);
    assert_eq!(json(&["pipeline", &file, "--keep", &kept, "--json"]), first, "it is over, and stays so");
    assert_eq!(json(&["pipeline", "--keep", &kept, "--json"]), first, "the folder has the file");
    let sentence = refused(&["pipeline", &other, "--keep", &kept]);
    assert!(sentence.contains("this folder keeps another pipeline"), "{sentence}");
    assert_eq!(json(&["pipeline", &other, "--keep", &kept, "--again", "--json"])["rows"], 500);
    // What was damaged is said.
    let state = Path::new(&kept).join("state");
    std::fs::write(&state, b"BPLOOP02 and nothing else").expect("it is written");
    let sentence = refused(&["pipeline", "--keep", &kept]);
    assert!(sentence.contains("the state that was kept is not of this pipeline"), "{sentence}");
}
