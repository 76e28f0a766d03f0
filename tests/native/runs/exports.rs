use std::process::Command;

use bandit_playground::chart::latex_table;
use bandit_playground::runs::{event_files, python_snippet, tidy_csv};

use super::support::kept;

/// The records of an event file, each by its own length; nothing is left over.
fn records(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut records = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_at(8);
        let length = u64::from_le_bytes(length.try_into().expect("eight bytes")) as usize;
        records.push(&rest[4..4 + length]);
        bytes = &rest[4 + length + 4..];
    }
    records
}

/// A file an agent: its version, its settings, an event a checkpoint, and its end.
#[test]
fn event_files_have_every_checkpoint_and_all_settings() {
    let run = kept(1_700_000_000_000);
    let files = event_files(&run).expect("they are written");
    let id = &run.header.id;
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let name = "events.out.tfevents.1700000000.bandit-playground";
    assert_eq!(paths, [format!("{id}/01-ucb1/{name}"), format!("{id}/02-random/{name}")]);
    for file in &files {
        let records = records(&file.bytes);
        assert_eq!(records.len(), 3 + run.results.rounds.len());
        let has =
            |record: &[u8], text: &str| record.windows(text.len()).any(|bytes| bytes == text.as_bytes());
        assert!(has(records[0], "brain.Event:2"));
        for setting in
            ["hparams", "environment.arms", "experiment.horizon", "experiment.master_seed", "digest", "d:2-"]
        {
            assert!(has(records[1], setting), "{setting}");
        }
        assert!(has(records[2], "regret") && has(records[2], "suboptimal_rate"));
        assert!(has(records[records.len() - 1], "_hparams_/session_end_info"));
    }
}

/// Readers that guess types guess right: text is quoted, and every value has a point or an exponent.
#[test]
fn the_tidy_table_leaves_nothing_to_guess() {
    let mut run = kept(1);
    run.results.policies[0].label = "=1+1, \"#1\"".to_owned();
    run.results.policies[0].finals[0] = vec![3.0, f64::NAN, f64::INFINITY, 1e300];
    let text = tidy_csv([&run, &kept(2)]);
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("run,agent,seed,round,metric,value"));
    for line in lines {
        let (before, value) = line.rsplit_once(',').expect("it has a value");
        assert!(value.contains(['.', 'e']) || ["NaN", "inf", "-inf"].contains(&value), "{line}");
        assert!(before.starts_with("\"r0000") && before.ends_with('"'), "{line}");
    }
    assert!(text.contains(",\"'=1+1, \"\"#1\"\"\",\"0\",200,\"regret\",3.0\n"), "{text}");
    assert!(text.contains(",\"1\",200,\"regret\",NaN\n") && text.contains(",\"2\",200,\"regret\",inf\n"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert!(reader.records().all(|row| row.expect("it is a row").len() == 6));
}

#[test]
fn the_python_program_is_python() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plot.py");
    std::fs::write(&path, python_snippet("all \"mine\"\\.csv", "regret", [&kept(1)])).expect("it is written");
    let compiled =
        Command::new("python3").args(["-m", "py_compile"]).arg(&path).output().expect("python3 starts");
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
}

#[test]
fn the_latex_table_has_a_row_an_agent() {
    let (mut run, other) = (kept(1), kept(2));
    run.header.name = "50 % & more".to_owned();
    let text = latex_table(&[&run, &other]);
    let rows: Vec<&str> = text.lines().filter(|line| line.ends_with("\\\\")).collect();
    assert_eq!(rows.len(), 1 + 4, "{text}");
    assert!(rows[1].starts_with("50 \\% \\& more & UCB1 & "), "{text}");
    let columns: Vec<usize> = rows.iter().map(|row| row.replace("\\&", "").matches('&').count()).collect();
    assert!(columns.iter().all(|count| *count == columns[0]), "{text}");
    assert!(rows[1].contains("$\\pm$"), "{text}");
    assert!(latex_table(&[&run]).contains("\\begin{tabular}{lrrr}"), "{}", latex_table(&[&run]));
}
