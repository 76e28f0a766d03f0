//! Times of ratings as bytes: in a bundle behind its columns, or in a file of their own.
//!
//! | bytes of a file | what |
//! |---|---|
//! | 0..4 | `BPMT` |
//! | 4 | version of the layout, 1 |
//! | 5..13 | XXH64 of the rest, little-endian |
//! | 13..21 | fingerprint of the ratings, little-endian |
//! | 21.. | raw deflate of the times |
//!
//! The times are a postcard of `TimeColumns`: user by user the different times, ascending, as gaps, which are small where
//! ratings follow each other within minutes; and for each rating which of these it has, as the distance to the rating before.

use serde::{Deserialize, Serialize};

use super::file::{BundleError, checked, gaps, inflated, sums};
#[cfg(not(target_arch = "wasm32"))]
use super::file::{smallest, with_header};
use crate::data::Dataset;

const MAGIC: &[u8; 4] = b"BPMT";
const VERSION: u8 = 1;

#[derive(Serialize, Deserialize)]
struct TimeColumns {
    /// How many different times each user has.
    per_user: Vec<u32>,
    /// User by user: the different times, ascending, each less the one before.
    gaps: Vec<u32>,
    /// Rating by rating: the place of its time among its user's, less that of the rating before.
    steps: Vec<i32>,
}

/// The file of the times of these ratings: small rather than written soon.
#[cfg(not(target_arch = "wasm32"))]
pub fn encode(dataset: &Dataset) -> Vec<u8> {
    let packed = smallest(&encode_columns(dataset));
    with_header(MAGIC, VERSION, &[&dataset.fingerprint().to_le_bytes(), &packed])
}

/// The ratings with the times of such a file.
///
/// # Errors
/// Bytes that are something else, of a newer version, cut or damaged, or the times of other ratings.
pub fn decode(dataset: Dataset, bytes: &[u8]) -> Result<Dataset, BundleError> {
    if !bytes.starts_with(MAGIC) {
        return Err(BundleError::NotABundle);
    }
    match *bytes.get(4).ok_or(BundleError::Damaged)? {
        VERSION => {}
        version => return Err(BundleError::Future(version)),
    }
    let (fingerprint, packed) = checked(bytes)?.split_first_chunk().ok_or(BundleError::Damaged)?;
    let fingerprint = u64::from_le_bytes(*fingerprint);
    if fingerprint != dataset.fingerprint() {
        return Err(BundleError::OtherRatings(fingerprint));
    }
    decode_columns(dataset, &inflated(packed)?)
}

/// The times alone, not compressed.
pub(super) fn encode_columns(dataset: &Dataset) -> Vec<u8> {
    let (mut per_user, mut time_gaps, mut steps) = (Vec::new(), Vec::new(), Vec::new());
    for user in 0..dataset.users().len() {
        let times = dataset.times_of(user);
        let mut different = times.to_vec();
        different.sort_unstable();
        different.dedup();
        let mut place_before = 0;
        for time in times {
            let place = different.partition_point(|other| other < time) as i32;
            steps.push(place - std::mem::replace(&mut place_before, place));
        }
        per_user.push(different.len() as u32);
        time_gaps.extend(gaps(different.into_iter()));
    }
    postcard::to_allocvec(&TimeColumns { per_user, gaps: time_gaps, steps }).unwrap_or_default()
}

/// The ratings with these times.
///
/// # Errors
/// Bytes that are no times of so many users and ratings.
pub(super) fn decode_columns(dataset: Dataset, bytes: &[u8]) -> Result<Dataset, BundleError> {
    let columns: TimeColumns = postcard::from_bytes(bytes).map_err(|_| BundleError::Damaged)?;
    if columns.per_user.len() != dataset.users().len() || columns.steps.len() != dataset.ratings().len() {
        return Err(BundleError::Damaged);
    }
    let mut times = Vec::with_capacity(columns.steps.len());
    let (mut gaps, mut steps) = (columns.gaps.as_slice(), columns.steps.iter());
    for (user, count) in columns.per_user.iter().enumerate() {
        let (own, rest) = gaps.split_at_checked(*count as usize).ok_or(BundleError::Damaged)?;
        gaps = rest;
        let different = sums(own)?;
        let mut place = 0_i32;
        for step in steps.by_ref().take(dataset.ratings_of(user).len()) {
            place = place.checked_add(*step).ok_or(BundleError::Damaged)?;
            let time = usize::try_from(place).ok().and_then(|place| different.get(place));
            times.push(*time.ok_or(BundleError::Damaged)?);
        }
    }
    if gaps.is_empty() { Ok(dataset.timed(times)?) } else { Err(BundleError::Damaged) }
}
