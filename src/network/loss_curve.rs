//! How the loss went down: a curve that stays short however long training takes.

use crate::state::{LATEST_ROUND, State, StateError, StateIo};
use serde::{Deserialize, Serialize};

/// Most points of a curve.
pub const MOST_POINTS: usize = 200;

/// A stretch of training steps.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LossPoint {
    /// Number of the stretch's last training step, from 1.
    pub step: u64,
    /// Mean loss of its steps.
    pub loss: f64,
}

/// Losses of training steps, as means over stretches of equal length. When there would be [`MOST_POINTS`] of them, each
/// two become one, and stretches are twice as long from then on. Recording does not allocate.
#[derive(Debug, Clone)]
pub struct LossCurve {
    /// Room for all of them; the first `ended` are there.
    points: Vec<LossPoint>,
    ended: usize,
    /// Training steps so far.
    steps: u64,
    /// Training steps of a stretch.
    stretch: u64,
    /// Of the stretch under way: number of steps and mean loss.
    under_way: (u64, f64),
}

impl Default for LossCurve {
    fn default() -> LossCurve {
        let none = LossPoint { step: 0, loss: 0.0 };
        LossCurve { points: vec![none; MOST_POINTS], ended: 0, steps: 0, stretch: 1, under_way: (0, 0.0) }
    }
}

impl State for LossCurve {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let LossCurve { points, ended, steps, stretch, under_way } = self;
        ended.state(io)?;
        io.check(|| *ended < MOST_POINTS)?;
        for LossPoint { step, loss } in &mut points[..*ended] {
            step.state(io)?;
            loss.state(io)?;
        }
        steps.state(io)?;
        stretch.state(io)?;
        under_way.state(io)?;
        io.check(|| [*steps, *stretch, under_way.0].iter().all(|count| *count <= LATEST_ROUND))
    }
}

impl LossCurve {
    /// Bytes of a curve.
    pub const MEMORY: u64 = (MOST_POINTS * size_of::<LossPoint>()) as u64;

    /// Adds the loss of a training step. One beyond all numbers counts as the largest number.
    pub fn record(&mut self, loss: f64) {
        let loss = if loss.is_nan() { f64::MAX } else { loss.clamp(f64::MIN, f64::MAX) };
        self.steps += 1;
        let (count, mean) = &mut self.under_way;
        *count += 1;
        // Each by its own share, for the difference of two large numbers may be none.
        let share = 1.0 / *count as f64;
        *mean = (1.0 - share) * *mean + share * loss;
        if *count < self.stretch {
            return;
        }
        self.points[self.ended] = LossPoint { step: self.steps, loss: *mean };
        self.ended += 1;
        self.under_way = (0, 0.0);
        if self.ended == MOST_POINTS {
            self.halve();
        }
    }

    fn halve(&mut self) {
        self.ended = MOST_POINTS / 2;
        for pair in 0..self.ended {
            let (first, second) = (self.points[2 * pair], self.points[2 * pair + 1]);
            self.points[pair] = LossPoint { step: second.step, loss: 0.5 * first.loss + 0.5 * second.loss };
        }
        self.stretch *= 2;
    }

    /// Training steps so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The curve so far, at most [`MOST_POINTS`] points. The last is of the stretch under way, where there is one.
    pub fn points(&self) -> Vec<LossPoint> {
        let mut points = self.points[..self.ended].to_vec();
        if self.under_way.0 > 0 {
            points.push(LossPoint { step: self.steps, loss: self.under_way.1 });
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 199 steps are a point each; the next makes 100 points of two steps, and a stretch has two from then on.
    #[test]
    fn stretches_double_by_hand() {
        let mut curve = LossCurve::default();
        (0..199).for_each(|step| curve.record(f64::from(step)));
        assert_eq!(curve.points().len(), 199);
        assert_eq!(curve.points()[198], LossPoint { step: 199, loss: 198.0 });
        curve.record(199.0);
        let points = curve.points();
        assert_eq!(points.len(), 100);
        assert_eq!(points[0], LossPoint { step: 2, loss: 0.5 });
        assert_eq!(points[99], LossPoint { step: 200, loss: 198.5 });
        curve.record(200.0);
        assert_eq!(curve.points()[100], LossPoint { step: 201, loss: 200.0 });
        curve.record(202.0);
        assert_eq!(curve.points()[100], LossPoint { step: 202, loss: 201.0 });
        assert_eq!((curve.points().len(), curve.steps()), (101, 202));
    }

    #[test]
    fn losses_beyond_all_numbers_stay_numbers() {
        let mut curve = LossCurve::default();
        for step in 0..1_000 {
            curve.record([f64::INFINITY, f64::NAN, f64::NEG_INFINITY, 1.0][step % 4]);
        }
        assert!(curve.points().iter().all(|point| point.loss.is_finite()));
    }

    proptest! {
        /// Every step is in one point: weighted by the length of their stretches, the points have the mean of all
        /// losses. And nothing is allocated.
        #[test]
        fn no_step_is_lost(losses in proptest::collection::vec(-10.0_f64..10.0, 1..3_000)) {
            let mut curve = LossCurve::default();
            let room = curve.points.as_ptr();
            losses.iter().for_each(|loss| curve.record(*loss));
            prop_assert_eq!(curve.points.as_ptr(), room);
            let points = curve.points();
            prop_assert!(points.len() <= MOST_POINTS);
            let mut last = 0;
            let mut sum = 0.0;
            for point in &points {
                prop_assert!(point.step > last);
                sum += point.loss * (point.step - last) as f64;
                last = point.step;
            }
            prop_assert_eq!(last, losses.len() as u64);
            prop_assert!((sum - losses.iter().sum::<f64>()).abs() < 1e-6);
        }
    }
}
