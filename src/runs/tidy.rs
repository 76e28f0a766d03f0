//! The numbers of a run, one after the other, as tables have them.

use super::KeptRun;
use super::results::KeptCurve;
use crate::data::csv_text::CsvValue;
use crate::metrics;
use crate::results::distinct_names;

/// Of which seeds a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// The mean over all of them.
    Mean,
    /// Their sample standard deviation.
    Deviation,
    /// One of them, by its number from 0.
    Seed(usize),
}

impl std::fmt::Display for Over {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Over::Mean => out.write_str("mean"),
            Over::Deviation => out.write_str("deviation"),
            Over::Seed(seed) => seed.fmt(out),
        }
    }
}

/// A number, with as many digits as were kept of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    /// A point of a curve.
    Single(f32),
    /// A final value.
    Double(f64),
}

impl Number {
    /// As CSV has it.
    pub(super) fn cell(self) -> CsvValue<'static> {
        CsvValue::Number(self.value())
    }

    /// The number that has these digits.
    pub(super) fn value(self) -> f64 {
        match self {
            Number::Single(number) => number.to_string().parse().unwrap_or(f64::from(number)),
            Number::Double(number) => number,
        }
    }
}

/// A row of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TidyRow<'a> {
    pub agent: &'a str,
    pub over: Over,
    pub round: u64,
    pub metric: &'a str,
    pub value: Number,
}

/// The numbers of a run as they are shown: of each agent and metric the mean over seeds and the sample standard deviation at every
/// checkpoint, and the final value under every seed.
/// Agents of one name get their number.
pub(super) fn tidy_rows(run: &KeptRun, each: &mut dyn FnMut(TidyRow<'_>)) {
    let results = &run.results;
    let names = distinct_names(results.policies.iter().map(|policy| policy.label.as_str()));
    for (policy, agent) in results.policies.iter().zip(&names) {
        let of_metrics = results.metrics.iter().zip(&policy.curves).zip(&policy.finals);
        for ((metric, curve), finals) in of_metrics {
            let mut row = |over: Over, round: u64, value: Number| {
                each(TidyRow { agent, over, round, metric, value });
            };
            let KeptCurve { mean, deviation } = curve;
            for (over, numbers) in [(Over::Mean, mean), (Over::Deviation, deviation)] {
                for (round, number) in results.rounds.iter().zip(numbers) {
                    row(over, *round, Number::Single(plain_value(metric, *number, *round)));
                }
            }
            let round = results.last_round();
            for (seed, number) in finals.iter().enumerate() {
                row(Over::Seed(seed), round, Number::Double(shown(metric, *number, round)));
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
