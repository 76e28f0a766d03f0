//! What the page's workers find out about a log, held against the command line on the same log.

use bandit_playground::data::Sources;
use bandit_playground::evaluation::Report;
use bandit_playground::evaluation::truth::Truth;
use bandit_playground::interactions::formats::LOG_FORMATS;
use bandit_playground::spec::Experiment;
use bandit_playground::worker::kept_runs::{packed, unpacked};
use bandit_playground::worker::logs::{
    Chosen, EvaluateSettings, LogAnswer, LogDesk, LogRequest, LogRows, LogSummary, RecordAnswer,
    RecordRequest, Recording, RewardFilter, RowFilter, held_out, log_of,
};

use crate::program::{ask, json, path};

const EXPERIMENT: &str = r#"{"world": {"id": "stationary_linear"}, "contenders": [{"agent": "random"}, {"agent": "lin_ucb"}], "horizon": 3000, "seeds": 1}"#;

fn settings() -> EvaluateSettings {
    EvaluateSettings { model: "ridge".to_owned(), interval: "normal".to_owned(), confidence: 0.95 }
}

/// Asks the reader's program, through the messages that it gets.
fn asked(desk: &mut LogDesk, request: LogRequest) -> LogAnswer {
    let request = unpacked(packed(request)).expect("it is read as it was written");
    unpacked(packed(desk.answer(request, &mut |_, _| ()))).expect("so is the answer")
}

fn summary(answer: LogAnswer) -> LogSummary {
    match answer {
        LogAnswer::Taken { summary, .. } => *summary,
        other => panic!("{other:?}"),
    }
}

fn report(desk: &mut LogDesk, policy: Chosen, table: Option<Vec<u8>>) -> Report {
    let table = table.map(Into::into);
    match asked(desk, LogRequest::Evaluate { policy, table, settings: settings() }) {
        LogAnswer::Evaluated(report) => *report,
        other => panic!("{other:?}"),
    }
}

fn rows(desk: &mut LogDesk, from: u64, count: u32, filter: RowFilter) -> LogRows {
    match asked(desk, LogRequest::Rows { from, count, filter }) {
        LogAnswer::Rows(rows) => rows,
        other => panic!("{other:?}"),
    }
}

/// Asks the engine's program.
fn of_engine(engine: &mut Recording, request: RecordRequest) -> RecordAnswer {
    let request = unpacked(packed(request)).expect("it is read as it was written");
    unpacked(packed(engine.answer(request, &Sources::default(), &mut |_, _| ()))).expect("so is the answer")
}

fn experiment() -> Experiment {
    Experiment::from_json(EXPERIMENT).expect("an experiment")
}

fn recorded(engine: &mut Recording, policy: u32, explore: f64) -> (Vec<u8>, Vec<String>) {
    let experiment = Box::new(experiment());
    match of_engine(engine, RecordRequest::Record { experiment, policy, seed: 0, explore }) {
        RecordAnswer::Recorded { log, remarks } => (log.to_vec(), remarks),
        other => panic!("{other:?}"),
    }
}

fn truth(engine: &mut Recording, policy: Chosen) -> Truth {
    match of_engine(engine, RecordRequest::Truth { experiment: Box::new(experiment()), seed: 0, policy }) {
        RecordAnswer::True(truth) => truth,
        other => panic!("{other:?}"),
    }
}

#[test]
fn estimates_and_truth_are_those_of_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, log) = (path(folder.path(), "experiment.json"), path(folder.path(), "log.jsonl"));
    std::fs::write(&file, EXPERIMENT).expect("it can be written");
    let output = ask(&["log", &file, "--agent", "1", "--explore", "0.2", "--out", &log]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (mut desk, mut engine) = (LogDesk::default(), Recording::default());
    let (bytes, remarks) = recorded(&mut engine, 1, 0.2);
    assert!(remarks.is_empty(), "{remarks:?}");
    let found = summary(asked(&mut desk, LogRequest::Take { log: bytes.into() }));
    assert_eq!((found.rows, found.with_probability, found.missing), (3_000, 3_000, 0));
    assert_eq!(found.arms.iter().map(|arm| arm.chosen).sum::<u64>(), 3_000);
    for (policy, given) in
        [(Chosen::Uniform, "uniform".to_owned()), (Chosen::Always(1), format!("arm:{}", found.arms[1].name))]
    {
        let expected = json(&["evaluate", &log, "--policy", &given, "--truth", &file, "--json"]);
        let report = report(&mut desk, policy, None);
        let own = serde_json::to_value(&report).expect("plain data");
        for part in ["rows", "logged", "overlap", "diagnostics", "confidence_sequence"] {
            assert_eq!(own[part], expected[part], "{given}: {part}");
        }
        let truth = serde_json::to_value(truth(&mut engine, policy)).expect("plain data");
        assert_eq!(truth, expected["truth"], "{given}");
        assert_eq!(serde_json::to_value(&found.traps).expect("sentences"), expected["traps"]);
    }
}

#[test]
fn a_log_goes_through_every_format_and_is_the_same() {
    let (mut desk, mut engine) = (LogDesk::default(), Recording::default());
    let (bytes, _) = recorded(&mut engine, 0, 0.0);
    let first = summary(asked(&mut desk, LogRequest::Take { log: bytes.into() }));
    let own = report(&mut desk, Chosen::Always(0), None);
    for format in LOG_FORMATS {
        let request = LogRequest::Write { format: format.id.to_owned() };
        let LogAnswer::Written { extension, bytes, .. } = asked(&mut desk, request) else {
            panic!("{}", format.id)
        };
        assert_eq!(extension, format.extension);
        let mut other = LogDesk::default();
        let read = summary(asked(&mut other, LogRequest::Read { name: "log".to_owned(), bytes }));
        assert_eq!((read.format.as_str(), read.rows, read.refused_rows), (format.title, first.rows, 0));
        let ips =
            |report: &Report| report.rows.iter().find(|row| row.estimator == "ips").and_then(|row| row.value);
        let again = report(&mut other, Chosen::Always(0), None);
        let off = ips(&again).expect("an estimate") - ips(&own).expect("an estimate");
        assert!(off.abs() < 1e-9, "{}: {off}", format.id);
    }
}

#[test]
fn an_agent_is_trained_on_one_half_and_evaluated_on_the_other() {
    let (mut desk, mut engine) = (LogDesk::default(), Recording::default());
    let (bytes, _) = recorded(&mut engine, 0, 0.0);
    let held = held_out(&log_of(&bytes).expect("a log")).expect("a half");
    assert_eq!((held.len(), held.rounds()[0]), (1_500, 1_501));
    asked(&mut desk, LogRequest::Take { log: bytes.into() });
    let part = experiment().policies[1].agent.clone();
    let trained = of_engine(&mut engine, RecordRequest::Train { part });
    let RecordAnswer::Trained { table, words } = trained else { panic!("{trained:?}") };
    assert_eq!(words.rows, (1_500, 1_500));
    assert!(words.mse.expect("LinUCB predicts rewards") < words.arm_mean, "{words:?}");
    let trained = report(&mut desk, Chosen::Trained, Some(table.to_vec()));
    let uniform = report(&mut desk, Chosen::Uniform, None);
    let ips = |report: &Report| {
        report.rows.iter().find(|row| row.estimator == "ips").cloned().expect("it is there")
    };
    assert!(ips(&trained).value > ips(&uniform).value, "what was learned is worth something");
    // Four standard errors around the truth in the rounds that it is evaluated on.
    let (row, truth) = (ips(&trained), truth(&mut engine, Chosen::Trained));
    assert_eq!(truth.rows, 1_500);
    let off = row.value.expect("an estimate") - truth.value;
    assert!(off.abs() < 4.0 * row.standard_error.expect("it is known"), "{off}");
    // A policy of another log is refused.
    let none = LogRequest::Evaluate { policy: Chosen::Trained, table: None, settings: settings() };
    assert!(
        matches!(asked(&mut desk, none), LogAnswer::Refused { sentence } if sentence.contains("another log"))
    );
}

#[test]
fn rows_are_paged_and_filtered() {
    let (mut desk, mut engine) = (LogDesk::default(), Recording::default());
    let (bytes, _) = recorded(&mut engine, 0, 0.0);
    let log = log_of(&bytes).expect("a log");
    let found = summary(asked(&mut desk, LogRequest::Take { log: bytes.into() }));
    let all = rows(&mut desk, 2_950, 100, RowFilter::default());
    assert_eq!((all.all, all.from, all.rows.len(), all.rows[49].row), (3_000, 2_950, 50, 3_000));
    let filter = RowFilter { arm: Some(2), reward: RewardFilter::Positive };
    let some = rows(&mut desk, 0, 10_000, filter);
    let expected = log.rows().filter(|row| row.actions == [2] && row.reward() > 0.0).count();
    assert_eq!((some.all, some.rows.len()), (expected as u64, expected));
    assert!(some.rows.iter().all(|row| row.actions == [found.arms[2].name.clone()] && row.reward > 0.0));
    let missing = rows(&mut desk, 0, 5, RowFilter { arm: None, reward: RewardFilter::Missing });
    assert_eq!(missing.all, 0);
}

#[test]
fn what_is_wrong_is_one_sentence_and_the_log_before_stays() {
    let (mut desk, mut engine) = (LogDesk::default(), Recording::default());
    assert!(
        matches!(asked(&mut desk, LogRequest::Give), LogAnswer::Refused { sentence } if sentence == "there is no log yet")
    );
    let (bytes, remarks) = recorded(&mut engine, 1, 0.0);
    assert!(
        remarks.iter().any(|said| said.contains("left nothing to chance") && said.contains("record again")),
        "{remarks:?}"
    );
    asked(&mut desk, LogRequest::Take { log: bytes.into() });
    let broken = LogRequest::Read { name: "broken.csv".to_owned(), bytes: b"no log\n".to_vec().into() };
    assert!(
        matches!(asked(&mut desk, broken), LogAnswer::Refused { sentence } if sentence.contains("broken.csv is no log"))
    );
    assert_eq!(rows(&mut desk, 0, 1, RowFilter::default()).all, 3_000);
    let text = "context.age,action,reward,probability\n0.5,0,1.0,0.25\n0.1,1,0.0,0\n0.2,1,1.0,0.5\n";
    let read = LogRequest::Read { name: "log.csv".to_owned(), bytes: text.as_bytes().to_vec().into() };
    let found = summary(asked(&mut desk, read));
    assert_eq!((found.rows, found.refused_rows, found.refused[0].line), (2, 1, 3));
    assert!(found.refused[0].reason.contains("probability"), "{:?}", found.refused);
    // Another environment than the log's.
    let LogAnswer::Given { log } = asked(&mut desk, LogRequest::Give) else { panic!("no log") };
    assert_eq!(of_engine(&mut engine, RecordRequest::Take { log }), RecordAnswer::Taken);
    let request =
        RecordRequest::Truth { experiment: Box::new(experiment()), seed: 0, policy: Chosen::Uniform };
    let RecordAnswer::Refused { sentence } = of_engine(&mut engine, request) else { panic!("it fits") };
    assert!(sentence.contains("take the experiment that was recorded"), "{sentence}");
}
