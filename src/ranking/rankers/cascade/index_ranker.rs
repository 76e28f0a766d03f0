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

/// A ranker that shows the items of the largest indexes, the largest first.
///
/// The index of an item depends on its mean, its number of observations (above zero) and the round. An item never
/// observed has an infinite one.
#[derive(Clone)]
pub struct IndexRanker<Formula> {
    counts: Counts,
    reading: Reading,
    free_start: bool,
    formula: Formula,
    scores: Vec<f64>,
}

/// Bytes that an [`IndexRanker`] takes.
pub fn memory(shape: &SlateShape) -> u64 {
    Counts::memory(shape.items) + 8 * shape.items as u64
}

impl<Formula: Fn(f64, f64, f64) -> f64 + Clone + Send + 'static> IndexRanker<Formula> {
    /// A ranker with [`START`] among its parameters that has learned nothing.
    pub fn new(
        values: &Values,
        shape: &SlateShape,
        reading: Reading,
        formula: Formula,
    ) -> IndexRanker<Formula> {
        IndexRanker {
            counts: Counts::new(shape.items),
            reading,
            free_start: values.chose(&START, FREE),
            formula,
            scores: vec![0.0; shape.items],
        }
    }

    fn score(&mut self, round: u64) {
        for (item, score) in self.scores.iter_mut().enumerate() {
            let observations = self.counts.observations(item);
            *score = if observations > 0.0 {
                (self.formula)(self.counts.mean(item), observations, round as f64)
            } else {
                f64::INFINITY
            };
        }
    }
}

impl<Formula: Fn(f64, f64, f64) -> f64 + Clone + Send + 'static> Ranker for IndexRanker<Formula> {
    fn start(&mut self, attracted: &[bool]) {
        if self.free_start {
            self.counts.learn_all(attracted);
        }
    }

    fn rank(&mut self, view: &SlateView<'_>, stream: &mut Stream, slate: &mut [u32]) {
        self.score(view.round);
        largest(&self.scores, Ties::draw(stream), slate);
    }

    fn update(&mut self, _view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        for (item, clicked) in self.reading.observations(slate, feedback) {
            self.counts.learn(item, clicked);
        }
    }

    /// The lower end is one minus the index that the item would have if clicks were misses and misses clicks.
    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        self.score(view.round);
        let low = (0..self.scores.len()).map(|item| {
            let observations = self.counts.observations(item);
            if observations == 0.0 {
                return 0.0;
            }
            let mirrored = (self.formula)(1.0 - self.counts.mean(item), observations, view.round as f64);
            (1.0 - mirrored).max(0.0)
        });
        RankerExplanation {
            low: low.collect(),
            estimates: self.counts.means(),
            high: self.scores.iter().map(|score| score.min(1.0)).collect(),
            scores: self.scores.clone(),
            reason: RankingReason::Optimism,
        }
    }
}
