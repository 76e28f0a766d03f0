//! The numbers of runs as one tidy table: run, agent, seed, round, metric, value.
//!
//! Readers guess what a column holds, by its first rows: text is quoted, a value always has a decimal point or an exponent, and
//! the seed of the first row is a word.

use super::KeptRun;
use super::tidy::tidy_rows;

/// The first line.
pub const HEADING: &str = "run,agent,seed,round,metric,value\n";

/// The numbers of these runs as they are shown: of each agent and metric the mean over seeds and the sample standard deviation
/// at every checkpoint (seed `mean` and `deviation`), and the final value under every seed (its number, from 0).
pub fn tidy_csv<'a>(runs: impl IntoIterator<Item = &'a KeptRun>) -> String {
    let mut text = HEADING.to_owned();
    for run in runs {
        let id = field(run.header.id.as_str());
        tidy_rows(run, &mut |row| {
            let (agent, metric) = (field(row.agent), field(row.metric));
            text.push_str(&format!(
                "{id},{agent},\"{}\",{},{metric},{}\n",
                row.over,
                row.round,
                row.value.text()
            ));
        });
    }
    text
}

/// A text field, quoted. A spreadsheet takes a leading `=` for a formula, and names are a person's own.
fn field(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
