//! How often slates come, against their exact probabilities.

use bandit_playground::math::random::RngStream;
use bandit_playground::ranking::rankers::scorer::{SimilarityPenalty, SlateSampler};

const DRAWS: u32 = 60_000;
const SCORES: [f64; 4] = [0.3, -0.5, 1.1, 0.0];
const TEMPERATURE: f64 = 0.7;
/// Items 0 and 2 point the same way, 1 the other one, and 3 across.
const FEATURES: [f64; 8] = [1.0, 0.0, -2.0, 0.0, 3.0, 0.0, 0.0, 0.5];
const COSINES: [[f64; 4]; 4] =
    [[1.0, -1.0, 1.0, 0.0], [-1.0, 1.0, -1.0, 0.0], [1.0, -1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]];

/// Probability of a slate: at each slot, exp(logit) over the sum of those left, logits falling after each slot.
fn probability(slate: [usize; 3], coefficient: f64) -> f64 {
    let mut logits = SCORES.map(|score| score / TEMPERATURE);
    let mut highest = [-1.0_f64; 4];
    let mut product = 1.0;
    for (position, item) in slate.into_iter().enumerate() {
        let left = (0..4).filter(|other| !slate[..position].contains(other));
        product *= logits[item].exp() / left.map(|other| logits[other].exp()).sum::<f64>();
        for other in 0..4 {
            highest[other] = highest[other].max(COSINES[item][other]);
            logits[other] -= coefficient * highest[other];
        }
    }
    product
}

/// All 24 slates of three of four items, each within four standard errors.
fn check(coefficient: f64) {
    let penalty = (coefficient > 0.0).then_some(SimilarityPenalty { coefficient, features: &FEATURES });
    let mut sampler = SlateSampler::new(4);
    let mut stream = RngStream::new(21, 0, "slates");
    let mut counts = [0.0; 64];
    for _ in 0..DRAWS {
        let mut slate = [9; 3];
        sampler.fill(&SCORES, TEMPERATURE, penalty, &mut stream, &mut slate);
        counts[slate.iter().fold(0, |index, item| 4 * index + *item as usize)] += 1.0;
    }
    let mut total = 0.0;
    for (index, count) in counts.into_iter().enumerate() {
        let slate = [index / 16, index / 4 % 4, index % 4];
        if slate[0] == slate[1] || slate[1] == slate[2] || slate[0] == slate[2] {
            assert_eq!(count, 0.0, "{slate:?} shows an item twice");
            continue;
        }
        let expected = probability(slate, coefficient);
        total += expected;
        let error = (expected * (1.0 - expected) / f64::from(DRAWS)).sqrt();
        let found = count / f64::from(DRAWS);
        assert!((found - expected).abs() < 4.0 * error, "{slate:?}: {found} for {expected}");
    }
    assert!((total - 1.0).abs() < 1e-12, "the probabilities are all there are");
}

#[test]
fn slates_without_a_penalty_are_plackett_and_luces() {
    check(0.0);
}

#[test]
fn slates_with_a_penalty_keep_similar_items_apart() {
    check(0.8);
}
