//! Tables for other programs: a run with every seed, and comparisons.

use std::path::Path;

use super::{Failure, data, files};
use crate::data::csv_text::CsvValue;
use crate::data::parquet::{Column, Values, to_parquet};
use crate::results::{RunLog, distinct_names};
use crate::runs::digest_text;

/// Whether a table can be written to a file of that name.
///
/// # Errors
/// What the name must end in, and a place where no file can be.
pub fn check_name(file: &Path) -> Result<(), Failure> {
    match ending(file) {
        "csv" | "parquet" => files::check_file(file),
        _ => Err(Failure::Input(format!(
            "{}: the name of a table must end in .csv or .parquet",
            file.display()
        ))),
    }
}

/// Writes columns as the file's name says.
///
/// # Errors
/// A name that does not end in .csv or .parquet, and a file that can't be written.
pub fn write_table(file: &Path, columns: &[Column]) -> Result<(), Failure> {
    check_name(file)?;
    let bytes = match ending(file) {
        "csv" => to_csv(columns).into_bytes(),
        _ => to_parquet(columns).map_err(Failure::own)?,
    };
    data::write_whole(file, &bytes)
}

fn ending(file: &Path) -> &str {
    file.extension().and_then(|ending| ending.to_str()).unwrap_or_default()
}

/// The values of a log as they are shown, a row each: agent, seed (from 0), round, metric, value, and the run's digest.
pub fn log_columns(log: &RunLog) -> Vec<Column> {
    let (mut agents, mut metrics, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let (mut seeds, mut rounds) = (Vec::new(), Vec::new());
    let names = distinct_names(log.policies.iter().map(|policy| policy.label.as_str()));
    for (index, (policy, name)) in log.policies.iter().zip(&names).enumerate() {
        for (_, metric) in log.known_metrics() {
            for seed in 0..policy.seeds.len() {
                for (value, round) in log.shown(index, seed, metric).into_iter().zip(&log.rounds) {
                    agents.push(name.clone());
                    seeds.push(seed as i64);
                    rounds.push(*round as i64);
                    metrics.push(metric.id.to_owned());
                    values.push(value);
                }
            }
        }
    }
    let digest = log.run_digest().as_ref().map(digest_text);
    let digests = Column {
        missing: vec![digest.is_none(); values.len()],
        ..Column::new("digest", Values::Texts(vec![digest.unwrap_or_default(); values.len()]))
    };
    vec![
        Column::new("agent", Values::Texts(agents)),
        Column::new("seed", Values::Integers(seeds)),
        Column::new("round", Values::Integers(rounds)),
        Column::new("metric", Values::Texts(metrics)),
        Column::new("value", Values::Numbers(values)),
        digests,
    ]
}

fn to_csv(columns: &[Column]) -> String {
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let mut text = names.join(",") + "\n";
    let rows = columns.first().map_or(0, |column| column.values.len());
    for row in 0..rows {
        for (place, column) in columns.iter().enumerate() {
            text.push_str(if place > 0 { "," } else { "" });
            push_value(&mut text, column, row);
        }
        text.push('\n');
    }
    text
}

fn push_value(text: &mut String, column: &Column, row: usize) {
    let value = match &column.values {
        _ if column.is_missing(row) => CsvValue::Missing,
        Values::Numbers(numbers) => CsvValue::Number(numbers[row]),
        Values::Integers(numbers) => CsvValue::Whole(numbers[row]),
        Values::Switches(switches) => CsvValue::Switch(switches[row]),
        Values::Texts(texts) => CsvValue::Text(&texts[row]),
        Values::Lists(lists) => return CsvValue::Exact(&format!("{:?}", lists.row(row))).push(text),
    };
    value.push(text);
}
