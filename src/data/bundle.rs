//! The bundle: a dataset in one compact file, which the page loads and the command line brings along.
//!
//! | bytes | what |
//! |---|---|
//! | 0..4 | `BPML` |
//! | 4 | version of the layout: 1 without times, 2 with them |
//! | 5..13 | XXH64 of the rest, little-endian, its seed 0 in version 1 and 1 in version 2 |
//! | 13.. | version 1: raw deflate of the columns |
//! | 13..17 | version 2: how many bytes the packed columns have, little-endian |
//! | 17.. | version 2: raw deflate of the columns, and then of the times (see [`times`]) |
//!
//! The columns are a [postcard](https://postcard.jamesmunns.com/wire-format) of `Columns`, in the order of its fields
//! (unsigned numbers are varints of seven bits a byte, lists and texts have their length before them). Columns
//! rather than rows, because like numbers compress well together. The movies that a user rated are written as gaps
//! in the order of popularity (most ratings first, then by id), which makes most of them a byte.
//!
//! Times stand apart from the columns, since no environment looks at them: a worker of the engine skips them, and those of the
//! bundled ratings, which would double what every visitor loads, are in a file of their own ([`times::encode`]).

mod file;
pub mod times;

use serde::{Deserialize, Serialize};

use super::dataset::{Dataset, Demographics, Movie, Rating, User};
#[cfg(not(target_arch = "wasm32"))]
use file::smallest;
use file::{VERSION, WITH_TIMES, checked, deflated, gaps, inflated, sums, with_header};

pub use file::BundleError;

const MAGIC: &[u8; 4] = b"BPML";

/// A dataset as columns.
#[derive(Serialize, Deserialize)]
struct Columns {
    name: String,
    genres: Vec<String>,
    /// Ids of the movies, ascending, each less the one before.
    movie_id_gaps: Vec<u32>,
    /// 0 for none.
    years: Vec<u16>,
    /// Bit g is set for genre g.
    movie_genres: Vec<u64>,
    ratings_per_movie: Vec<u32>,
    titles: Vec<String>,
    user_id_gaps: Vec<u32>,
    /// Age, gender, occupation; empty where no user has any.
    demographics: Vec<Option<(u8, String, String)>>,
    ratings_per_user: Vec<u32>,
    /// User by user: places of the rated movies in the order of popularity, ascending, each less the one before.
    place_gaps: Vec<u32>,
    /// In the order of `place_gaps`.
    half_stars: Vec<u8>,
}

/// Whether the bytes begin as a bundle does.
pub fn is_bundle(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The bytes of a dataset, with its times where it has any.
pub fn encode(dataset: &Dataset) -> Vec<u8> {
    framed(dataset, deflated)
}

/// The same about 8 % smaller, in seconds rather than in a moment: for a file that is packed once and loaded often.
#[cfg(not(target_arch = "wasm32"))]
pub fn encode_smallest(dataset: &Dataset) -> Vec<u8> {
    framed(dataset, smallest)
}

/// The columns of a dataset alone, neither compressed nor with a checksum: for what is part of a program.
pub fn encode_columns(dataset: &Dataset) -> Vec<u8> {
    postcard::to_allocvec(&to_columns(dataset)).unwrap_or_default()
}

/// The dataset of these columns.
///
/// # Errors
/// Bytes that are no columns of a dataset.
pub fn decode_columns(columns: &[u8]) -> Result<Dataset, BundleError> {
    from_columns(postcard::from_bytes(columns).map_err(|_| BundleError::Damaged)?)
}

/// The file of a dataset.
fn framed(dataset: &Dataset, pack: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let columns = pack(&encode_columns(dataset));
    if !dataset.has_times() {
        return with_header(MAGIC, VERSION, &[&columns]);
    }
    let length = (columns.len() as u32).to_le_bytes();
    with_header(MAGIC, WITH_TIMES, &[&length, &columns, &pack(&times::encode_columns(dataset))])
}

/// The packed columns of a bundle, and its packed times; empty where it has none.
fn parts(bytes: &[u8]) -> Result<(&[u8], &[u8]), BundleError> {
    if !is_bundle(bytes) {
        return Err(BundleError::NotABundle);
    }
    let version = *bytes.get(4).ok_or(BundleError::Damaged)?;
    if ![VERSION, WITH_TIMES].contains(&version) {
        return Err(BundleError::Future(version));
    }
    let rest = checked(bytes)?;
    if version == VERSION {
        return Ok((rest, &[]));
    }
    let (length, rest) = rest.split_first_chunk().ok_or(BundleError::Damaged)?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or(BundleError::Damaged)
}

/// The dataset of these bytes, without times: as environments are made from it.
///
/// # Errors
/// Bytes that are something else, of a newer version, cut or damaged.
pub fn decode(bytes: &[u8]) -> Result<Dataset, BundleError> {
    decode_columns(&inflated(parts(bytes)?.0)?)
}

/// The dataset of these bytes, with times where they have any.
///
/// # Errors
/// Those of [`decode`].
pub fn decode_with_times(bytes: &[u8]) -> Result<Dataset, BundleError> {
    let dataset = decode(bytes)?;
    match parts(bytes)?.1 {
        [] => Ok(dataset),
        packed => times::decode_columns(dataset, &inflated(packed)?),
    }
}

/// Movies by popularity: most ratings first, then by id (their index).
fn by_popularity(counts: &[u32]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..counts.len() as u32).collect();
    order.sort_by_key(|movie| (std::cmp::Reverse(counts[*movie as usize]), *movie));
    order
}

fn to_columns(dataset: &Dataset) -> Columns {
    let counts: Vec<u32> = dataset.ratings_by_movie().iter().map(|count| *count as u32).collect();
    let mut places = vec![0; counts.len()];
    for (place, movie) in by_popularity(&counts).into_iter().enumerate() {
        places[movie as usize] = place as u32;
    }
    let (mut place_gaps, mut half_stars) = (Vec::new(), Vec::new());
    for user in 0..dataset.users().len() {
        let mut rated: Vec<(u32, u8)> =
            dataset.ratings_of(user).iter().map(|r| (places[r.movie as usize], r.half_stars)).collect();
        rated.sort_unstable();
        place_gaps.extend(gaps(rated.iter().map(|(place, _)| *place)));
        half_stars.extend(rated.iter().map(|(_, stars)| *stars));
    }
    let known = dataset.users().iter().any(|user| user.demographics.is_some());
    let demographics = dataset.users().iter().filter(|_| known).map(|user| {
        let who = user.demographics.as_ref()?;
        Some((who.age, who.gender.clone(), who.occupation.clone()))
    });
    Columns {
        name: dataset.name().to_owned(),
        genres: dataset.genres().to_vec(),
        movie_id_gaps: gaps(dataset.movies().iter().map(|movie| movie.id)),
        years: dataset.movies().iter().map(|movie| movie.year.unwrap_or(0)).collect(),
        movie_genres: dataset
            .movies()
            .iter()
            .map(|m| m.genres.iter().fold(0, |bits, g| bits | 1_u64 << g))
            .collect(),
        ratings_per_movie: counts,
        titles: dataset.movies().iter().map(|movie| movie.title.clone()).collect(),
        user_id_gaps: gaps(dataset.users().iter().map(|user| user.id)),
        demographics: demographics.collect(),
        ratings_per_user: (0..dataset.users().len())
            .map(|user| dataset.ratings_of(user).len() as u32)
            .collect(),
        place_gaps,
        half_stars,
    }
}

fn from_columns(columns: Columns) -> Result<Dataset, BundleError> {
    let movie_count = columns.movie_id_gaps.len();
    let user_count = columns.user_id_gaps.len();
    let same_length = [
        columns.years.len(),
        columns.movie_genres.len(),
        columns.ratings_per_movie.len(),
        columns.titles.len(),
    ]
    .iter()
    .all(|length| *length == movie_count);
    let demographics_fit = columns.demographics.is_empty() || columns.demographics.len() == user_count;
    if !same_length || !demographics_fit || columns.ratings_per_user.len() != user_count {
        return Err(BundleError::Damaged);
    }
    let order = by_popularity(&columns.ratings_per_movie);
    let ratings = read_ratings(&columns, &order)?;
    let genres_of = |bits: u64| (0..64).filter(|genre| bits >> genre & 1 == 1).collect();
    let movies = sums(&columns.movie_id_gaps)?
        .into_iter()
        .zip(columns.titles)
        .zip(columns.years.iter().zip(&columns.movie_genres));
    let movies = movies.map(|((id, title), (year, genres))| Movie {
        id,
        title,
        year: (*year > 0).then_some(*year),
        genres: genres_of(*genres),
    });
    let mut demographics = columns.demographics.into_iter();
    let users = sums(&columns.user_id_gaps)?.into_iter().map(|id| User {
        id,
        demographics: demographics.next().flatten().map(|(age, gender, occupation)| Demographics {
            age,
            gender,
            occupation,
        }),
    });
    let users: Vec<User> = users.collect();
    Ok(Dataset::new(columns.name, columns.genres, movies.collect(), users, ratings)?)
}

fn read_ratings(columns: &Columns, order: &[u32]) -> Result<Vec<Rating>, BundleError> {
    if columns.place_gaps.len() != columns.half_stars.len() {
        return Err(BundleError::Damaged);
    }
    let mut ratings = Vec::with_capacity(columns.half_stars.len());
    let mut rest = (columns.place_gaps.as_slice(), columns.half_stars.as_slice());
    for (user, count) in columns.ratings_per_user.iter().enumerate() {
        let count = *count as usize;
        if count > rest.0.len() {
            return Err(BundleError::Damaged);
        }
        let (gaps, later_gaps) = rest.0.split_at(count);
        let (stars, later_stars) = rest.1.split_at(count);
        for (place, half_stars) in sums(gaps)?.into_iter().zip(stars) {
            let movie = *order.get(place as usize).ok_or(BundleError::Damaged)?;
            ratings.push(Rating { user: user as u32, movie, half_stars: *half_stars });
        }
        rest = (later_gaps, later_stars);
    }
    if rest.0.is_empty() { Ok(ratings) } else { Err(BundleError::Damaged) }
}

#[cfg(test)]
mod tests;
