//! The per-arm MovieLens environment: every round offers other movies, and each is described by features of its own.

use std::sync::Arc;

use super::offers::{ARMS, MOVIES, deal};
use super::{DEMOGRAPHICS, FACTORIZATION, NOISE, ORDER, Prepared, RANK, STARS, prepare};
use crate::data::kinds::ratings;
use crate::data::{DataUse, Inputs};
use crate::descriptor::{Descriptor, Fact, Property, Values, words};
use crate::environment::objectives::SideObjectives;
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
    UserCard,
};
use crate::math::random::RngStream;
use crate::progress::Tell;

/// The MovieLens environment with arm features.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "movielens_per_arm",
        title: "MovieLens, per arm",
        sentence: words(
            "Each round offers other movies, described by features, and the reward is the rating that the factorized ratings predict; what is learned about one movie can carry over to others.",
        ),
        citation: words(
            "TF-Agents, MovieLensPerArmPyEnvironment; Harper and Konstan 2015, The MovieLens Datasets",
        ),
        facts: &[Fact::offers(Property::ArmFeatures)],
        parameters: &[MOVIES, ARMS, ORDER, RANK, FACTORIZATION, NOISE, DEMOGRAPHICS],
    },
    reward_unit: "stars",
    data: &[DataUse::required(&ratings::DESCRIPTOR)],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct PerArm {
    prepared: Prepared,
    /// Arms that were asked for.
    asked: usize,
    arms: usize,
    /// Features of a movie: its factors, then its bias where the factorization has biases.
    feature_length: usize,
}

fn build(values: &Values, data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    let environment = DESCRIPTOR.part.title;
    let ratings = ratings::needed(data, environment)?;
    let prepared = prepare(environment, values.count(&MOVIES), values, &ratings)?;
    let asked = values.count(&ARMS);
    let arms = asked.min(prepared.movies());
    let feature_length = prepared.factors.rank() + usize::from(prepared.factors.has_biases());
    Ok(Arc::new(PerArm { prepared, asked, arms, feature_length }))
}

impl Environment for PerArm {
    fn shape(&self) -> Shape {
        Shape {
            context: self.prepared.context_length,
            arm_features: self.feature_length,
            arms: self.arms,
            items: self.prepared.movies(),
            rewards: STARS,
        }
    }

    fn prepare(&self, for_remarks: bool, tell: &mut Tell<'_>) {
        self.prepared.factors.prepare(for_remarks, tell);
    }

    fn factors(&self) -> Option<Vec<u8>> {
        self.prepared.factors.to_bytes()
    }

    fn adopt(&self, factors: &[u8]) -> bool {
        self.prepared.factors.adopt(factors)
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        Box::new(PerArmEpisode {
            deck: (0..self.prepared.movies() as u32).collect(),
            users: RngStream::new(master_seed, seed_index, "users"),
            arms: RngStream::new(master_seed, seed_index, "arms"),
            rewards: RngStream::new(master_seed, seed_index, "rewards"),
            environment: self,
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        self.prepared.item(item)
    }

    fn user(&self, round: &Round) -> Option<UserCard> {
        self.prepared.user(round)
    }

    fn users(&self) -> usize {
        self.prepared.users()
    }

    fn side_objectives(&self, round: &Round, arm: usize) -> Option<SideObjectives> {
        self.prepared.side_objectives(round, arm)
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = self.prepared.remarks();
        if self.arms < self.asked {
            remarks.push(format!(
                "There are no {} movies to offer, so each round offers all {}.",
                self.asked, self.arms
            ));
        }
        remarks
    }
}

#[derive(Clone)]
struct PerArmEpisode {
    environment: Arc<PerArm>,
    /// All movies, in the order in which earlier rounds have left them.
    deck: Vec<u32>,
    users: RngStream,
    arms: RngStream,
    rewards: RngStream,
}

impl Episode for PerArmEpisode {
    fn next(&mut self, round: &mut Round) {
        let environment = &self.environment;
        let prepared = &environment.prepared;
        round.user = self.users.below(prepared.users());
        prepared.write_context(round.user, &mut round.context);
        let factors = prepared.factors.get();
        deal(&mut self.deck, environment.arms, &mut self.arms);
        let features = round.arm_features.chunks_exact_mut(environment.feature_length);
        for (slot, (item, features)) in self.deck.iter().zip(features).enumerate() {
            let movie = *item as usize;
            round.items[slot] = *item;
            round.expectations[slot] = prepared.expectation(round.user, movie);
            let (taste, bias) = features.split_at_mut(factors.rank);
            taste.copy_from_slice(factors.movie_vector(movie));
            bias.fill(factors.movie_biases[movie]);
        }
        round.noise =
            Noise::Added(if prepared.noise > 0.0 { prepared.noise * self.rewards.normal() } else { 0.0 });
    }

    fn expectation_off_offer(&self, round: &Round, item: u32) -> Option<f64> {
        Some(self.environment.prepared.expectation(round.user, item as usize))
    }
}
