//! Genres as topics, for slates that should not be more of the same.
//!
//! A film covers each of its genres by how well it is liked: the share of its ratings that are of so many stars or more,
//! counted as if there were one more that is and one more that is not. A user cares for genres by how the films that they
//! liked are spread over them, a film of several genres counting in equal parts; that adds up to 1. A film by itself
//! attracts with the sum of the products (Hiranandani et al. 2019, in spirit: there, too, topics are genres and
//! preferences are counted).
//!
//! Two features a film, for rankers that mix relevance and coverage: how well it is liked, and how often it was rated,
//! relative to the most rated one.

use std::sync::Arc;

use super::{LIKED, MOVIES, count_by_movie, fewer_movies, most_rated};
use crate::data::kinds::ratings;
use crate::data::{DataUse, Dataset, Inputs};
use crate::descriptor::{Choice, Descriptor, Fact, Kind, Parameter, Property, Values, words};
use crate::environment::movielens::cards;
use crate::environment::{EnvironmentError, ItemCard, UserCard};
use crate::math::random::RngStream;
use crate::math::vector::dot;
use crate::ranking::SlateShape;
use crate::ranking::environments::change::Change;
use crate::ranking::environments::steady::{Items, Steady};
use crate::ranking::environments::{
    Builder, SLOTS, SlateEnvironment, SlateEnvironmentDescriptor, SlateEpisode, SlateRound, plain_shape,
};

const ONE: &str = "one";
const ALL: &str = "all";

const USERS: Parameter = Parameter {
    name: "users",
    title: "Users",
    kind: Kind::Choice {
        options: &[
            Choice { id: ONE, title: "one, who comes again and again" },
            Choice { id: ALL, title: "another one each round" },
        ],
        default: ONE,
    },
    unit: "",
    help: words(
        "Whether each seed has one user to learn about, or all arrive in turn and bring what they care for as their context.",
    ),
};

/// Films that cover genres.
pub static DESCRIPTOR: SlateEnvironmentDescriptor = SlateEnvironmentDescriptor {
    part: Descriptor {
        id: "movielens_genre_slates",
        title: "MovieLens slates, by genres",
        sentence: words(
            "Films cover genres and a user cares for some of them; with the coverage cascade, more of the same attracts less.",
        ),
        citation: words(
            "Hiranandani et al. 2019, Cascading Linear Submodular Bandits; Harper and Konstan 2015, The MovieLens Datasets",
        ),
        facts: &[
            super::super::STEADY[0],
            super::super::STEADY[1],
            super::super::STEADY[2],
            Fact::offers(Property::Topics),
        ],
        parameters: &[MOVIES, SLOTS, LIKED, USERS],
    },
    data: &[DataUse::required(&ratings::DESCRIPTOR)],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

/// Features of a film.
const FEATURES: usize = 2;

struct Genres {
    ratings: Arc<Dataset>,
    movies: Vec<usize>,
    asked: usize,
    /// Indexes of the users who liked a film that has a genre.
    users: Vec<usize>,
    /// What they care for, row-major users x genres.
    preferences: Vec<f64>,
    topics: Vec<f64>,
    features: Vec<f64>,
    one_user: bool,
    shape: SlateShape,
}

fn build(values: &Values, data: &Inputs<'_>) -> Result<Arc<dyn SlateEnvironment>, EnvironmentError> {
    let environment = DESCRIPTOR.part.title;
    let ratings = ratings::needed(data, environment)?;
    let (asked, liked) = (values.count(&MOVIES), values.number(&LIKED));
    let movies = most_rated(&ratings, asked);
    let (users, preferences) = preferences(&ratings, liked);
    if users.is_empty() {
        let reason =
            "no one liked a movie that has a genre: take ratings with genres, or count fewer stars as liked";
        return Err(EnvironmentError::Unfit { environment, reason: reason.to_owned() });
    }
    let genres = ratings.genres().len();
    let likes = count_by_movie(&ratings, liked, |_| true);
    let counts = ratings.ratings_by_movie();
    let most = movies.first().map_or(1, |movie| counts[*movie]).max(1) as f64;
    let (mut topics, mut features) = (vec![0.0; movies.len() * genres], Vec::new());
    for (movie, row) in movies.iter().zip(topics.chunks_exact_mut(genres)) {
        let share = (likes[*movie] + 1.0) / (counts[*movie] as f64 + 2.0);
        features.extend([share, counts[*movie] as f64 / most]);
        ratings.movies()[*movie].genres.iter().for_each(|genre| row[usize::from(*genre)] = share);
    }
    let one_user = values.chose(&USERS, ONE);
    let context = if one_user { 0 } else { genres };
    let plain = plain_shape(movies.len(), values.count(&SLOTS));
    let shape = SlateShape { features: FEATURES, topics: genres, context, ..plain };
    Ok(Arc::new(Genres { asked, users, preferences, topics, features, one_user, shape, movies, ratings }))
}

/// The users who liked a film that has a genre, and how those films are spread over genres, row-major.
fn preferences(ratings: &Dataset, liked: f64) -> (Vec<usize>, Vec<f64>) {
    let genres = ratings.genres().len();
    let (mut users, mut preferences) = (Vec::new(), Vec::new());
    for user in 0..ratings.users().len() {
        let mut row = vec![0.0; genres];
        for rating in ratings.ratings_of(user) {
            let own = &ratings.movies()[rating.movie as usize].genres;
            if f64::from(rating.half_stars) / 2.0 >= liked {
                own.iter().for_each(|genre| row[usize::from(*genre)] += 1.0 / own.len() as f64);
            }
        }
        let sum: f64 = row.iter().sum();
        if sum > 0.0 {
            users.push(user);
            preferences.extend(row.iter().map(|count| count / sum));
        }
    }
    (users, preferences)
}

impl Genres {
    fn preferences(&self, user: usize) -> &[f64] {
        &self.preferences[user * self.shape.topics..(user + 1) * self.shape.topics]
    }

    /// Attraction of each film by itself.
    fn attract(&self, user: usize, attractions: &mut [f64]) {
        let preferences = self.preferences(user);
        let rows = self.topics.chunks_exact(self.shape.topics);
        for (attraction, row) in attractions.iter_mut().zip(rows) {
            *attraction = dot(row, preferences).min(1.0);
        }
    }
}

impl SlateEnvironment for Genres {
    fn shape(&self) -> SlateShape {
        self.shape.clone()
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn SlateEpisode> {
        let mut users = RngStream::new(master_seed, seed_index, "users");
        if !self.one_user {
            return Box::new(GenresEpisode { users, environment: self });
        }
        let user = users.below(self.users.len());
        let mut attractions = vec![0.0; self.movies.len()];
        self.attract(user, &mut attractions);
        let items = Items {
            attractions,
            features: self.features.clone(),
            topics: self.topics.clone(),
            preferences: self.preferences(user).to_vec(),
            user,
        };
        Box::new(Steady::new(items, Change::None, master_seed, seed_index))
    }

    fn item(&self, item: usize) -> ItemCard {
        self.movies.get(item).map_or_else(ItemCard::default, |movie| cards::film(&self.ratings, *movie))
    }

    fn user(&self, round: &SlateRound) -> Option<UserCard> {
        cards::user(&self.ratings, *self.users.get(round.user)?)
    }

    fn remarks(&self) -> Vec<String> {
        fewer_movies(self.asked, self.movies.len()).into_iter().collect()
    }
}

#[derive(Clone)]
struct GenresEpisode {
    environment: Arc<Genres>,
    users: RngStream,
}

impl SlateEpisode for GenresEpisode {
    fn next(&mut self, round: &mut SlateRound) {
        let environment = &self.environment;
        round.number += 1;
        round.user = self.users.below(environment.users.len());
        round.context.copy_from_slice(environment.preferences(round.user));
        round.preferences.copy_from_slice(environment.preferences(round.user));
        environment.attract(round.user, &mut round.attractions);
        round.attractions_changed();
        if round.number == 1 {
            round.topics.copy_from_slice(&environment.topics);
            round.features.copy_from_slice(&environment.features);
            round.features_changed();
        }
    }
}
