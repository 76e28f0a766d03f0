//! The largest of some scores, equal ones at random.
//!
//! An agent without a reason to prefer one of several arms takes each of them equally often. The draw comes from the
//! agent's own stream and is made only where scores are equal, so that agents whose scores never are draw nothing.

use crate::math::random::RngStream;

/// The index of the first score that is the largest, and how many are as large; none are where no score is above
/// negative infinity.
///
/// One pass over numbers that are held in registers: agents with a quick model spend much of their time here.
fn leaders(scores: &[f64]) -> (usize, usize) {
    let (mut first, mut most, mut count) = (0, f64::NEG_INFINITY, 0);
    for (index, score) in scores.iter().enumerate() {
        if *score > most {
            (first, most, count) = (index, *score, 1);
        } else if *score == most {
            count += 1;
        }
    }
    (first, if most > f64::NEG_INFINITY { count } else { 0 })
}

/// The index of the first largest score (zero for none). A NaN is never larger.
pub fn first_largest(scores: &[f64]) -> usize {
    if let (first, 1..) = leaders(scores) {
        return first;
    }
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
pub fn largest(scores: &[f64], stream: &mut RngStream) -> usize {
    if let (lone, 1) = leaders(scores) {
        return lone;
    }
    let best = first_largest(scores);
    let best_score = scores.get(best).copied().unwrap_or(f64::NAN);
    if scores.iter().filter(|score| is_largest(**score, best_score)).count() < 2 {
        return best;
    }
    draw_one(scores.len(), |index| is_largest(scores[index], best_score), stream).unwrap_or(best)
}

/// The same, where a second number decides between equal scores, and chance only where that is equal, too. For scores that
/// rounding makes equal though what they stand for is not: `finer` gives that, and is asked about the largest scores only,
/// where there are several.
pub fn largest_then(scores: &[f64], mut finer: impl FnMut(usize) -> f64, stream: &mut RngStream) -> usize {
    if let (lone, 1) = leaders(scores) {
        return lone;
    }
    let best = first_largest(scores);
    let best_score = scores.get(best).copied().unwrap_or(f64::NAN);
    let tied = |index: &usize| is_largest(scores[*index], best_score);
    if (0..scores.len()).filter(tied).count() < 2 {
        return best;
    }
    let (mut most, mut count) = (f64::NAN, 0);
    for index in (0..scores.len()).filter(tied) {
        let found = finer(index);
        if count == 0 || found > most || (most.is_nan() && !found.is_nan()) {
            (most, count) = (found, 1);
        } else if is_largest(found, most) {
            count += 1;
        }
    }
    let mut left = if count > 1 { stream.below(count) } else { 0 };
    for index in (0..scores.len()).filter(tied) {
        if is_largest(finer(index), most) {
            if left == 0 {
                return index;
            }
            left -= 1;
        }
    }
    best
}

/// Adds `whole` to what those have whose scores are the largest, in equal parts: where an agent draws its choice, nothing
/// is drawn to break a tie.
pub fn share_among_largest(scores: &[f64], whole: f64, shares: &mut [f64]) {
    let best_score = scores.get(first_largest(scores)).copied().unwrap_or(f64::NAN);
    let tied = |score: &f64| is_largest(*score, best_score);
    let part = whole / scores.iter().filter(|score| tied(score)).count() as f64;
    for (share, score) in shares.iter_mut().zip(scores) {
        if tied(score) {
            *share += part;
        }
    }
}

/// One of the indexes below `count` that are eligible, all with the same probability; none where there is none. Takes one
/// draw from the stream where there are several, else none.
pub fn draw_one(count: usize, eligible: impl Fn(usize) -> bool, stream: &mut RngStream) -> Option<usize> {
    let mut found = (0..count).filter(|index| eligible(*index));
    let several = (0..count).filter(|index| eligible(*index)).count();
    found.nth(if several > 1 { stream.below(several) } else { 0 })
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
            let (mut stream, mut other) = (RngStream::new(seed, 0, "ties"), RngStream::new(seed, 0, "ties"));
            let found = largest(&scores, &mut stream);
            let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            prop_assert_eq!(scores[found], best);
            if scores.iter().filter(|score| **score == best).count() == 1 {
                prop_assert_eq!(stream.bits(), other.bits());
            }
        }
    }

    /// Equal scores depend on the second number, and by chance where that is equal, too; the shares of the largest add up to
    /// the whole.
    #[test]
    fn a_second_number_decides_between_equal_scores() {
        let mut stream = RngStream::new(2, 0, "ties");
        let (scores, finer) = ([1.0, 1.0, 0.5, 1.0, 1.0], [2.0, 3.0, 9.0, f64::NAN, 3.0]);
        let found: Vec<usize> =
            (0..200).map(|_| largest_then(&scores, |index| finer[index], &mut stream)).collect();
        assert!(found.iter().all(|index| [1, 4].contains(index)) && found.contains(&1) && found.contains(&4));
        assert_eq!(largest_then(&[f64::INFINITY; 2], |index| index as f64, &mut stream), 1);
        let mut twin = stream.clone();
        assert_eq!(largest_then(&[0.0, 2.0], |_| unreachable!("there is no tie"), &mut stream), 1);
        assert_eq!(largest_then(&[2.0, 2.0], |index| -(index as f64), &mut stream), 0);
        assert_eq!(stream.bits(), twin.bits());
        let mut shares = [0.25; 5];
        share_among_largest(&scores, 2.0, &mut shares);
        assert_eq!(shares, [0.75, 0.75, 0.25, 0.75, 0.75]);
    }

    /// Each of four equal scores a quarter of the time, infinite or not, within four standard errors; NaN never, unless
    /// there is nothing else.
    #[test]
    fn equal_scores_are_taken_equally_often() {
        let mut stream = RngStream::new(1, 0, "ties");
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
