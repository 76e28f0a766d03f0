//! Ratings by genre: how the means of its films are spread.

use serde::{Deserialize, Serialize};

use super::tally::{Tally, quantile};
use crate::data::Dataset;

/// A film's mean counts from so many ratings on: of fewer it is mostly chance.
pub const FEWEST: u64 = 10;

/// How many interquartile ranges a whisker is long at most.
const WHISKER: f64 = 1.5;

/// A genre. Means of films are in stars; a film of several genres counts in each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GenreRow {
    /// Its name.
    pub name: String,
    /// How many films are of it, whatever their number of ratings.
    pub films: u64,
    /// How many ratings those have.
    pub ratings: u64,
    /// Mean of those ratings.
    pub mean: f64,
    /// How many of the films have enough ratings for the box: [`FEWEST`].
    pub counted: u64,
    /// The lowest mean of a film within one and a half interquartile ranges of the box.
    pub low: f64,
    /// A quarter of the films have a lower mean.
    pub lower: f64,
    /// Half of them have.
    pub median: f64,
    /// Three quarters of them have.
    pub upper: f64,
    /// The highest mean of a film within one and a half interquartile ranges of the box.
    pub high: f64,
    /// How many films lie beyond the whiskers.
    pub outliers: u64,
}

pub(super) fn genres(dataset: &Dataset, per_movie: &[Tally]) -> Vec<GenreRow> {
    let mut means = vec![Vec::new(); dataset.genres().len()];
    let mut sums = vec![(0_u64, Tally::default()); dataset.genres().len()];
    for (movie, tally) in dataset.movies().iter().zip(per_movie) {
        for genre in &movie.genres {
            let genre = usize::from(*genre);
            sums[genre].0 += 1;
            sums[genre].1.merge(*tally);
            means[genre].extend(tally.mean().filter(|_| tally.count >= FEWEST));
        }
    }
    let rows = dataset.genres().iter().zip(means).zip(sums);
    let rows = rows.filter(|((_, means), _)| !means.is_empty());
    let row = |((name, mut means), (films, sum)): ((&String, Vec<f64>), (u64, Tally))| {
        means.sort_unstable_by(f64::total_cmp);
        let [lower, median, upper] = [0.25, 0.5, 0.75].map(|share| quantile(&means, share));
        let reach = WHISKER * (upper - lower);
        let is_inside = |mean: &&f64| (lower - reach..=upper + reach).contains(*mean);
        // Between two films of which one is an outlier, a quartile may lie beyond the other: a whisker has no length then.
        let low = means.iter().find(is_inside).map_or(lower, |mean| mean.min(lower));
        let high = means.iter().rev().find(is_inside).map_or(upper, |mean| mean.max(upper));
        let inside = means.iter().filter(is_inside).count();
        GenreRow {
            name: name.clone(),
            films,
            ratings: sum.count,
            mean: sum.mean().unwrap_or_default(),
            counted: means.len() as u64,
            low,
            lower,
            median,
            upper,
            high,
            outliers: (means.len() - inside) as u64,
        }
    };
    let mut rows: Vec<GenreRow> = rows.map(row).collect();
    rows.sort_by(|one, other| other.median.total_cmp(&one.median).then_with(|| one.name.cmp(&other.name)));
    rows
}
