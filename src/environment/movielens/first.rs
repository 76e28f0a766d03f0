//! The environment of the default experiment from much less than all ratings, so that its run can begin before they are there: the
//! ratings of its films, and who its users are.
//!
//! `first.bin` holds them, packed from the bundled ratings by [`pack`]; a test holds the two against each other. What is made of it is
//! the environment that [`super::matrix_factorization`] makes from all ratings, bit for bit, as long as the experiment asks for nothing
//! but rewards.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::matrix_factorization::{self, MOVIES};
use super::prepare;
use crate::data::{Dataset, Summary, bundle};
use crate::descriptor::Values;
use crate::environment::{Environment, UserCard};
#[cfg(not(target_arch = "wasm32"))]
use {
    super::cards, crate::data::Rating, crate::data::factorization::MovieOrder,
    crate::data::factorization::RatingsMatrix,
};

/// What [`pack`] made of the bundled ratings.
pub static PACKED: &[u8] = include_bytes!("first.bin");

/// What the file holds.
#[derive(Serialize, Deserialize)]
struct First {
    /// Of all ratings.
    summary: Summary,
    /// The ratings of the environment's films by all users, as a bundle has them before it is compressed.
    ratings: Vec<u8>,
    cards: Cards,
}

/// What is shown of the users, who are those of the ratings in their order.
#[derive(Serialize, Deserialize)]
pub(super) struct Cards {
    /// The films that any of them rated highest.
    titles: Vec<String>,
    /// How many films each rated.
    ratings: Vec<u32>,
    /// How many genres each has, and their indexes into those of the ratings.
    genre_counts: Vec<u8>,
    genres: Vec<u8>,
    /// How many favourites each has, and their indexes into the titles.
    favourite_counts: Vec<u8>,
    favourites: Vec<u16>,
}

impl Cards {
    /// The card of a user of the ratings.
    pub fn user(&self, ratings: &Dataset, user: usize) -> Option<UserCard> {
        let before = |counts: &[u8]| counts.iter().take(user).map(|count| usize::from(*count)).sum::<usize>();
        let genres = self
            .genres
            .iter()
            .skip(before(&self.genre_counts))
            .take(usize::from(*self.genre_counts.get(user)?));
        let favourites = self
            .favourites
            .iter()
            .skip(before(&self.favourite_counts))
            .take(usize::from(*self.favourite_counts.get(user)?));
        Some(UserCard {
            id: ratings.users().get(user)?.id,
            ratings: *self.ratings.get(user)? as usize,
            genres: genres.filter_map(|genre| ratings.genre_name(*genre)).map(str::to_owned).collect(),
            favourites: favourites
                .filter_map(|title| self.titles.get(usize::from(*title)))
                .cloned()
                .collect(),
            demographics: Vec::new(),
        })
    }
}

/// The environment of the default experiment, and what all ratings hold; none where the bytes are none of [`pack`].
pub fn unpack(packed: &[u8]) -> Option<(Arc<dyn Environment>, Summary)> {
    let First { summary, ratings, cards } = postcard::from_bytes(packed).ok()?;
    let ratings = Arc::new(bundle::decode_columns(&ratings).ok()?);
    let (values, title) = (Values::default(), matrix_factorization::DESCRIPTOR.part.title);
    let mut prepared = prepare(title, values.count(&MOVIES), &values, &ratings).ok()?;
    prepared.cards = Some(cards);
    Some((matrix_factorization::of(prepared), summary))
}

/// What the default experiment needs of these ratings, as bytes; none where they say who the users are, which it would need as well.
#[cfg(not(target_arch = "wasm32"))]
pub fn pack(ratings: &Dataset) -> Option<Vec<u8>> {
    let summary = ratings.summary();
    let films = RatingsMatrix::new(ratings, MovieOrder::MostRated, Values::default().count(&MOVIES)).movies;
    if summary.demographics {
        return None;
    }
    let place = |movie: u32| films.iter().position(|film| *film == movie as usize);
    let of_films = ratings
        .ratings()
        .iter()
        .filter_map(|rating| Some(Rating { movie: place(rating.movie)? as u32, ..*rating }));
    let few = Dataset::new(
        ratings.name().to_owned(),
        ratings.genres().to_vec(),
        films.iter().map(|film| ratings.movies()[*film].clone()).collect(),
        ratings.users().to_vec(),
        of_films.collect(),
    );
    let first = First { summary, ratings: bundle::encode_columns(&few.ok()?), cards: cards_of(ratings)? };
    postcard::to_allocvec(&first).ok()
}

#[cfg(not(target_arch = "wasm32"))]
fn cards_of(ratings: &Dataset) -> Option<Cards> {
    let shown =
        (0..ratings.users().len()).map(|user| cards::user(ratings, user)).collect::<Option<Vec<_>>>()?;
    let mut titles: Vec<String> = shown.iter().flat_map(|card| card.favourites.iter().cloned()).collect();
    titles.sort_unstable();
    titles.dedup();
    let genre = |name: &String| ratings.genres().iter().position(|genre| genre == name)?.try_into().ok();
    let title = |title: &String| titles.binary_search(title).ok()?.try_into().ok();
    Some(Cards {
        ratings: shown.iter().map(|card| card.ratings as u32).collect(),
        genre_counts: shown.iter().map(|card| card.genres.len() as u8).collect(),
        genres: shown.iter().flat_map(|card| &card.genres).map(genre).collect::<Option<_>>()?,
        favourite_counts: shown.iter().map(|card| card.favourites.len() as u8).collect(),
        favourites: shown.iter().flat_map(|card| &card.favourites).map(title).collect::<Option<_>>()?,
        titles,
    })
}
