//! How files of bundles and of times are packed and checked.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use xxhash_rust::xxh64::xxh64;

use crate::data::dataset::DatasetError;

/// Without times, and with them.
pub(super) const VERSION: u8 = 1;
pub(super) const WITH_TIMES: u8 = 2;
const HEADER: usize = 13;

/// Largest size of the columns, so that a forged file can't fill the memory.
const LARGEST: u64 = 512 << 20;

/// Why bytes are no bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// Something else.
    #[error("this is not a bundle of ratings made by the command \"bundle\"")]
    NotABundle,
    /// Made by a newer program.
    #[error(
        "this bundle has version {0}, and this program reads versions up to {WITH_TIMES}: use a newer one"
    )]
    Future(u8),
    /// The bytes are not those that were written.
    #[error("this bundle is cut or damaged: fetch it again")]
    Damaged,
    /// The columns don't make a dataset.
    #[error("this bundle is damaged: {0}")]
    Dataset(#[from] DatasetError),
    /// Times that belong to other ratings.
    #[error("these times belong to other ratings: they are of those with fingerprint {0:016x}")]
    OtherRatings(u64),
}

pub(super) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn smallest(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    match zopfli::compress(zopfli::Options::default(), zopfli::Format::Deflate, bytes, &mut packed) {
        Ok(()) => packed,
        // Writing to memory does not fail.
        Err(_) => deflated(bytes),
    }
}

pub(super) fn inflated(packed: &[u8]) -> Result<Vec<u8>, BundleError> {
    let mut bytes = Vec::new();
    let read = DeflateDecoder::new(packed).take(LARGEST).read_to_end(&mut bytes);
    read.map(|_| bytes).map_err(|_| BundleError::Damaged)
}

pub(super) fn with_header(magic: &[u8; 4], version: u8, parts: &[&[u8]]) -> Vec<u8> {
    let rest = parts.concat();
    let mut bytes = Vec::with_capacity(HEADER + rest.len());
    bytes.extend_from_slice(magic);
    bytes.push(version);
    bytes.extend_from_slice(&checksum(version, &rest).to_le_bytes());
    bytes.extend_from_slice(&rest);
    bytes
}

/// The version is part of it, from the second on.
fn checksum(version: u8, rest: &[u8]) -> u64 {
    xxh64(rest, u64::from(version.saturating_sub(1)))
}

/// What follows the header, if that is right.
pub(super) fn checked(bytes: &[u8]) -> Result<&[u8], BundleError> {
    let (header, rest) = bytes.split_first_chunk::<HEADER>().ok_or(BundleError::Damaged)?;
    if header[5..] == checksum(header[4], rest).to_le_bytes() { Ok(rest) } else { Err(BundleError::Damaged) }
}

pub(super) fn gaps(ascending: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut before = 0;
    ascending.map(|number| number - std::mem::replace(&mut before, number)).collect()
}

pub(super) fn sums(gaps: &[u32]) -> Result<Vec<u32>, BundleError> {
    let mut sum = 0_u32;
    let add = |gap: &u32| {
        sum = sum.checked_add(*gap).ok_or(BundleError::Damaged)?;
        Ok(sum)
    };
    gaps.iter().map(add).collect()
}
