//! Contexts and film features that anyone can read: genres, years, popularity.
//!
//! What a context says of a user must not come from the ratings that are then earned. The ratings here have no times,
//! so that "earlier" ratings can't be told; instead each user's ratings, in the order of the films' ids, go alternately
//! to one half that makes the taste (the first, third, fifth ...) and one that makes the rewards (the second, fourth,
//! sixth ...). Films' popularity comes from the first half, too.

use std::sync::Arc;

use crate::data::{Dataset, Rating, demographic_features};
use crate::environment::EnvironmentError;

/// A year's feature is its distance from the mean year of all rated films, in this many years.
pub const YEARS: f64 = 20.0;

/// Users' tastes, films' features, and the ratings that neither has seen.
pub struct Tastes {
    /// Features of a context: a genre's liking each, generosity, year, then demographics where there are some.
    pub context_length: usize,
    contexts: Vec<f64>,
    /// Features of a film: 0 or 1 for each genre, year, popularity.
    pub film_length: usize,
    films: Vec<f64>,
    /// The mean year of all films that were rated, from which years are measured.
    pub mean_year: f64,
    /// What demographics are called, in the order of the context's last numbers; empty where it has none.
    pub demographics: Vec<String>,
    /// The other half of the ratings, of the same users and movies.
    pub outcomes: Arc<Dataset>,
}

/// The two halves: tastes, then outcomes.
fn halves(ratings: &Dataset) -> [Vec<Rating>; 2] {
    let mut halves = [Vec::new(), Vec::new()];
    for user in 0..ratings.users().len() {
        for (place, rating) in ratings.ratings_of(user).iter().enumerate() {
            halves[place % 2].push(*rating);
        }
    }
    halves
}

fn stars(rating: &Rating) -> f64 {
    f64::from(rating.half_stars) / 2.0
}

impl Tastes {
    /// Tastes from one half of the ratings, outcomes from the other; `demographics` is whether what the ratings say of
    /// who the users are is context, too.
    ///
    /// # Errors
    /// Where no user has a second rating. `environment` is the title of the environment that asks.
    pub fn new(
        environment: &'static str,
        ratings: &Dataset,
        demographics: bool,
    ) -> Result<Tastes, EnvironmentError> {
        let [tastes, outcomes] = halves(ratings);
        let unfit = |reason: String| EnvironmentError::Unfit { environment, reason };
        if outcomes.is_empty() {
            let reason = "no user has two ratings, and one makes the taste, the other the reward: take \
                          ratings with more of each user";
            return Err(unfit(reason.to_owned()));
        }
        let outcomes = Dataset::new(
            ratings.name().to_owned(),
            ratings.genres().to_vec(),
            ratings.movies().to_vec(),
            ratings.users().to_vec(),
            outcomes,
        );
        let (contexts, films, mean_year) = features(ratings, &tastes);
        let table = if demographics { demographic_features(ratings) } else { None };
        let taste_length = ratings.genres().len() + 2;
        let mut all = Vec::new();
        for (user, taste) in contexts.chunks_exact(taste_length).enumerate() {
            all.extend_from_slice(taste);
            all.extend_from_slice(table.as_ref().map_or(&[], |table| table.row(user)));
        }
        Ok(Tastes {
            context_length: all.len() / ratings.users().len().max(1),
            contexts: all,
            film_length: taste_length,
            films,
            mean_year,
            demographics: table.map_or_else(Vec::new, |table| table.names),
            outcomes: Arc::new(outcomes.map_err(|error| unfit(error.to_string()))?),
        })
    }

    /// The context of a user, by index into the ratings.
    pub fn context(&self, user: usize) -> &[f64] {
        &self.contexts[user * self.context_length..(user + 1) * self.context_length]
    }

    /// The features of a film, by index into the ratings.
    pub fn film(&self, movie: usize) -> &[f64] {
        &self.films[movie * self.film_length..(movie + 1) * self.film_length]
    }
}

/// Users' and films' features from the taste half: row-major, as many of each as there are genres and two more. And the mean year
/// of the films that were rated.
///
/// A genre's liking is by how many stars the user's ratings in it lie above the user's mean, summed and divided by one
/// more than their number: one lucky film does not make a taste. Generosity is the user's mean less the mean of all users.
/// Popularity is ln(1 + ratings) over that of the most rated film.
fn features(ratings: &Dataset, tastes: &[Rating]) -> (Vec<f64>, Vec<f64>, f64) {
    let (users, movies, genres) = (ratings.users().len(), ratings.movies(), ratings.genres().len());
    let length = genres + 2;
    let count = tastes.len() as f64;
    let mean = tastes.iter().map(stars).sum::<f64>() / count;
    let years: Vec<f64> =
        tastes.iter().filter_map(|rating| movies[rating.movie as usize].year).map(f64::from).collect();
    let mean_year = years.iter().sum::<f64>() / years.len().max(1) as f64;
    let year_of = |movie: usize| movies[movie].year.map(|year| (f64::from(year) - mean_year) / YEARS);
    let mut contexts = vec![0.0; users * length];
    let mut popularity = vec![0.0_f64; movies.len()];
    for own in tastes.chunk_by(|a, b| a.user == b.user) {
        let user = own[0].user as usize;
        let context = &mut contexts[user * length..(user + 1) * length];
        let own_mean = own.iter().map(stars).sum::<f64>() / own.len() as f64;
        let mut seen = vec![1.0; genres];
        let (mut year_sum, mut with_year) = (0.0, 0.0);
        for rating in own {
            let movie = rating.movie as usize;
            popularity[movie] += 1.0;
            for genre in movies[movie].genres.iter().map(|genre| usize::from(*genre)) {
                context[genre] += stars(rating) - own_mean;
                seen[genre] += 1.0;
            }
            if let Some(year) = year_of(movie) {
                year_sum += year;
                with_year += 1.0;
            }
        }
        context.iter_mut().zip(&seen).for_each(|(liking, seen)| *liking /= seen);
        context[genres] = own_mean - mean;
        context[genres + 1] = if with_year > 0.0 { year_sum / with_year } else { 0.0 };
    }
    let most = popularity.iter().copied().fold(1.0, f64::max);
    let mut films = vec![0.0; movies.len() * length];
    for (movie, film) in films.chunks_exact_mut(length).enumerate() {
        movies[movie].genres.iter().for_each(|genre| film[usize::from(*genre)] = 1.0);
        film[genres] = year_of(movie).unwrap_or(0.0);
        film[genres + 1] = libm::log1p(popularity[movie]) / libm::log1p(most);
    }
    (contexts, films, mean_year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Demographics, Movie, User};

    fn small(second: bool) -> Dataset {
        let movie = |id, year, genres: &[u8]| Movie {
            id,
            title: format!("Movie {id}"),
            year,
            genres: genres.to_vec(),
        };
        let movies =
            vec![movie(1, Some(1980), &[0]), movie(2, Some(1990), &[1]), movie(3, Some(2000), &[0, 1])];
        let demographics = Demographics { age: 30, gender: "F".to_owned(), occupation: "writer".to_owned() };
        let users =
            vec![User { id: 1, demographics: Some(demographics) }, User { id: 2, demographics: None }];
        let rating = |user, movie, half_stars| Rating { user, movie, half_stars };
        let mut ratings = vec![rating(0, 0, 10), rating(1, 2, 6)];
        if second {
            ratings.extend([rating(0, 1, 2), rating(0, 2, 4)]);
        }
        let genres = vec!["Drama".to_owned(), "Comedy".to_owned()];
        Dataset::new("small".to_owned(), genres, movies, users, ratings).expect("it is in order")
    }

    /// User 1: films 1 (5 stars) and 3 (2 stars) make the taste, film 2 (1 star) the reward; user 2: film 3 (3 stars)
    /// makes the taste and nothing is left.
    #[test]
    fn features_by_hand() {
        let tastes = Tastes::new("Test", &small(true), false).expect("it fits");
        // Means: the user's 3.5, that of all 10/3; years 1980, 2000 and 2000 with a mean of 1993 1/3.
        let first = [(1.5 - 1.5) / 3.0, -1.5 / 2.0, 3.5 - 10.0 / 3.0, -(10.0 / 3.0) / 20.0];
        let second = [0.0, 0.0, 3.0 - 10.0 / 3.0, (20.0 / 3.0) / 20.0];
        let close = |found: &[f64], expected: &[f64]| {
            assert_eq!(found.len(), expected.len());
            assert!(
                found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12),
                "{found:?}, {expected:?}"
            );
        };
        close(tastes.context(0), &first);
        close(tastes.context(1), &second);
        close(tastes.film(0), &[1.0, 0.0, -(40.0 / 3.0) / 20.0, libm::log(2.0) / libm::log(3.0)]);
        close(tastes.film(1), &[0.0, 1.0, -(10.0 / 3.0) / 20.0, 0.0]);
        close(tastes.film(2), &[1.0, 1.0, (20.0 / 3.0) / 20.0, 1.0]);
        let outcomes: Vec<_> = tastes.outcomes.ratings().iter().map(|r| (r.user, r.movie)).collect();
        assert_eq!(outcomes, [(0, 1)]);
    }

    #[test]
    fn demographics_are_context_where_there_are_some() {
        let tastes = Tastes::new("Test", &small(true), true).expect("it fits");
        assert_eq!(tastes.context_length, 7);
        assert_eq!(tastes.context(0)[4..], [0.3, 1.0, 1.0]);
        assert_eq!(tastes.context(1)[4..], [0.0; 3]);
    }

    #[test]
    fn single_ratings_leave_nothing_to_earn() {
        let error = Tastes::new("Test", &small(false), false).err().expect("nothing is left");
        assert!(error.to_string().starts_with("Test: no user has two ratings"), "{error}");
    }

    /// No rating is in both halves, none is lost, and neither half of a user's is more than one larger.
    #[test]
    fn halves_are_halves() {
        let ratings = small(true);
        let [tastes, outcomes] = halves(&ratings);
        let mut together = [tastes.clone(), outcomes.clone()].concat();
        together.sort_unstable_by_key(|rating| (rating.user, rating.movie));
        assert_eq!(together, ratings.ratings());
        for user in 0..2 {
            let of = |half: &[Rating]| half.iter().filter(|rating| rating.user == user).count();
            assert!(of(&tastes) - of(&outcomes) <= 1);
        }
    }
}
