//! What ratings are like, before anything learns from them: how they are spread over stars, time, users, films, genres and pairs.
//!
//! [`Exploration::of`] goes once over the columns of a [`Dataset`], and once more over its movies for the blocks of
//! [`Pairs`], whose order is that of the counts. It allocates at most 40 bytes a movie and a user, and what it returns: some
//! kilobytes, whatever the number of ratings. All sums are of whole numbers (half stars), so that the order of ratings changes no digit.
//!
//! Quartiles are those of linear interpolation between order statistics (Hyndman and Fan 1996, Sample Quantiles in Statistical
//! Packages, definition 7: that of R and NumPy). Whiskers reach to the outermost value within one and a half interquartile
//! ranges of the box (Tukey 1977, Exploratory Data Analysis).

mod activity;
mod genres;
mod groups;
mod pairs;
mod person;
mod tally;
#[cfg(test)]
mod tests;
mod times;

use serde::{Deserialize, Serialize};

pub use activity::{Activity, Bin};
pub use genres::{FEWEST, GenreRow};
pub use groups::{GroupRow, Grouping};
pub use pairs::Pairs;
pub use person::{Person, Taste, person};
pub use times::{TimeRow, Times};

use super::Dataset;
use tally::Tally;

/// How ratings are spread over stars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stars {
    /// How many ratings have 0.5, 1, 1.5, … 5 stars.
    pub counts: [u64; 10],
    /// Mean in stars.
    pub mean: f64,
    /// Standard deviation in stars, of all ratings (not of a sample).
    pub deviation: f64,
}

impl Stars {
    /// Share of the ratings that have at least so many half stars, 0 to 1.
    pub fn share_from(&self, half_stars: usize) -> f64 {
        let all: u64 = self.counts.iter().sum();
        let from: u64 = self.counts.iter().skip(half_stars.saturating_sub(1)).sum();
        from as f64 / all.max(1) as f64
    }

    fn of(counts: [u64; 10]) -> Stars {
        let all = counts.iter().sum::<u64>().max(1);
        let of_power = |power: u32| -> u64 {
            counts.iter().zip(1_u64..).map(|(count, half_stars)| count * half_stars.pow(power)).sum()
        };
        let (sum, squares) = (of_power(1), of_power(2));
        // n^2 times the variance in half stars, exactly: n times the sum of squares less the square of the sum.
        let spread = u128::from(all) * u128::from(squares) - u128::from(sum) * u128::from(sum);
        let deviation = libm::sqrt(spread as f64) / all as f64 / 2.0;
        Stars { counts, mean: sum as f64 / all as f64 / 2.0, deviation }
    }
}

/// Films that came out in a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleaseRow {
    /// The year.
    pub year: u16,
    /// How many films are of it, those without ratings too.
    pub films: u64,
    /// How many ratings they have.
    pub ratings: u64,
    /// Mean in stars; none where they have no ratings.
    pub mean: Option<f64>,
}

/// What ratings are like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exploration {
    /// What the data are called.
    pub name: String,
    /// Number of users.
    pub users: u64,
    /// Number of films, those without ratings too.
    pub movies: u64,
    /// Number of ratings.
    pub ratings: u64,
    /// By stars.
    pub stars: Stars,
    /// By the time at which they were given; none where no time is known.
    pub times: Option<Times>,
    /// Ratings a user.
    pub per_user: Activity,
    /// Ratings a film, of films with at least one.
    pub per_movie: Activity,
    /// By genre, the one with the highest median first; without genres that have no film with enough ratings.
    pub genres: Vec<GenreRow>,
    /// By the year in which films came out, ascending; empty where no film has one.
    pub releases: Vec<ReleaseRow>,
    /// By gender, age and occupation of users; empty where these are not known.
    pub groups: Vec<Grouping>,
    /// Which pairs of user and film have a rating.
    pub pairs: Pairs,
}

impl Exploration {
    /// What these ratings are like.
    pub fn of(dataset: &Dataset) -> Exploration {
        let mut counts = [0_u64; 10];
        let mut per_movie = vec![Tally::default(); dataset.movies().len()];
        let mut per_user = vec![Tally::default(); dataset.users().len()];
        let mut clock = times::Clock::default();
        let (ratings, times) = (dataset.ratings(), dataset.times());
        for (index, rating) in ratings.iter().enumerate() {
            counts[usize::from(rating.half_stars.clamp(1, 10)) - 1] += 1;
            per_movie[rating.movie as usize].add(rating.half_stars);
            per_user[rating.user as usize].add(rating.half_stars);
            if let Some(time) = times.get(index) {
                clock.add(*time, rating.half_stars);
            }
        }
        let of = |tallies: &[Tally]| Activity::of(tallies.iter().map(|tally| tally.count));
        Exploration {
            name: dataset.name().to_owned(),
            users: dataset.users().len() as u64,
            movies: dataset.movies().len() as u64,
            ratings: ratings.len() as u64,
            stars: Stars::of(counts),
            times: clock.times(),
            per_user: of(&per_user),
            per_movie: of(&per_movie),
            genres: genres::genres(dataset, &per_movie),
            releases: releases(dataset, &per_movie),
            groups: groups::groups(dataset, &per_user),
            pairs: Pairs::of(dataset, &per_user, &per_movie),
        }
    }

    /// Films that have no rating.
    pub fn unrated(&self) -> u64 {
        self.movies - self.per_movie.units
    }
}

fn releases(dataset: &Dataset, per_movie: &[Tally]) -> Vec<ReleaseRow> {
    let mut years = std::collections::BTreeMap::<u16, (u64, Tally)>::new();
    for (movie, tally) in dataset.movies().iter().zip(per_movie) {
        if let Some(year) = movie.year {
            let (films, sum) = years.entry(year).or_default();
            *films += 1;
            sum.merge(*tally);
        }
    }
    let row = |(year, (films, sum)): (u16, (u64, Tally))| ReleaseRow {
        year,
        films,
        ratings: sum.count,
        mean: sum.mean(),
    };
    years.into_iter().map(row).collect()
}
