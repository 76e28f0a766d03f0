//! Slates of films, with attractions from MovieLens ratings.

pub mod genres;
pub mod halves;
pub mod popular;
pub mod taste;

use super::MOST_ITEMS;
use crate::data::Dataset;
use crate::descriptor::{Kind, Parameter, Scale, words};
use crate::math::sorting::sort_indexes;
use crate::math::vector::dot;

/// The number of films, L. The bundled ratings have 9,066 films: all of them may be taken, and the page stays fluid.
pub const MOVIES: Parameter = Parameter {
    name: "movies",
    title: "Movies",
    kind: Kind::Integer { minimum: 2, maximum: MOST_ITEMS, default: 100, scale: Scale::Logarithmic },
    unit: "movies",
    help: words("How many movies there are to show: those with the most ratings."),
};

/// Stars from which on a film is liked.
pub const LIKED: Parameter = Parameter {
    name: "liked",
    title: "Liked from",
    kind: Kind::Number { minimum: 0.5, maximum: 5.0, default: 4.0, scale: Scale::Linear },
    unit: "stars",
    help: words(
        "From how many stars on a rating says that the user liked the movie; 0.5 counts every rating.",
    ),
};

/// Indexes of the `count` movies with the most ratings, most first; of as many the smaller id.
fn most_rated(ratings: &Dataset, count: usize) -> Vec<usize> {
    let counts = ratings.ratings_by_movie();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    sort_indexes(&mut order, &|one, other| counts[other].cmp(&counts[one]));
    order.truncate(count);
    order
}

/// How many of the ratings of each movie that are kept are of at least so many stars.
fn count_by_movie(ratings: &Dataset, least_stars: f64, keep: impl Fn(usize) -> bool) -> Vec<f64> {
    let mut counts = vec![0.0; ratings.movies().len()];
    for rating in ratings.ratings() {
        if f64::from(rating.half_stars) / 2.0 >= least_stars && keep(rating.user as usize) {
            counts[rating.movie as usize] += 1.0;
        }
    }
    counts
}

/// Scales rows of so many numbers by one factor, so that the longest has length 1.
fn to_unit_length(rows: &mut [f64], dimension: usize) {
    let lengths = rows.chunks_exact(dimension.max(1)).map(|row| dot(row, row).sqrt());
    let longest = lengths.fold(0.0, f64::max);
    if longest > 0.0 {
        rows.iter_mut().for_each(|entry| *entry /= longest);
    }
}

/// What is said where the ratings have fewer movies than asked for.
fn fewer_movies(asked: usize, movies: usize) -> Option<String> {
    (movies < asked).then(|| format!("The ratings have no more than {movies} movies, so all are taken."))
}
