//! The body of a kept run: experiment and results, packed.
//!
//! Neighbouring checkpoints have nearly the same values, so that of each number the difference of its bits from the number
//! before is kept, the highest byte of every number first, then the next one of all: what is alike stands together, and deflate
//! makes little of it.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use super::KeptResults;
use super::results::{KeptCurve, KeptPolicy};

/// Most bytes of a body that is unpacked: ten times the largest run.
const MOST_BYTES: u64 = 1 << 23;

/// Most policies and most metrics of a run: far more than there are.
const MOST_PARTS: usize = 1 << 10;

/// Why a body can't be unpacked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackingError {
    /// No deflate.
    #[error("they can't be unpacked ({0})")]
    Deflate(String),
    /// More than a run has.
    #[error("they are larger than {} MB", MOST_BYTES >> 20)]
    TooLarge,
    /// Numbers that are missing, or more than there should be.
    #[error("their parts don't fit together")]
    Inconsistent,
}

/// The body before it is deflated, in schema 1.
#[derive(Serialize, Deserialize)]
struct Body {
    spec: String,
    /// Each checkpoint less the one before.
    rounds: Vec<u64>,
    metrics: Vec<String>,
    labels: Vec<String>,
    /// Number of seeds of each policy.
    seeds: Vec<u32>,
    /// f32: policy x metric x (means, then deviations).
    curves: Vec<u8>,
    /// f64: policy x metric x seed.
    finals: Vec<u8>,
}

/// Packs experiment and results.
pub fn pack(spec: &str, results: &KeptResults) -> Vec<u8> {
    let before = [0].into_iter().chain(results.rounds.iter().copied());
    let rounds = results.rounds.iter().zip(before).map(|(round, before)| round - before).collect();
    let curves = results.policies.iter().flat_map(|policy| &policy.curves);
    let curves = curves.flat_map(|curve| curve.mean.iter().chain(&curve.deviation));
    let curves: Vec<u32> = differences(curves.map(|number| number.to_bits()), u32::wrapping_sub);
    let finals = results.policies.iter().flat_map(|policy| policy.finals.iter().flatten());
    let finals: Vec<u64> = differences(finals.map(|number| number.to_bits()), u64::wrapping_sub);
    let seeds = |policy: &KeptPolicy| policy.finals.first().map_or(0, |finals| finals.len() as u32);
    let body = Body {
        spec: spec.to_owned(),
        rounds,
        metrics: results.metrics.clone(),
        labels: results.policies.iter().map(|policy| policy.label.clone()).collect(),
        seeds: results.policies.iter().map(seeds).collect(),
        curves: planes(&curves, u32::to_be_bytes),
        finals: planes(&finals, u64::to_be_bytes),
    };
    // Writing into memory does not fail.
    let plain = postcard::to_allocvec(&body).unwrap_or_default();
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let _ = encoder.write_all(&plain);
    encoder.finish().unwrap_or_default()
}

/// Unpacks experiment and results.
///
/// # Errors
/// Bytes that [`pack`] has not written.
pub fn unpack(bytes: &[u8]) -> Result<(String, KeptResults), PackingError> {
    let mut plain = Vec::new();
    let read = DeflateDecoder::new(bytes).take(MOST_BYTES + 1).read_to_end(&mut plain);
    read.map_err(|error| PackingError::Deflate(error.to_string()))?;
    if plain.len() as u64 > MOST_BYTES {
        return Err(PackingError::TooLarge);
    }
    let body: Body = postcard::from_bytes(&plain).map_err(|_| PackingError::Inconsistent)?;
    let mut rounds = Vec::with_capacity(body.rounds.len());
    let mut round = 0_u64;
    for more in body.rounds {
        round = round.checked_add(more).ok_or(PackingError::Inconsistent)?;
        rounds.push(round);
    }
    let (points, metrics) = (rounds.len(), body.metrics.len());
    let mut curves = numbers(&body.curves, u32::from_be_bytes, u32::wrapping_add).map(f32::from_bits);
    let mut finals = numbers(&body.finals, u64::from_be_bytes, u64::wrapping_add).map(f64::from_bits);
    let mut policies = Vec::new();
    if body.seeds.len() != body.labels.len() || body.labels.len().max(metrics) > MOST_PARTS {
        return Err(PackingError::Inconsistent);
    }
    for (label, seeds) in body.labels.into_iter().zip(body.seeds) {
        let mut policy = KeptPolicy { label, ..KeptPolicy::default() };
        for _ in 0..metrics {
            let mean = curves.by_ref().take(points).collect();
            let deviation = curves.by_ref().take(points).collect();
            policy.curves.push(KeptCurve { mean, deviation });
            policy.finals.push(finals.by_ref().take(seeds as usize).collect());
        }
        policies.push(policy);
    }
    let is_whole = curves.next().is_none() && finals.next().is_none();
    let results = KeptResults { rounds, metrics: body.metrics, policies };
    if is_whole && results.is_consistent() {
        Ok((body.spec, results))
    } else {
        Err(PackingError::Inconsistent)
    }
}

/// Each number less the one before.
fn differences<Bits: Copy + Default>(
    numbers: impl Iterator<Item = Bits>,
    less: fn(Bits, Bits) -> Bits,
) -> Vec<Bits> {
    let mut before = Bits::default();
    numbers.map(|number| less(number, std::mem::replace(&mut before, number))).collect()
}

/// The first byte of every number, then the second one of every number, and so on.
fn planes<Bits: Copy, const BYTES: usize>(numbers: &[Bits], bytes: fn(Bits) -> [u8; BYTES]) -> Vec<u8> {
    (0..BYTES).flat_map(|plane| numbers.iter().map(move |number| bytes(*number)[plane])).collect()
}

/// The numbers whose differences stand in planes.
fn numbers<Bits: Copy + Default, const BYTES: usize>(
    planes: &[u8],
    from_bytes: fn([u8; BYTES]) -> Bits,
    plus: fn(Bits, Bits) -> Bits,
) -> impl Iterator<Item = Bits> {
    // Bytes that are no whole number are noticed where the numbers are counted.
    let count = planes.len() / BYTES;
    let mut sum = Bits::default();
    (0..count).map(move |index| {
        sum = plus(sum, from_bytes(std::array::from_fn(|plane| planes[plane * count + index])));
        sum
    })
}
