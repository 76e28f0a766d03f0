//! What the index rankers share: counts of each item, a formula for the index, and the largest indexes.

use super::cache::IndexCache;
use super::kl_means::KlMeans;
use crate::descriptor::{Choice, Kind, Parameter, Values, words};
use crate::math::indexes::{KlThreshold, kl_upper_bound};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::chances;
use crate::ranking::order::{Ties, largest, largest_of_few};
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

/// How the indexes of a round are made.
#[derive(Debug, Clone, Copy)]
pub struct Formula {
    /// What the round alone says, from its number t (or how many are over, as the ranker counts): computed once a round.
    pub level: fn(f64) -> f64,
    /// The index of an item from that.
    pub index: Index,
}

/// How the index of an item is made from its mean, its number of observations (above zero) and the level times a factor.
#[derive(Debug, Clone, Copy)]
pub enum Index {
    /// By a formula.
    Of(fn(f64, f64, f64) -> f64),
    /// The largest q whose divergence from the mean is at most the level by the observations: [`kl_upper_bound`], of which few are
    /// computed.
    KullbackLeibler,
}

impl Index {
    /// The index itself.
    pub fn of(self, mean: f64, observations: f64, level: f64) -> f64 {
        match self {
            Index::Of(formula) => formula(mean, observations, level),
            Index::KullbackLeibler => kl_upper_bound(mean, level / observations),
        }
    }
}

/// A ranker that shows the items of the largest indexes, the largest first. An item that was never
/// observed and is not pending has an infinite one; pending shows count as observations at the mean (see [`Pending`]).
///
/// Where the index takes a root, only the indexes of items are computed which may enter the slate, those of the last slate first, and of
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
    means: KlMeans,
    /// Indexes by mean, observations and level.
    indexes: IndexCache<3>,
    /// The last slate, of which most items are often shown again.
    likely: Vec<u32>,
}

/// Bytes that an [`IndexRanker`] takes.
pub fn memory(shape: &SlateShape) -> u64 {
    Counts::memory(shape.items)
        + Pending::memory(shape.items, shape.slots)
        + KlMeans::memory(shape.items)
        + IndexCache::<3>::memory()
        + 8 * shape.items as u64
        + 4 * shape.slots as u64
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
            means: KlMeans::new(shape.items),
            indexes: IndexCache::new(),
            likely: (0..shape.slots as u32).collect(),
        }
    }

    fn level(&self, round: u64) -> f64 {
        self.factor * (self.formula.level)(round as f64)
    }

    /// The slate of the largest indexes, each by a formula.
    fn rank_all(&mut self, index: fn(f64, f64, f64) -> f64, level: f64, ties: Ties, slate: &mut [u32]) {
        for item in 0..self.scores.len() {
            let tries = tries(&self.counts, &self.pending, item);
            self.scores[item] =
                if tries > 0.0 { index(self.counts.mean(item), tries, level) } else { f64::INFINITY };
        }
        largest(&self.scores, ties, slate);
    }

    /// The slate of the largest indexes of KL-UCB.
    fn rank_few(&mut self, level: f64, ties: Ties, slate: &mut [u32]) {
        let IndexRanker { counts, pending, scores, means, indexes, likely, .. } = self;
        let mut threshold = (f64::NAN, KlThreshold::new(f64::INFINITY));
        largest_of_few(scores, ties, likely, slate, |item, least| {
            let tries = tries(counts, pending, item);
            if tries == 0.0 {
                return Some(f64::INFINITY);
            }
            let mean = means.of(item, counts.clicks(item), counts.observations(item));
            let budget = level / tries;
            if let Some(least) = least {
                if least != threshold.0 {
                    threshold = (least, KlThreshold::new(least));
                }
                if mean.is_below(budget, &threshold.1) {
                    return None;
                }
            }
            Some(indexes.of([counts.mean(item), tries, level], || mean.upper_bound(budget)))
        });
        likely.copy_from_slice(slate);
    }
}

crate::state::state_fields! {
    IndexRanker { counts, pending } fixed { reading, free_start, formula, factor, scores, means, indexes, likely }
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
        match self.formula.index {
            Index::Of(index) => self.rank_all(index, level, ties, slate),
            Index::KullbackLeibler => self.rank_few(level, ties, slate),
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
        let index = |mean: f64, tries: f64| self.formula.index.of(mean, tries, level);
        let (mut indexes, mut mirrored) = (IndexCache::new(), IndexCache::new());
        let items = || {
            (0..self.scores.len())
                .map(|item| (self.counts.mean(item), tries(&self.counts, &self.pending, item)))
        };
        let scores: Vec<f64> = items()
            .map(|(mean, tries)| match tries {
                0.0 => f64::INFINITY,
                _ => indexes.of([mean, tries], || index(mean, tries)),
            })
            .collect();
        let low = items().map(|(mean, tries)| match tries {
            0.0 => 0.0,
            _ => (1.0 - mirrored.of([1.0 - mean, tries], || index(1.0 - mean, tries))).max(0.0),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::indexes::Exploration;
    use crate::ranking::environments::plain_shape;
    use proptest::prelude::*;

    const FORMULA: Formula = Formula {
        level: |round| Exploration::LogRoundsAndMore.budget(1.0, round),
        index: Index::KullbackLeibler,
    };

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// Of few indexes comes the slate that comes of all, whatever was clicked and however late or never that is known: the same items
        /// in the same order, equal ones by the same coins.
        #[test]
        fn the_slate_of_few_indexes_is_that_of_all(
            chances in proptest::collection::vec(prop_oneof![0.0_f64..1.0, Just(0.0), Just(0.1), Just(1.0)], 2..24),
            slots in 1_usize..7, delay in 0_u64..4, missing in prop_oneof![Just(0.0), Just(0.3)], free: bool, seed: u64,
        ) {
            let shape = plain_shape(chances.len(), slots);
            let mut ranker = IndexRanker::new(&Values::default(), &shape, Reading::FirstClick, 1.0, FORMULA);
            let mut numbers = RngStream::new(seed, 0, "users");
            let (mut stream, mut twin) = (RngStream::new(seed, 0, "ranker"), RngStream::new(seed, 0, "ranker"));
            if free {
                ranker.start(&chances.iter().map(|chance| numbers.uniform() < *chance).collect::<Vec<bool>>());
            }
            let mut shown: Vec<Vec<u32>> = Vec::new();
            for round in 1..=250 {
                let view = |round| SlateView {
                    round, items: shape.items, features: &[], features_revision: 0, topics: &[], context: &[],
                    position_weights: &[], attractions: &[], optimum: &[],
                };
                let mut slate = vec![0; shape.slots];
                ranker.rank(&view(round), &mut stream, &mut slate);
                let all: Vec<f64> = (0..shape.items).map(|item| {
                    match tries(&ranker.counts, &ranker.pending, item) {
                        0.0 => f64::INFINITY,
                        tries => kl_upper_bound(ranker.counts.mean(item), ranker.level(round) / tries),
                    }
                }).collect();
                let mut expected = vec![0; shape.slots];
                largest(&all, Ties::draw(&mut twin), &mut expected);
                prop_assert_eq!(&slate, &expected, "in round {}", round);
                shown.push(slate);
                let of = round.saturating_sub(delay);
                if of > 0 && numbers.uniform() >= missing {
                    let slate = &shown[of as usize - 1];
                    let clicks: Vec<bool> = slate.iter().map(|item| numbers.uniform() < chances[*item as usize]).collect();
                    let feedback = Feedback { clicks: &clicks, observed: slate.len(), reward: 0.0, now: round, info: &[] };
                    ranker.update(&view(of), slate, &feedback);
                }
            }
            prop_assert_eq!(stream.bits(), twin.bits());
        }
    }
}
