//! Agents that take the largest mean plus bonus of rewards in [0, 1], wherever both come from.

use super::choices::Choices;
use super::unit_rewards::UnitRewards;
use crate::agent::largest_chances;
use crate::agent::pending::Pending;
use crate::agent::{Agent, Explanation, Reason, View, largest};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::state::State;

/// What knows an arm's mean and what is added to it.
pub(crate) trait Bonus: State + Clone + Send + 'static {
    /// Mean and bonus of an offered arm, on a scale of rewards in [0, 1]. An arm of which nothing is known has an infinite
    /// bonus and comes first: see [`Choices`].
    fn mean_and_bonus(&self, view: &View<'_>, slot: usize) -> (f64, f64);

    /// A round (from 1) begins: what it knows ages by the rounds that are over.
    fn begin(&mut self, round: u64);

    /// So many more choices of an item, made in this round, are under way: 1, or -1 where one no longer is. See [`Pending`].
    fn under_way(&mut self, round: u64, item: u32, by: f64);

    /// Learns, at the end of a round or later, what an item earned in it, in [0, 1].
    fn learn(&mut self, round: u64, item: u32, reward: f64);
}

/// An agent that chooses by means and bonuses.
#[derive(Clone)]
pub struct BonusAgent<B> {
    bonus: B,
    choices: Choices,
    pending: Pending,
    unit: UnitRewards,
    scores: Vec<f64>,
    reason: Reason,
}

/// Bytes that it takes besides the bonuses.
pub fn memory(shape: &Shape) -> u64 {
    Choices::memory(shape.items) + Pending::memory(shape.items) + 8 * shape.arms as u64
}

impl<B: Bonus> BonusAgent<B> {
    /// An agent with these means and bonuses.
    pub fn new(shape: &Shape, bonus: B) -> BonusAgent<B> {
        let unit = UnitRewards::new(shape);
        BonusAgent {
            bonus,
            choices: Choices::new(shape.items),
            pending: Pending::new(shape.items),
            unit,
            scores: vec![0.0; shape.arms],
            reason: Reason::default(),
        }
    }
}

impl<B: Bonus> BonusAgent<B> {
    /// Scores the arms of a new round.
    fn begin(&mut self, view: &View<'_>) {
        self.bonus.begin(view.round);
        self.choices.begin();
        let bonus = &mut self.bonus;
        self.pending.begin(|round, item, by| bonus.under_way(round, item, by));
        for (slot, score) in self.scores[..view.items.len()].iter_mut().enumerate() {
            let (mean, bonus) = self.bonus.mean_and_bonus(view, slot);
            *score = mean + bonus;
        }
    }
}

crate::state::state_fields! {
    impl<B: Bonus> BonusAgent<B> { bonus, choices, pending, reason } fixed { unit, scores }
}

impl<B: Bonus> Agent for BonusAgent<B> {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.begin(view);
        let scores = &self.scores[..view.items.len()];
        let unknown = self.choices.draw_first(view, |slot| scores[slot] == f64::INFINITY, stream);
        self.reason = if unknown.is_some() { Reason::Scheduled } else { Reason::Index };
        let chosen = unknown.unwrap_or_else(|| largest(scores, stream));
        self.choices.chose(view, chosen);
        self.pending.chose(view.round, view.items[chosen]);
        chosen
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.choices.heard(view.items[chosen]);
        let bonus = &mut self.bonus;
        self.pending.heard(view.round, |round, item, by| bonus.under_way(round, item, by));
        self.bonus.learn(view.round, view.items[chosen], self.unit.unit(reward));
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        asked.begin(view);
        let scores = &asked.scores[..view.items.len()];
        let mut first = vec![0.0; scores.len()];
        if asked.choices.first(view, |slot| scores[slot] == f64::INFINITY, &mut first) {
            return ActionProbabilities::exact(first);
        }
        largest_chances(scores)
    }

    /// In reward.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let slots = 0..view.items.len();
        let (means, bonuses): (Vec<f64>, Vec<f64>) =
            slots.map(|slot| self.bonus.mean_and_bonus(view, slot)).unzip();
        self.unit.explanation(&means, &bonuses, self.reason)
    }
}
