//! MovieLens described by what anyone can read: genres, years and popularity instead of latent features.

use std::sync::Arc;

use super::offers::{ARMS, MOVIES, deal};
use super::reward::{REWARD, Reward, THRESHOLD};
use super::tastes::Tastes;
use super::{DEMOGRAPHICS, FACTORIZATION, NOISE, OBSERVED, ORDER, Prepared, RANK, prepare};
use crate::data::kinds::ratings;
use crate::data::{DataUse, Inputs};
use crate::descriptor::{Descriptor, Fact, Property, Value, Values, words};
use crate::environment::objectives::SideObjectives;
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Round, Seen, Shape,
    UserCard,
};
use crate::math::random::RngStream;
use crate::progress::Tell;

/// The MovieLens environment with readable features.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "movielens_features",
        title: "MovieLens, genres and years",
        sentence: words(
            "Users are described by the genres and years they like, films by genres, year and popularity; the reward is the rating that alternating least squares predicts from other ratings than those that make the taste.",
        ),
        citation: words(
            "Harper and Konstan 2015, The MovieLens Datasets; Zhou, Wilkinson, Schreiber and Pan 2008, Large-Scale Parallel Collaborative Filtering for the Netflix Prize",
        ),
        facts: &[Fact::offers(Property::ArmFeatures)],
        parameters: &[MOVIES, ARMS, ORDER, REWARD, THRESHOLD, RANK, NOISE, DEMOGRAPHICS],
    },
    // Stars or likes, as chosen.
    reward_unit: "",
    data: &[DataUse::required(&ratings::DESCRIPTOR)],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct Features {
    prepared: Prepared,
    tastes: Tastes,
    reward: Reward,
    asked: usize,
    arms: usize,
}

fn build(values: &Values, data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    let environment = DESCRIPTOR.part.title;
    let ratings = ratings::needed(data, environment)?;
    let tastes = Tastes::new(environment, &ratings, values.switch(&DEMOGRAPHICS))?;
    // Zero stars for what is not rated would make most predictions about zero, and nothing a like.
    let mut observed = values.clone();
    observed.set(&FACTORIZATION, Value::Choice(OBSERVED.to_owned()));
    let mut prepared = prepare(environment, values.count(&MOVIES), &observed, &tastes.outcomes)?;
    // Who a user is and how popular a film is follows from all ratings.
    prepared.ratings = ratings;
    let asked = values.count(&ARMS);
    let arms = asked.min(prepared.movies());
    Ok(Arc::new(Features { prepared, tastes, reward: Reward::of(values), asked, arms }))
}

impl Environment for Features {
    fn shape(&self) -> Shape {
        Shape {
            context: self.tastes.context_length,
            arm_features: self.tastes.film_length,
            arms: self.arms,
            items: self.prepared.movies(),
            rewards: self.reward.range(),
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
        let stream = |purpose| RngStream::new(master_seed, seed_index, purpose);
        Box::new(FeaturesEpisode {
            deck: (0..self.prepared.movies() as u32).collect(),
            users: stream("users"),
            arms: stream("arms"),
            rewards: stream("rewards"),
            environment: self,
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        self.prepared.item(item)
    }

    fn user(&self, round: &Round) -> Option<UserCard> {
        self.prepared.user(round)
    }

    fn seen(&self, round: &Round) -> Option<Seen> {
        Some(super::words::seen(&self.tastes, self.prepared.ratings.genres(), round))
    }

    fn users(&self) -> usize {
        self.prepared.users()
    }

    fn side_objectives(&self, round: &Round, arm: usize) -> Option<SideObjectives> {
        self.prepared.side_objectives(round, arm)
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = self.prepared.remarks();
        remarks.push(
            "Every other rating of a user makes the taste, the rest the rewards; the ratings have no times."
                .to_owned(),
        );
        if self.arms < self.asked {
            let (asked, arms) = (self.asked, self.arms);
            remarks.push(format!("There are no {asked} movies to offer, so each round offers all {arms}."));
        }
        remarks
    }
}

#[derive(Clone)]
struct FeaturesEpisode {
    environment: Arc<Features>,
    /// All movies, in the order in which earlier rounds have left them.
    deck: Vec<u32>,
    users: RngStream,
    arms: RngStream,
    rewards: RngStream,
}

impl Episode for FeaturesEpisode {
    fn next(&mut self, round: &mut Round) {
        let Features { prepared, tastes, reward, arms, .. } = &*self.environment;
        round.user = self.users.below(prepared.users());
        round.context.copy_from_slice(tastes.context(prepared.factors.users()[round.user]));
        deal(&mut self.deck, *arms, &mut self.arms);
        let features = round.arm_features.chunks_exact_mut(tastes.film_length);
        for (slot, (item, features)) in self.deck.iter().zip(features).enumerate() {
            let movie = *item as usize;
            round.items[slot] = *item;
            features.copy_from_slice(tastes.film(prepared.factors.movies()[movie]));
            round.expectations[slot] =
                reward.expectation(prepared.expectation(round.user, movie), prepared.noise);
        }
        round.noise = reward.numbers_of_round(prepared.noise, &mut self.rewards);
    }

    fn expectation_off_offer(&self, round: &Round, item: u32) -> Option<f64> {
        let Features { prepared, reward, .. } = &*self.environment;
        Some(reward.expectation(prepared.expectation(round.user, item as usize), prepared.noise))
    }
}
