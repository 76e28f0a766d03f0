//! Ridge regressions on the last rounds only: what leaves the window is taken back by a rank-one update.
//!
//! The window holds rounds, not rewards: a round without feedback takes its place like any other, and a reward that
//! comes after its round has left the window is not learned.

use crate::agent::linear::{Features, LinearModels, RewardModel, TIKHONOV};
use crate::agent::pending::Pending;
use crate::agent::{BuildError, Clock, View};
use crate::descriptor::{Parameter, Values};
use crate::environment::Shape;

/// All models are learned again from the window after so many rounds for each entry of theirs (or once a window, if that
/// is longer), so that rounding errors never add up; which costs as much as a round's update once more.
const ROUNDS_PER_FEATURE: usize = 4;

/// In place of a model, for a round without feedback.
const NONE: u32 = u32::MAX;

/// Models of the last rounds.
#[derive(Clone)]
pub struct WindowModels {
    features: Features,
    models: LinearModels,
    clock: Clock,
    /// Model ([`NONE`] where no feedback has arrived), features and reward of the last rounds, in a ring: of round t at place
    /// (t - 1) modulo its length.
    model_of: Vec<u32>,
    rows: Vec<f64>,
    rewards: Vec<f64>,
    /// Rewards learned since the models were last made from the window alone, and after how many that is due.
    learned: usize,
    refresh_after: usize,
}

impl WindowModels {
    /// Models that have learned nothing and remember as many rounds as the value of `window`, at least one.
    ///
    /// # Errors
    /// A shared model in an environment without arm features.
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
            clock: Clock::default(),
            model_of: vec![NONE; length],
            rows: vec![0.0; length * dimension],
            rewards: vec![0.0; length],
            learned: 0,
            refresh_after: length.max(ROUNDS_PER_FEATURE * count * dimension),
        })
    }

    /// Bytes that they take.
    pub fn memory(values: &Values, window: &Parameter, shape: &Shape) -> u64 {
        Features::new("", values, shape).map_or(0, |features| {
            let (count, dimension) = (features.model_count(shape), features.dimension());
            LinearModels::memory(count, dimension, 1.0)
                + Pending::memory(shape.items)
                + values.count(window) as u64 * (8 * dimension as u64 + 12)
        })
    }

    fn relearn(&mut self) {
        self.learned = 0;
        self.models.clear();
        let (length, dimension) = (self.rewards.len(), self.models.dimension());
        let oldest = (self.clock.over() % length as u64) as usize;
        for index in (0..length).map(|age| (oldest + age) % length) {
            if self.model_of[index] != NONE {
                let row = &self.rows[index * dimension..(index + 1) * dimension];
                self.models.learn(self.model_of[index] as usize, row, self.rewards[index]);
            }
        }
    }

    /// So many rounds are over, the last of them `over`: those leave whose places they take.
    fn pass(&mut self, passed: u64, over: u64) {
        let length = self.rewards.len() as u64;
        for round in over - passed.min(length)..over {
            self.take_back((round % length) as usize);
        }
    }

    /// What is at a place of the ring leaves the models.
    fn take_back(&mut self, place: usize) {
        let model = std::mem::replace(&mut self.model_of[place], NONE);
        if model != NONE {
            let dimension = self.models.dimension();
            let row = &self.rows[place * dimension..(place + 1) * dimension];
            self.models.learn_weighted(model as usize, row, self.rewards[place], -1.0);
        }
    }
}

crate::state::state_fields! {
    WindowModels { models, clock, model_of, rows, rewards, learned } fixed { features, refresh_after }
    valid(window) {
        let count = window.models.count() as u32;
        window.model_of.iter().all(|model| *model < count || *model == NONE)
    }
}

impl RewardModel for WindowModels {
    fn dimension(&self) -> usize {
        self.features.dimension()
    }

    fn estimates(&mut self, view: &View<'_>, means: &mut [f64], deviations: &mut [f64]) {
        let passed = self.clock.begin(view.round);
        self.pass(passed, self.clock.over());
        self.features.estimates(&mut self.models, view, means, deviations);
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        let passed = self.clock.end(view.round);
        self.pass(passed, self.clock.over());
        let (length, dimension) = (self.rewards.len() as u64, self.models.dimension());
        if self.clock.age(view.round) >= length {
            return;
        }
        let place = (view.round.saturating_sub(1) % length) as usize;
        self.take_back(place);
        self.features.set_context(view);
        let (model, x) = self.features.of_arm(view, chosen);
        self.models.learn(model, x, reward);
        self.rows[place * dimension..(place + 1) * dimension].copy_from_slice(x);
        self.model_of[place] = model as u32;
        self.rewards[place] = reward;
        self.learned += 1;
        if self.learned == self.refresh_after {
            self.relearn();
        }
    }
}
