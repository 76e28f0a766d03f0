//! Ranked UCB1: every slot has a UCB1 of its own over all items.
//!
//! Index: mean + sqrt(2 ln(t - 1) / n) after n of the t - 1 rounds so far (Auer, Cesa-Bianchi and Fischer 2002); items that
//! the slot never chose come first. A round costs O(K L).

use super::{Ranked, SlotBandits, SlotRecords};
use crate::declaration::{Part, Values};
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::{BuildError, Declaration, Family};
use crate::ranking::{Ranker, RankingReason, SlateShape};
use crate::stream::Stream;

/// Ranked UCB1.
pub static DECLARATION: Declaration = Declaration {
    family: Family::ClickModel,
    part: Part {
        id: "ranked_ucb1",
        title: "Ranked UCB1",
        sentence: "Gives every slot a UCB1 of its own, which is paid for clicks on its own choice; an item already shown above is replaced at random.",
        citation: "Radlinski, Kleinberg and Joachims 2008, Learning Diverse Rankings with Multi-Armed Bandits",
        parameters: &[],
    },
    sees_attractions: false,
    memory: |_, shape| {
        let own = SlotRecords::memory(shape.items, shape.slots) + 8 * shape.items as u64;
        own + Ranked::<Ucb1>::memory(shape.items, shape.slots)
    },
    build,
};

fn build(_values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    Ok(Box::new(Ranked::new(Ucb1::new(shape.items, shape.slots), shape.items, shape.slots)))
}

/// One UCB1 a slot.
#[derive(Debug, Clone)]
pub struct Ucb1 {
    records: SlotRecords,
    scores: Vec<f64>,
}

impl Ucb1 {
    /// Bandits that have learned nothing.
    pub fn new(items: usize, slots: usize) -> Ucb1 {
        Ucb1 { records: SlotRecords::new(items, slots), scores: vec![0.0; items] }
    }
}

impl SlotBandits for Ucb1 {
    fn choose(&mut self, slot: usize, round: u64, stream: &mut Stream) -> u32 {
        let level = 2.0 * libm::log(round.saturating_sub(1).max(1) as f64);
        for (score, (count, mean)) in self.scores.iter_mut().zip(self.records.of_slot(slot)) {
            *score = if count > 0.0 { mean + (level / count).sqrt() } else { f64::INFINITY };
        }
        let mut choice = [0];
        largest(&self.scores, Ties::draw(stream), &mut choice);
        choice[0]
    }

    fn learn(&mut self, slot: usize, item: u32, reward: f64) {
        self.records.learn(slot, item, reward);
    }

    fn reason(&self) -> RankingReason {
        RankingReason::Optimism
    }
}
