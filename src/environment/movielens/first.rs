//! The environment of the default experiment from much less than all ratings, so that its run can begin before they are there: the
//! ratings of its films, and who its users are.
//!
//! `first.bin` holds them, packed from the bundled ratings by [`pack`]; a test holds the two against each other. What is made of it is
//! the environment that [`super::matrix_factorization`] makes from all ratings, bit for bit, as long as the experiment asks for nothing
//! but rewards.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cards::Cards;
use super::matrix_factorization::{self, MOVIES};
use super::prepare;
#[cfg(not(target_arch = "wasm32"))]
use crate::data::factorization::{MovieOrder, RatingsMatrix};
use crate::data::{DataSummary, Summary, bundle};
#[cfg(not(target_arch = "wasm32"))]
use crate::data::{Dataset, Rating};
use crate::descriptor::Values;
use crate::environment::Environment;

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

/// The environment of the default experiment, and what all ratings hold; none where the bytes are none of [`pack`].
pub fn unpack(packed: &[u8]) -> Option<(Arc<dyn Environment>, DataSummary)> {
    let First { summary, ratings, cards } = postcard::from_bytes(packed).ok()?;
    let ratings = Arc::new(bundle::decode_columns(&ratings).ok()?);
    let (values, title) = (Values::default(), matrix_factorization::DESCRIPTOR.part.title);
    let mut prepared = prepare(title, values.count(&MOVIES), &values, &ratings).ok()?;
    prepared.cards = Some(cards);
    Some((matrix_factorization::of(prepared), DataSummary::new(&summary)))
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
    let first = First { summary, ratings: bundle::encode_columns(&few.ok()?), cards: Cards::of(ratings)? };
    postcard::to_allocvec(&first).ok()
}
