//! Curves of agents of several runs, laid over each other.

use super::compare::Side;
use crate::metrics::{Accumulation, Metric};
use crate::results::significance::t_quantile;

/// What runs are aligned by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// The round.
    Rounds,
    /// The part of the horizon that is done, from 0 to 1: runs of different length end together.
    Share,
    /// Seconds of computing. A run keeps its whole time only, which is spread evenly over its rounds.
    Seconds,
}

/// A curve at a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The place along the axis.
    pub x: f64,
    /// The checkpoint.
    pub round: u64,
    /// Mean over seeds, as it is shown.
    pub mean: f64,
    /// Lower end of the 95 % confidence interval of the mean; the mean itself for one seed.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// Places of a run's checkpoints along an axis; `seconds` is how long the run took.
pub fn places(side: &Side<'_>, axis: Axis, seconds: f64) -> Vec<f64> {
    let last = side.results.last_round() as f64;
    let place = |round: &u64| match axis {
        Axis::Rounds => *round as f64,
        Axis::Share => *round as f64 / side.experiment.horizon as f64,
        Axis::Seconds => seconds * *round as f64 / last,
    };
    side.results.rounds.iter().map(place).collect()
}

/// The curve of a metric of an agent; empty where the run does not have it.
pub fn aligned(side: &Side<'_>, metric: &Metric, axis: Axis, seconds: f64) -> Vec<CurvePoint> {
    let Some(curve) = side.results.curve(side.policy, metric) else { return Vec::new() };
    let seeds = side.results.finals(side.policy, metric).len() as f64;
    let factor = if seeds > 1.0 { t_quantile(seeds - 1.0) / seeds.sqrt() } else { 0.0 };
    let rounds = side.results.rounds.iter().zip(places(side, axis, seconds));
    let numbers = curve.mean.iter().zip(&curve.deviation);
    let point = |((round, x), (mean, deviation)): ((&u64, f64), (&f32, &f32))| {
        let mean = metric.shown(f64::from(*mean), *round);
        let half = factor * metric.shown(f64::from(*deviation), *round);
        CurvePoint { x, round: *round, mean, low: mean - half, high: mean + half }
    };
    rounds.zip(numbers).map(point).collect()
}

/// The mean of a metric over the `window` rounds before each checkpoint, or over all rounds so far where those are fewer: what
/// an agent does now, where a sum or a mean over all rounds shows what it did altogether. Between checkpoints sums grow
/// evenly. None where the run does not have the metric, and for one that is the state of a round.
///
/// A metric that is taken of a sample of the rounds is right to the eight rounds that one of the sample stands for.
pub fn moving_mean(side: &Side<'_>, metric: &Metric, window: u64) -> Option<Vec<f64>> {
    let curve = side.results.curve(side.policy, metric)?;
    let rounds = &side.results.rounds;
    let is_mean = match metric.accumulation {
        Accumulation::Latest => return None,
        Accumulation::Sum | Accumulation::SumPerRound => false,
        Accumulation::Mean | Accumulation::SampledMean => true,
    };
    let sum = |place: usize| {
        let mean = f64::from(curve.mean[place]);
        if is_mean { mean * rounds[place] as f64 } else { mean }
    };
    let sum_at = |round: u64| {
        let above = rounds.partition_point(|known| *known < round).min(rounds.len() - 1);
        let (from, before) = above.checked_sub(1).map_or((0, 0.0), |place| (rounds[place], sum(place)));
        let part = (round - from.min(round)) as f64 / (rounds[above] - from) as f64;
        before + part * (sum(above) - before)
    };
    let window = window.max(1);
    let mean = |(place, round): (usize, &u64)| {
        let from = round.saturating_sub(window);
        (sum(place) - sum_at(from)) / (*round - from) as f64
    };
    Some(rounds.iter().enumerate().map(mean).collect())
}

/// Values smoothed exponentially as TensorBoard does: each is `weight` times the one before and the rest the raw one, divided by
/// the sum of the weights so far, so that the beginning is not drawn to zero. Values that are no numbers stay what they are.
/// `weight` lies in [0, 1); the raw line belongs behind it.
pub fn smoothed(values: &[f64], weight: f64) -> Vec<f64> {
    let (mut last, mut weights) = (0.0, 0.0);
    let smooth = |value: &f64| {
        if !value.is_finite() {
            return *value;
        }
        last = last * weight + (1.0 - weight) * value;
        weights = weights * weight + (1.0 - weight);
        last / weights
    };
    values.iter().map(smooth).collect()
}
