//! The ranking for files: JSON, CSV and Parquet.

use serde::Serialize;

use super::entries::Entry;
use super::standings::Row;
use crate::data::csv_text::{CsvValue, push_row};

/// A line of the ranking as files have it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line<'a> {
    /// Best rank that it can have, from 1; none where it does not count.
    pub best_rank: Option<usize>,
    /// Worst rank that it can have.
    pub worst_rank: Option<usize>,
    /// Whose it is.
    pub name: &'a str,
    /// The line of the text in which the link stands, from 1.
    pub line: usize,
    /// The agent that counts; empty where nothing was run.
    pub agent: &'a str,
    /// The metric over seeds.
    pub mean: Option<f64>,
    /// Lower end of the 95 % confidence interval of the mean.
    pub low: Option<f64>,
    /// Upper end of it.
    pub high: Option<f64>,
    /// Whether the target is reached; none without one.
    pub reaches_target: Option<bool>,
    /// Whether it counts, and if not, why, as a word for programs.
    pub check: &'static str,
    /// The same in words.
    pub why: String,
    /// The link as it was found.
    pub link: &'a str,
}

/// The ranking as files have it, in its order. `found` are the entries that were ranked.
pub fn lines<'a>(rows: &'a [Row], found: &'a [Entry]) -> Vec<Line<'a>> {
    let line = |row: &'a Row| {
        let entry = found.get(row.entry)?;
        Some(Line {
            best_rank: row.rank.map(|(best, _)| best),
            worst_rank: row.rank.map(|(_, worst)| worst),
            name: &row.name,
            line: entry.line,
            agent: &row.agent,
            mean: row.band.map(|band| band.mean),
            low: row.band.map(|band| band.low),
            high: row.band.map(|band| band.high),
            reaches_target: row.reaches_target,
            check: row.verdict.id(),
            why: row.verdict.words(),
            link: &entry.text,
        })
    };
    rows.iter().filter_map(line).collect()
}

/// The ranking as a CSV; what is not known is empty.
pub fn to_csv(lines: &[Line<'_>]) -> String {
    let mut text =
        String::from("best_rank,worst_rank,name,line,agent,mean,low,high,reaches_target,check,why,link\n");
    let count =
        |number: Option<usize>| number.map_or(CsvValue::Missing, |number| CsvValue::Count(number as u64));
    let number = |number: Option<f64>| number.map_or(CsvValue::Missing, CsvValue::Number);
    for line in lines {
        let row = [
            count(line.best_rank),
            count(line.worst_rank),
            CsvValue::Text(line.name),
            count(Some(line.line)),
            CsvValue::Text(line.agent),
            number(line.mean),
            number(line.low),
            number(line.high),
            line.reaches_target.map_or(CsvValue::Missing, CsvValue::Switch),
            CsvValue::Exact(line.check),
            CsvValue::Text(&line.why),
            CsvValue::Text(line.link),
        ];
        push_row(&mut text, &row);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csv_has_a_field_for_each_name() {
        let line = Line {
            best_rank: Some(1),
            worst_rank: None,
            name: "=Maren",
            line: 3,
            agent: "UCB1",
            mean: Some(20.0),
            low: None,
            high: None,
            reaches_target: Some(true),
            check: "reproduced",
            why: "reproduced".to_owned(),
            link: "#1c=ucb1",
        };
        let text = to_csv(&[line]);
        let rows: Vec<usize> = text.lines().map(|line| line.split(',').count()).collect();
        assert_eq!(rows, [12, 12], "{text}");
        assert!(
            text.ends_with(
                "1,,\"'=Maren\",3,\"UCB1\",20.0,,,true,\"reproduced\",\"reproduced\",\"#1c=ucb1\"\n"
            ),
            "{text}"
        );
    }
}
