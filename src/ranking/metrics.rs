//! How good a ranking is, beside clicks and regret.
//!
//! `ranked` are gains (or, for relevance, whether there is any) of items in the order in which they are shown; `all` are
//! those of all items, in any order. Positions count from 1, and logarithms are to the base 2.

use serde::{Deserialize, Serialize};

use crate::math::vector::dot;

/// Discounted cumulative gain: the sum of gain / log2(position + 1) (Jarvelin and Kekalainen 2002).
pub fn dcg(ranked: &[f64]) -> f64 {
    ranked.iter().enumerate().map(|(index, gain)| gain * discount(index)).sum()
}

/// What a gain counts at the position of this index, from 0.
pub(super) fn discount(index: usize) -> f64 {
    1.0 / libm::log2(index as f64 + 2.0)
}

/// The first `slots` of the gains, largest first: the best that so many slots could show.
fn ideal(all: &[f64], slots: usize) -> Vec<f64> {
    let mut sorted = all.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    sorted.truncate(slots);
    sorted
}

/// NDCG@K, with K the number of items shown: DCG by that of the best K, between 0 and 1; 0 where no item has any gain.
pub fn ndcg(ranked: &[f64], all: &[f64]) -> f64 {
    let best = dcg(&ideal(all, ranked.len()));
    if best > 0.0 { dcg(ranked) / best } else { 0.0 }
}

/// NDCG@K where items are ranked by scores, and a gain in a tie counts as the mean of the tie's gains (McSherry and Najork
/// 2008). As many gains as scores.
pub fn ndcg_with_ties(gains: &[f64], scores: &[f64], slots: usize) -> f64 {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    let (mut sum, mut first) = (0.0, 0);
    while first < order.len().min(slots) {
        let score = scores[order[first]];
        let tied = order[first..].iter().take_while(|item| scores[**item] == score).count();
        let mean = order[first..first + tied].iter().map(|item| gains[*item]).sum::<f64>() / tied as f64;
        sum += (first..(first + tied).min(slots)).map(|index| mean * discount(index)).sum::<f64>();
        first += tied;
    }
    let best = dcg(&ideal(gains, slots));
    if best > 0.0 { sum / best } else { 0.0 }
}

fn hits(ranked: &[bool]) -> f64 {
    ranked.iter().filter(|relevant| **relevant).count() as f64
}

/// Precision@K: the share of the items shown that are relevant.
pub fn precision(ranked: &[bool]) -> f64 {
    if ranked.is_empty() { 0.0 } else { hits(ranked) / ranked.len() as f64 }
}

/// Recall@K: the share of the `relevant` relevant items that are shown; none where there are none.
pub fn recall(ranked: &[bool], relevant: usize) -> Option<f64> {
    (relevant > 0).then(|| hits(ranked) / relevant as f64)
}

/// Average precision@K: the sum of the precision at each relevant item shown, by the number of relevant items, K at most;
/// none where there are none.
pub fn average_precision(ranked: &[bool], relevant: usize) -> Option<f64> {
    let most = relevant.min(ranked.len());
    let at = |(index, relevant): (usize, &bool)| if *relevant { precision(&ranked[..=index]) } else { 0.0 };
    (most > 0).then(|| ranked.iter().enumerate().map(at).sum::<f64>() / most as f64)
}

/// 1 by the position of the first relevant item; 0 where none is shown. Its mean over users is MRR.
pub fn reciprocal_rank(ranked: &[bool]) -> f64 {
    ranked.iter().position(|relevant| *relevant).map_or(0.0, |index| 1.0 / (index as f64 + 1.0))
}

/// Expected reciprocal rank: the user stops at an item with a probability of its own, `stops` in the order shown, and the
/// reward is 1 by the position of the stop (Chapelle, Metzler, Zhang and Grinspan 2009).
pub fn expected_reciprocal_rank(stops: &[f64]) -> f64 {
    let (mut sum, mut there) = (0.0, 1.0);
    for (index, stop) in stops.iter().enumerate() {
        sum += there * stop / (index as f64 + 1.0);
        there *= 1.0 - stop;
    }
    sum
}

/// The area under the ROC curve of a whole ranking: the share of pairs of a relevant and another item that are in order; none
/// without such pairs.
pub fn area_under_curve(ranked: &[bool]) -> Option<f64> {
    let (mut above, mut ordered) = (0.0, 0.0);
    for relevant in ranked {
        if *relevant {
            above += 1.0;
        } else {
            ordered += above;
        }
    }
    let pairs = above * (ranked.len() as f64 - above);
    (pairs > 0.0).then(|| ordered / pairs)
}

/// Coverage of the catalogue: the share of all items that were ever shown.
pub fn coverage(shown: &[u32]) -> f64 {
    let ever = shown.iter().filter(|count| **count > 0).count();
    if shown.is_empty() { 0.0 } else { ever as f64 / shown.len() as f64 }
}

/// Diversity within a slate: the mean over all pairs of items of 1 - the cosine of their rows, each of `length` numbers; a
/// row of zeros is like no other. None for fewer than two items, or rows of no numbers.
pub fn diversity(slate: &[u32], rows: &[f64], length: usize) -> Option<f64> {
    if length == 0 || slate.len() < 2 {
        return None;
    }
    let row = |item: &u32| &rows[*item as usize * length..(*item as usize + 1) * length];
    let mut sum = 0.0;
    for (index, one) in slate.iter().enumerate() {
        for other in &slate[..index] {
            let (a, b) = (row(one), row(other));
            let lengths = (dot(a, a) * dot(b, b)).sqrt();
            sum += 1.0 - if lengths > 0.0 { dot(a, b) / lengths } else { 0.0 };
        }
    }
    Some(sum / (slate.len() * (slate.len() - 1) / 2) as f64)
}

/// Attractions that differ by no more than this share of the largest one of the round are equal: what is left is rounding,
/// since sums of the same numbers in another order differ in their last digits.
const EQUAL: f64 = 1e-9;

/// The K most attractive items of a round, of which there may be more than K where some are equally attractive: then any K
/// of them are as good as any other.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Best {
    /// From this attraction on, an item is as good as the most attractive one.
    top: f64,
    /// Above this, an item is one of the K most attractive ones for certain.
    above: f64,
    /// From this on, it is as good as the K-th of them.
    least: f64,
    /// How many of the K are as good as the K-th, and no better.
    room: usize,
}

impl Best {
    /// Those of a round whose K largest attractions are these, the largest first.
    pub fn of(largest: &[f64]) -> Best {
        let (Some(first), Some(last)) = (largest.first(), largest.last()) else { return Best::default() };
        let rounding = EQUAL * first;
        let (top, above, least) = (first - rounding, last + rounding, last - rounding);
        Best { top, above, least, room: largest.iter().filter(|attraction| **attraction <= above).count() }
    }

    /// How many of the K most attractive items a slate of these attractions shows, ties going its way.
    pub fn hits(&self, shown: impl Iterator<Item = f64>) -> usize {
        let (mut certain, mut equal) = (0, 0);
        for attraction in shown {
            certain += usize::from(attraction > self.above);
            equal += usize::from(attraction <= self.above && attraction >= self.least);
        }
        certain + equal.min(self.room)
    }

    /// Whether an item of this attraction is as good as the most attractive one.
    pub fn is_top(&self, attraction: f64) -> bool {
        attraction >= self.top
    }
}

/// NDCG of a slate by its gain and that of the best one: 1 where no item has any gain, since any slate is the best then, and
/// where both differ by rounding alone.
pub(super) fn normalized(gain: f64, ideal: f64) -> f64 {
    if gain >= ideal * (1.0 - EQUAL) { 1.0 } else { gain / ideal }
}

/// How good a slate was, for a person who looks into its round.
///
/// What is compared is how attractive items are when looked at by themselves. Equally attractive items are equally good. Where
/// a click model has users depend on something else than the order of attraction (topics not covered yet, clicks further down
/// that bring more with them, thresholds), its best slate may not be the most attractive one, and then has less than 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SlateMetrics {
    /// NDCG@K with attractions as gains and the best K in the best order as the ideal (Jarvelin and Kekalainen 2002, as in
    /// scikit-learn; not the ideal of all items, however many slots there are); 1 where no item attracts at all.
    pub ndcg: f64,
    /// How many of the K most attractive items the slate shows, by K; of items as good as the K-th, any will do.
    pub recall: f64,
    /// 1 by the position of the first item that is as attractive as the most attractive one; 0 where none is shown.
    pub reciprocal_rank: f64,
    /// The share of all items that the ranker has ever shown.
    pub coverage: f64,
    /// Mean of 1 - cosine over the pairs of the slate, by topics or else by features; none where there are neither.
    pub diversity: Option<f64>,
}

impl SlateMetrics {
    /// Those of a slate. `shown` holds how often each item was, and `rows` topics or features, row-major.
    pub fn of(slate: &[u32], attractions: &[f64], shown: &[u32], rows: &[f64]) -> SlateMetrics {
        let gains: Vec<f64> = slate.iter().map(|item| attractions[*item as usize]).collect();
        let largest = ideal(attractions, slate.len());
        let best = Best::of(&largest);
        let first: Vec<bool> = gains.iter().map(|gain| best.is_top(*gain)).collect();
        SlateMetrics {
            ndcg: normalized(dcg(&gains), dcg(&largest)),
            recall: best.hits(gains.iter().copied()) as f64 / slate.len().max(1) as f64,
            reciprocal_rank: reciprocal_rank(&first),
            coverage: coverage(shown),
            diversity: diversity(slate, rows, rows.len() / attractions.len().max(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hand_computed() {
        assert_eq!(diversity(&[0, 1, 2], &[1.0, 0.0, 1.0, 0.0, 0.0, 2.0], 2), Some(2.0 / 3.0));
        assert_eq!(diversity(&[1, 0], &[0.0, 0.0, 3.0, 4.0], 2), Some(1.0));
        assert_eq!(diversity(&[0], &[1.0], 1), None);
        assert_eq!(coverage(&[3, 0, 1, 0]), 0.5);
        let metrics = SlateMetrics::of(&[2, 0], &[0.5, 0.75, 0.25], &[1, 0, 1], &[]);
        let best = 0.75 + 0.5 / libm::log2(3.0);
        assert!((metrics.ndcg - (0.25 + 0.5 / libm::log2(3.0)) / best).abs() < 1e-15);
        assert_eq!((metrics.recall, metrics.reciprocal_rank, metrics.diversity), (0.5, 0.0, None));
    }

    /// Equal items are equally good: at the K-th place, at the top, all of them, and up to rounding.
    #[test]
    fn ties_by_hand() {
        let of = |slate: &[u32], attractions: &[f64]| {
            let metrics = SlateMetrics::of(slate, attractions, &[], &[]);
            (metrics.ndcg, metrics.recall, metrics.reciprocal_rank)
        };
        let half = [0.5; 4];
        assert_eq!(of(&[3, 1], &half), (1.0, 1.0, 1.0));
        assert_eq!(of(&[2, 0, 1], &[0.0; 3]), (1.0, 1.0, 1.0));
        // 0.1 + 0.2 is not 0.3 to the last digit.
        assert_eq!(of(&[1, 0], &[0.1 + 0.2, 0.3, 0.3]), (1.0, 1.0, 1.0));
        assert_eq!(of(&[2, 1], &[0.1 + 0.2, 0.3, 0.3]), (1.0, 1.0, 1.0));
        // Of two that are as good as the second best, one is as good as the other, and two are not worth the best.
        let tied = [0.9, 0.5, 0.5, 0.1];
        assert_eq!(of(&[0, 2], &tied), (1.0, 1.0, 1.0));
        assert_eq!((of(&[2, 1], &tied).1, of(&[2, 1], &tied).2), (0.5, 0.0));
        assert_eq!((of(&[3, 1], &tied).1, of(&[2, 0], &tied).2), (0.5, 0.5));
        // Next to nothing is not nothing, and nothing is not the best where something is.
        assert_eq!(of(&[0], &[1e-300, 2e-300]), (0.5, 0.0, 0.0));
        assert_eq!((of(&[1, 2], &[0.5, 0.0, 0.0]).1, of(&[1, 2], &[0.5, 0.0, 0.0]).0), (0.5, 0.0));
    }

    proptest! {
        /// Exchanging equally attractive items, or items that differ by rounding, changes nothing.
        #[test]
        fn equal_items_are_equally_good(
            kinds in proptest::collection::vec(0_usize..3, 2..10),
            levels in proptest::array::uniform3(prop_oneof![Just(0.0), Just(1.0), 0.01_f64..1.0]),
            slots in 1_usize..10,
            order in Just((0_u32..10).collect::<Vec<u32>>()).prop_shuffle(),
            other in Just((0_u32..10).collect::<Vec<u32>>()).prop_shuffle(),
            errors in proptest::collection::vec(-4_i32..=4, 10),
        ) {
            let (items, slots) = (kinds.len(), slots.min(kinds.len()));
            let exact: Vec<f64> = kinds.iter().map(|kind| levels[*kind]).collect();
            let rounded: Vec<f64> = exact
                .iter()
                .zip(&errors)
                .map(|(level, error)| level * (1.0 + f64::from(*error) * f64::EPSILON))
                .collect();
            let here = |item: &&u32| (**item as usize) < items;
            let slate: Vec<u32> = order.iter().filter(here).take(slots).copied().collect();
            // The same kinds in the same places, each by another item of its kind.
            let mut left: Vec<u32> = other.iter().filter(here).copied().collect();
            let mut twin = Vec::new();
            for item in &slate {
                let place = left.iter().position(|one| kinds[*one as usize] == kinds[*item as usize]);
                twin.push(left.remove(place.expect("the item itself is of its kind, unless it was taken by another")));
            }
            let metrics = |slate: &[u32], attractions: &[f64]| SlateMetrics::of(slate, attractions, &[], &[]);
            let (one, two) = (metrics(&slate, &exact), metrics(&twin, &exact));
            prop_assert_eq!((one.ndcg, one.recall, one.reciprocal_rank), (two.ndcg, two.recall, two.reciprocal_rank));
            let near = metrics(&twin, &rounded);
            prop_assert_eq!((one.recall, one.reciprocal_rank), (near.recall, near.reciprocal_rank));
            prop_assert!((one.ndcg - near.ndcg).abs() < 1e-12);
            // The best order has 1 of each, whichever of equal items it takes.
            let mut best: Vec<u32> = other.iter().filter(here).copied().collect();
            best.sort_by(|a, b| exact[*b as usize].total_cmp(&exact[*a as usize]));
            let best = metrics(&best[..slots], &rounded);
            prop_assert_eq!((best.ndcg, best.recall, best.reciprocal_rank), (1.0, 1.0, 1.0));
            prop_assert!((0.0..=1.0).contains(&one.ndcg) && one.recall <= 1.0);
        }

        /// Shares are shares, and the best order has all of the gain.
        #[test]
        fn shares_are_shares(gains in proptest::collection::vec(0.0_f64..5.0, 1..12), slots in 1_usize..12) {
            let slots = slots.min(gains.len());
            let shown = &gains[..slots];
            prop_assert!((0.0..=1.0 + 1e-12).contains(&ndcg(shown, &gains)));
            let sorted = ideal(&gains, slots);
            prop_assert!((ndcg(&sorted, &gains) - 1.0).abs() < 1e-12 || sorted[0] == 0.0);
            prop_assert!((ndcg_with_ties(&gains, &gains, slots) - 1.0).abs() < 1e-12 || sorted[0] == 0.0);
        }
    }
}
