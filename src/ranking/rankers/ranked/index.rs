//! What Ranked UCB1 and Ranked KL-UCB share: what every item has earned on every slot, and the choice of the largest index.

use super::{Ranked, SlotBandits};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::chances;
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::BuildError;
use crate::ranking::rankers::cascade::Formula;
use crate::ranking::rankers::pending::Pending;
use crate::ranking::{Ranker, RankingReason, SlateShape};

/// One index bandit a slot. Items that a slot never chose come first; its pending choices count in the bonus (see [`Pending`]).
///
/// A choice costs O(L), and where the formula has a quick bound, the index itself only for those items whose bound is not
/// below the largest index so far.
#[derive(Debug, Clone)]
pub struct IndexBandits {
    items: usize,
    formula: Formula,
    /// How often each slot chose each item, one row of L items a slot.
    choices: Vec<f64>,
    /// What it earned with it.
    rewards: Vec<f64>,
    /// Choices of each slot without feedback so far: its items are the places of those rows.
    pending: Pending,
    /// The places of the choices of a round.
    places: Vec<u32>,
    scores: Vec<f64>,
}

impl IndexBandits {
    /// Bandits that have learned nothing. The level of the formula is made of the number of rounds so far, at least one.
    pub fn new(items: usize, slots: usize, formula: Formula) -> IndexBandits {
        IndexBandits {
            items,
            formula,
            choices: vec![0.0; items * slots],
            rewards: vec![0.0; items * slots],
            pending: Pending::new(items * slots, slots),
            places: vec![0; slots],
            scores: vec![0.0; items],
        }
    }
}

impl IndexBandits {
    /// Scores the items for a slot; those that can't be the best may have no score.
    fn score(&mut self, slot: usize, round: u64) {
        let Formula { level, index, bound } = self.formula;
        let level = level(round.saturating_sub(1).max(1) as f64);
        let row = slot * self.items..(slot + 1) * self.items;
        let records = self.choices[row.clone()].iter().zip(&self.rewards[row.clone()]);
        let mut best = f64::NEG_INFINITY;
        for ((score, (count, sum)), place) in self.scores.iter_mut().zip(records).zip(row) {
            let tries = count + self.pending.of(place);
            let mean = if *count > 0.0 { sum / count } else { 0.0 };
            *score = if tries == 0.0 {
                f64::INFINITY
            } else if bound.is_some_and(|bound| bound(mean, tries, level) < best) {
                f64::NEG_INFINITY
            } else {
                index(mean, tries, level)
            };
            best = best.max(*score);
        }
    }
}

/// Bytes that a ranker of such bandits takes.
pub fn memory(shape: &SlateShape) -> u64 {
    let own = 8 * shape.items as u64 * (2 * shape.slots as u64 + 1);
    own + Pending::memory(shape.items * shape.slots, shape.slots)
        + 4 * shape.slots as u64
        + Ranked::<IndexBandits>::memory(shape.items, shape.slots)
}

/// Length of its notes.
pub fn note_length(shape: &SlateShape) -> usize {
    Ranked::<IndexBandits>::note_length(shape.slots)
}

/// A ranker of such bandits.
pub fn build(shape: &SlateShape, formula: Formula) -> Result<Box<dyn Ranker>, BuildError> {
    let bandits = IndexBandits::new(shape.items, shape.slots, formula);
    Ok(Box::new(Ranked::new(bandits, shape.items, shape.slots)))
}

crate::state::state_fields! {
    IndexBandits { choices, rewards, pending } fixed { items, formula, places, scores }
}

impl SlotBandits for IndexBandits {
    fn choose(&mut self, slot: usize, round: u64, stream: &mut RngStream) -> u32 {
        self.score(slot, round);
        let mut choice = [0];
        largest(&self.scores, Ties::draw(stream), &mut choice);
        choice[0]
    }

    fn chances(&mut self, slot: usize, round: u64) -> ActionProbabilities {
        self.score(slot, round);
        chances(&self.scores, 0)
    }

    fn begin(&mut self, round: u64) {
        self.pending.begin(round, |_, _, _| {});
    }

    fn chose(&mut self, round: u64, choices: &[u32]) {
        for (slot, (place, choice)) in self.places.iter_mut().zip(choices).enumerate() {
            *place = (slot * self.items) as u32 + choice;
        }
        self.pending.show(round, &self.places);
    }

    fn receive(&mut self, round: u64, now: u64) {
        self.pending.receive(round, now, |_, _, _| {});
    }

    fn learn(&mut self, slot: usize, item: u32, reward: f64) {
        let place = slot * self.items + item as usize;
        self.choices[place] += 1.0;
        self.rewards[place] += reward;
    }

    fn reason(&self) -> RankingReason {
        RankingReason::Optimism
    }
}
