//! Saved after 500 rounds and loaded, every policy goes on bit for bit: in this process and in a new one.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use bandit_playground::policy::{FORMAT, SavedPolicy, load_policy, save_policy};
use bandit_playground::results::digest::NUMERICS;
use bandit_playground::simulation::Stepper;
use bandit_playground::simulation::policies::LivePolicy;
use bandit_playground::spec::Experiment;
use rayon::prelude::*;
use serde_json::{Value, json};
use xxhash_rust::xxh64::xxh64;

use super::runs::{self, Case};

const ROUNDS: u64 = 500;

/// What a policy came to: a hash of all that was seen of it, and what it then is as bytes.
#[derive(Debug, PartialEq)]
struct Ending {
    seen: u64,
    bytes: Vec<u8>,
}

fn policy(case: &Case, stepper: &Stepper) -> SavedPolicy {
    SavedPolicy::of(stepper, 0, 0, case.part()).expect("there is one agent under one seed")
}

/// Goes on for so many rounds: choices, rewards and what it thinks are seen now and then.
fn finish(case: &Case, mut stepper: Stepper) -> Ending {
    let mut seen = 0;
    while !stepper.is_done() {
        stepper.advance(24);
        if let Some(view) = stepper.advance_inspected() {
            seen = xxh64(format!("{view:?}").as_bytes(), seen);
        }
    }
    let all = stepper.take();
    Ending { seen: xxh64(format!("{all:?}").as_bytes(), seen), bytes: save_policy(&policy(case, &stepper)) }
}

fn half_way(case: &Case) -> Stepper {
    let mut stepper = case.stepper();
    stepper.advance(ROUNDS);
    stepper
}

fn cases() -> Vec<Case> {
    let mut cases = runs::agents(&["stationary_linear", "per_arm_linear", "masked_linear"], &[0, 7], true);
    cases.extend(runs::rankers(&[0, 7], true));
    cases
}

/// The bytes hold everything: a copy that was loaded from them sees, thinks and chooses what the original does, and is
/// the same bytes before and after.
#[test]
fn every_policy_goes_on_bit_for_bit() {
    runs::due(cases()).par_iter().for_each(|case| {
        let stepper = half_way(case);
        let saved = save_policy(&policy(case, &stepper));
        let loaded = load_policy(&saved).unwrap_or_else(|error| panic!("{}: {error}", case.name()));
        assert_eq!((&loaded.part, loaded.rounds), (case.part(), ROUNDS), "{}", case.name());
        assert!(save_policy(&loaded) == saved, "{}: other bytes", case.name());
        let mut other = stepper.snapshot();
        other.set_policy(0, 0, loaded.run).unwrap_or_else(|error| panic!("{}: {error}", case.name()));
        let (own, others) = (finish(case, stepper), finish(case, other));
        assert!(own == others, "{}: it goes on otherwise", case.name());
    });
}

/// A policy whose state was not written would not be found by the test above if it learned nothing: after 500 rounds every
/// one that learns has other bytes than at the start.
#[test]
fn what_was_learned_is_in_the_bytes() {
    let learn_nothing = ["random", "fixed_arm", "oracle", "oracle_slate"];
    runs::due(cases()).par_iter().for_each(|case| {
        let (start, later) = (policy(case, &case.stepper()), policy(case, &half_way(case)));
        let learned = |policy: SavedPolicy, other: &SavedPolicy| {
            let LivePolicy { learner, .. } = policy.run;
            let run = LivePolicy { learner, stream: other.run.stream.clone() };
            save_policy(&SavedPolicy { rounds: 0, run, ..policy })
        };
        let same = learned(start.clone(), &start) == learned(later, &start);
        assert!(!same || learn_nothing.contains(&case.part().id.as_str()), "{}", case.name());
    });
}

/// What files are by version of their layout and of the numerics: of each policy the number of bytes and their hash.
const FILES: &str = "tests/golden/saved_policies.json";

/// Files that were saved before are still read as they were meant: where the bytes of any policy change, so must the version of the
/// layout ([`FORMAT`]) or of the numerics, and a program goes on reading the older layout. `SAVED_POLICIES=write` writes the table again.
#[test]
fn files_change_with_their_version_only() {
    let mut cases = runs::agents(&["per_arm_linear"], &[7], false);
    cases.extend(runs::rankers(&[7], false));
    let describe = |case: &Case| {
        let mut stepper = case.stepper();
        stepper.advance(60);
        let bytes = save_policy(&policy(case, &stepper));
        let name = format!("{} in {}", case.part().id, case.environment_and_clicks());
        (name, format!("{} bytes, {:016x}", bytes.len(), xxh64(&bytes, 0)))
    };
    let files: BTreeMap<String, String> = cases.par_iter().map(describe).collect();
    assert_eq!(files.len(), cases.len(), "names are their own");
    let found = json!({ "format": FORMAT, "numerics": NUMERICS, "files": files });
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILES);
    if std::env::var("SAVED_POLICIES").is_ok_and(|what| what == "write") {
        let text = serde_json::to_string_pretty(&found).expect("it is plain data");
        std::fs::write(&path, text + "\n").expect("the table can be written");
    }
    let text = std::fs::read_to_string(&path).expect("the table is there");
    let known: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(
        (&known["format"], &known["numerics"]),
        (&found["format"], &found["numerics"]),
        "write it again"
    );
    for (name, file) in &files {
        assert_eq!(known["files"][name], json!(file), "{name}: other bytes in the same version");
    }
    assert_eq!(known["files"].as_object().map(|known| known.len()), Some(files.len()), "write it again");
}

const FOLDER: &str = "POLICIES_OF_ANOTHER_PROCESS";

/// Every policy, saved here and continued in another process, comes to the same as one that stayed here.
#[test]
fn a_new_process_goes_on_bit_for_bit() {
    let folder = tempfile::tempdir().expect("there is room for files");
    let mut cases = runs::agents(&["per_arm_linear"], &[7], false);
    cases.extend(runs::rankers(&[7], false));
    let endings: Vec<Ending> = cases
        .par_iter()
        .enumerate()
        .map(|(index, case)| {
            let stepper = half_way(case);
            let write = |name: &str, bytes: &[u8]| {
                std::fs::write(folder.path().join(format!("{index}.{name}")), bytes)
                    .expect("it can be written");
            };
            write("policy", &save_policy(&policy(case, &stepper)));
            write("json", &serde_json::to_vec(&case.experiment).expect("it is plain data"));
            finish(case, stepper)
        })
        .collect();
    let program = std::env::current_exe().expect("this program");
    let status = Command::new(program)
        .args(["--exact", "policies::saved::the_other_process", "--include-ignored"])
        .env(FOLDER, folder.path())
        .output()
        .expect("it starts");
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stdout));
    for (index, (ending, case)) in endings.iter().zip(&cases).enumerate() {
        let read = |name: &str| {
            std::fs::read(folder.path().join(format!("{index}.{name}"))).expect("it was written")
        };
        assert_eq!(read("seen"), ending.seen.to_le_bytes(), "{}: seen otherwise", case.name());
        assert!(read("end") == ending.bytes, "{}: other bytes at the end", case.name());
    }
}

/// Not a test of its own: what the other process does for the one above.
#[test]
#[ignore = "the other process of a_new_process_goes_on_bit_for_bit"]
fn the_other_process() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    let count = std::fs::read_dir(folder).expect("the folder is there").count() / 2;
    (0..count).into_par_iter().for_each(|index| {
        let path = |name: &str| folder.join(format!("{index}.{name}"));
        let text = std::fs::read_to_string(path("json")).expect("it was written");
        let case = Case { experiment: Experiment::from_json(&text).expect("it is an experiment") };
        let loaded =
            load_policy(&std::fs::read(path("policy")).expect("it was written")).expect("it is a policy");
        let mut stepper = half_way(&case);
        stepper.set_policy(0, 0, loaded.run).expect("it is of this experiment");
        let Ending { seen, bytes } = finish(&case, stepper);
        std::fs::write(path("seen"), seen.to_le_bytes()).expect("it can be written");
        std::fs::write(path("end"), bytes).expect("it can be written");
    });
}

/// Where feedback is not late, an environment that is played on without anyone choosing is where the policy left it.
#[test]
fn a_policy_goes_on_in_an_environment_that_is_played_on() {
    let mut cases = runs::agents(&["per_arm_linear"], &[0], false);
    cases.extend(runs::rankers(&[0], false));
    cases.par_iter().for_each(|case| {
        let mut stepper = half_way(case);
        let saved = policy(case, &stepper);
        let mut shorter = case.clone();
        shorter.experiment.horizon = ROUNDS;
        let mut later = shorter.stepper();
        later.skip(saved.rounds);
        later.set_policy(0, 0, saved.run).expect("it is of this experiment");
        for _ in 0..3 {
            let (own, others) = (stepper.advance_inspected(), later.advance_inspected());
            let policies = |view: Option<_>| {
                format!(
                    "{:?}",
                    view.map(|view: bandit_playground::results::RoundView| {
                        let optimum = view.slates().map(|slates| slates.optimum.clone());
                        (view.context.clone(), view.into_arms(), optimum)
                    })
                )
            };
            assert_eq!(policies(own), policies(others), "{}", case.name());
            stepper.advance(100);
            later.advance(100);
        }
        stepper.advance(ROUNDS);
        later.advance(ROUNDS);
        let last = |stepper: &Stepper| save_policy(&SavedPolicy { rounds: 0, ..policy(case, stepper) });
        assert!(last(&stepper) == last(&later), "{}", case.name());
    });
}
