//! The numbers of runs as one tidy table: run, agent, seed, round, metric, value.

use super::KeptRun;
use super::tidy::tidy_rows;
use crate::data::csv_text::{CsvValue, push_row};

/// The first line.
pub const HEADING: &str = "run,agent,seed,round,metric,value\n";

/// The numbers of these runs as they are shown: of each agent and metric the mean over seeds and the sample standard deviation
/// at every checkpoint (seed `mean` and `deviation`), and the final value under every seed (its number, from 0).
pub fn tidy_csv<'a>(runs: impl IntoIterator<Item = &'a KeptRun>) -> String {
    let mut text = HEADING.to_owned();
    for run in runs {
        tidy_rows(run, &mut |row| {
            let over = row.over.to_string();
            let [id, agent, seed, metric] =
                [run.header.id.as_str(), row.agent, &over, row.metric].map(CsvValue::Text);
            push_row(&mut text, &[id, agent, seed, CsvValue::Count(row.round), metric, row.value.cell()]);
        });
    }
    text
}
