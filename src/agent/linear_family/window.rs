//! Ridge regressions on the last rounds only: what leaves the window is taken back by a rank-one update.

use crate::agent::linear::{Estimator, Features, LinearModels, TIKHONOV};
use crate::agent::{BuildError, View};
use crate::declaration::{Parameter, Values};
use crate::world::Shape;

/// All models are learned afresh from the window after so many rounds for each entry of theirs (or once a window, if that
/// is longer), so that rounding errors never add up; which costs as much as a round's update once more.
const ROUNDS_PER_FEATURE: usize = 4;

/// Models of the last rounds.
#[derive(Clone)]
pub struct WindowModels {
    features: Features,
    models: LinearModels,
    /// Model, features and reward of the last rounds, in a ring.
    model_of: Vec<u32>,
    rows: Vec<f64>,
    rewards: Vec<f64>,
    filled: usize,
    next: usize,
    /// Rounds since the models were last learned afresh, and after how many that is due.
    rounds: usize,
    refresh_after: usize,
}

impl WindowModels {
    /// Models that have learned nothing and remember as many rounds as the value of `window`, at least one.
    ///
    /// # Errors
    /// A shared model in a world without arm features.
    pub fn new(
        agent: &'static str,
        values: &Values,
        window: &Parameter,
        shape: &Shape,
    ) -> Result<WindowModels, BuildError> {
        let features = Features::new(agent, values, shape)?;
        let (count, dimension) = (features.model_count(shape), features.dimension());
        let length = values.count(window).max(1);
        Ok(WindowModels {
            features,
            models: LinearModels::new(count, dimension, values.number(&TIKHONOV), 1.0),
            model_of: vec![0; length],
            rows: vec![0.0; length * dimension],
            rewards: vec![0.0; length],
            filled: 0,
            next: 0,
            rounds: 0,
            refresh_after: length.max(ROUNDS_PER_FEATURE * count * dimension),
        })
    }

    /// Bytes that they take.
    pub fn memory(values: &Values, window: &Parameter, shape: &Shape) -> u64 {
        Features::new("", values, shape).map_or(0, |features| {
            let (count, dimension) = (features.model_count(shape), features.dimension());
            LinearModels::memory(count, dimension, 1.0)
                + values.count(window) as u64 * (8 * dimension as u64 + 12)
        })
    }

    fn relearn(&mut self) {
        self.rounds = 0;
        self.models.clear();
        let length = self.rewards.len();
        let oldest = if self.filled == length { self.next } else { 0 };
        let dimension = self.models.dimension();
        for index in (0..self.filled).map(|age| (oldest + age) % length) {
            let row = &self.rows[index * dimension..(index + 1) * dimension];
            self.models.learn(self.model_of[index] as usize, row, self.rewards[index]);
        }
    }
}

impl Estimator for WindowModels {
    fn estimates(&mut self, view: &View<'_>, means: &mut [f64], deviations: &mut [f64]) {
        self.features.estimates(&mut self.models, view, means, deviations);
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        let dimension = self.models.dimension();
        let row = &mut self.rows[self.next * dimension..(self.next + 1) * dimension];
        if self.filled == self.rewards.len() {
            let leaving = self.model_of[self.next] as usize;
            self.models.learn_weighted(leaving, row, self.rewards[self.next], -1.0);
        } else {
            self.filled += 1;
        }
        self.features.set_context(view);
        let (model, x) = self.features.of_arm(view, chosen);
        self.models.learn(model, x, reward);
        row.copy_from_slice(x);
        self.model_of[self.next] = model as u32;
        self.rewards[self.next] = reward;
        self.next = (self.next + 1) % self.rewards.len();
        self.rounds += 1;
        if self.rounds == self.refresh_after {
            self.relearn();
        }
    }
}
