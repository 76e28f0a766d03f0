//! Logs as people give them: names and ids as actions, files that are cut off or something else, no probabilities, standard input, and
//! places that results can't be written to.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use bandit_playground::interactions::formats::read;
use bandit_playground::interactions::reading::{File, ReadLog};
use serde_json::Value;

use crate::program::{ask, json, path, program, refused, text};

fn log(name: &str, bytes: &[u8]) -> ReadLog {
    read(File { name, bytes }).expect("it is a log").0
}

fn error(name: &str, bytes: &[u8]) -> String {
    read(File { name, bytes }).err().expect("it is no log").to_string()
}

fn written(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = path(folder, name);
    std::fs::write(&path, content).expect("it can be written");
    path
}

/// Rows whose actions are these in turn, the first of which is the good one.
fn rows(actions: &[&str], first: usize) -> String {
    let mut text = "context.age,action,reward,probability\n".to_owned();
    for row in first..first + 60 {
        let action = actions[row % actions.len()];
        let reward = u8::from(row % actions.len() == 0);
        text += &format!("0.{},{action},{reward},0.5\n", row % 7 + 1);
    }
    text
}

/// What the program says on standard error, where it does what it is asked.
fn said(arguments: &[&str]) -> String {
    let output = ask(arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {errors}");
    errors
}

/// Exit code, standard output and standard error with this on standard input.
fn fed(arguments: &[&str], input: &[u8]) -> (Option<i32>, String, String) {
    let mut child = program(arguments).stdin(Stdio::piped()).spawn().expect("the program starts");
    // A program that does not read to the end is no failure here.
    let _ = child.stdin.take().expect("it is piped").write_all(input);
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_policy_keeps_the_names_of_the_log_that_it_was_trained_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let named = written(folder.path(), "named.csv", rows(&["red", "green"], 0));
    let policy = path(folder.path(), "v1.policy");
    let printed = text(&["train", &named, "--agent", "lin_ucb", "--out", &policy]);
    assert!(printed.contains("It chooses among 2 arms: red, green."), "{printed}");
    assert_eq!(json(&["policy", &policy])["arms"], serde_json::json!(["red", "green"]));
    let requests = written(folder.path(), "requests.json", r#"{"instances": [{"context": [0.3]}]}"#);
    assert_eq!(json(&["predict", &policy, &requests])["predictions"][0]["action_name"], "red");
    // The same arms in another order are the same arms.
    let other = written(folder.path(), "other.csv", rows(&["red", "green"], 1));
    let value = |log: &str| -> Value {
        let report = json(&["evaluate", log, "--policy", &policy, "--estimator", "ips", "--json"]);
        report["rows"][0]["value"].clone()
    };
    assert_eq!((value(&named), value(&other)), (serde_json::json!(1.0), serde_json::json!(1.0)));
    let others = written(folder.path(), "others.csv", rows(&["red", "pink"], 0));
    let error = refused(&["evaluate", &others, "--policy", &policy]);
    assert!(
        error.contains("whose arms have \"green\" among them, and this log has \"pink\" in its place"),
        "{error}"
    );
}

#[test]
fn ids_are_the_names_of_arms() {
    let ids = rows(&["17", "90001", "4021"], 0);
    let read = log("ids.csv", ids.as_bytes());
    assert_eq!(read.log.schema().arms, ["17", "4021", "90001"]);
    assert_eq!(read.log.actions()[..3], [0, 2, 1]);
    assert_eq!(
        read.notes,
        [
            "Actions are numbers up to 90001, of which 3 occur: they are taken for ids, and each arm is called by its own."
        ]
    );
    let lines = "{\"action\": 4021, \"reward\": 1, \"probability\": 0.5}\n{\"action\": 17, \"reward\": 0, \"probability\": 0.5}\n";
    let read = log("ids.jsonl", lines.as_bytes());
    assert_eq!(
        (read.log.schema().arms.as_slice(), read.log.actions()),
        (&["17".to_owned(), "4021".to_owned()][..], &[1, 0][..])
    );
    // Ids of which only some are numbers, also where the first is one.
    let read = log("mixed.csv", rows(&["17", "A12", "90001"], 0).as_bytes());
    assert_eq!(
        (read.log.schema().arms.as_slice(), read.refused_rows),
        (&["17", "A12", "90001"].map(str::to_owned)[..], 0)
    );
    // Numbers that are close are places, and arm:NAME takes them as they stand in the file.
    let folder = tempfile::tempdir().expect("a folder");
    let close = written(folder.path(), "close.csv", rows(&["2", "1"], 0));
    let report = json(&["evaluate", &close, "--policy", "arm:2", "--estimator", "ips", "--json"]);
    assert_eq!(report["rows"][0]["value"], 1.0);
}

const WHOLE: &str = "shared |c a:1\n0:-1:0.5 |a x:1\n|a x:2\n\nshared |c a:0.5\n|a x:1\n0:0:0.5 |a x:2\n\n";

#[test]
fn a_text_of_vowpal_wabbit_that_is_cut_off_is_named_by_its_line() {
    assert_eq!(log("log.vw", WHOLE.as_bytes()).notes, [""; 0]);
    let note = |line: u64| {
        format!(
            "log.vw, line {line}: the last example has no empty line behind it, so the file may be cut off there; what there is of it is taken as it stands."
        )
    };
    for (end, rows, line, refused) in [
        // Whole examples without the empty line.
        ("shared |c a:1\n0:-1:0.5 |a x:1\n|a x:2", 3, 11, None),
        ("shared |c a:1\r\n0:-1:0.5 |a x:1\r\n|a x:2\r\n", 3, 11, None),
        ("shared |c a:1\n0:-1:0.5 |a x:1\n|a", 3, 11, None),
        // Half a line, half a label, and no label.
        (
            "shared |c a:1\n0:-1",
            2,
            10,
            Some((10, "the last example is cut off: there is no | before the features")),
        ),
        (
            "shared |c a:1\n0:-1: |a x:1",
            2,
            10,
            Some((10, "the last example is cut off: the label is \"0:-1:\", but must be")),
        ),
        ("shared |c a:1\n", 2, 9, Some((9, "the last example is cut off: no action has a label"))),
    ] {
        let read = log("log.vw", format!("{WHOLE}{end}").as_bytes());
        assert_eq!((read.log.len(), read.notes.as_slice()), (rows, &[note(line)][..]), "{end:?}");
        let found = read.refused.first().map(|row| (row.line, row.reason.as_str()));
        match (found, refused) {
            (None, None) => {}
            (Some((at, reason)), Some((line, begin))) => {
                assert!(at == line && reason.starts_with(begin), "{end:?}: {reason}");
            }
            other => panic!("{end:?}: {other:?}"),
        }
    }
    let cut =
        log("log.jsonl", b"{\"action\": 0, \"reward\": 1, \"probability\": 0.5}\n{\"action\": 1, \"rew");
    assert!(cut.refused[0].reason.starts_with("the line ends in the middle"), "{:?}", cut.refused);
}

#[test]
fn missing_probabilities_are_said_in_every_format() {
    let some = log("log.csv", b"action,reward,probability\n0,1,0.5\n1,0,\n");
    assert!(
        some.notes[0].starts_with("log.csv: 1 of 2 rows, the first is row 2, have no probability of their action (the column probability)"),
        "{:?}",
        some.notes
    );
    for (name, text, place) in [
        ("log.csv", "action,reward\n0,1\n1,0\n", "the column probability"),
        ("log.jsonl", "{\"action\": 0, \"reward\": 1}\n", "the key probability"),
        (
            "log.dsjson",
            "{\"_label_cost\": -1, \"_labelIndex\": 0, \"a\": [1], \"c\": {\"_multi\": [{\"a\": {\"x\": 1}}]}}\n",
            "the key _label_probability",
        ),
        (
            "log.trajectory.jsonl",
            "{\"step_type\": 0, \"observation\": [1.0], \"action\": 0, \"policy_info\": {}, \"reward\": 1.0}\n",
            "log_probability in policy_info",
        ),
    ] {
        let notes = log(name, text.as_bytes()).notes;
        let begin = format!(
            "{name}: the probabilities of the actions are missing ({place}), so that no estimator by weights"
        );
        assert!(notes.iter().any(|note| note.starts_with(&begin)), "{name}: {notes:?}");
    }
    assert_eq!(log("log.csv", b"action,reward,probability\n0,1,0.5\n").notes, [""; 0]);
    let folder = tempfile::tempdir().expect("a folder");
    let bare = written(
        folder.path(),
        "bare.csv",
        rows(&["0", "1"], 0).replace(",probability", "").replace(",0.5\n", "\n"),
    );
    let out = path(folder.path(), "bare.policy");
    let arguments = ["train", &bare, "--agent", "lin_ucb", "--out", &out];
    assert!(said(&arguments).starts_with("bare.csv: the probabilities of the actions are missing"));
    let error = refused(&[&arguments[..], &["--objective", "importance"]].concat());
    assert!(
        error.contains("row 1 of the log does not have: record it there, or take --objective direct"),
        "{error}"
    );
}

#[test]
fn files_of_another_kind_and_damaged_ones_are_said_in_plain_words() {
    let page = b"<!DOCTYPE html>\n<title>Not found</title>\n";
    for name in ["log.zip", "log.npz", "log.parquet", "log.csv"] {
        let said = error(name, page);
        assert!(
            said.starts_with(&format!("{name} is no log: it is a web page: fetch the file itself")),
            "{said}"
        );
    }
    let whole = log("log.csv", rows(&["red", "green"], 0).as_bytes()).log;
    for (id, damaged) in [
        ("npz", "it is cut off or damaged: fetch or write it again"),
        ("parquet", "it is cut off or damaged: fetch or write it again"),
    ] {
        let mut bytes = Vec::new();
        let format = bandit_playground::interactions::formats::find(id).expect("it is a format");
        bandit_playground::interactions::formats::write(&whole, format, &mut bytes)
            .expect("it can be written");
        let said = error("log", &bytes[..bytes.len() / 2]);
        assert!(said.starts_with("log: ") && said.ends_with(damaged), "{said}");
        for word in ["EOCD", "EOF", "Thrift", "Parquet error", "Invalid"] {
            assert!(!said.contains(word), "{said}");
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let runs = path(folder.path(), "runs");
    for (name, content, expected) in [
        ("empty.zip", &b""[..], "it is empty: fetch or write it again"),
        ("page.zip", page, "it is a web page and not a zip"),
        ("table.zip", b"a,b\n1,2\n", "it is plain text and not a zip: give a zip"),
        ("cut.zip", b"PK\x03\x04\x14\0\0\0", "it is cut off or damaged: fetch or write it again"),
    ] {
        let file = written(folder.path(), name, content);
        let said = refused(&["runs", &runs, "import", &file]);
        assert!(
            said.contains(&format!("{file}: this is no zip with runs that can be read: {expected}")),
            "{said}"
        );
        assert!(!Path::new(&runs).exists(), "no folder is left by what was refused");
    }
}

#[test]
fn standard_input_is_a_file_to_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, output, _) = fed(&["open", "-"], b"\n  #1c=lin_ucb;alpha=2&c=random \n");
    assert!(code == Some(0) && output.contains("lin_ucb") && output.contains("\"alpha\": 2"), "{output}");
    let file = written(folder.path(), "link.txt", "#1c=lin_ucb;alpha=2&c=random\n");
    assert_eq!(text(&["open", &file]), output);
    let (code, again, _) = fed(&["open", "-"], output.as_bytes());
    assert_eq!((code, again), (Some(0), output));
    let (code, link, _) = fed(&["link", "-"], b"#1c=lin_ucb;alpha=2&c=random");
    assert!(code == Some(0) && link.starts_with("#1"), "{link}");
    for (input, expected) in [
        (&b""[..], "standard input: this is empty: a link is expected"),
        (b"hello", "standard input: this is not a link of the playground"),
        (b"\xff\xfe", "standard input is no text in UTF-8"),
    ] {
        let (code, _, said) = fed(&["open", "-"], input);
        assert!(code == Some(2) && said.contains(expected) && said.lines().count() == 1, "{said}");
    }
    assert!(refused(&["open", ""]).contains("no link was given"));
    // Logs, policies and tables.
    let rows = rows(&["red", "green"], 0);
    let policy = path(folder.path(), "v1.policy");
    let (code, _, said) = fed(&["train", "-", "--agent", "lin_ucb", "--out", &policy], rows.as_bytes());
    assert_eq!(code, Some(0), "{said}");
    let bytes = std::fs::read(&policy).expect("it was written");
    let named = written(folder.path(), "named.csv", &rows);
    let (code, output, said) =
        fed(&["evaluate", &named, "--policy", "-", "--estimator", "ips", "--json"], &bytes);
    assert!(code == Some(0) && output.contains("\"policy\": \"-\""), "{said}");
    let (code, _, said) = fed(&["evaluate", "-", "--policy", "-"], rows.as_bytes());
    assert!(code == Some(2) && said.contains("standard input can be read only once"), "{said}");
    let (code, output, said) = fed(&["data", "-"], rows.as_bytes());
    assert!(code == Some(0) && output.starts_with("standard input: 60 rows"), "{output}{said}");
    let (code, _, said) = fed(&["convert", "-", "--out", &path(folder.path(), "log.jsonl")], b"");
    assert!(code == Some(2) && said.contains("standard input is no log: it is empty"), "{said}");
    assert!(refused(&["convert", &named, "--format", "csv", "--out", "-"]).contains("give a file's name"));
}

#[test]
fn places_that_can_t_be_written_to_are_said_before_anything_is_computed() {
    let folder = tempfile::tempdir().expect("a folder");
    let named = written(folder.path(), "named.csv", rows(&["red", "green"], 0));
    let experiment = written(
        folder.path(),
        "experiment.json",
        r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}], "horizon": 1000000, "seeds": 50}"#,
    );
    let (none, taken) = (path(folder.path(), "none"), path(folder.path(), "named.csv"));
    let a_folder = path(folder.path(), "a_folder");
    std::fs::create_dir(&a_folder).expect("it can be made");
    let (lost, below) = (format!("{none}/x.csv"), format!("{taken}/x.csv"));
    // No test would wait for these runs.
    for arguments in [
        &["convert", &named, "--format", "csv", "--out"][..],
        &["train", &named, "--agent", "lin_ucb", "--out"],
        &["log", &experiment, "--format", "csv", "--out"],
        &["run", &experiment, "--table"],
        &["profile", &experiment, "--trace"],
    ] {
        let with = |place: &str| refused(&[arguments, &[place]].concat());
        let said = with(&lost);
        assert!(
            said.contains(&format!("{none}: there is no such folder: make it first, or name another")),
            "{said}"
        );
        let said = with(&below);
        assert!(said.contains(&format!("{taken}: a part of this path is a file and no folder")), "{said}");
        // A table's name has an ending, which the folder does not have.
        if arguments[0] != "run" {
            assert!(with(&a_folder).contains("this is a folder: give the name of a file"));
        }
    }
    for option in ["--keep", "--out", "--save-policies"] {
        let said = refused(&["run", &experiment, option, &taken]);
        assert!(
            said.contains(&format!("{taken}: this is a file, and a folder is needed: name another")),
            "{said}"
        );
    }
    let linear = written(
        folder.path(),
        "linear.json",
        r#"{"world": {"id": "stationary_linear"}, "contenders": [{"agent": "lin_ucb"}], "horizon": 1000000, "seeds": 50}"#,
    );
    let said = refused(&["tune", &linear, "--parameter", "alpha", "--keep", &taken]);
    assert!(said.contains(&format!("{taken}: this is a file, and a folder is needed")), "{said}");
    assert!(refused(&["tune", "--resume", "--keep", &none]).contains("there is no study to go on with"));
    assert!(refused(&["runs", &none, "list"]).contains("there is no such folder: run --keep makes one"));
    assert!(
        refused(&["runs", &taken, "list"]).contains("this is no folder: give one that run --keep has made")
    );
    // A folder that is missing is made, with those above it.
    let small = written(
        folder.path(),
        "small.json",
        r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}], "horizon": 10, "seeds": 1}"#,
    );
    for option in ["--keep", "--out", "--save-policies"] {
        let deep = path(folder.path(), &format!("made{option}/below"));
        text(&["run", &small, option, &deep]);
        assert!(Path::new(&deep).is_dir(), "{option}");
    }
}
