//! MovieLens replayed: only ratings that someone really gave are earned.
//!
//! A logged rating is drawn, and the films on offer are among those that its user has rated (in the half of the
//! ratings that makes no taste: see `tastes`). So every choice has a known reward, the rating itself, and no round
//! is skipped. What this is not: the replay of Li, Chu, Langford and Wang (2011), which offers everything, keeps only
//! the rounds in which the agent chooses what was logged and is unbiased where the log was made at random. Users choose
//! what they watch and rate, MovieLens is no random log, and an agent that does well here does well among films that a
//! user has watched anyway.

use std::sync::{Arc, OnceLock};

use super::cards;
use super::offers::{ARMS, MOVIES, deal};
use super::reward::{REWARD, Reward, THRESHOLD};
use super::side_objectives::Films;
use super::tastes::Tastes;
use super::{BY_ID, DEMOGRAPHICS, ORDER};
use crate::data::factorization::{MovieOrder, RatingsMatrix};
use crate::data::kinds::ratings;
use crate::data::{DataUse, Dataset, Inputs};
use crate::descriptor::{Descriptor, Fact, Property, Values, words};
use crate::environment::objectives::SideObjectives;
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
    UserCard,
};
use crate::math::random::RngStream;

/// The MovieLens environment of logged ratings.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "movielens_replay",
        title: "MovieLens, real ratings",
        sentence: words(
            "A user arrives, only films that this user has rated are on offer, and the reward is the rating that was really given: nothing is predicted, but nothing is known of films that users did not choose to watch.",
        ),
        citation: words(
            "Harper and Konstan 2015, The MovieLens Datasets; Li, Chu, Langford and Wang 2011, Unbiased Offline Evaluation of Contextual-bandit-based News Article Recommendation Algorithms, for what this is not",
        ),
        facts: &[Fact::offers(Property::ArmFeatures)],
        parameters: &[MOVIES, ARMS, ORDER, REWARD, THRESHOLD, DEMOGRAPHICS],
    },
    // Stars or likes, as chosen.
    reward_unit: "",
    data: &[DataUse::required(&ratings::DESCRIPTOR)],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct Replay {
    ratings: Arc<Dataset>,
    /// Made when novelty or diversity is first asked for.
    films: OnceLock<Films>,
    tastes: Tastes,
    /// Index of each item's movie into the ratings.
    movies: Vec<usize>,
    /// Index of each user into the ratings.
    users: Vec<usize>,
    /// Item and reward of each logged rating, by user.
    log: Vec<(u32, f64)>,
    /// Where each user's log begins, and after the last user where it ends.
    offsets: Vec<usize>,
    reward: Reward,
    arms: usize,
}

fn build(values: &Values, data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    let environment = DESCRIPTOR.part.title;
    let ratings = ratings::needed(data, environment)?;
    let tastes = Tastes::new(environment, &ratings, values.switch(&DEMOGRAPHICS))?;
    let order = if values.chose(&ORDER, BY_ID) { MovieOrder::ById } else { MovieOrder::MostRated };
    let matrix = RatingsMatrix::new(&tastes.outcomes, order, values.count(&MOVIES));
    let reward = Reward::of(values);
    let (mut users, mut log, mut offsets, mut most) = (Vec::new(), Vec::new(), vec![0], 0);
    for (row, user) in matrix.users.iter().enumerate() {
        let rated = matrix.row(row);
        // Of one film there is nothing to choose.
        if rated.len() > 1 {
            users.push(*user);
            log.extend(rated.iter().map(|(item, stars)| (*item, reward.expectation(*stars, 0.0))));
            offsets.push(log.len());
            most = most.max(rated.len());
        }
    }
    if users.is_empty() {
        let reason = "no user has rated two of these movies: take more of them, or the most rated".to_owned();
        return Err(EnvironmentError::Unfit { environment, reason });
    }
    Ok(Arc::new(Replay {
        ratings,
        films: OnceLock::new(),
        tastes,
        movies: matrix.movies,
        users,
        log,
        offsets,
        reward,
        arms: values.count(&ARMS).min(most),
    }))
}

impl Environment for Replay {
    fn shape(&self) -> Shape {
        Shape {
            context: self.tastes.context_length,
            arm_features: self.tastes.film_length,
            arms: self.arms,
            items: self.movies.len(),
            rewards: self.reward.range(),
        }
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let longest = self.offsets.windows(2).map(|ends| ends[1] - ends[0]).max().unwrap_or(0);
        Box::new(ReplayEpisode {
            deck: Vec::with_capacity(longest),
            users: RngStream::new(master_seed, seed_index, "users"),
            arms: RngStream::new(master_seed, seed_index, "arms"),
            environment: self,
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        self.movies.get(item).map(|movie| cards::film(&self.ratings, *movie)).unwrap_or_default()
    }

    fn user(&self, round: &Round) -> Option<UserCard> {
        cards::user(&self.ratings, *self.users.get(round.user)?)
    }

    fn users(&self) -> usize {
        self.users.len()
    }

    fn side_objectives(&self, round: &Round, arm: usize) -> Option<SideObjectives> {
        let user = *self.users.get(round.user)?;
        let movie = *self.movies.get(*round.items.get(arm)? as usize)?;
        let films = self.films.get_or_init(|| Films::new(&self.ratings));
        Some(films.of(&self.ratings, user, movie))
    }

    fn fixed_tastes(&self) -> Option<&'static str> {
        Some("only ratings that were really given are earned")
    }

    fn remarks(&self) -> Vec<String> {
        vec![
            format!(
                "{} ratings by {} users of {} movies; every other rating of a user makes the taste and is not among them.",
                self.log.len(),
                self.users.len(),
                self.movies.len()
            ),
            "A user arrives as often as they have rated, and only what they have rated is on offer: this is no random log."
                .to_owned(),
        ]
    }
}

#[derive(Clone)]
struct ReplayEpisode {
    environment: Arc<Replay>,
    /// What the user of this round has rated.
    deck: Vec<(u32, f64)>,
    users: RngStream,
    arms: RngStream,
}

impl Episode for ReplayEpisode {
    fn next(&mut self, round: &mut Round) {
        let environment = &self.environment;
        let logged = self.users.below(environment.log.len());
        round.user = environment.offsets.partition_point(|start| *start <= logged) - 1;
        round.context.copy_from_slice(environment.tastes.context(environment.users[round.user]));
        self.deck.clear();
        self.deck.extend_from_slice(
            &environment.log[environment.offsets[round.user]..environment.offsets[round.user + 1]],
        );
        deal(&mut self.deck, environment.arms, &mut self.arms);
        self.deck.truncate(environment.arms);
        round.items.clear();
        round.expectations.clear();
        round.arm_features.clear();
        for (item, reward) in &self.deck {
            round.items.push(*item);
            round.expectations.push(*reward);
            round.arm_features.extend_from_slice(environment.tastes.film(environment.movies[*item as usize]));
        }
        round.noise = Noise::Added(0.0);
    }
}
