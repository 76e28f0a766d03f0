//! The largest of some scores, ties broken at random.

use crate::probabilities::ActionProbabilities;
use std::cmp::Ordering;

use crate::math::random::{IndexedRandom, RngStream};

/// How equal scores are put in order.
#[derive(Debug, Clone, Copy)]
pub enum Ties {
    /// The smaller index first.
    ByIndex,
    /// At random: by the coins of the indexes.
    AtRandom(IndexedRandom),
}

impl Ties {
    /// Random ties for one round, by the next 64 bits of a ranker's own stream: one draw, however many the ties.
    pub fn draw(stream: &mut RngStream) -> Ties {
        Ties::AtRandom(IndexedRandom::new(stream.bits()))
    }

    /// Whether the score of index `one` comes before that of `other`. What is not a number comes last.
    pub fn before(&self, (score, one): (f64, u32), (other_score, other): (f64, u32)) -> bool {
        if score > other_score || (other_score.is_nan() && !score.is_nan()) {
            return true;
        }
        if score < other_score || (score.is_nan() && !other_score.is_nan()) {
            return false;
        }
        match self {
            Ties::ByIndex => one < other,
            Ties::AtRandom(coins) => {
                let (bits, other_bits) = (coins.bits(u64::from(one)), coins.bits(u64::from(other)));
                (other_bits, one) < (bits, other)
            }
        }
    }
}

/// Writes the indexes of the largest scores into the slate, the largest first. There are at least as many scores as slots.
///
/// One look at each score, and for those that enter the slate at most as many moves as slots: O(L + K^2 ln(L / K)) for
/// scores in random order.
pub fn largest(scores: &[f64], ties: Ties, slate: &mut [u32]) {
    let mut filled = 0;
    for (index, score) in scores.iter().enumerate() {
        let entry = (*score, index as u32);
        let at = |slate: &[u32], place: usize| (scores[slate[place] as usize], slate[place]);
        if filled == slate.len() {
            if filled == 0 || !ties.before(entry, at(slate, filled - 1)) {
                continue;
            }
        } else {
            filled += 1;
        }
        let mut place = filled - 1;
        while place > 0 && ties.before(entry, at(slate, place - 1)) {
            slate[place] = slate[place - 1];
            place -= 1;
        }
        slate[place] = index as u32;
    }
}

/// The index of the largest score, the same as [`largest`] puts first.
pub fn largest_one(scores: &[f64], ties: Ties) -> u32 {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let equal =
        scores.iter().zip(0..).filter(|(score, _)| **score == most).map(|(score, index)| (*score, index));
    match equal.reduce(|best, other| if ties.before(other, best) { other } else { best }) {
        Some((_, index)) => index,
        // None of them is a number.
        None => {
            let mut first = [0];
            largest(scores, ties, &mut first);
            first[0]
        }
    }
}

/// The same for scores that are costly to compute. `compute` gives the score of an index or, told the smallest score of a slate that
/// is full, none where that is certainly larger; it is called once for each index, for the `likely` ones first, which are
/// different ones. What is written into `scores`, one place an index, is of no further use.
pub fn largest_of_few(
    scores: &mut [f64],
    ties: Ties,
    likely: &[u32],
    slate: &mut [u32],
    mut compute: impl FnMut(usize, Option<f64>) -> Option<f64>,
) {
    let mut filled = 0;
    let mut look = |scores: &mut [f64], index: usize| {
        let full = filled == slate.len();
        let least = if full { slate.last().map(|last| scores[*last as usize]) } else { None };
        // What is not a number was not looked at yet.
        scores[index] = f64::NEG_INFINITY;
        let Some(score) = compute(index, least) else { return };
        scores[index] = score;
        let entry = (score, index as u32);
        let comes_before = |other: u32| ties.before(entry, (scores[other as usize], other));
        if full && !slate.last().is_some_and(|last| comes_before(*last)) {
            return;
        }
        filled = (filled + 1).min(slate.len());
        let mut place = filled - 1;
        while place > 0 && comes_before(slate[place - 1]) {
            slate[place] = slate[place - 1];
            place -= 1;
        }
        slate[place] = index as u32;
    };
    scores.fill(f64::NAN);
    likely.iter().for_each(|index| look(scores, *index as usize));
    for index in 0..scores.len() {
        if scores[index].is_nan() {
            look(scores, index);
        }
    }
}

/// The indexes of all scores, that of the largest first: what [`largest`] begins with.
pub fn sorted(scores: &[f64], ties: Ties) -> Vec<u32> {
    let mut all: Vec<u32> = (0..scores.len() as u32).collect();
    all.sort_unstable_by(|a, b| match ties.before((scores[*a as usize], *a), (scores[*b as usize], *b)) {
        _ if a == b => Ordering::Equal,
        true => Ordering::Less,
        false => Ordering::Greater,
    });
    all
}

/// The probability of each index to be the one at `place`, from 0, in an order by falling scores with equal ones at
/// random.
pub fn chances(scores: &[f64], place: usize) -> ActionProbabilities {
    let all = sorted(scores, Ties::ByIndex);
    let score = all.get(place).map_or(f64::NAN, |index| scores[*index as usize]);
    let equal = |other: &f64| *other == score || other.is_nan() && score.is_nan();
    let share = 1.0 / scores.iter().filter(|other| equal(other)).count() as f64;
    ActionProbabilities::exact(scores.iter().map(|other| if equal(other) { share } else { 0.0 }).collect())
}

/// Shuffles a slate evenly (Fisher and Yates).
pub fn shuffle(slate: &mut [u32], stream: &mut RngStream) {
    for last in (1..slate.len()).rev() {
        slate.swap(last, stream.below(last + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The same as sorting all.
        #[test]
        fn the_largest_are_the_first_of_all_sorted(
            scores in proptest::collection::vec((-3_i32..4).prop_map(f64::from), 1..40),
            slots in 1_usize..10,
            key: u64,
        ) {
            let slots = slots.min(scores.len());
            for ties in [Ties::ByIndex, Ties::AtRandom(IndexedRandom::new(key))] {
                let mut slate = vec![0; slots];
                largest(&scores, ties, &mut slate);
                let all = sorted(&scores, ties);
                prop_assert_eq!(&slate[..], &all[..slots]);
                prop_assert_eq!(largest_one(&scores, ties), all[0]);
                prop_assert!(all.windows(2).all(|pair| scores[pair[0] as usize] >= scores[pair[1] as usize]));
                let mut once = all.clone();
                once.sort_unstable();
                prop_assert_eq!(once, (0..scores.len() as u32).collect::<Vec<u32>>());
            }
        }
    }

    proptest! {
        /// The same slate as from all scores, each computed once at most.
        #[test]
        fn few_scores_are_enough(
            scores in proptest::collection::vec(((-3_i32..4).prop_map(f64::from), proptest::bool::ANY), 1..40),
            slots in 1_usize..10,
            likely in Just((0_u32..40).collect::<Vec<u32>>()).prop_shuffle(),
            key: u64,
        ) {
            let (scores, tells): (Vec<f64>, Vec<bool>) = scores.into_iter().unzip();
            let slots = slots.min(scores.len());
            let likely: Vec<u32> =
                likely.into_iter().filter(|index| (*index as usize) < scores.len()).take(slots).collect();
            for ties in [Ties::ByIndex, Ties::AtRandom(IndexedRandom::new(key))] {
                let mut expected = vec![0; slots];
                largest(&scores, ties, &mut expected);
                let (mut room, mut slate, mut asked) = (scores.clone(), vec![0; slots], vec![0; scores.len()]);
                largest_of_few(&mut room, ties, &likely, &mut slate, |index, least| {
                    asked[index] += 1;
                    let below = tells[index] && least.is_some_and(|least| scores[index] < least);
                    if below { None } else { Some(scores[index]) }
                });
                prop_assert_eq!(&slate, &expected);
                prop_assert!(asked.iter().all(|times| *times == 1));
            }
        }
    }

    /// Four equal scores among smaller ones: each comes first a quarter of the time, within four standard errors.
    #[test]
    fn ties_are_even() {
        let scores = [1.0, 0.5, 1.0, 1.0, 0.2, 1.0];
        let mut stream = RngStream::new(3, 0, "ties");
        let mut counts = [0.0_f64; 6];
        let mut slate = [0; 2];
        for _ in 0..20_000 {
            largest(&scores, Ties::draw(&mut stream), &mut slate);
            counts[slate[0] as usize] += 1.0;
            assert_ne!(slate[0], slate[1]);
        }
        for index in [0, 2, 3, 5] {
            assert!((counts[index] - 5_000.0).abs() < 4.0 * (20_000.0_f64 * 3.0 / 16.0).sqrt(), "{counts:?}");
        }
    }

    #[test]
    fn what_is_no_number_comes_last() {
        let mut slate = [9; 3];
        largest(&[f64::NAN, 1.0, f64::INFINITY, f64::NEG_INFINITY], Ties::ByIndex, &mut slate);
        assert_eq!(slate, [2, 1, 3]);
        assert_eq!(largest_one(&[f64::NAN, 1.0, f64::INFINITY, f64::NEG_INFINITY], Ties::ByIndex), 2);
        assert_eq!(largest_one(&[f64::NAN, f64::NAN], Ties::ByIndex), 0);
    }
}
