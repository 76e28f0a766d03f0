//! What Ranked UCB1 and Ranked KL-UCB share: what every item has earned on every slot, and the choice of the largest index.

use super::{Ranked, SlotBandits};
use crate::math::indexes::{KlMean, KlThreshold};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::chances;
use crate::ranking::order::{Ties, largest_one};
use crate::ranking::rankers::BuildError;
use crate::ranking::rankers::cascade::{Formula, Index, KlMeans};
use crate::ranking::rankers::pending::Pending;
use crate::ranking::{Ranker, RankingReason, SlateShape};

/// One index bandit a slot. Items that a slot never chose come first; its pending choices count in the bonus (see [`Pending`]).
///
/// A choice costs O(L), and where the index takes a root, the index itself only for those items which may have a larger one than
/// those so far, the slot's last choice first.
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
    /// Of those rows, for the index that takes a root.
    means: KlMeans,
    /// The number of rounds so far that the level was made of last, and the level.
    level: (u64, f64),
}

impl IndexBandits {
    /// Bandits that have learned nothing. The level of the formula is made of the number of rounds so far, at least one.
    pub fn new(items: usize, slots: usize, formula: Formula) -> IndexBandits {
        let takes_root = matches!(formula.index, Index::KullbackLeibler);
        IndexBandits {
            items,
            formula,
            choices: vec![0.0; items * slots],
            rewards: vec![0.0; items * slots],
            pending: Pending::new(items * slots, slots),
            places: (0..slots).map(|slot| (slot * items) as u32).collect(),
            scores: vec![0.0; items],
            means: KlMeans::new(if takes_root { items * slots } else { 0 }),
            level: (1, (formula.level)(1.0)),
        }
    }
}

impl IndexBandits {
    /// What the formula says of a round.
    fn level(&mut self, round: u64) -> f64 {
        let rounds = round.saturating_sub(1).max(1);
        if self.level.0 != rounds {
            self.level = (rounds, (self.formula.level)(rounds as f64));
        }
        self.level.1
    }

    /// Scores the items for a slot; those that can't be the best may have a score below all others.
    fn score(&mut self, slot: usize, round: u64) {
        let level = self.level(round);
        match self.formula.index {
            Index::Of(index) => self.score_all(slot, |mean, tries| index(mean, tries, level)),
            Index::KullbackLeibler => self.score_few(slot, level),
        }
    }

    fn score_all(&mut self, slot: usize, index: impl Fn(f64, f64) -> f64) {
        let row = slot * self.items..(slot + 1) * self.items;
        let records = self.choices[row.clone()].iter().zip(&self.rewards[row.clone()]);
        for ((score, (count, sum)), place) in self.scores.iter_mut().zip(records).zip(row) {
            let tries = count + self.pending.of(place);
            let mean = if *count > 0.0 { sum / count } else { 0.0 };
            *score = if tries == 0.0 { f64::INFINITY } else { index(mean, tries) };
        }
    }

    fn score_few(&mut self, slot: usize, level: f64) {
        let first = slot * self.items;
        let IndexBandits { choices, rewards, pending, means, .. } = self;
        let mut record = |item: usize| {
            let place = first + item;
            let tries = choices[place] + pending.of(place);
            (tries, means.of(place, rewards[place], choices[place]))
        };
        let index = |tries: f64, mean: &KlMean| {
            if tries == 0.0 { f64::INFINITY } else { mean.upper_bound(level / tries) }
        };
        let likely = (self.places[slot] as usize).saturating_sub(first).min(self.items.saturating_sub(1));
        let of_likely = record(likely);
        let score_of_likely = index(of_likely.0, &of_likely.1);
        let (mut best, mut threshold) = (score_of_likely, KlThreshold::new(score_of_likely));
        for (item, score) in self.scores.iter_mut().enumerate() {
            let (tries, mean) = record(item);
            if (tries, mean) == of_likely {
                *score = score_of_likely;
            } else if tries > 0.0 && mean.is_below(level / tries, &threshold) {
                *score = f64::NEG_INFINITY;
            } else {
                *score = index(tries, &mean);
                if *score > best {
                    (best, threshold) = (*score, KlThreshold::new(*score));
                }
            }
        }
    }
}

/// Bytes that a ranker of such bandits takes.
pub fn memory(shape: &SlateShape) -> u64 {
    let own = 8 * shape.items as u64 * (2 * shape.slots as u64 + 1);
    own + KlMeans::memory(shape.items * shape.slots)
        + Pending::memory(shape.items * shape.slots, shape.slots)
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
    IndexBandits { choices, rewards, pending } fixed { items, formula, places, scores, means, level }
}

impl SlotBandits for IndexBandits {
    fn choose(&mut self, slot: usize, round: u64, stream: &mut RngStream) -> u32 {
        self.score(slot, round);
        largest_one(&self.scores, Ties::draw(stream))
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

#[cfg(test)]
mod tests {
    use super::super::kl_ucb::FORMULA;
    use super::*;
    use crate::ranking::order::largest;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// Of few indexes comes the choice that comes of all, and the same chances, whatever was earned and however late or never that is
        /// known.
        #[test]
        fn the_choice_of_few_indexes_is_that_of_all(
            chances in proptest::collection::vec(prop_oneof![0.0_f64..1.0, Just(0.0), Just(0.1), Just(1.0)], 1..20),
            slots in 1_usize..4, delay in 0_u64..4, missing in prop_oneof![Just(0.0), Just(0.3)], seed: u64,
        ) {
            let items = chances.len();
            let mut bandits = IndexBandits::new(items, slots, FORMULA);
            let mut numbers = RngStream::new(seed, 0, "users");
            let (mut stream, mut twin) = (RngStream::new(seed, 0, "ranker"), RngStream::new(seed, 0, "ranker"));
            let mut chosen: Vec<Vec<u32>> = Vec::new();
            for round in 1..=250 {
                bandits.begin(round);
                let mut choices = Vec::new();
                for slot in 0..slots {
                    let level = (FORMULA.level)(round.saturating_sub(1).max(1) as f64);
                    let all: Vec<f64> = (slot * items..(slot + 1) * items).map(|place| {
                        let (count, sum) = (bandits.choices[place], bandits.rewards[place]);
                        let tries = count + bandits.pending.of(place);
                        let mean = if count > 0.0 { sum / count } else { 0.0 };
                        if tries == 0.0 { f64::INFINITY } else { FORMULA.index.of(mean, tries, level) }
                    }).collect();
                    let mut expected = [0];
                    largest(&all, Ties::draw(&mut twin), &mut expected);
                    prop_assert_eq!(bandits.chances(slot, round), super::chances(&all, 0));
                    let choice = bandits.choose(slot, round, &mut stream);
                    prop_assert_eq!(choice, expected[0], "in round {}", round);
                    choices.push(choice);
                }
                bandits.chose(round, &choices);
                chosen.push(choices);
                let of = round.saturating_sub(delay);
                if of > 0 && numbers.uniform() >= missing {
                    bandits.receive(of, round);
                    for (slot, item) in chosen[of as usize - 1].iter().enumerate() {
                        let reward = f64::from(u8::from(numbers.uniform() < chances[*item as usize]));
                        bandits.learn(slot, *item, reward);
                    }
                }
            }
            prop_assert_eq!(stream.bits(), twin.bits());
        }
    }
}
