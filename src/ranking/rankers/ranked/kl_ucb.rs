//! Ranked KL-UCB: every slot has a KL-UCB of its own over all items.
//!
//! Index: the largest q with n kl(mean, q) <= ln(t - 1) after n of the t - 1 rounds so far (Garivier and Cappe 2011); items
//! that the slot never chose come first. A round costs O(K L), and the root of the index only for those items whose mean
//! leaves room for a larger one than the largest so far, by Pinsker's inequality.

use super::{Ranked, SlotBandits, SlotRecords};
use crate::agent::without_context::indexes::{Exploration, gaussian_upper_bound, kl_upper_bound};
use crate::declaration::{Part, Values};
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::{BuildError, Declaration, Family};
use crate::ranking::{Ranker, RankingReason, SlateShape};
use crate::stream::Stream;

/// Ranked KL-UCB.
pub static DECLARATION: Declaration = Declaration {
    family: Family::ClickModel,
    part: Part {
        id: "ranked_kl_ucb",
        title: "Ranked KL-UCB",
        sentence: "Gives every slot a KL-UCB of its own, which is paid for clicks on its own choice; an item already shown above is replaced at random.",
        citation: "Radlinski, Kleinberg and Joachims 2008, Learning Diverse Rankings with Multi-Armed Bandits; Garivier and Cappe 2011, The KL-UCB Algorithm for Bounded Stochastic Bandits and Beyond",
        parameters: &[],
    },
    sees_attractions: false,
    memory: |_, shape| {
        let own = SlotRecords::memory(shape.items, shape.slots) + 8 * shape.items as u64;
        own + Ranked::<KlUcb>::memory(shape.items, shape.slots)
    },
    build,
};

fn build(_values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    Ok(Box::new(Ranked::new(KlUcb::new(shape.items, shape.slots), shape.items, shape.slots)))
}

/// One KL-UCB a slot.
#[derive(Debug, Clone)]
pub struct KlUcb {
    records: SlotRecords,
    scores: Vec<f64>,
}

impl KlUcb {
    /// Bandits that have learned nothing.
    pub fn new(items: usize, slots: usize) -> KlUcb {
        KlUcb { records: SlotRecords::new(items, slots), scores: vec![0.0; items] }
    }
}

impl SlotBandits for KlUcb {
    fn choose(&mut self, slot: usize, round: u64, stream: &mut Stream) -> u32 {
        let rounds = round.saturating_sub(1).max(1) as f64;
        let level = Exploration::LogRounds.budget(1.0, rounds);
        let mut best = f64::NEG_INFINITY;
        for (score, (count, mean)) in self.scores.iter_mut().zip(self.records.of_slot(slot)) {
            let budget = level / count;
            *score = if count == 0.0 {
                f64::INFINITY
            } else if gaussian_upper_bound(mean, budget) < best {
                f64::NEG_INFINITY
            } else {
                kl_upper_bound(mean, budget)
            };
            best = best.max(*score);
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
