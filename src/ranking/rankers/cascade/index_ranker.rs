//! What the index rankers share: counts of each item, a formula for the index, and the largest indexes.

use super::cache::IndexCache;
use crate::descriptor::{Choice, Kind, Parameter, Values, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::chances;
use crate::ranking::order::{Ties, largest, largest_bounded};
use crate::ranking::rankers::observed::{Counts, Reading};
use crate::ranking::rankers::pending::Pending;
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};

const FREE: &str = "free";
const NONE: &str = "none";

/// Whether every item is observed once before the first round.
pub const START: Parameter = Parameter {
    name: "start",
    title: "Start",
    kind: Kind::Choice {
        options: &[
            Choice { id: FREE, title: "one free look at every item (the paper)" },
            Choice { id: NONE, title: "nothing is known" },
        ],
        default: FREE,
    },
    unit: "",
    help: words(
        "The paper begins with one observation of every item that costs no round; without it, items never observed come first.",
    ),
};

/// How an index is made.
#[derive(Debug, Clone, Copy)]
pub struct Formula {
    /// What the round alone says, from its number t (or how many are over, as the ranker counts): computed once a round.
    pub level: fn(f64) -> f64,
    /// The index of an item from its mean, its number of observations (above zero) and the level times the factor.
    pub index: fn(f64, f64, f64) -> f64,
    /// From the same, a number that is never below the index and quicker to compute; none where the index is quick itself.
    pub bound: Option<fn(f64, f64, f64) -> f64>,
}

/// A ranker that shows the items of the largest indexes, the largest first. An item that was never
/// observed and is not pending has an infinite one; pending shows count as observations at the mean (see [`Pending`]).
///
/// Where the formula has a quick bound, only the indexes of items whose bound would enter the slate are computed, and of
/// items with the same counts only once: the slate is the same as if every index had been computed.
#[derive(Clone)]
pub struct IndexRanker {
    counts: Counts,
    pending: Pending,
    reading: Reading,
    free_start: bool,
    formula: Formula,
    /// What the level is multiplied by.
    factor: f64,
    scores: Vec<f64>,
}

/// Bytes that an [`IndexRanker`] takes.
pub fn memory(shape: &SlateShape) -> u64 {
    Counts::memory(shape.items) + Pending::memory(shape.items, shape.slots) + 8 * shape.items as u64
}

/// How often an item was observed, and how many of its shows are pending.
fn tries(counts: &Counts, pending: &Pending, item: usize) -> f64 {
    counts.observations(item) + pending.of(item)
}

impl IndexRanker {
    /// A ranker with [`START`] among its parameters that has learned nothing.
    pub fn new(
        values: &Values,
        shape: &SlateShape,
        reading: Reading,
        factor: f64,
        formula: Formula,
    ) -> IndexRanker {
        IndexRanker {
            counts: Counts::new(shape.items),
            pending: Pending::new(shape.items, shape.slots),
            reading,
            free_start: values.chose(&START, FREE),
            formula,
            factor,
            scores: vec![0.0; shape.items],
        }
    }

    fn level(&self, round: u64) -> f64 {
        self.factor * (self.formula.level)(round as f64)
    }

    /// Index or bound of an item, by this formula.
    fn of(&self, item: usize, level: f64, formula: fn(f64, f64, f64) -> f64) -> f64 {
        let tries = tries(&self.counts, &self.pending, item);
        if tries > 0.0 { formula(self.counts.mean(item), tries, level) } else { f64::INFINITY }
    }
}

crate::state::state_fields! {
    IndexRanker { counts, pending } fixed { reading, free_start, formula, factor, scores }
}

impl Ranker for IndexRanker {
    fn start(&mut self, attracted: &[bool]) {
        if self.free_start {
            self.counts.learn_all(attracted);
        }
    }

    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        self.pending.begin(view.round, |_, _, _| {});
        let (level, ties) = (self.level(view.round), Ties::draw(stream));
        let first = self.formula.bound.unwrap_or(self.formula.index);
        for item in 0..self.scores.len() {
            self.scores[item] = self.of(item, level, first);
        }
        if self.formula.bound.is_none() {
            largest(&self.scores, ties, slate);
        } else {
            let (counts, pending) = (&self.counts, &self.pending);
            let (index, mut cache) = (self.formula.index, IndexCache::new());
            largest_bounded(&mut self.scores, ties, slate, |item| {
                let tries = tries(counts, pending, item);
                if tries == 0.0 {
                    return f64::INFINITY;
                }
                cache.of(counts.mean(item), tries, |mean, tries| index(mean, tries, level))
            });
        }
        self.pending.show(view.round, slate);
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        self.pending.receive(view.round, feedback.now, |_, _, _| {});
        for (item, clicked) in self.reading.observations(slate, feedback) {
            self.counts.learn(item, clicked);
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        asked.pending.begin(view.round, |_, _, _| {});
        chances(&asked.explain(view).scores, 0)
    }

    /// The lower end is one minus the index that the item would have if clicks were misses and misses clicks.
    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        let level = self.level(view.round);
        let index = |mean: f64, tries: f64| (self.formula.index)(mean, tries, level);
        let (mut indexes, mut mirrored) = (IndexCache::new(), IndexCache::new());
        let items = || {
            (0..self.scores.len())
                .map(|item| (self.counts.mean(item), tries(&self.counts, &self.pending, item)))
        };
        let scores: Vec<f64> = items()
            .map(|(mean, tries)| match tries {
                0.0 => f64::INFINITY,
                _ => indexes.of(mean, tries, index),
            })
            .collect();
        let low = items().map(|(mean, tries)| match tries {
            0.0 => 0.0,
            _ => (1.0 - mirrored.of(1.0 - mean, tries, index)).max(0.0),
        });
        RankerExplanation {
            low: low.collect(),
            estimates: self.counts.means(),
            high: scores.iter().map(|score| score.min(1.0)).collect(),
            scores,
            reason: RankingReason::Optimism,
        }
    }
}
