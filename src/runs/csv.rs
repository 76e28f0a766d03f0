//! The numbers of runs as one tidy table: run, agent, seed, round, metric, value.
//!
//! Readers guess what a column holds, by its first rows: text is quoted, a value always has a decimal point or an exponent, and
//! the seed of the first row is a word.

use super::KeptRun;
use super::results::KeptCurve;
use crate::metrics;

/// The first line.
pub const HEADING: &str = "run,agent,seed,round,metric,value\n";

/// The numbers of these runs as they are shown: of each agent and metric the mean over seeds and the sample standard deviation
/// at every checkpoint (seed `mean` and `deviation`), and the final value under every seed (its number, from 0).
pub fn tidy_csv<'a>(runs: impl IntoIterator<Item = &'a KeptRun>) -> String {
    let mut text = HEADING.to_owned();
    for run in runs {
        rows(run, &mut text);
    }
    text
}

fn rows(run: &KeptRun, text: &mut String) {
    let id = field(run.header.id.as_str());
    let results = &run.results;
    for policy in &results.policies {
        let label = field(&policy.label);
        let of_metrics = results.metrics.iter().zip(&policy.curves).zip(&policy.finals);
        for ((metric_id, curve), finals) in of_metrics {
            let metric = field(metric_id);
            let mut row = |seed: &str, round: u64, value: String| {
                text.push_str(&format!("{id},{label},{seed},{round},{metric},{value}\n"));
            };
            let KeptCurve { mean, deviation } = curve;
            for (seed, numbers) in [("\"mean\"", mean), ("\"deviation\"", deviation)] {
                for (round, number) in results.rounds.iter().zip(numbers) {
                    // No more digits than were kept.
                    row(seed, *round, format!("{:?}", plain_value(metric_id, *number, *round)));
                }
            }
            for (seed, number) in finals.iter().enumerate() {
                let round = results.last_round();
                row(&format!("\"{seed}\""), round, format!("{:?}", shown(metric_id, *number, round)));
            }
        }
    }
}

/// What is shown of a number that was kept; what a newer version measured is passed on as it was kept.
fn shown(metric: &str, kept: f64, round: u64) -> f64 {
    metrics::find(metric).map_or(kept, |metric| metric.shown(kept, round))
}

/// What is shown of a point of a curve, with no more digits than were kept.
pub(super) fn plain_value(metric: &str, kept: f32, round: u64) -> f32 {
    shown(metric, f64::from(kept), round) as f32
}

/// A text field, quoted. A spreadsheet takes a leading `=` for a formula, and names are a person's own.
fn field(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
