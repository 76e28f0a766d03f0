//! What the index rankers share: counts of each item, a formula for the index, and the largest indexes.

use crate::declaration::{Choice, Kind, Parameter, Values};
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::observed::{Counts, Reading};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};
use crate::stream::Stream;

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
    help: "The paper begins with one observation of every item that costs no round; without it, items never observed come first.",
};

/// How an index is made.
#[derive(Debug, Clone, Copy)]
pub struct Formula {
    /// What the round alone says, from its number t (or how many are over, as the ranker reckons): computed once a round.
    pub level: fn(f64) -> f64,
    /// The index of an item from its mean, its number of observations (above zero) and the level times the factor.
    pub index: fn(f64, f64, f64) -> f64,
    /// From the same, a number that is never below the index and quicker to compute; none where the index is quick itself.
    pub bound: Option<fn(f64, f64, f64) -> f64>,
}

/// A ranker that shows the items of the largest indexes, the largest first. An item never observed has an infinite one.
///
/// Where the formula has a quick bound, items are ranked by that, and the indexes of those that come out on top are
/// computed, until all of the slate's are: the slate is the same as if every index had been computed.
#[derive(Clone)]
pub struct IndexRanker {
    counts: Counts,
    reading: Reading,
    free_start: bool,
    formula: Formula,
    /// What the level is multiplied by.
    factor: f64,
    scores: Vec<f64>,
    /// Whether each score is the index itself.
    exact: Vec<bool>,
}

/// Bytes that an [`IndexRanker`] takes.
pub fn memory(shape: &SlateShape) -> u64 {
    Counts::memory(shape.items) + 9 * shape.items as u64
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
            reading,
            free_start: values.chose(&START, FREE),
            formula,
            factor,
            scores: vec![0.0; shape.items],
            exact: vec![false; shape.items],
        }
    }

    fn level(&self, round: u64) -> f64 {
        self.factor * (self.formula.level)(round as f64)
    }

    /// Index or bound of an item, by this formula.
    fn of(&self, item: usize, level: f64, formula: fn(f64, f64, f64) -> f64) -> f64 {
        let observations = self.counts.observations(item);
        if observations > 0.0 { formula(self.counts.mean(item), observations, level) } else { f64::INFINITY }
    }
}

impl Ranker for IndexRanker {
    fn start(&mut self, attracted: &[bool]) {
        if self.free_start {
            self.counts.learn_all(attracted);
        }
    }

    fn rank(&mut self, view: &SlateView<'_>, stream: &mut Stream, slate: &mut [u32]) {
        let (level, ties) = (self.level(view.round), Ties::draw(stream));
        let first = self.formula.bound.unwrap_or(self.formula.index);
        for item in 0..self.scores.len() {
            self.scores[item] = self.of(item, level, first);
        }
        self.exact.fill(self.formula.bound.is_none());
        loop {
            largest(&self.scores, ties, slate);
            let mut found = false;
            for item in slate.iter().map(|item| *item as usize) {
                if !self.exact[item] {
                    self.scores[item] = self.of(item, level, self.formula.index);
                    self.exact[item] = true;
                    found = true;
                }
            }
            if !found {
                return;
            }
        }
    }

    fn update(&mut self, _view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        for (item, clicked) in self.reading.observations(slate, feedback) {
            self.counts.learn(item, clicked);
        }
    }

    /// The lower end is one minus the index that the item would have if clicks were misses and misses clicks.
    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        let level = self.level(view.round);
        let scores: Vec<f64> =
            (0..self.scores.len()).map(|item| self.of(item, level, self.formula.index)).collect();
        let low = (0..self.scores.len()).map(|item| {
            let observations = self.counts.observations(item);
            if observations == 0.0 {
                return 0.0;
            }
            let mirrored = (self.formula.index)(1.0 - self.counts.mean(item), observations, level);
            (1.0 - mirrored).max(0.0)
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
