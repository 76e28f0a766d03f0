//! Personal taste: each round another user arrives, and a film attracts by the rating that it is predicted to get.
//!
//! Ratings are factorized (alternating least squares with biases); a predicted rating r becomes the attraction
//! 1 / (1 + exp(-slope (r - middle))). The context is the user's vector and bias. Features of a film are either its own
//! vector and bias, which stay, or the products of its vector with the user's, entry by entry, the two biases and a 1,
//! of which the rating is a linear function; those change with the user (Li, Wang, Zhang and Chen 2016, for features that
//! depend on the user). Either is scaled so that the longest has length 1.

use std::sync::{Arc, OnceLock};

use super::{MOVIES, fewer_movies, to_unit_length};
use crate::data::factorization::{Factorization, LazyFactors, MovieOrder};
use crate::data::kinds::ratings;
use crate::data::{DataUse, Dataset, Inputs};
use crate::descriptor::{Choice, Descriptor, Fact, Kind, Parameter, Property, Scale, Values, words};
use crate::environment::movielens::cards;
use crate::environment::{EnvironmentError, ItemCard, UserCard};
use crate::math::random::RngStream;
use crate::math::vector::dot;
use crate::progress::{Tell, Work};
use crate::ranking::SlateShape;
use crate::ranking::environments::{
    Builder, SLOTS, SlateEnvironment, SlateEnvironmentDescriptor, SlateEpisode, SlateRound, plain_shape,
};

const RANK: Parameter = Parameter {
    name: "rank",
    title: "Rank",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 10, scale: Scale::Logarithmic },
    unit: "features",
    help: words("How many numbers describe a user's taste, and a movie, after the ratings are factorized."),
};

const MIDDLE: Parameter = Parameter {
    name: "middle",
    title: "Middle",
    kind: Kind::Number { minimum: 0.0, maximum: 6.0, default: 4.5, scale: Scale::Linear },
    unit: "stars",
    help: words("A movie that the user is predicted to give so many stars attracts half of the time."),
};

const SLOPE: Parameter = Parameter {
    name: "slope",
    title: "Slope",
    kind: Kind::Number { minimum: 0.0, maximum: 20.0, default: 2.0, scale: Scale::Linear },
    unit: "a star",
    help: words("How much a star more adds to the log odds of attracting: 0 makes all movies alike."),
};

/// Share of the preparation that is the factorization.
const FACTORIZING: f64 = 0.9;

const OWN: &str = "own";
const PRODUCTS: &str = "products";

const FEATURES: Parameter = Parameter {
    name: "features",
    title: "Features of a movie",
    kind: Kind::Choice {
        options: &[
            Choice { id: PRODUCTS, title: "its taste times the user's" },
            Choice { id: OWN, title: "its own, regardless of the user" },
        ],
        default: PRODUCTS,
    },
    unit: "",
    help: words(
        "With products a linear ranker can learn what each user likes; with a movie's own features, only what users like on average.",
    ),
};

/// Films by personal taste.
pub static DESCRIPTOR: SlateEnvironmentDescriptor = SlateEnvironmentDescriptor {
    part: Descriptor {
        id: "movielens_taste_slates",
        title: "MovieLens slates, by taste",
        sentence: words(
            "A MovieLens user arrives, described by taste, and films attract by how well that user is predicted to rate them.",
        ),
        citation: words(
            "Harper and Konstan 2015, The MovieLens Datasets; Koren, Bell and Volinsky 2009, Matrix Factorization Techniques",
        ),
        facts: &[
            Fact::offers(Property::ItemFeatures),
            Fact::offers(Property::FeaturesOrFewItems),
            Fact::offers(Property::SteadyFeatures).with(&FEATURES, OWN),
        ],
        parameters: &[MOVIES, SLOTS, RANK, MIDDLE, SLOPE, FEATURES],
    },
    data: &[DataUse::required(&ratings::DESCRIPTOR)],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct Taste {
    ratings: Arc<Dataset>,
    factors: LazyFactors,
    asked: usize,
    middle: f64,
    slope: f64,
    shape: SlateShape,
    /// Whether features are a film's own.
    has_own: bool,
    scaled: OnceLock<Scaled>,
}

/// Features, or what they are multiplied by: known once the ratings are factorized.
struct Scaled {
    /// A film's own features, row-major, where those are taken.
    own: Vec<f64>,
    /// What products are multiplied by, where those are taken.
    scale: f64,
}

fn build(values: &Values, data: &Inputs<'_>) -> Result<Arc<dyn SlateEnvironment>, EnvironmentError> {
    let environment = DESCRIPTOR.part.title;
    let ratings = ratings::needed(data, environment)?;
    let asked = values.count(&MOVIES);
    let factors = LazyFactors::least_squares(&ratings, MovieOrder::MostRated, asked, values.count(&RANK));
    if factors.users().is_empty() {
        let reason = "no user has rated any of these movies: take more of them".to_owned();
        return Err(EnvironmentError::Unfit { environment, reason });
    }
    let rank = factors.rank();
    let has_own = values.chose(&FEATURES, OWN);
    let plain = plain_shape(factors.movies().len(), values.count(&SLOTS));
    Ok(Arc::new(Taste {
        asked,
        middle: values.number(&MIDDLE),
        slope: values.number(&SLOPE),
        shape: SlateShape {
            context: rank + 1,
            features: rank + if has_own { 1 } else { 3 },
            features_vary: !has_own,
            ..plain
        },
        has_own,
        scaled: OnceLock::new(),
        factors,
        ratings,
    }))
}

impl Taste {
    fn scaled(&self) -> &Scaled {
        self.scaled.get_or_init(|| self.scale(&mut |_| ()))
    }

    fn scale(&self, tell: &mut dyn FnMut(f64)) -> Scaled {
        let factors = self.factors.get();
        if !self.has_own {
            return Scaled { own: Vec::new(), scale: 1.0 / longest_products(factors, tell) };
        }
        let mut own = Vec::new();
        for movie in 0..factors.movies.len() {
            own.extend_from_slice(factors.movie_vector(movie));
            own.push(factors.movie_biases[movie]);
        }
        to_unit_length(&mut own, factors.rank + 1);
        Scaled { own, scale: 1.0 }
    }

    /// Products of the user's vector with the movie's, both biases and a 1, times the scale.
    fn products(&self, user: usize, movie: usize, features: &mut [f64]) {
        let (factors, scale) = (self.factors.get(), self.scaled().scale);
        let vectors = factors.user_vector(user).iter().zip(factors.movie_vector(movie));
        let others = [factors.user_biases[user], factors.movie_biases[movie], 1.0];
        let entries = vectors.map(|(taste, film)| taste * film).chain(others);
        features.iter_mut().zip(entries).for_each(|(feature, entry)| *feature = scale * entry);
    }

    fn attraction(&self, user: usize, movie: usize) -> f64 {
        1.0 / (1.0 + libm::exp(-self.slope * (self.factors.get().rating(user, movie) - self.middle)))
    }
}

/// Length of the longest products of any user and movie.
fn longest_products(factors: &Factorization, tell: &mut dyn FnMut(f64)) -> f64 {
    let (users, movies) = (factors.users.len(), factors.movies.len());
    let squares = |vector: &[f64]| -> Vec<f64> { vector.iter().map(|entry| entry * entry).collect() };
    let films: Vec<f64> = (0..movies).flat_map(|movie| squares(factors.movie_vector(movie))).collect();
    let mut work = Work::new(users as u64, tell);
    let mut longest = 0.0_f64;
    for user in 0..users {
        let taste = squares(factors.user_vector(user));
        for (film, bias) in films.chunks_exact(factors.rank).zip(&factors.movie_biases) {
            longest = longest.max(dot(&taste, film) + bias * bias + factors.user_biases[user].powi(2) + 1.0);
        }
        work.add(1);
    }
    longest.sqrt()
}

impl SlateEnvironment for Taste {
    fn shape(&self) -> SlateShape {
        self.shape.clone()
    }

    fn prepare(&self, for_remarks: bool, tell: &mut Tell<'_>) {
        self.factors.prepare(for_remarks, &mut |task, share| tell(task, FACTORIZING * share));
        let scaling = &mut |share| tell("scaling the features", FACTORIZING + (1.0 - FACTORIZING) * share);
        self.scaled.get_or_init(|| self.scale(scaling));
    }

    fn factors(&self) -> Option<Vec<u8>> {
        self.factors.to_bytes()
    }

    fn adopt(&self, factors: &[u8]) -> bool {
        self.factors.adopt(factors)
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn SlateEpisode> {
        Box::new(TasteEpisode { users: RngStream::new(master_seed, seed_index, "users"), environment: self })
    }

    fn item(&self, item: usize) -> ItemCard {
        let movie = self.factors.movies().get(item);
        movie.map_or_else(ItemCard::default, |movie| cards::film(&self.ratings, *movie))
    }

    fn user(&self, round: &SlateRound) -> Option<UserCard> {
        cards::user(&self.ratings, *self.factors.users().get(round.user)?)
    }

    fn remarks(&self) -> Vec<String> {
        let error = self.factors.held_out_rmse().map(|error| {
            format!("The factorization predicts ratings that it has not seen with an error of {error:.3} stars (root mean square on a held-out tenth).")
        });
        fewer_movies(self.asked, self.factors.movies().len()).into_iter().chain(error).collect()
    }
}

#[derive(Clone)]
struct TasteEpisode {
    environment: Arc<Taste>,
    users: RngStream,
}

impl SlateEpisode for TasteEpisode {
    fn next(&mut self, round: &mut SlateRound) {
        let environment = &self.environment;
        round.number += 1;
        round.user = self.users.below(environment.factors.users().len());
        let factors = environment.factors.get();
        round.context[..factors.rank].copy_from_slice(factors.user_vector(round.user));
        round.context[factors.rank] = factors.user_biases[round.user];
        for (movie, attraction) in round.attractions.iter_mut().enumerate() {
            *attraction = environment.attraction(round.user, movie);
        }
        round.attractions_changed();
        if environment.has_own {
            if round.number == 1 {
                round.features.copy_from_slice(&environment.scaled().own);
                round.features_changed();
            }
            return;
        }
        for (movie, features) in round.features.chunks_exact_mut(environment.shape.features).enumerate() {
            environment.products(round.user, movie, features);
        }
        round.features_changed();
    }
}
