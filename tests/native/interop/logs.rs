//! Logs of decisions: tools read every format that we write, and what they write is the same log.

use std::fs;

use bandit_playground::interactions::InteractionLog;
use bandit_playground::interactions::formats::{find, read, write};
use bandit_playground::interactions::reading::File;
use bandit_playground::simulation::Sources;
use bandit_playground::simulation::record::{RecordOptions, record};
use bandit_playground::spec::Experiment;

use super::python;

/// Vowpal Wabbit keeps costs and probabilities with 24 bits.
const SINGLE: f64 = 1e-6;

fn bytes(log: &InteractionLog, format: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(log, find(format).expect("it is a format"), &mut bytes).expect("it can be written");
    bytes
}

#[test]
#[ignore = "it needs PLAYGROUND_PYTHON"]
fn every_tool_reads_the_same_log_and_writes_it_back() {
    let text = r#"{"world": {"id": "stationary_linear"}, "contenders": [{"agent": "epsilon_greedy"}], "horizon": 300, "seeds": 1}"#;
    let experiment = Experiment::from_json(text).expect("it is an experiment");
    let environment = experiment.prepare(Sources::default()).expect("it needs no data");
    let log =
        record(&experiment, environment, RecordOptions::default(), &mut |_| ()).expect("it is recorded");
    let folder = tempfile::tempdir().expect("a folder");
    for format in ["parquet", "csv", "jsonl", "npz", "vw", "dsjson"] {
        let path = folder.path().join(format!("log.{format}"));
        fs::write(path, bytes(&log, format)).expect("it is written");
    }
    let arms = log.schema().arms.len();
    let term = |reward: f64, probability: Option<f64>| reward / probability.expect("it is known");
    let sum: f64 = log.rows().map(|row| term(row.reward(), row.probability)).sum();
    let expected = sum / log.len() as f64 / arms as f64;
    let found = python("read_logs.py", &[folder.path().to_str().expect("it is UTF-8"), &arms.to_string()]);
    assert_eq!(found.len(), 12);
    for line in found {
        let estimate: f64 = line["estimate"].as_str().and_then(|text| text.parse().ok()).expect("a number");
        let is_wabbit = line["tool"].as_str().expect("a name").starts_with("Vowpal");
        let bound = if is_wabbit { SINGLE } else { 1e-12 };
        assert_eq!(line["rows"], log.len(), "{line}");
        assert!((estimate - expected).abs() < bound * (1.0 + expected.abs()), "{line}: {expected}");
    }
    for tool in ["pandas", "polars", "duckdb"] {
        for format in ["parquet", "csv"] {
            let name = format!("{tool}.{format}");
            let again = fs::read(folder.path().join(&name)).expect("it was written");
            let (again, found) = read(File { name: &name, bytes: &again }).expect("it is a log");
            assert_eq!(found.id, format);
            assert!(bytes(&again.log, "jsonl") == bytes(&log, "jsonl"), "{name} is another log");
        }
    }
}
