//! BubbleRank: keeps a base list and improves it by exchanging neighbours, so that it never shows anything far from it.
//!
//! In every other round the pairs of neighbours begin at the first place of the list, in between at the second. Each pair
//! is shown in either order by a coin, unless the upper item is proven better. Of a pair of which one was clicked and the
//! other was not, S is the difference of clicks and N the number; neighbours change places in the list once the lower is
//! better by S > 2 sqrt(N ln(1 / delta)), delta = n^-4 for n rounds (Li, Kveton, Lattimore, Markov, de Rijke, Szepesvari
//! and Zoghi 2019, algorithm 1 and theorem 1). It is safe: with probability at least 1 - K^2 / n, no list that is shown has
//! more than K / 2 pairs of items in the wrong order above what the base list has.
//!
//! The paper's list is as long as the slate. Here it holds all items, of which the first K are shown: the last place
//! shown is paired with one that is not, where nothing is clicked; since a coin says which of the two is shown, that
//! is as fair as any other pair. By default it is always the first place below, so that no item further down than that is
//! ever shown: the base list's first K + 1 are put in order, and nothing else. With any item of the rest, evenly drawn
//! each time, the best of all rises in the end. A round costs O(K).

use super::{Comparisons, ROUNDS};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Values, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::shuffle;
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};
use crate::state::is_order;

const LISTED: &str = "listed";
const RANDOM: &str = "random";

const BASE: Parameter = Parameter {
    name: "base",
    title: "Base list",
    kind: Kind::Choice {
        options: &[
            Choice { id: LISTED, title: "the environment's own order" },
            Choice { id: RANDOM, title: "random order" },
        ],
        default: LISTED,
    },
    unit: "",
    help: words(
        "What the ranker starts from and stays close to: a good list keeps it safe, a bad one holds it back.",
    ),
};

const NEXT: &str = "next";
const ANY: &str = "any";

const BELOW: Parameter = Parameter {
    name: "below",
    title: "Tried from below",
    kind: Kind::Choice {
        options: &[
            Choice { id: NEXT, title: "the first item without a slot" },
            Choice { id: ANY, title: "any item without a slot" },
        ],
        default: NEXT,
    },
    unit: "",
    help: words(
        "Which item without a slot is tried on the last one: with the first alone, items further down the list are never shown.",
    ),
};

/// BubbleRank.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::ClickModel,
    part: Descriptor {
        id: "bubble_rank",
        title: "BubbleRank",
        sentence: words(
            "Starts from a list and lets better items rise by exchanging neighbours, so that it never shows much worse than it began with.",
        ),
        citation: words(
            "Li, Kveton, Lattimore, Markov, de Rijke, Szepesvari and Zoghi 2019, BubbleRank: Safe Online Learning to Re-Rank via Implicit Click Feedback",
        ),
        facts: &[],
        parameters: &[ROUNDS, BASE, BELOW],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| Comparisons::memory(shape.items) + 4 * (2 * shape.items + shape.slots + 1) as u64,
    note_length: |_, shape| usize::from(shape.items > shape.slots),
    build,
};

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    let log_confidence = 4.0 * libm::log(values.number(&ROUNDS));
    let bubble_rank = BubbleRank::new(shape.items, shape.slots, log_confidence);
    let (shuffles, any_below) = (values.chose(&BASE, RANDOM), values.chose(&BELOW, ANY));
    Ok(Box::new(BubbleRank { shuffles, any_below, ..bubble_rank }))
}

/// BubbleRank's state.
#[derive(Debug, Clone)]
pub struct BubbleRank {
    /// ln(1 / delta).
    log_confidence: f64,
    slots: usize,
    comparisons: Comparisons,
    list: Vec<u32>,
    /// The place of each item in the list.
    places: Vec<u32>,
    /// What the coins of the round have put on the slots, and the item without a slot that is paired with the last of them.
    shown: Vec<u32>,
    /// Whether that is any of those without a slot, and not always the first.
    any_below: bool,
    /// Whether the list is still to be shuffled, before the first round.
    shuffles: bool,
}

impl BubbleRank {
    /// Starts from the items in order; `log_confidence` is ln(1 / delta), above zero.
    pub fn new(items: usize, slots: usize, log_confidence: f64) -> BubbleRank {
        let list: Vec<u32> = (0..items as u32).collect();
        let shown = list[..items.min(slots + 1)].to_vec();
        BubbleRank {
            log_confidence,
            slots,
            comparisons: Comparisons::new(items),
            places: list.clone(),
            list,
            shown,
            any_below: false,
            shuffles: false,
        }
    }

    /// The list as it is now.
    pub fn list(&self) -> &[u32] {
        &self.list
    }

    /// The comparisons so far.
    pub fn comparisons(&self) -> &Comparisons {
        &self.comparisons
    }

    /// The same, but with any item without a slot tried on the last one, and not only the first.
    pub fn with_any_below(self) -> BubbleRank {
        BubbleRank { any_below: true, ..self }
    }

    /// The place in the list of the item that the item at an upper place may have to make room for: the next one, and of
    /// the pair on the last slot the one that has no slot now. None where both have one by now.
    fn lower(&self, upper: usize) -> Option<usize> {
        if upper + 1 < self.slots {
            return Some(upper + 1);
        }
        let mut places = self.shown[upper..].iter().rev().map(|item| self.places[*item as usize] as usize);
        places.find(|place| *place >= self.slots)
    }

    /// Exchanges the items at two places of the list.
    fn exchange(&mut self, one: usize, other: usize) {
        self.list.swap(one, other);
        for place in [one, other] {
            self.places[self.list[place] as usize] = place as u32;
        }
    }

    /// Whether `one` is proven to be better than `other`.
    fn is_better(&self, one: u32, other: u32) -> bool {
        let (one, other) = (one as usize, other as usize);
        let count = self.comparisons.count(one, other);
        self.comparisons.difference(one, other) > 2.0 * (count * self.log_confidence).sqrt()
    }

    /// The upper places of the pairs of a round.
    fn pairs(&self, round: u64) -> impl Iterator<Item = usize> + use<> {
        ((round % 2) as usize..self.shown.len().saturating_sub(1)).step_by(2)
    }
}

crate::state::state_fields! {
    BubbleRank { comparisons, list, places, shown, shuffles } fixed { log_confidence, slots, any_below }
    valid(ranker) {
        let places = ranker.list.iter().zip(0..);
        is_order(&ranker.list)
            && places.clone().all(|(item, place)| ranker.places[*item as usize] == place)
            && ranker.shown.iter().all(|item| (*item as usize) < ranker.list.len())
    }
}

impl Ranker for BubbleRank {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        if std::mem::take(&mut self.shuffles) {
            shuffle(&mut self.list, stream);
            for (item, place) in self.list.iter().zip(0..) {
                self.places[*item as usize] = place;
            }
        }
        let places = self.shown.len();
        self.shown.copy_from_slice(&self.list[..places]);
        if self.any_below && self.slots < self.list.len() {
            self.shown[self.slots] = self.list[self.slots + stream.below(self.list.len() - self.slots)];
        }
        for upper in self.pairs(view.round) {
            if !self.is_better(self.shown[upper], self.shown[upper + 1]) && stream.below(2) == 1 {
                self.shown.swap(upper, upper + 1);
            }
        }
        slate.copy_from_slice(&self.shown[..slate.len()]);
    }

    /// The item without a slot that is paired with the last slot.
    fn info(&self, info: &mut [f64]) {
        info.iter_mut().zip(&self.shown[self.slots..]).for_each(|(entry, item)| *entry = f64::from(*item));
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        let (slots, below) = self.shown.split_at_mut(self.slots);
        slots.copy_from_slice(slate);
        below.iter_mut().zip(feedback.info).for_each(|(item, noted)| *item = *noted as u32);
        let clicked = |place: usize| feedback.clicks.get(place).copied().unwrap_or(false);
        for upper in self.pairs(view.round) {
            let (one, other) = (self.shown[upper] as usize, self.shown[upper + 1] as usize);
            match (clicked(upper), clicked(upper + 1)) {
                (true, false) => self.comparisons.learn(one, other),
                (false, true) => self.comparisons.learn(other, one),
                _ => {}
            }
        }
        for upper in 0..self.shown.len().saturating_sub(1) {
            if let Some(lower) = self.lower(upper)
                && self.is_better(self.list[lower], self.list[upper])
            {
                self.exchange(upper, lower);
            }
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        if self.shuffles {
            // Nothing has been compared yet: all items are alike.
            return ActionProbabilities::even(view.items);
        }
        let mut values = vec![0.0; view.items];
        let first = self.list[0];
        let below = match self.shown.len() {
            0 | 1 => &[],
            _ if self.any_below && self.slots == 1 => &self.list[1..],
            _ => &self.list[1..2],
        };
        let begins = self.pairs(view.round).next() == Some(0);
        let exchanged = |item: &&u32| begins && !self.is_better(first, **item);
        let share = 0.5 / below.len().max(1) as f64;
        below.iter().filter(exchanged).for_each(|item| values[*item as usize] = share);
        values[first as usize] = 1.0 - below.iter().filter(exchanged).count() as f64 * share;
        ActionProbabilities::exact(values)
    }

    /// The score of an item is its place in the list, from 0, with a minus.
    fn explain(&mut self, _view: &SlateView<'_>) -> RankerExplanation {
        let mut scores = vec![0.0; self.list.len()];
        for (place, item) in self.list.iter().enumerate() {
            scores[*item as usize] = -(place as f64);
        }
        RankerExplanation { scores, reason: RankingReason::Exploring, ..RankerExplanation::default() }
    }
}
