//! How well predictions of rewards hold on rows that were not learned from.

use serde::{Deserialize, Serialize};

use super::rows::{Rows, place};
use crate::agent::Agent;
use crate::interactions::InteractionLog;
use crate::math::random::RngStream;

/// Number of bins of a calibration.
const BINS: usize = 10;

/// Rows of about the same prediction.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CalibrationBin {
    /// Mean prediction.
    pub predicted: f64,
    /// Mean reward.
    pub observed: f64,
    /// How many rows.
    pub rows: usize,
}

/// What was measured on rows that were held out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Mean squared error of the predicted reward of the logged action.
    pub mse: f64,
    /// The probability that of two rows with different rewards the higher prediction has the higher one; only where there are two rewards.
    pub auc: Option<f64>,
    /// Ten bins of as many rows each, from the lowest to the highest prediction.
    pub calibration: Vec<CalibrationBin>,
    /// Mean distance of prediction and reward over the bins, weighted by their rows.
    pub calibration_error: f64,
}

/// What predictions without any learning are off by, on the same rows: what a loss is to be held against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct References {
    /// Mean squared error of always the mean of the rows that are learned from.
    pub mean: f64,
    /// The same of the mean of the arm.
    pub arm_mean: f64,
}

/// The mean squared errors of means.
pub fn references(log: &InteractionLog, learned: &[u32], held: &[u32]) -> References {
    let arms = log.schema().arms.len();
    let (mut sums, mut counts) = (vec![0.0; arms], vec![0.0; arms]);
    let of = |row: u32| (log.actions_of(row as usize)[0] as usize, log.rewards()[row as usize]);
    for (arm, reward) in learned.iter().map(|row| of(*row)) {
        sums[arm] += reward;
        counts[arm] += 1.0;
    }
    let mean = sums.iter().sum::<f64>() / learned.len() as f64;
    let of_arm = |arm: usize| if counts[arm] > 0.0 { sums[arm] / counts[arm] } else { mean };
    let error = |predict: &dyn Fn(usize) -> f64| {
        let squares = held.iter().map(|row| {
            let (arm, reward) = of(*row);
            (reward - predict(arm)) * (reward - predict(arm))
        });
        squares.sum::<f64>() / held.len() as f64
    };
    References { mean: error(&|_| mean), arm_mean: error(&of_arm) }
}

/// The prediction and the reward of each of these rows; none where the agent predicts no rewards.
pub fn predictions(
    agent: &dyn Agent,
    log: &InteractionLog,
    rows: &[u32],
    round: u64,
) -> Option<Vec<(f64, f64)>> {
    // A copy is asked: choosing may change what an agent counts.
    let mut asked = agent.clone_agent();
    let (mut room, mut stream) = (Rows::default(), RngStream::new(0, 0, "predictions"));
    let mut predict = |row: &u32| {
        let row = *row as usize;
        let view = room.view(log, row, round);
        asked.choose(&view, &mut stream);
        let predicted = asked.explain(&view).estimates.get(place(log, row)).copied();
        predicted.filter(|value| value.is_finite()).map(|value| (value, log.rewards()[row]))
    };
    rows.iter().map(&mut predict).collect()
}

/// Mean squared error.
pub fn mse(predictions: &[(f64, f64)]) -> f64 {
    let squares = predictions.iter().map(|(predicted, reward)| (predicted - reward) * (predicted - reward));
    squares.sum::<f64>() / predictions.len() as f64
}

/// All that is measured.
pub fn measure(mut predictions: Vec<(f64, f64)>) -> Measured {
    let mse = mse(&predictions);
    predictions.sort_by(|one, other| one.0.total_cmp(&other.0));
    let count = predictions.len();
    let mut calibration = Vec::new();
    for bin in 0..BINS.min(count) {
        let rows = &predictions[bin * count / BINS.min(count)..(bin + 1) * count / BINS.min(count)];
        let mean = |of: fn(&(f64, f64)) -> f64| rows.iter().map(of).sum::<f64>() / rows.len() as f64;
        calibration.push(CalibrationBin {
            predicted: mean(|row| row.0),
            observed: mean(|row| row.1),
            rows: rows.len(),
        });
    }
    let off = |bin: &CalibrationBin| (bin.predicted - bin.observed).abs() * bin.rows as f64;
    let calibration_error = calibration.iter().map(off).sum::<f64>() / count as f64;
    Measured { mse, auc: auc(&predictions), calibration, calibration_error }
}

/// Of predictions in their order; equal ones count half.
fn auc(sorted: &[(f64, f64)]) -> Option<f64> {
    let low = sorted.iter().map(|row| row.1).fold(f64::INFINITY, f64::min);
    let high = sorted.iter().map(|row| row.1).fold(f64::NEG_INFINITY, f64::max);
    if low == high || sorted.iter().any(|row| row.1 != low && row.1 != high) {
        return None;
    }
    let (mut below, mut sum, mut highs) = (0.0, 0.0, 0.0);
    for equal in sorted.chunk_by(|one, other| one.0 == other.0) {
        let high_here = equal.iter().filter(|row| row.1 == high).count() as f64;
        let low_here = equal.len() as f64 - high_here;
        sum += high_here * (below + 0.5 * low_here);
        below += low_here;
        highs += high_here;
    }
    Some(sum / (highs * below))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the six pairs of a 1 and a 0, four are in order and one is equal: 4.5 of 6.
    #[test]
    fn measures_by_hand() {
        let measured = measure(vec![(0.9, 1.0), (0.2, 1.0), (0.5, 0.0), (0.1, 0.0), (0.5, 1.0)]);
        assert_eq!(measured.auc, Some(4.5 / 6.0));
        let squares = [0.01, 0.64, 0.25, 0.01, 0.25];
        assert!((measured.mse - squares.iter().sum::<f64>() / 5.0).abs() < 1e-12);
        assert_eq!(measured.calibration.len(), 5);
        assert!((measured.calibration_error - (0.1 + 0.8 + 0.5 + 0.5 + 0.1) / 5.0).abs() < 1e-12);
        assert_eq!(measure(vec![(0.5, 1.0), (0.5, 2.0), (0.5, 3.0)]).auc, None);
    }
}
