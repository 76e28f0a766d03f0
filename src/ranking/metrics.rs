//! How good a ranking is, beside clicks and regret.
//!
//! `ranked` are gains (or, for relevance, whether there is any) of items in the order in which they are shown; `all` are
//! those of all items, in any order. Positions count from 1, and logarithms are to the base 2.

use serde::{Deserialize, Serialize};

use crate::vector::dot;

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

/// How good a slate was, for a person who looks into its round.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SlateMetrics {
    /// NDCG@K with attractions as gains.
    pub ndcg: f64,
    /// The share of the K most attractive items that the slate shows.
    pub recall: f64,
    /// 1 by the position of the most attractive item; 0 where it is not shown.
    pub reciprocal_rank: f64,
    /// The share of all items that the ranker has ever shown.
    pub coverage: f64,
    /// Mean of 1 - cosine over the pairs of the slate, by topics or else by features; none where there are neither.
    pub diversity: Option<f64>,
}

impl SlateMetrics {
    /// Those of a slate. `best` holds the K most attractive items, `shown` how often each item was, and `rows` topics or
    /// features, row-major.
    pub fn of(slate: &[u32], attractions: &[f64], best: &[u32], shown: &[u32], rows: &[f64]) -> SlateMetrics {
        let gains: Vec<f64> = slate.iter().map(|item| attractions[*item as usize]).collect();
        let good: Vec<bool> = slate.iter().map(|item| best.contains(item)).collect();
        let first: Vec<bool> = slate.iter().map(|item| best.first() == Some(item)).collect();
        SlateMetrics {
            ndcg: ndcg(&gains, attractions),
            recall: recall(&good, best.len()).unwrap_or(0.0),
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
        let metrics = SlateMetrics::of(&[2, 0], &[0.5, 0.75, 0.25], &[1, 0], &[1, 0, 1], &[]);
        let best = 0.75 + 0.5 / libm::log2(3.0);
        assert!((metrics.ndcg - (0.25 + 0.5 / libm::log2(3.0)) / best).abs() < 1e-15);
        assert_eq!((metrics.recall, metrics.reciprocal_rank, metrics.diversity), (0.5, 0.0, None));
    }

    proptest! {
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
