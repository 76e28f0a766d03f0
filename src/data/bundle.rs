//! The bundle: a dataset in one compact file, which the page loads and the command line brings along.
//!
//! | bytes | what |
//! |---|---|
//! | 0..4 | `BPML` |
//! | 4 | version of the layout, 1 |
//! | 5..13 | XXH64 of the rest, little-endian |
//! | 13.. | raw deflate of the columns |
//!
//! The columns are a [postcard](https://postcard.jamesmunns.com/wire-format) of `Columns`, in the order of its fields
//! (unsigned numbers are varints of seven bits a byte, lists and texts have their length before them). Columns
//! rather than rows, because like numbers compress well together. The movies that a user rated are written as gaps
//! in the order of popularity (most ratings first, then by id), which makes most of them a byte.
//!
//! Timestamps are left out: no environment uses them, and they would double the file.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::xxh64;

use super::dataset::{Dataset, DatasetError, Demographics, Movie, Rating, User};

const MAGIC: &[u8; 4] = b"BPML";
const VERSION: u8 = 1;
const HEADER: usize = 13;

/// Largest size of the columns, so that a forged file can't fill the memory.
const LARGEST: u64 = 512 << 20;

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

/// Why bytes are no bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// Something else.
    #[error("this is not a bundle of ratings made by the command \"bundle\"")]
    NotABundle,
    /// Made by a newer program.
    #[error("this bundle has version {0}, and this program reads version {VERSION}: use a newer one")]
    Future(u8),
    /// The bytes are not those that were written.
    #[error("this bundle is cut or damaged: fetch it again")]
    Damaged,
    /// The columns don't make a dataset.
    #[error("this bundle is damaged: {0}")]
    Dataset(#[from] DatasetError),
}

/// Whether the bytes begin as a bundle does.
pub fn is_bundle(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The bytes of a dataset.
pub fn encode(dataset: &Dataset) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let packed =
        encoder.write_all(&encode_columns(dataset)).and_then(|()| encoder.finish()).unwrap_or_default();
    framed(&packed)
}

/// The same about 8 % smaller, in seconds rather than in a moment: for a file that is packed once and loaded often.
#[cfg(not(target_arch = "wasm32"))]
pub fn encode_smallest(dataset: &Dataset) -> Vec<u8> {
    let options = zopfli::Options::default();
    let mut packed = Vec::new();
    match zopfli::compress(options, zopfli::Format::Deflate, encode_columns(dataset).as_slice(), &mut packed)
    {
        Ok(()) => framed(&packed),
        // Writing to memory does not fail.
        Err(_) => encode(dataset),
    }
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

/// The file of packed columns.
fn framed(packed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + packed.len());
    bytes.extend_from_slice(MAGIC);
    bytes.push(VERSION);
    bytes.extend_from_slice(&xxh64(packed, 0).to_le_bytes());
    bytes.extend_from_slice(packed);
    bytes
}

/// The dataset of these bytes.
///
/// # Errors
/// Bytes that are something else, of a newer version, cut or damaged.
pub fn decode(bytes: &[u8]) -> Result<Dataset, BundleError> {
    if !is_bundle(bytes) {
        return Err(BundleError::NotABundle);
    }
    let version = *bytes.get(4).ok_or(BundleError::Damaged)?;
    if version != VERSION {
        return Err(BundleError::Future(version));
    }
    let checksum =
        bytes.get(5..HEADER).and_then(|bytes| bytes.try_into().ok()).ok_or(BundleError::Damaged)?;
    let packed = &bytes[HEADER..];
    if xxh64(packed, 0) != u64::from_le_bytes(checksum) {
        return Err(BundleError::Damaged);
    }
    let mut columns = Vec::new();
    let read = DeflateDecoder::new(packed).take(LARGEST).read_to_end(&mut columns);
    read.map_err(|_| BundleError::Damaged)?;
    decode_columns(&columns)
}

/// Movies by popularity: most ratings first, then by id (their index).
fn by_popularity(counts: &[u32]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..counts.len() as u32).collect();
    order.sort_by_key(|movie| (std::cmp::Reverse(counts[*movie as usize]), *movie));
    order
}

fn gaps(ascending: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut before = 0;
    ascending.map(|number| number - std::mem::replace(&mut before, number)).collect()
}

fn sums(gaps: &[u32]) -> Result<Vec<u32>, BundleError> {
    let mut sum = 0_u32;
    let add = |gap: &u32| {
        sum = sum.checked_add(*gap).ok_or(BundleError::Damaged)?;
        Ok(sum)
    };
    gaps.iter().map(add).collect()
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_dataset() -> impl Strategy<Value = Dataset> {
        let movies =
            proptest::collection::btree_map(1_u32..5_000, (".{0,12}", 0_u16..2100, 0_u64..16), 1..12);
        let users = proptest::collection::btree_map(
            1_u32..5_000,
            proptest::option::of((0_u8..99, "[FM]", "[a-z]{1,6}")),
            1..8,
        );
        let stars = proptest::collection::vec(proptest::option::weighted(0.4, 1_u8..=10), 12 * 8);
        (movies, users, stars).prop_map(|(movies, users, stars)| {
            let mut ratings: Vec<Rating> = Vec::new();
            for (index, half_stars) in stars.iter().enumerate() {
                let (user, movie) = (index / 12, index % 12);
                if let (Some(half_stars), true) = (half_stars, user < users.len() && movie < movies.len()) {
                    ratings.push(Rating { user: user as u32, movie: movie as u32, half_stars: *half_stars });
                }
            }
            if ratings.is_empty() {
                ratings.push(Rating { user: 0, movie: 0, half_stars: 1 });
            }
            let movies = movies.into_iter().map(|(id, (title, year, bits))| Movie {
                id,
                title,
                year: (year > 0).then_some(year),
                genres: (0..4).filter(|genre| bits >> genre & 1 == 1).collect(),
            });
            let users = users.into_iter().map(|(id, who)| User {
                id,
                demographics: who.map(|(age, gender, occupation)| Demographics { age, gender, occupation }),
            });
            let genres = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
            Dataset::new("any".to_owned(), genres, movies.collect(), users.collect(), ratings)
                .expect("in order")
        })
    }

    proptest! {
        #[test]
        fn it_round_trips(dataset in any_dataset()) {
            prop_assert_eq!(decode(&encode(&dataset)), Ok(dataset));
        }

        #[test]
        fn a_changed_or_cut_bundle_is_refused(dataset in any_dataset(), place: usize, flip in 1_u8.., cut: usize) {
            let mut bytes = encode(&dataset);
            let cut = cut % bytes.len();
            prop_assert!(decode(&bytes[..cut]).is_err());
            let place = place % bytes.len();
            bytes[place] ^= flip;
            prop_assert!(decode(&bytes).is_err());
        }

        /// With a right checksum, so that the columns themselves are put to the test.
        #[test]
        fn forged_columns_are_refused_or_read(columns in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            let packed = encoder.write_all(&columns).and_then(|()| encoder.finish()).expect("in memory");
            let mut bytes = MAGIC.to_vec();
            bytes.push(VERSION);
            bytes.extend_from_slice(&xxh64(&packed, 0).to_le_bytes());
            bytes.extend_from_slice(&packed);
            let _ = decode(&bytes);
        }
    }

    #[test]
    fn what_is_no_bundle_says_so() {
        assert_eq!(decode(b"%PDF-1.7"), Err(BundleError::NotABundle));
        assert_eq!(decode(b"BPML\x02"), Err(BundleError::Future(2)));
        assert_eq!(decode(b"BPML"), Err(BundleError::Damaged));
    }
}
