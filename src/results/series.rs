//! The numbers of one policy under one seed, at checkpoints and now.

use serde::{Deserialize, Serialize};

use crate::metrics::{AVERAGE_REWARD, IN_EVERY_RUN, Metric, REGRET, SUBOPTIMAL_RATE};

/// The metrics of one policy under one seed, as they were kept at each checkpoint.
///
/// What a row holds is said by its metric's [`accumulation`](Metric::accumulation); [`Metric::shown`] makes of it what people read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "SeedSeriesJson", into = "SeedSeriesJson")]
pub struct SeedSeries {
    /// Metric x checkpoint, the metrics in the order of [`RunLog::metrics`](crate::results::RunLog::metrics).
    pub rows: Vec<Vec<f64>>,
}

/// What was kept of each metric up to one round.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// One number a metric, in the order of [`RunLog::metrics`](crate::results::RunLog::metrics).
    pub values: Vec<f64>,
}

/// A series as version 1 of the schema writes it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct SeedSeriesJson {
    /// Sum of sampled rewards.
    reward: Vec<f64>,
    /// Sum of regret on expectations.
    regret: Vec<f64>,
    /// Number of suboptimal choices.
    suboptimal: Vec<u64>,
    /// The metrics that not every run has.
    #[serde(default)]
    measures: Vec<Vec<f64>>,
}

impl SeedSeries {
    /// No checkpoints yet of so many metrics.
    pub fn new(metrics: usize) -> SeedSeries {
        SeedSeries { rows: vec![Vec::new(); metrics] }
    }

    /// What was kept of a metric that every run has; empty for any other, whose row only the log knows
    /// (see [`RunLog::kept`](crate::results::RunLog::kept)).
    pub fn of(&self, metric: &Metric) -> &[f64] {
        let row = IN_EVERY_RUN.iter().position(|known| *known == metric);
        row.and_then(|row| self.rows.get(row)).map_or(&[], Vec::as_slice)
    }

    /// Adds later checkpoints of the same metrics.
    pub fn extend(&mut self, later: &SeedSeries) {
        self.rows.resize(later.rows.len(), Vec::new());
        self.rows.iter_mut().zip(&later.rows).for_each(|(kept, new)| kept.extend(new));
    }
}

impl Totals {
    /// What was kept of a metric that every run has; none for any other.
    pub fn of(&self, metric: &Metric) -> Option<f64> {
        let row = IN_EVERY_RUN.iter().position(|known| *known == metric)?;
        self.values.get(row).copied()
    }
}

impl From<SeedSeries> for SeedSeriesJson {
    fn from(series: SeedSeries) -> SeedSeriesJson {
        SeedSeriesJson {
            reward: series.of(&AVERAGE_REWARD).to_vec(),
            regret: series.of(&REGRET).to_vec(),
            suboptimal: series.of(&SUBOPTIMAL_RATE).iter().map(|count| *count as u64).collect(),
            measures: series.rows.into_iter().skip(IN_EVERY_RUN.len()).collect(),
        }
    }
}

impl From<SeedSeriesJson> for SeedSeries {
    fn from(json: SeedSeriesJson) -> SeedSeries {
        let SeedSeriesJson { reward, regret, suboptimal, measures } = json;
        let suboptimal = suboptimal.into_iter().map(|count| count as f64).collect();
        // In the order of `IN_EVERY_RUN`.
        let mut rows = vec![regret, reward, suboptimal];
        rows.extend(measures);
        SeedSeries { rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_1_names_what_every_run_has() {
        let text =
            r#"{"reward":[3.5,4.25],"regret":[0.5,0.75],"suboptimal":[1,1],"measures":[[0.125,0.25]]}"#;
        let series: SeedSeries = serde_json::from_str(text).expect("it is a series");
        assert_eq!(series.of(&REGRET), [0.5, 0.75]);
        assert_eq!(series.of(&AVERAGE_REWARD), [3.5, 4.25]);
        assert_eq!(series.of(&SUBOPTIMAL_RATE), [1.0, 1.0]);
        assert_eq!(series.rows[3..], [[0.125, 0.25]]);
        assert_eq!(serde_json::to_string(&series).expect("it is written"), text);
        let before: SeedSeries =
            serde_json::from_str(r#"{"reward":[],"regret":[],"suboptimal":[]}"#).expect("it is one, too");
        assert_eq!(before, SeedSeries::new(IN_EVERY_RUN.len()));
    }
}
