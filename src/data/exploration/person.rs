//! What one user rated.

use serde::{Deserialize, Serialize};

use super::tally::Tally;
use crate::data::Dataset;

/// Most genres and films that are listed.
const MOST: usize = 8;

/// A genre, as one user rated it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Taste {
    /// Its name.
    pub genre: String,
    /// How many of its films they rated.
    pub ratings: u64,
    /// Their mean in stars; none where they rated none.
    pub mean: Option<f64>,
}

/// What one user rated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Id in the files.
    pub id: u32,
    /// How many films they rated.
    pub ratings: u64,
    /// Their mean in stars; none where they rated none.
    pub mean: Option<f64>,
    /// Who they are, in words, where that is known.
    pub who: Vec<String>,
    /// The genres that they like most, as [`Dataset::top_genres`] orders them.
    pub genres: Vec<Taste>,
    /// Titles of the films that they rated highest.
    pub films: Vec<String>,
}

/// What the user of this index rated; none where there is no such user.
pub fn person(dataset: &Dataset, user: usize) -> Option<Person> {
    let own = dataset.users().get(user)?;
    let mut all = Tally::default();
    let mut sums = vec![Tally::default(); dataset.genres().len()];
    for rating in dataset.ratings_of(user) {
        all.add(rating.half_stars);
        for genre in &dataset.movies()[rating.movie as usize].genres {
            sums[usize::from(*genre)].add(rating.half_stars);
        }
    }
    let taste = |genre: String| {
        let place = dataset.genres().iter().position(|name| *name == genre)?;
        Some(Taste { genre, ratings: sums[place].count, mean: sums[place].mean() })
    };
    let films = dataset.favourite_movies(user, MOST).into_iter();
    Some(Person {
        id: own.id,
        ratings: all.count,
        mean: all.mean(),
        who: own.demographics.as_ref().map_or_else(Vec::new, |who| who.words()),
        genres: dataset.top_genres(user, MOST).into_iter().filter_map(taste).collect(),
        films: films.map(|movie| dataset.movies()[movie].title.clone()).collect(),
    })
}
