//! What has been learned of each item: how often it was chosen and what it earned.

use super::choices::Choices;
use crate::agent::{Explanation, Reason, View};
use crate::math::random::RngStream;

/// What has been learned of one item.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ArmStat {
    /// How often it was chosen, as far as there was feedback on it.
    pub pulls: f64,
    /// Sum of its rewards.
    pub reward_sum: f64,
    /// Sum of the squares of its rewards.
    pub reward_square_sum: f64,
}

impl ArmStat {
    /// Learns one reward.
    pub fn learn(&mut self, reward: f64) {
        self.pulls += 1.0;
        self.reward_sum += reward;
        self.reward_square_sum += reward * reward;
    }

    /// Mean reward; zero for an item without feedback.
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
pub struct ArmStats {
    stats: Vec<ArmStat>,
    choices: Choices,
    rounds: f64,
}

crate::state::state_fields! {
    ArmStat { pulls, reward_sum, reward_square_sum }
}

crate::state::state_fields! {
    ArmStats { stats, choices, rounds }
}

impl ArmStats {
    /// Records of `items` items, none of which was ever chosen.
    pub fn new(items: usize) -> ArmStats {
        ArmStats { stats: vec![ArmStat::default(); items], choices: Choices::new(items), rounds: 0.0 }
    }

    /// Bytes that they take.
    pub fn memory(items: usize) -> u64 {
        (items * size_of::<ArmStat>()) as u64 + Choices::memory(items)
    }

    /// The record of the arm at index `slot` of a view.
    pub fn of(&self, view: &View<'_>, slot: usize) -> &ArmStat {
        &self.stats[view.items[slot] as usize]
    }

    /// Rounds learned from, of all items.
    pub fn rounds(&self) -> f64 {
        self.rounds
    }

    /// Learns that the arm at index `chosen` earned `reward`.
    pub fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.stats[view.items[chosen] as usize].learn(reward);
        self.choices.heard(view.items[chosen]);
        self.rounds += 1.0;
    }

    /// A round begins; the last choice counts from now on.
    pub fn begin(&mut self) {
        self.choices.begin();
    }

    /// The arm at index `slot` is chosen.
    pub fn chose(&mut self, view: &View<'_>, slot: usize) {
        self.choices.chose(view, slot);
    }

    /// How often the arm at index `slot` was tried, with or without feedback on it.
    pub fn tries(&self, view: &View<'_>, slot: usize) -> f64 {
        f64::from(self.choices.tries(view, slot))
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

    /// Draws an offered arm without feedback, those first that were never chosen; none where all are known.
    pub fn draw_unheard(&self, view: &View<'_>, stream: &mut RngStream) -> Option<usize> {
        self.choices.draw_first(view, |slot| self.of(view, slot).pulls == 0.0, stream)
    }

    /// Writes the probabilities with which [`ArmStats::draw_unheard`] draws, and whether it draws one at all.
    pub fn unheard(&self, view: &View<'_>, probabilities: &mut [f64]) -> bool {
        self.choices.first(view, |slot| self.of(view, slot).pulls == 0.0, probabilities)
    }
}
