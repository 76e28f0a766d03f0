//! Further measures of a run, as curves over rounds beside reward, regret and suboptimal choices.
//!
//! To add one, declare it here with a line in [`MEASURES`], name it where a run makes its recorders
//! (`Recorder::measuring`), and add what a round gives with [`Measured::add`].
//! Charts, tables and files read the declaration. Measures are no part of the digest: a run had its digest before it had
//! them. They are the same bits everywhere all the same.
//!
//! # Which rounds
//! Most measures of slates would cost a cheap ranker a good part of its speed if they were taken each round, so they are
//! taken of a sample of the rounds, the same for every run: all up to the 64th, then one of each eight, which counts for
//! eight ([`sampled`]).

use crate::ranking::SlateShape;
use crate::ranking::metrics::SlateMetrics;
use crate::stream::Coins;
use crate::world::objectives::OBJECTIVES;

/// What a measure says of itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Measure {
    /// The name in files; it never changes.
    pub id: &'static str,
    /// The name that people read.
    pub title: &'static str,
    /// What it is, and which way is better, in a sentence.
    pub sentence: &'static str,
    /// What the numbers are, beside an axis.
    pub unit: &'static str,
    /// Whether it is a share between 0 and 1, which people read as a percentage.
    pub is_share: bool,
    /// Over which rounds it is.
    pub over: Over,
}

/// The rounds that a number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The mean over all rounds so far.
    EveryRound,
    /// The mean over the rounds so far that are [`sampled`], by their weights.
    Sampled,
    /// No mean: how it stands.
    Now,
}

impl Over {
    /// In a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Over::EveryRound => "Mean over all rounds so far.",
            Over::Sampled => "Mean so far, over every round up to the 64th and one of each eight after it.",
            Over::Now => "As it stands at that round.",
        }
    }
}

/// NDCG@K, see [`SlateMetrics::ndcg`].
pub static NDCG: Measure = Measure {
    id: "ndcg",
    title: "NDCG",
    sentence: "How much of the attraction that the best order of the best films, as many as there are slots, has stands in the slate, what stands lower counting less: 1 is the best order, and any order where all are equally attractive. It goes by attraction alone: a click model in which order or variety counts otherwise may have a best slate of less.",
    unit: "of 1",
    is_share: false,
    over: Over::Sampled,
};

/// Recall@K, see [`SlateMetrics::recall`].
pub static RECALL: Measure = Measure {
    id: "recall",
    title: "Recall",
    sentence: "How many of the films that attract this user most, as many as the slate has slots, are in the slate, in any order; of equally attractive ones, any will do. Higher is better; it goes by attraction alone, as NDCG does.",
    unit: "of the most attractive",
    is_share: true,
    over: Over::Sampled,
};

/// Reciprocal rank, see [`SlateMetrics::reciprocal_rank`]; its mean is MRR.
pub static RECIPROCAL_RANK: Measure = Measure {
    id: "mrr",
    title: "Mean reciprocal rank",
    sentence: "1 by the position of the first film that attracts this user as much as any, 0 where none is shown: 1 is always at the top, whatever the click model makes of the order.",
    unit: "of 1",
    is_share: false,
    over: Over::Sampled,
};

/// Number of clicks.
pub static CLICKS: Measure = Measure {
    id: "clicks",
    title: "Clicks a round",
    sentence: "How many films of the slate were clicked, luck included. Higher is better, where users click more than once.",
    unit: "clicks per round",
    is_share: false,
    over: Over::EveryRound,
};

/// Coverage of the catalogue, see [`SlateMetrics::coverage`].
pub static COVERAGE: Measure = Measure {
    id: "coverage",
    title: "Coverage of the catalogue",
    sentence: "The share of all films that were ever shown: who explores shows all sooner or later.",
    unit: "of all films",
    is_share: true,
    over: Over::Now,
};

/// Diversity within slates, see [`SlateMetrics::diversity`].
pub static DIVERSITY: Measure = Measure {
    id: "diversity",
    title: "Diversity within slates",
    sentence: "How unlike the films of a slate are, two by two: 0 is the same topics (or else features) for all, 1 nothing in common.",
    unit: "1 - cosine",
    is_share: false,
    over: Over::Sampled,
};

/// The world's own reward among several objectives.
pub static OWN_REWARD: Measure = Measure {
    id: "own_reward",
    title: "The reward by itself",
    sentence: "What the chosen arms earned of the world's own reward, luck included, on a scale from its least, 0, to its greatest, 1. Higher is better.",
    unit: "of 1",
    is_share: false,
    over: Over::EveryRound,
};

/// Novelty of the choices.
pub static CHOICE_NOVELTY: Measure = Measure {
    id: "choice_novelty",
    title: "Novelty of the choices",
    sentence: "How seldom met the chosen arms are: for films 0 where every user has rated them and 1 where only one has.",
    unit: "of 1",
    is_share: false,
    over: Over::EveryRound,
};

/// Diversity of the choices.
pub static CHOICE_DIVERSITY: Measure = Measure {
    id: "choice_diversity",
    title: "Diversity of the choices",
    sentence: "How unlike what the user knows the chosen arms are: for films 0 where the genres are those that the user rates and 1 where none is.",
    unit: "of 1",
    is_share: false,
    over: Over::EveryRound,
};

/// A measure for each of [`crate::world::objectives::TITLES`].
pub static OF_OBJECTIVES: [&Measure; OBJECTIVES] = [&OWN_REWARD, &CHOICE_NOVELTY, &CHOICE_DIVERSITY];

/// Every measure, in the order in which people read them.
pub static MEASURES: &[&Measure] = &[
    &NDCG,
    &RECALL,
    &RECIPROCAL_RANK,
    &CLICKS,
    &COVERAGE,
    &DIVERSITY,
    &OWN_REWARD,
    &CHOICE_NOVELTY,
    &CHOICE_DIVERSITY,
];

/// The measure of that id.
pub fn find(id: &str) -> Option<&'static Measure> {
    MEASURES.iter().copied().find(|measure| measure.id == id)
}

/// The measures of rankers in a world of this shape: diversity only where slates have pairs and items topics or features.
pub fn of_slates(shape: &SlateShape) -> Vec<&'static Measure> {
    let mut measures = vec![&NDCG, &RECALL, &RECIPROCAL_RANK, &CLICKS, &COVERAGE];
    if shape.slots > 1 && shape.topics + shape.features > 0 {
        measures.push(&DIVERSITY);
    }
    measures
}

/// Rounds that are all in the sample.
const ALL_UP_TO: u64 = 64;

/// After those, one of so many.
const ONE_OF: u64 = 8;

/// How many rounds the `round`th (from 1) stands for in the measures that are [`Over::Sampled`]; none where it is not
/// looked at.
///
/// Which of each eight rounds it is was drawn once and for all: what comes in turns, as the plan of a ranker that explores,
/// would hide behind a fixed place.
pub fn sampled(round: u64) -> Option<f64> {
    let Some(after) = round.checked_sub(ALL_UP_TO + 1) else { return Some(1.0) };
    let place = Coins::default().bits(after / ONE_OF) % ONE_OF;
    (after % ONE_OF == place).then_some(ONE_OF as f64)
}

/// The measures of one contender under one seed: where they stand, and where they stood at the checkpoints.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    measures: Vec<&'static Measure>,
    sums: Vec<f64>,
    weights: Vec<f64>,
    kept: Vec<Vec<f64>>,
}

impl Measured {
    /// Nothing yet of these measures; room for `checkpoints`, so that recording does not allocate.
    pub fn new(measures: Vec<&'static Measure>, checkpoints: usize) -> Measured {
        let count = measures.len();
        Measured {
            measures,
            sums: vec![0.0; count],
            weights: vec![0.0; count],
            kept: (0..count).map(|_| Vec::with_capacity(checkpoints)).collect(),
        }
    }

    fn place(&self, measure: &'static Measure) -> Option<usize> {
        self.measures.iter().position(|known| std::ptr::eq(*known, measure))
    }

    /// Adds what a round gives to a mean, the round counting for `weight`. What is not measured here is let go.
    pub fn add(&mut self, measure: &'static Measure, value: f64, weight: f64) {
        if let Some(place) = self.place(measure) {
            self.sums[place] += weight * value;
            self.weights[place] += weight;
        }
    }

    /// Says how what is no mean stands. What is not measured here is let go.
    pub fn set(&mut self, measure: &'static Measure, value: f64) {
        if let Some(place) = self.place(measure) {
            (self.sums[place], self.weights[place]) = (value, 1.0);
        }
    }

    /// Adds what a slate of a sampled round gives.
    pub fn add_slate(&mut self, metrics: &SlateMetrics, weight: f64) {
        self.add(&NDCG, metrics.ndcg, weight);
        self.add(&RECALL, metrics.recall, weight);
        self.add(&RECIPROCAL_RANK, metrics.reciprocal_rank, weight);
        if let Some(diversity) = metrics.diversity {
            self.add(&DIVERSITY, diversity, weight);
        }
    }

    /// Adds what each objective of a choice came to; nothing where there is one objective.
    pub fn add_objectives(&mut self, objectives: &[f64]) {
        OF_OBJECTIVES.iter().zip(objectives).for_each(|(measure, value)| self.add(measure, *value, 1.0));
    }

    fn value(&self, place: usize) -> f64 {
        if self.weights[place] > 0.0 { self.sums[place] / self.weights[place] } else { 0.0 }
    }

    /// Keeps all values at a checkpoint.
    pub fn keep(&mut self) {
        for place in 0..self.measures.len() {
            let value = self.value(place);
            self.kept[place].push(value);
        }
    }

    /// What is measured, in the order of the numbers.
    pub fn measures(&self) -> &[&'static Measure] {
        &self.measures
    }

    /// The values now, zero before the first round.
    pub fn now(&self) -> Vec<f64> {
        (0..self.measures.len()).map(|place| self.value(place)).collect()
    }

    /// The values at the checkpoints so far, a row a measure.
    pub fn kept(&self) -> &[Vec<f64>] {
        &self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_all_different_and_every_sentence_is_one() {
        let ids: BTreeSet<&str> = MEASURES.iter().map(|measure| measure.id).collect();
        assert_eq!(ids.len(), MEASURES.len());
        for measure in MEASURES {
            assert_eq!(find(measure.id), Some(*measure));
            assert!(measure.sentence.ends_with('.') && !measure.title.is_empty() && !measure.unit.is_empty());
        }
        assert_eq!(find("regret"), None);
    }

    /// The sampled rounds stand for all rounds, and in no fixed place of the eight.
    #[test]
    fn the_sample_stands_for_all_rounds() {
        assert!((1..=64).all(|round| sampled(round) == Some(1.0)));
        let mut places = [0_u32; 8];
        for block in 0..4_000_u64 {
            let rounds = 65 + 8 * block..73 + 8 * block;
            let found: Vec<u64> = rounds.clone().filter(|round| sampled(*round).is_some()).collect();
            assert_eq!(found.len(), 1, "{rounds:?}");
            assert_eq!(sampled(found[0]), Some(8.0));
            places[(found[0] - rounds.start) as usize] += 1;
        }
        // 4,000 times one of eight, within four standard errors.
        let error = (4_000.0_f64 * 7.0 / 64.0).sqrt();
        assert!(places.iter().all(|count| (f64::from(*count) - 500.0).abs() < 4.0 * error), "{places:?}");
    }

    #[test]
    fn means_are_weighted_and_states_are_not_means() {
        let mut measured = Measured::new(vec![&NDCG, &COVERAGE], 2);
        assert_eq!(measured.now(), [0.0, 0.0]);
        measured.add(&NDCG, 0.5, 1.0);
        measured.set(&COVERAGE, 0.25);
        measured.keep();
        measured.add(&NDCG, 1.0, 3.0);
        measured.add(&CLICKS, 9.0, 1.0);
        measured.set(&COVERAGE, 0.75);
        measured.keep();
        assert_eq!(measured.kept(), [[0.5, 0.875], [0.25, 0.75]]);
        assert_eq!(measured.now(), [0.875, 0.75]);
    }
}
