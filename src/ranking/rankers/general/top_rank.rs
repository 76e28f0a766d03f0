//! TopRank: learns which item is worse than which, and shows items in blocks, the better blocks first.
//!
//! Items of which none is known to be worse than another form a block; blocks are shown in order, the items of a block in
//! random order. Two items of one block are compared whenever exactly one of them is clicked (an item that is not shown is
//! not clicked, and a slate whose feedback arrives later counts for pairs that were in one block then, too): S is the difference of their clicks, N the number of comparisons, and j is worse than i for good once
//! S >= sqrt(2 N ln(c sqrt(N) / delta)), with c = 4 sqrt(2 / pi) / erf(sqrt 2) and delta = 1 / n for n rounds (Lattimore,
//! Kveton, Li and Szepesvari 2018, algorithm 1 and theorem 1; c is 3.34, which the paper prints as 3.43).
//!
//! The relation never has a cycle, whatever the clicks: it only grows among items of one block, and in one round only from
//! items that were clicked to items that were not.
//!
//! A slate costs O(K), an update O(L) for each click, and a round in which the relation grows, of which there are at most
//! L (L - 1) / 2, another O(L^2 / 64 + pairs of the relation) for the new blocks. No round allocates.

use super::{Comparisons, ROUNDS};
use crate::descriptor::{Descriptor, Values, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};
use crate::state::{State, StateError, StateIo, is_order};

/// TopRank.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::ClickModel,
    part: Descriptor {
        id: "top_rank",
        title: "TopRank",
        sentence: words(
            "Shows items in blocks, shuffled within each, until clicks prove one item worse than another; needs no click model.",
        ),
        citation: words(
            "Lattimore, Kveton, Li and Szepesvari 2018, TopRank: A Practical Algorithm for Online Stochastic Ranking",
        ),
        facts: &[],
        parameters: &[ROUNDS],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| {
        let items = shape.items as u64;
        Comparisons::memory(shape.items) + 8 * items * items.div_ceil(64) + 48 * items
    },
    note_length: |_, _| 0,
    build,
};

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    Ok(Box::new(TopRank::new(shape.items, 1.0 / values.number(&ROUNDS))))
}

/// TopRank's state.
#[derive(Debug, Clone)]
pub struct TopRank {
    /// ln(c / delta).
    log_confidence: f64,
    comparisons: Comparisons,
    /// For each item the items that are worse, as bits of as many words as `words`.
    worse: Vec<u64>,
    words: usize,
    /// For each item how many are better.
    better: Vec<u32>,
    /// All items, block after block.
    order: Vec<u32>,
    /// The block of each item, from 0.
    block: Vec<u32>,
    /// For each item the round at whose end it came into its block.
    since: Vec<u64>,
    /// Where each block ends in `order`.
    ends: Vec<usize>,
    /// Scratch: whether an item was clicked in this round.
    clicked: Vec<bool>,
    /// Scratch: how many better items have no block yet.
    waiting: Vec<u32>,
}

impl TopRank {
    /// All of `items` items in one block; `delta`, between 0 and 1, is how likely a comparison of two may err.
    pub fn new(items: usize, delta: f64) -> TopRank {
        let c = 4.0 * (2.0 / std::f64::consts::PI).sqrt() / libm::erf(std::f64::consts::SQRT_2);
        let words = items.div_ceil(64);
        let mut top_rank = TopRank {
            log_confidence: libm::log(c / delta),
            comparisons: Comparisons::new(items),
            worse: vec![0; items * words],
            words,
            better: vec![0; items],
            order: Vec::with_capacity(items),
            block: vec![0; items],
            since: vec![0; items],
            ends: Vec::with_capacity(items),
            clicked: vec![false; items],
            waiting: vec![0; items],
        };
        top_rank.arrange(0);
        top_rank
    }

    /// The comparisons so far.
    pub fn comparisons(&self) -> &Comparisons {
        &self.comparisons
    }

    /// Whether `one` is known to be worse than `other` by a comparison of these two.
    pub fn is_worse(&self, one: usize, other: usize) -> bool {
        self.worse[other * self.words + one / 64] >> (one % 64) & 1 == 1
    }

    /// The blocks, the best first.
    pub fn blocks(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(start, end)| &self.order[*start..*end])
    }

    /// Whether the comparisons say for certain that `one` is better than `other`.
    fn is_certain(&self, one: usize, other: usize) -> bool {
        let (difference, count) =
            (self.comparisons.difference(one, other), self.comparisons.count(one, other));
        // N is at least 1, so that this much is needed in any case: it spares most pairs the logarithm.
        if difference <= 0.0 || difference * difference < 2.0 * count * self.log_confidence {
            return false;
        }
        difference >= (2.0 * count * (self.log_confidence + 0.5 * libm::log(count))).sqrt()
    }

    /// Compares a clicked item with those of its block that were not clicked, as far as both were already there when the
    /// slate of this round was shown: only then did they have the same places. Whether the relation has grown.
    fn compare(&mut self, item: usize, round: u64) -> bool {
        if self.since[item] >= round {
            return false;
        }
        let block = self.block[item] as usize;
        let start = if block == 0 { 0 } else { self.ends[block - 1] };
        let mut grown = false;
        for place in start..self.ends[block] {
            let other = self.order[place] as usize;
            if self.clicked[other] || self.since[other] >= round {
                continue;
            }
            self.comparisons.learn(item, other);
            if self.is_certain(item, other) {
                self.worse[item * self.words + other / 64] |= 1 << (other % 64);
                self.better[other] += 1;
                grown = true;
            }
        }
        grown
    }

    /// Makes the blocks: an item is one block below the lowest of those that are better. Items come in the order in which
    /// the last better item has found its block (Kahn 1962), so that blocks come one after the other. `now` is the round
    /// that ends.
    fn arrange(&mut self, now: u64) {
        self.waiting.copy_from_slice(&self.better);
        self.order.clear();
        self.ends.clear();
        for (item, waiting) in self.waiting.iter().enumerate() {
            if *waiting == 0 {
                put(&mut self.block[item], &mut self.since[item], 0, now);
                self.order.push(item as u32);
            }
        }
        let mut next = 0;
        while next < self.order.len() {
            let item = self.order[next] as usize;
            if next > 0 && self.block[item] != self.block[self.order[next - 1] as usize] {
                self.ends.push(next);
            }
            for word in 0..self.words {
                let mut bits = self.worse[item * self.words + word];
                while bits != 0 {
                    let other = 64 * word + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    self.waiting[other] -= 1;
                    if self.waiting[other] == 0 {
                        let block = self.block[item] + 1;
                        put(&mut self.block[other], &mut self.since[other], block, now);
                        self.order.push(other as u32);
                    }
                }
            }
            next += 1;
        }
        self.ends.push(next);
    }
}

/// Puts an item into a block.
fn put(block: &mut u32, since: &mut u64, wanted: u32, now: u64) {
    if *block != wanted {
        (*block, *since) = (wanted, now);
    }
}

impl State for TopRank {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let TopRank { comparisons, worse, better, order, block, since, ends, words, .. } = self;
        comparisons.state(io)?;
        worse.state(io)?;
        better.state(io)?;
        let items = block.len();
        io.list(order, items)?;
        io.list(ends, items)?;
        block.state(io)?;
        since.state(io)?;
        let words = *words;
        io.check(|| {
            let is_worse = |one: usize, other: usize| worse[other * words + one / 64] >> (one % 64) & 1 == 1;
            let counted = |one: usize| (0..items).filter(|other| is_worse(one, *other)).count();
            let inside = worse.iter().skip(words.max(1) - 1).step_by(words.max(1));
            let mut inside = inside.map(|last| if items % 64 == 0 { 0 } else { last >> (items % 64) });
            order.len() == items
                && is_order(order)
                && ends.windows(2).all(|pair| pair[0] < pair[1])
                && ends.last() == Some(&items)
                && block.iter().all(|block| (*block as usize) < ends.len())
                && inside.all(|beyond| beyond == 0)
                && (0..items).all(|one| counted(one) == better[one] as usize)
        })
    }
}

impl Ranker for TopRank {
    fn rank(&mut self, _view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        let mut place = 0;
        for end in &self.ends {
            // The first steps of a Fisher-Yates shuffle of the block, as many as the slate has room for.
            while place < *end {
                if place == slate.len() {
                    return;
                }
                self.order.swap(place, place + stream.below(end - place));
                slate[place] = self.order[place];
                place += 1;
            }
        }
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        for (item, clicked) in slate.iter().zip(feedback.clicks) {
            self.clicked[*item as usize] = *clicked;
        }
        let mut grown = false;
        for (item, clicked) in slate.iter().zip(feedback.clicks) {
            if *clicked {
                grown |= self.compare(*item as usize, view.round);
            }
        }
        slate.iter().for_each(|item| self.clicked[*item as usize] = false);
        if grown {
            self.arrange(feedback.now);
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let mut values = vec![0.0; view.items];
        if let Some(block) = self.blocks().next() {
            block.iter().for_each(|item| values[*item as usize] = 1.0 / block.len() as f64);
        }
        ActionProbabilities::exact(values)
    }

    /// The score of an item is its block, with a minus: 0 is the best.
    fn explain(&mut self, _view: &SlateView<'_>) -> RankerExplanation {
        RankerExplanation {
            scores: self.block.iter().map(|block| -f64::from(*block)).collect(),
            reason: RankingReason::Exploring,
            ..RankerExplanation::default()
        }
    }
}
