//! The results of a run, thinned so that a thousand runs stay small.

use serde::{Deserialize, Serialize};

use crate::metrics::Metric;
use crate::results::RunLog;

/// Most checkpoints that are kept of a curve.
pub const MOST_CHECKPOINTS: usize = 128;

/// What is kept of a run's results.
///
/// All numbers are as the log keeps them (sums of a metric that is a sum, see [`Metric::shown`]), so that a mean over the last
/// rounds can be had from them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct KeptResults {
    /// The checkpoints, in rounds and ascending, that all seeds have reached; at most [`MOST_CHECKPOINTS`].
    pub rounds: Vec<u64>,
    /// Ids of the metrics.
    pub metrics: Vec<String>,
    /// One a policy, in the experiment's order.
    #[serde(rename = "agents")]
    pub policies: Vec<KeptPolicy>,
}

/// What is kept of one policy.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct KeptPolicy {
    /// What it is called.
    pub label: String,
    /// One a metric.
    pub curves: Vec<KeptCurve>,
    /// Metric x seed: the value at the last checkpoint, exactly as it was recorded.
    #[serde(with = "super::json_numbers::rows")]
    pub finals: Vec<Vec<f64>>,
}

/// A metric over the checkpoints, over all seeds. Kept to seven digits.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct KeptCurve {
    /// Mean over seeds.
    #[serde(with = "super::json_numbers::singles")]
    pub mean: Vec<f32>,
    /// Sample standard deviation over seeds; zero for one seed.
    #[serde(with = "super::json_numbers::singles")]
    pub deviation: Vec<f32>,
}

impl KeptResults {
    /// The results of a log so far, up to the last checkpoint that all seeds have reached.
    pub fn of(log: &RunLog) -> KeptResults {
        let places = thinned(&log.rounds[..log.common_checkpoints()]);
        let rounds: Vec<u64> = places.iter().map(|place| log.rounds[*place]).collect();
        let rows = log.metrics.len();
        let policies = log.policies.iter().map(|policy| {
            let at = |row: usize, place: usize| -> Vec<f64> {
                let kept = policy.seeds.iter().filter_map(|seed| seed.rows.get(row)?.get(place));
                kept.copied().collect()
            };
            let curve = |row: usize| {
                let (mean, deviation) = places.iter().map(|place| moments(&at(row, *place))).unzip();
                KeptCurve { mean, deviation }
            };
            let last = |row: usize| places.last().map_or_else(Vec::new, |place| at(row, *place));
            KeptPolicy {
                label: policy.label.clone(),
                curves: (0..rows).map(curve).collect(),
                finals: (0..rows).map(last).collect(),
            }
        });
        KeptResults { rounds, metrics: log.metrics.clone(), policies: policies.collect() }
    }

    /// The row of a metric; none where the run does not have it.
    pub fn row(&self, metric: &Metric) -> Option<usize> {
        self.metrics.iter().position(|id| id == metric.id)
    }

    /// The metrics that this program knows, each with its row.
    pub fn known_metrics(&self) -> impl Iterator<Item = (usize, &'static Metric)> {
        let known = |(row, id): (usize, &String)| Some((row, crate::metrics::find(id)?));
        self.metrics.iter().enumerate().filter_map(known)
    }

    /// The round of the final values; zero before the first checkpoint.
    pub fn last_round(&self) -> u64 {
        self.rounds.last().copied().unwrap_or(0)
    }

    /// The final value of a metric of a policy under every seed, as it is shown; empty where there is none.
    pub fn finals(&self, policy: usize, metric: &Metric) -> Vec<f64> {
        let round = self.last_round();
        let row = self.row(metric).and_then(|row| self.policies.get(policy)?.finals.get(row));
        row.map_or_else(Vec::new, |row| row.iter().map(|kept| metric.shown(*kept, round)).collect())
    }

    /// The curve of a metric of a policy, as it is kept; none where the run does not have it.
    pub fn curve(&self, policy: usize, metric: &Metric) -> Option<&KeptCurve> {
        self.policies.get(policy)?.curves.get(self.row(metric)?)
    }

    /// Whether every curve has a number for each checkpoint, every policy the same metrics, and every metric the same seeds.
    pub fn is_consistent(&self) -> bool {
        let rows = self.metrics.len();
        let ascending = self.rounds.windows(2).all(|pair| pair[0] < pair[1]);
        ascending
            && self.rounds.first() != Some(&0)
            && self.policies.iter().all(|policy| {
                let seeds = policy.finals.first().map_or(0, Vec::len);
                let whole = |curve: &KeptCurve| {
                    curve.mean.len() == self.rounds.len() && curve.deviation.len() == self.rounds.len()
                };
                policy.curves.len() == rows
                    && policy.finals.len() == rows
                    && policy.curves.iter().all(whole)
                    && policy.finals.iter().all(|finals| finals.len() == seeds)
            })
    }
}

/// Places of the checkpoints that are kept: half of them evenly spaced, half evenly in the logarithm, so that a chart has points
/// enough on either axis, and always the first and the last.
fn thinned(rounds: &[u64]) -> Vec<usize> {
    let Some(last) = rounds.last().filter(|_| rounds.len() > MOST_CHECKPOINTS) else {
        return (0..rounds.len()).collect();
    };
    let half = (MOST_CHECKPOINTS / 2) as f64;
    let mut keep = vec![false; rounds.len()];
    for step in 1..=MOST_CHECKPOINTS / 2 {
        let step = step as f64;
        let even = *last as f64 * step / half;
        let logarithmic = libm::pow(*last as f64, (step - 1.0) / (half - 1.0));
        for wanted in [even, logarithmic] {
            keep[nearest(rounds, wanted)] = true;
        }
    }
    (0..rounds.len()).filter(|place| keep[*place]).collect()
}

/// The place of the checkpoint nearest to a round.
fn nearest(rounds: &[u64], wanted: f64) -> usize {
    let above = rounds.partition_point(|round| (*round as f64) < wanted).min(rounds.len() - 1);
    let far = |place: usize| (rounds[place] as f64 - wanted).abs();
    if above > 0 && far(above - 1) <= far(above) { above - 1 } else { above }
}

/// Mean and sample standard deviation, to seven digits.
fn moments(values: &[f64]) -> (f32, f32) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
    let deviation = if values.len() > 1 { (squares / (count - 1.0)).sqrt() } else { 0.0 };
    (single(mean), single(deviation))
}

/// The nearest number of single precision; what is beyond its range becomes the end of it.
fn single(number: f64) -> f32 {
    number.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Checkpoints;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn few_checkpoints_are_kept_and_always_both_ends(horizon in 1_u64..=1_000_000, part in 0.0..=1.0_f64) {
            let checkpoints = Checkpoints::new(horizon);
            let all = checkpoints.rounds();
            let reached = &all[..(all.len() as f64 * part) as usize];
            let places = thinned(reached);
            prop_assert!(places.len() <= MOST_CHECKPOINTS);
            prop_assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert_eq!(places.first().copied(), (!reached.is_empty()).then_some(0));
            prop_assert_eq!(places.last().copied(), reached.len().checked_sub(1));
            prop_assert!(places.len() >= reached.len().min(80), "{} of {}", places.len(), reached.len());
        }
    }

    #[test]
    fn moments_by_hand() {
        assert_eq!(moments(&[1.0, 2.0, 3.0]), (2.0, 1.0));
        assert_eq!(moments(&[4.0]), (4.0, 0.0));
        assert_eq!(moments(&[1e300]).0, f32::MAX);
    }
}
