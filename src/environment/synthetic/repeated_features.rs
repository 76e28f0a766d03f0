//! Arms described by lists of words whose lengths differ, as films are by their genres.
//!
//! A list becomes features by its mean: with each word a vector that is 1 at its own place and 0 elsewhere, an arm's features are the
//! share of each word in its list. The first layer of a network on such features is a table of embeddings, one column a word, and
//! gives the mean of those of the list: what TF-Agents' networks make of repeated features by an embedding with the
//! combiner "mean". A linear model learns what a word is worth.

use std::sync::Arc;

use super::parts::{ARMS, DIMENSION, NOISE, THREE_DEVIATIONS, draw_direction};
use crate::data::Inputs;
use crate::descriptor::{Descriptor, Fact, Kind, Parameter, Property, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::math::random::RngStream;
use crate::math::vector::dot;

const WORDS: Parameter = Parameter {
    name: "words",
    title: "Words",
    kind: Kind::Integer { minimum: 1, maximum: 256, default: 20, scale: Scale::Logarithmic },
    unit: "",
    help: words("How many words there are; an arm has as many features, the share of each word in its list."),
};

const LONGEST: Parameter = Parameter {
    name: "longest",
    title: "Longest list",
    kind: Kind::Integer { minimum: 1, maximum: 30, default: 5, scale: Scale::Linear },
    unit: "words",
    help: words("A list has from 1 to so many words, drawn for each round."),
};

const TASTE: Parameter = Parameter {
    name: "taste",
    title: "Taste",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.0, scale: Scale::Linear },
    unit: "share",
    help: words("How much of a word's worth depends on the context; the rest is the same in every round."),
};

const VARYING: Parameter = Parameter {
    name: "varying",
    title: "Varying number of arms",
    kind: Kind::Switch { default: true },
    unit: "",
    help: words("Each round offers from 1 arm to all of them, each number as likely; otherwise all of them."),
};

/// The environment of repeated features.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "repeated_features",
        title: "Synthetic, arms as lists of words",
        sentence: words(
            "Every round brings arms described by lists of words of different lengths; an arm is worth the mean of its words, and its features are the words' shares.",
        ),
        citation: words("TensorFlow, embedding_lookup_sparse with the combiner mean"),
        facts: &[Fact::offers(Property::ArmFeatures)],
        parameters: &[ARMS, DIMENSION, WORDS, LONGEST, TASTE, VARYING, NOISE],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct RepeatedFeatures {
    arms: usize,
    dimension: usize,
    words: usize,
    longest: usize,
    taste: f64,
    varying: bool,
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    Ok(Arc::new(RepeatedFeatures {
        arms: values.count(&ARMS),
        dimension: values.count(&DIMENSION),
        words: values.count(&WORDS),
        longest: values.count(&LONGEST),
        taste: values.number(&TASTE),
        varying: values.switch(&VARYING),
        noise: values.number(&NOISE),
    }))
}

impl Environment for RepeatedFeatures {
    fn shape(&self) -> Shape {
        Shape {
            context: self.dimension,
            arm_features: self.words,
            arms: self.arms,
            items: self.arms,
            rewards: THREE_DEVIATIONS,
        }
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let stream = |purpose| RngStream::new(master_seed, seed_index, purpose);
        let mut weights = stream("weights");
        let mut worths = vec![0.0; self.words];
        weights.normals(&mut worths);
        let mut tastes = vec![0.0; self.words * self.dimension];
        tastes.chunks_exact_mut(self.dimension).for_each(|taste| draw_direction(&mut weights, taste));
        Box::new(RepeatedEpisode {
            now: vec![0.0; self.words],
            worths,
            tastes,
            users: stream("users"),
            arms: stream("arms"),
            rewards: stream("rewards"),
            environment: self,
        })
    }

    /// An arm here is no more than a place in the list: another list of words every round.
    fn item(&self, item: usize) -> ItemCard {
        ItemCard::arm(item)
    }

    fn fixed_tastes(&self) -> Option<&'static str> {
        Some("every round brings other arms")
    }
}

#[derive(Clone)]
struct RepeatedEpisode {
    environment: Arc<RepeatedFeatures>,
    /// What each word is worth in any context.
    worths: Vec<f64>,
    /// What each word is worth more with each context feature: row-major words x context features, rows of length 1.
    tastes: Vec<f64>,
    /// What each word is worth in the context of the round.
    now: Vec<f64>,
    users: RngStream,
    arms: RngStream,
    rewards: RngStream,
}

impl Episode for RepeatedEpisode {
    fn next(&mut self, round: &mut Round) {
        let RepeatedFeatures { arms, dimension, words, longest, taste, varying, noise } = *self.environment;
        self.users.normals(&mut round.context);
        let of_word = self.worths.iter().zip(self.tastes.chunks_exact(dimension));
        for (now, (worth, tastes)) in self.now.iter_mut().zip(of_word) {
            *now = (1.0 - taste) * worth + taste * dot(tastes, &round.context);
        }
        let offered = if varying { 1 + self.arms.below(arms) } else { arms };
        round.items.clear();
        round.expectations.clear();
        round.arm_features.clear();
        round.arm_features.resize(offered * words, 0.0);
        for (arm, features) in round.arm_features.chunks_exact_mut(words).enumerate() {
            let length = 1 + self.arms.below(longest);
            for _ in 0..length {
                features[self.arms.below(words)] += 1.0;
            }
            features.iter_mut().for_each(|count| *count /= length as f64);
            round.items.push(arm as u32);
            round.expectations.push(dot(&self.now, features));
        }
        round.noise = Noise::Added(noise * self.rewards.normal());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(longest: usize, taste: f64, varying: bool) -> Arc<RepeatedFeatures> {
        Arc::new(RepeatedFeatures { arms: 4, dimension: 3, words: 6, longest, taste, varying, noise: 0.0 })
    }

    fn rounds(environment: &Arc<RepeatedFeatures>, count: usize) -> Vec<Round> {
        let mut episode = environment.clone().episode(5, 0);
        let mut round = Round::new(&environment.shape());
        let next = |_| {
            episode.next(&mut round);
            round.clone()
        };
        (0..count).map(next).collect()
    }

    /// Shares are whole counts over a length of at most the longest list and add up to one; each length, each word and each
    /// number of arms comes as often as it should, within four standard errors.
    #[test]
    fn lists_vary_in_length_and_arms_in_number() {
        let (mut arms, mut shares) = ([0.0_f64; 5], [0.0_f64; 6]);
        let all = rounds(&environment(3, 0.0, true), 8_000);
        for round in &all {
            arms[round.items.len()] += 1.0;
            for features in round.arm_features.chunks_exact(6) {
                assert!((features.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                let is_of = |length: f64| {
                    features.iter().all(|share| (share * length - (share * length).round()).abs() < 1e-9)
                };
                assert!(is_of(1.0) || is_of(2.0) || is_of(3.0), "{features:?}");
                shares.iter_mut().zip(features).for_each(|(sum, share)| *sum += share);
            }
        }
        assert_eq!(arms[0], 0.0);
        assert!(arms[1..].iter().all(|count| (count - 2_000.0).abs() < 4.0 * 1_500.0_f64.sqrt()), "{arms:?}");
        let lists: f64 = arms.iter().enumerate().map(|(count, times)| count as f64 * times).sum();
        // The variance of a share is at most that of a list of one word.
        let error = (lists * (1.0 / 6.0) * (5.0 / 6.0)).sqrt();
        assert!(shares.iter().all(|sum| (sum - lists / 6.0).abs() < 4.0 * error), "{shares:?}");
        assert!(rounds(&environment(3, 0.0, false), 50).iter().all(|round| round.items.len() == 4));
    }

    /// What an arm is worth, by hand: the mean of its words, here with lists of one word, told by rounds with the same word.
    #[test]
    fn a_word_is_worth_the_same_in_every_round_without_taste() {
        let worth_of = |round: &Round| {
            let words = round.arm_features.chunks_exact(6);
            let place = |features: &[f64]| features.iter().position(|share| *share == 1.0).expect("one word");
            words.map(place).zip(round.expectations.clone()).collect::<Vec<(usize, f64)>>()
        };
        let mut known = [None; 6];
        for (word, worth) in rounds(&environment(1, 0.0, true), 300).iter().flat_map(worth_of) {
            assert_eq!(*known[word].get_or_insert(worth), worth);
        }
        assert!(known.iter().all(Option::is_some));
        let mut with_taste = std::collections::BTreeSet::new();
        for (word, worth) in rounds(&environment(1, 1.0, true), 50).iter().flat_map(worth_of) {
            with_taste.insert((word, worth.to_bits()));
        }
        assert!(with_taste.len() > 50, "with taste a word's worth depends on the context");
    }

    /// Lists of several words: the mean of what the words are worth alone.
    #[test]
    fn an_arm_is_worth_the_mean_of_its_words() {
        let mut worths = vec![0.0; 6];
        RngStream::new(5, 0, "weights").normals(&mut worths);
        for round in rounds(&environment(4, 0.0, true), 50) {
            for (features, expectation) in round.arm_features.chunks_exact(6).zip(&round.expectations) {
                assert!((dot(features, &worths) - expectation).abs() < 1e-12);
            }
        }
    }
}
