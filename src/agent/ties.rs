//! The largest of some scores, equal ones at random.
//!
//! An agent without a reason to prefer one of several arms takes each of them equally often. The draw comes from the
//! agent's own stream and is made only where scores are equal, so that agents whose scores never are draw nothing.

use crate::stream::Stream;

/// The index of the first largest score (zero for none). A NaN is never larger.
pub fn first_largest(scores: &[f64]) -> usize {
    let mut best = 0;
    for (index, score) in scores.iter().enumerate() {
        if *score > scores[best] || scores[best].is_nan() {
            best = index;
        }
    }
    best
}

/// The index of the largest score, each of several equal ones with the same probability (zero for no score). NaN is below
/// every number, and equal to itself. Takes one draw from the stream where several scores are the largest, else none.
pub fn largest(scores: &[f64], stream: &mut Stream) -> usize {
    let best = first_largest(scores);
    let best_score = scores.get(best).copied().unwrap_or(f64::NAN);
    let equal = scores.iter().filter(|score| is_largest(**score, best_score)).count();
    if equal < 2 {
        return best;
    }
    let mut left = stream.below(equal);
    for (index, score) in scores.iter().enumerate() {
        if is_largest(*score, best_score) {
            if left == 0 {
                return index;
            }
            left -= 1;
        }
    }
    best
}

/// Whether a score equals the largest one, where NaN equals NaN.
pub fn is_largest(score: f64, largest: f64) -> bool {
    score == largest || (score.is_nan() && largest.is_nan())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// It is one of the largest, and without a tie nothing is drawn.
        #[test]
        fn it_is_one_of_the_largest(scores in proptest::collection::vec(-2_i8..3, 1..12), seed: u64) {
            let scores: Vec<f64> = scores.into_iter().map(f64::from).collect();
            let (mut stream, mut other) = (Stream::new(seed, 0, "ties"), Stream::new(seed, 0, "ties"));
            let found = largest(&scores, &mut stream);
            let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            prop_assert_eq!(scores[found], best);
            if scores.iter().filter(|score| **score == best).count() == 1 {
                prop_assert_eq!(stream.bits(), other.bits());
            }
        }
    }

    /// Each of four equal scores a quarter of the time, infinite or not, within four standard errors; NaN never, unless
    /// there is nothing else.
    #[test]
    fn equal_scores_are_taken_equally_often() {
        let mut stream = Stream::new(1, 0, "ties");
        for tied in [1.0, f64::INFINITY, f64::NEG_INFINITY, -0.0] {
            let scores = [tied, f64::NAN, tied, tied, f64::NAN, tied];
            let mut counts = [0.0_f64; 6];
            for _ in 0..20_000 {
                counts[largest(&scores, &mut stream)] += 1.0;
            }
            for index in [0, 2, 3, 5] {
                let error = (20_000.0_f64 * 3.0 / 16.0).sqrt();
                assert!((counts[index] - 5_000.0).abs() < 4.0 * error, "{counts:?}");
            }
        }
        let all = (0..100).map(|_| largest(&[f64::NAN; 3], &mut stream)).collect::<Vec<_>>();
        assert!((0..3).all(|index| all.contains(&index)));
        assert_eq!(largest(&[], &mut stream), 0);
    }
}
