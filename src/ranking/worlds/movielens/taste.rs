//! Personal taste: each round another user comes by, and a film attracts by the rating that it is predicted to get.
//!
//! Ratings are factorized (alternating least squares with biases); a predicted rating r becomes the attraction
//! 1 / (1 + exp(-slope (r - middle))). The context is the user's vector and bias. Features of a film are either its own
//! vector and bias, which stay, or the products of its vector with the user's, entry by entry, the two biases and a 1,
//! of which the rating is a linear function; those change with the user (Li, Wang, Zhang and Chen 2016, for features that
//! depend on the user). Either is scaled so that the longest has length 1.

use std::sync::Arc;

use super::{MOVIES, fewer_movies, needed, to_unit_length};
use crate::data::Dataset;
use crate::data::factorization::{Factorization, MovieOrder, alternating_least_squares};
use crate::declaration::{Choice, Kind, Parameter, Part, Scale, Values};
use crate::ranking::SlateShape;
use crate::ranking::worlds::{Declaration, SLOTS, SlateCourse, SlateRound, SlateWorld, plain_shape};
use crate::stream::Stream;
use crate::vector::dot;
use crate::world::movielens::cards;
use crate::world::{ItemCard, UserCard, WorldError};

const RANK: Parameter = Parameter {
    name: "rank",
    title: "Rank",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 10, scale: Scale::Logarithmic },
    unit: "features",
    help: "How many numbers describe a user's taste, and a movie, after the ratings are factorized.",
};

const MIDDLE: Parameter = Parameter {
    name: "middle",
    title: "Middle",
    kind: Kind::Number { minimum: 0.0, maximum: 6.0, default: 4.5, scale: Scale::Linear },
    unit: "stars",
    help: "A movie that the user is predicted to give so many stars attracts half of the time.",
};

const SLOPE: Parameter = Parameter {
    name: "slope",
    title: "Slope",
    kind: Kind::Number { minimum: 0.0, maximum: 20.0, default: 2.0, scale: Scale::Linear },
    unit: "a star",
    help: "How much a star more adds to the log odds of attracting: 0 makes all movies alike.",
};

const OWN: &str = "own";
const PRODUCTS: &str = "products";

const FEATURES: Parameter = Parameter {
    name: "features",
    title: "Features of a movie",
    kind: Kind::Choice {
        options: &[
            Choice { id: PRODUCTS, title: "its taste times the user's" },
            Choice { id: OWN, title: "its own, whoever comes by" },
        ],
        default: PRODUCTS,
    },
    unit: "",
    help: "With products a linear ranker can learn what each user likes; with a movie's own features, only what users like on average.",
};

/// Films by personal taste.
pub static DECLARATION: Declaration = Declaration {
    part: Part {
        id: "movielens_taste_slates",
        title: "MovieLens slates, by taste",
        sentence: "A MovieLens user comes by, described by taste, and films attract by how well that user is predicted to rate them.",
        citation: "Harper and Konstan 2015, The MovieLens Datasets; Koren, Bell and Volinsky 2009, Matrix Factorization Techniques",
        parameters: &[MOVIES, SLOTS, RANK, MIDDLE, SLOPE, FEATURES],
    },
    needs_ratings: true,
    build,
};

struct Taste {
    ratings: Arc<Dataset>,
    factors: Factorization,
    asked: usize,
    middle: f64,
    slope: f64,
    shape: SlateShape,
    /// A film's own features, row-major, where those are taken.
    own: Vec<f64>,
    /// What products are multiplied by, where those are taken.
    scale: f64,
}

fn build(values: &Values, ratings: Option<&Arc<Dataset>>) -> Result<Arc<dyn SlateWorld>, WorldError> {
    let world = DECLARATION.part.title;
    let ratings = needed(world, ratings)?;
    let asked = values.count(&MOVIES);
    let rank = values.count(&RANK);
    let factors =
        alternating_least_squares(&ratings, MovieOrder::MostRated, asked, rank, &Default::default());
    if factors.users.is_empty() {
        let reason = "no user has rated any of these movies: take more of them".to_owned();
        return Err(WorldError::Unfit { world, reason });
    }
    let (movies, rank) = (factors.movies.len(), factors.rank);
    let plain = plain_shape(movies, values.count(&SLOTS));
    let mut found = Taste {
        asked,
        middle: values.number(&MIDDLE),
        slope: values.number(&SLOPE),
        shape: SlateShape { context: rank + 1, ..plain },
        own: Vec::new(),
        scale: 1.0,
        factors,
        ratings,
    };
    if values.chose(&FEATURES, OWN) {
        for movie in 0..movies {
            found.own.extend_from_slice(found.factors.movie_vector(movie));
            found.own.push(found.factors.movie_biases[movie]);
        }
        to_unit_length(&mut found.own, rank + 1);
        found.shape.features = rank + 1;
    } else {
        found.shape = SlateShape { features: rank + 3, features_vary: true, ..found.shape };
        found.scale = 1.0 / found.longest_products();
    }
    Ok(Arc::new(found))
}

impl Taste {
    /// Products of the user's vector with the movie's, both biases and a 1, times the scale.
    fn products(&self, user: usize, movie: usize, features: &mut [f64]) {
        let vectors = self.factors.user_vector(user).iter().zip(self.factors.movie_vector(movie));
        let others = [self.factors.user_biases[user], self.factors.movie_biases[movie], 1.0];
        let entries = vectors.map(|(taste, film)| taste * film).chain(others);
        features.iter_mut().zip(entries).for_each(|(feature, entry)| *feature = self.scale * entry);
    }

    /// Length of the longest products of any user and movie.
    fn longest_products(&self) -> f64 {
        let mut features = vec![0.0; self.shape.features];
        let mut longest = 0.0_f64;
        for user in 0..self.factors.users.len() {
            for movie in 0..self.factors.movies.len() {
                self.products(user, movie, &mut features);
                longest = longest.max(dot(&features, &features));
            }
        }
        longest.sqrt()
    }

    fn attraction(&self, user: usize, movie: usize) -> f64 {
        1.0 / (1.0 + libm::exp(-self.slope * (self.factors.rating(user, movie) - self.middle)))
    }
}

impl SlateWorld for Taste {
    fn shape(&self) -> SlateShape {
        self.shape.clone()
    }

    fn course(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn SlateCourse> {
        Box::new(TasteCourse { users: Stream::new(master_seed, seed_index, "users"), world: self })
    }

    fn item(&self, item: usize) -> ItemCard {
        let movie = self.factors.movies.get(item);
        movie.map_or_else(ItemCard::default, |movie| cards::film(&self.ratings, *movie))
    }

    fn user(&self, round: &SlateRound) -> Option<UserCard> {
        cards::user(&self.ratings, *self.factors.users.get(round.user)?)
    }

    fn remarks(&self) -> Vec<String> {
        let error = self.factors.held_out_rmse.map(|error| {
            format!("The factorization predicts ratings that it has not seen with an error of {error:.3} stars (root mean square on a held-out tenth).")
        });
        fewer_movies(self.asked, self.factors.movies.len()).into_iter().chain(error).collect()
    }
}

#[derive(Clone)]
struct TasteCourse {
    world: Arc<Taste>,
    users: Stream,
}

impl SlateCourse for TasteCourse {
    fn next(&mut self, round: &mut SlateRound) {
        let world = &self.world;
        round.number += 1;
        round.user = self.users.below(world.factors.users.len());
        let rank = world.factors.rank;
        round.context[..rank].copy_from_slice(world.factors.user_vector(round.user));
        round.context[rank] = world.factors.user_biases[round.user];
        for (movie, attraction) in round.attractions.iter_mut().enumerate() {
            *attraction = world.attraction(round.user, movie);
        }
        round.attractions_changed();
        if !world.own.is_empty() {
            if round.number == 1 {
                round.features.copy_from_slice(&world.own);
                round.features_changed();
            }
            return;
        }
        for (movie, features) in round.features.chunks_exact_mut(world.shape.features).enumerate() {
            world.products(round.user, movie, features);
        }
        round.features_changed();
    }
}
