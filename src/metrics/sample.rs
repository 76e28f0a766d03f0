//! The rounds of which sampled metrics are taken.

use crate::math::random::IndexedRandom;

/// Rounds that are all in the sample.
const ALL_UP_TO: u64 = 64;

/// After those, one of so many.
const ONE_OF: u64 = 8;

/// How many rounds the `round`th (from 1) stands for in the metrics that are a
/// [`SampledMean`](super::Accumulation::SampledMean); none where it is not in the sample.
///
/// Which of each eight rounds it is was drawn once and for all: what comes in turns, as the plan of a ranker that explores,
/// would hide behind a fixed place.
pub fn sampled(round: u64) -> Option<f64> {
    let Some(after) = round.checked_sub(ALL_UP_TO + 1) else { return Some(1.0) };
    let place = IndexedRandom::default().bits(after / ONE_OF) % ONE_OF;
    (after % ONE_OF == place).then_some(ONE_OF as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sampled rounds stand for all rounds, and in no fixed place of the eight.
    #[test]
    fn the_sample_stands_for_all_rounds() {
        assert!((1..=64).all(|round| sampled(round) == Some(1.0)));
        let mut places = [0_u32; 8];
        for block in 0..4_000_u64 {
            let rounds = 65 + 8 * block..73 + 8 * block;
            let found: Vec<u64> = rounds.clone().filter(|round| sampled(*round).is_some()).collect();
            assert_eq!(found.len(), 1, "{rounds:?}");
            assert_eq!(sampled(found[0]), Some(8.0));
            places[(found[0] - rounds.start) as usize] += 1;
        }
        // 4,000 times one of eight, within four standard errors.
        let error = (4_000.0_f64 * 7.0 / 64.0).sqrt();
        assert!(places.iter().all(|count| (f64::from(*count) - 500.0).abs() < 4.0 * error), "{places:?}");
    }
}
