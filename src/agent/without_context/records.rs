//! What has been learned of each item: how often it was chosen and what it earned.

use crate::agent::{Explanation, Reason, View};

/// What has been learned of one item.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Record {
    /// How often it was chosen.
    pub pulls: f64,
    /// Sum of its rewards.
    pub reward_sum: f64,
    /// Sum of the squares of its rewards.
    pub reward_square_sum: f64,
}

impl Record {
    /// Learns one reward.
    pub fn learn(&mut self, reward: f64) {
        self.pulls += 1.0;
        self.reward_sum += reward;
        self.reward_square_sum += reward * reward;
    }

    /// Mean reward; zero for an item never chosen.
    pub fn mean(&self) -> f64 {
        if self.pulls > 0.0 { self.reward_sum / self.pulls } else { 0.0 }
    }

    /// Variance of the rewards, with divisor n; never negative.
    pub fn variance(&self) -> f64 {
        if self.pulls > 0.0 {
            let mean = self.mean();
            (self.reward_square_sum / self.pulls - mean * mean).max(0.0)
        } else {
            0.0
        }
    }
}

/// The records of all items.
#[derive(Debug, Clone)]
pub struct Records {
    records: Vec<Record>,
    rounds: f64,
}

impl Records {
    /// Records of `items` items, none of which was ever chosen.
    pub fn new(items: usize) -> Records {
        Records { records: vec![Record::default(); items], rounds: 0.0 }
    }

    /// Bytes that they take.
    pub fn memory(items: usize) -> u64 {
        (items * size_of::<Record>()) as u64
    }

    /// The record of the arm at index `slot` of a view.
    pub fn of(&self, view: &View<'_>, slot: usize) -> &Record {
        &self.records[view.items[slot] as usize]
    }

    /// Rounds learned from, of all items.
    pub fn rounds(&self) -> f64 {
        self.rounds
    }

    /// Learns that the arm at index `chosen` earned `reward`.
    pub fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.records[view.items[chosen] as usize].learn(reward);
        self.rounds += 1.0;
    }

    /// Writes the mean reward of each offered arm.
    pub fn means(&self, view: &View<'_>, means: &mut [f64]) {
        for (slot, mean) in means.iter_mut().enumerate() {
            *mean = self.of(view, slot).mean();
        }
    }

    /// The same as a list of its own, for a look inside.
    pub fn estimates(&self, view: &View<'_>) -> Vec<f64> {
        let mut means = vec![0.0; view.items.len()];
        self.means(view, &mut means);
        means
    }

    /// What an agent thinks that ranks the arms by their means.
    pub fn explanation(&self, view: &View<'_>, reason: Reason) -> Explanation {
        let estimates = self.estimates(view);
        Explanation { scores: estimates.clone(), estimates, reason, ..Explanation::default() }
    }

    /// The first offered arm that was never chosen.
    pub fn first_untried(&self, view: &View<'_>) -> Option<usize> {
        (0..view.items.len()).find(|slot| self.of(view, *slot).pulls == 0.0)
    }
}
