//! The ranking for files: JSON, CSV and Parquet.

use std::borrow::Cow;

use serde::Serialize;

use super::entries::Entry;
use super::standings::Row;

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

/// The ranking as a CSV: text is quoted, numbers are not, and what is not known is empty.
///
/// # Errors
/// One sentence without its end; there is none as long as there is memory.
pub fn to_csv(lines: &[Line<'_>]) -> Result<String, String> {
    let failed = |error: &dyn std::fmt::Display| format!("the table can't be written: {error}");
    let mut writer =
        csv::WriterBuilder::new().quote_style(csv::QuoteStyle::NonNumeric).from_writer(Vec::new());
    for line in lines {
        let (name, agent, why, link) =
            (guarded(line.name), guarded(line.agent), guarded(&line.why), guarded(line.link));
        let line = Line { name: &name, agent: &agent, why: why.into_owned(), link: &link, ..line.clone() };
        writer.serialize(line).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

/// A spreadsheet takes a leading `=` for a formula, and names are a person's own.
fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}").into() } else { text.into() }
}
