//! Ids become indexes, and the parts a dataset.

use super::Limits;
use super::columns::RatingColumns;
use super::error::DataError;
use super::listings::{Listed, Listings};
use super::names::edition;
use super::progress::Meter;
use super::ratings::{Ratings, Timed, name_lines};
use super::recognition::Recognised;
use crate::data::{Dataset, Movie, Rating, User};

/// Puts the parts together.
///
/// # Errors
/// A rating that is there twice; too many movies.
pub fn arrange(
    file: &Recognised<'_, RatingColumns>,
    ratings: Ratings,
    mut listings: Listings,
    limits: &Limits,
    meter: &mut Meter<'_>,
) -> Result<Dataset, DataError> {
    let name = name(file, &ratings);
    let mut kept = ratings.kept;
    kept.sort_unstable_by_key(|timed| (timed.rating.user, timed.rating.movie));
    meter.reach(0.4);
    let twice = twice(&kept);
    if !twice.is_empty() {
        name_lines(file, &twice, meter)?.validate()?;
    }
    for Timed { rating, .. } in &kept {
        listings.movies.entry(rating.movie).or_insert_with(|| Listed {
            title: format!("Movie {}", rating.movie),
            year: None,
            genres: Vec::new(),
        });
        if listings.movies.len() > limits.most_movies {
            let file = file.source.name.clone();
            return Err(DataError::TooManyMovies { file, limit: limits.most_movies });
        }
    }
    let movies: Vec<Movie> = listings
        .movies
        .into_iter()
        .map(|(id, Listed { title, year, genres })| Movie { id, title, year, genres })
        .collect();
    meter.reach(0.6);
    let mut users: Vec<User> = Vec::new();
    for Timed { rating, .. } in &mut kept {
        // Ascending by user, so a new id is a new user.
        if users.last().is_none_or(|last| last.id != rating.user) {
            users.push(User { id: rating.user, demographics: listings.users.remove(&rating.user) });
        }
        rating.user = users.len() as u32 - 1;
        rating.movie = movies.partition_point(|movie| movie.id < rating.movie) as u32;
    }
    meter.reach(0.8);
    let times = if kept.iter().any(|timed| timed.time > 0) {
        kept.iter().map(|timed| timed.time).collect()
    } else {
        Vec::new()
    };
    let ratings: Vec<Rating> = kept.iter().map(|timed| timed.rating).collect();
    drop(kept);
    // They are in the order that a dataset has, so that times stay beside their ratings.
    let dataset = Dataset::new(name, listings.genres, movies, users, ratings)?;
    let dataset = if times.is_empty() { dataset } else { dataset.timed(times)? };
    meter.reach(1.0);
    Ok(dataset)
}

/// The edition, or else where the ratings lie.
fn name(file: &Recognised<'_, RatingColumns>, ratings: &Ratings) -> String {
    let whole = edition(ratings.total, ratings.users).unwrap_or(&file.source.home);
    match ratings.kept_users {
        Some(users) => format!("{whole}, {users} most active users"),
        None => whole.to_owned(),
    }
}

/// Pairs of user and movie that are there twice, ascending.
fn twice(sorted: &[Timed]) -> Vec<(u32, u32)> {
    let pair = |timed: &Timed| (timed.rating.user, timed.rating.movie);
    let same = sorted.windows(2).filter(|two| pair(&two[0]) == pair(&two[1])).map(|two| pair(&two[0]));
    let mut twice: Vec<(u32, u32)> = same.collect();
    twice.dedup();
    twice
}
