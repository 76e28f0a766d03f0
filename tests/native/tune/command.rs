//! `tune` and `run --keep` as a person uses them.

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{ask, json, path, program, refused};

/// Starts the program, presses Ctrl-C when `ready` is true, and waits for its end.
#[cfg(unix)]
fn interrupted(arguments: &[&str], ready: &dyn Fn() -> bool) -> Output {
    let child = program(arguments).spawn().expect("the program starts");
    let begun = Instant::now();
    while !ready() {
        assert!(begun.elapsed() < Duration::from_secs(120), "it never came so far");
        std::thread::sleep(Duration::from_millis(10));
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("there is such a program").success());
    child.wait_with_output().expect("the program ends")
}

/// The best of some settings is found, reported in words and as JSON, and its link opens to it.
#[test]
fn a_person_tunes_an_agent() {
    let link = "#1w=bernoulli&c=random&c=mean_epsilon_greedy&horizon=600";
    let arguments = [
        "tune",
        link,
        "--agent",
        "1",
        "--parameter",
        "epsilon=0,0.1,0.5,1",
        "--sampler",
        "grid",
        "--seeds",
        "4",
    ];
    let found = json(&[&arguments[..], &["--json"]].concat());
    let trials = found["trials"].as_array().expect("a list");
    let best = |trial: &&Value| trial["mean"].as_f64().map(f64::to_bits);
    let lowest = trials.iter().min_by_key(best).expect("there are trials");
    assert_eq!((trials.len(), &lowest["setting"]), (4, &found["winner"]["setting"]));
    assert_eq!(lowest["scores"].as_array().map(Vec::len), Some(4));
    assert_eq!(
        found["winner"]["scores"].as_array().map(Vec::len),
        Some(10),
        "the usual number of held-out seeds"
    );
    assert_eq!(found["study"]["sampler"]["id"], "grid");
    let opened = json(&["open", found["link"].as_str().expect("a link")]);
    let winner = &found["winner"]["setting"]["epsilon"];
    let of_link = &opened["contenders"][1]["parameters"]["epsilon"];
    // A default is not written out.
    assert!(of_link == winner || (of_link.is_null() && winner == 0.1), "{of_link} and {winner}");
    let answer = ask(&[&arguments[..], &["--jobs", "1"]].concat());
    // What it takes is said before it begins.
    let errors = String::from_utf8_lossy(&answer.stderr);
    let cost = errors.lines().next().unwrap_or_default();
    assert!(
        cost.starts_with(
            "4 trials on 4 seeds, then the winner on 10 held-out seeds: 30,000 rounds in all, about "
        ),
        "{errors}"
    );
    assert!(
        cost.contains(" on 1 worker (measured: ") && cost.ends_with(" rounds a second on one)."),
        "{errors}"
    );
    let printed = String::from_utf8(answer.stdout).expect("it is UTF-8");
    for sentence in found["report"].as_array().expect("a list") {
        assert!(printed.contains(sentence.as_str().expect("a sentence")), "{printed}");
    }
    assert!(printed.contains(found["digest"].as_str().expect("a digest")), "{printed}");
}

#[test]
fn what_cant_be_tuned_is_refused_in_one_line() {
    let tune = |more: &[&str]| refused(&[&["tune", "#1"], more].concat());
    assert!(tune(&["--parameter", "alphaa"]).contains("did you mean \"alpha\"?"));
    assert!(tune(&["--parameter", "alpha", "--agent", "7"]).contains("numbered from 0 to 3"));
    assert!(
        tune(&["--parameter", "alpha", "--sampler", "hyperband", "--trials", "9"])
            .contains("leave the number of trials out")
    );
    assert!(tune(&["--parameter", "alpha", "--set", "eta"]).contains("must be NAME=VALUE"));
    assert!(tune(&["--parameter", "alpha", "--set", "eta=3"]).contains("TPE has no parameter \"eta\""));
    assert!(tune(&["--parameter", "alpha", "--metric", "clicks"]).contains("are not measured by \"clicks\""));
    // The default environment has no features of arms, which a shared model needs: said before the first trial.
    assert!(tune(&["--parameter", "model"]).contains("model shared can't be tried"));
    // The horizon is no parameter of an agent: what would change the task can't be tuned.
    assert!(tune(&["--parameter", "horizon"]).contains("has no parameter \"horizon\""));
    let folder = tempfile::tempdir().expect("a folder");
    assert!(refused(&["tune", "--resume", "--keep", &path(folder.path(), "none")]).contains("study.json"));
    assert!(refused(&["tune", "--resume"]).contains("--keep"));
}

/// A study that is interrupted goes on to the digest that it has without a break, on another number of threads.
#[cfg(unix)]
#[test]
fn an_interrupted_study_goes_on_to_the_same_digest() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| path(folder.path(), name);
    let (kept, straight) = (at("kept"), at("straight"));
    let link = "#1c=lin_ucb&horizon=4000";
    let study = [
        "tune",
        link,
        "--parameter",
        "alpha=0.01..10",
        "--trials",
        "14",
        "--seeds",
        "2",
        "--held-out",
        "3",
        "--json",
    ];
    let whole = json(&[&study[..], &["--keep", &straight, "--jobs", "2"]].concat());
    // The study is written out before its first trial.
    let begun = || Path::new(&kept).join("study.json").exists();
    let answer = interrupted(&[&study[..], &["--keep", &kept, "--jobs", "1"]].concat(), &begun);
    let errors = String::from_utf8_lossy(&answer.stderr).into_owned();
    assert_eq!(answer.status.code(), Some(130), "{errors}");
    assert!(errors.contains("tune --resume goes on with"), "{errors}");
    assert!(refused(&[&study[..], &["--keep", &kept]].concat()).contains("--resume goes on with it"));
    let resumed = json(&["tune", "--resume", "--keep", &kept, "--json"]);
    assert_eq!(resumed, whole);
    // One that is through says the same once more.
    assert_eq!(json(&["tune", "--resume", "--keep", &kept, "--json"]), whole);
}

/// A run that is interrupted is kept as far as every seed has come.
#[cfg(unix)]
#[test]
fn an_interrupted_run_is_kept_as_far_as_it_came() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| path(folder.path(), name);
    let (kept, experiment) = (at("kept"), at("experiment.json"));
    let spec = r#"{"world": {"id": "movielens_mf"}, "contenders": [{"agent": "lin_ucb"}], "horizon": 1000000, "seeds": 3}"#;
    std::fs::write(&experiment, spec).expect("it is written");
    // The folder is made before the first round; the first share of a million rounds of three seeds takes longer than this.
    let begun = std::cell::Cell::new(None);
    let ready = || {
        if begun.get().is_none() && Path::new(&kept).exists() {
            begun.set(Some(Instant::now()));
        }
        begun.get().is_some_and(|begun| begun.elapsed() > Duration::from_secs(3))
    };
    let answer = interrupted(&["run", &experiment, "--keep", &kept, "--jobs", "2"], &ready);
    let errors = String::from_utf8_lossy(&answer.stderr).into_owned();
    assert_eq!(answer.status.code(), Some(130), "{errors}");
    let listed = json(&["runs", &kept, "list", "--json"]);
    let run = &listed["entries"][0];
    assert!(run["header"]["digest"].is_null(), "a run that is not through has no digest");
    let rounds = run["header"]["rounds_done"].as_u64().expect("a number");
    assert!((10_000..1_000_000).contains(&rounds), "{rounds}: {errors}");
}
