//! A number that is costly to compute from two others, computed once for items that have both in common.
//!
//! In a large catalogue most items were looked at a few times at most, so that thousands share their counts.

/// How many results are kept.
const KEPT: usize = 256;

/// The latest results of one function, each in the place that its two numbers point to.
pub struct IndexCache {
    kept: [Option<(f64, f64, f64)>; KEPT],
}

impl IndexCache {
    /// Nothing yet.
    pub fn new() -> IndexCache {
        IndexCache { kept: [None; KEPT] }
    }

    /// What `compute` gives for these two numbers: the same bits as if it had been called, which it is only where the
    /// result is not kept. `compute` must be the same function in every call.
    pub fn of(&mut self, one: f64, other: f64, compute: impl FnOnce(f64, f64) -> f64) -> f64 {
        let mixed = (one.to_bits() ^ other.to_bits().rotate_left(23)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let place = &mut self.kept[(mixed >> 56) as usize % KEPT];
        match place {
            // By their bits, as 0 and -0 are equal and may give different results.
            Some((a, b, result)) if (a.to_bits(), b.to_bits()) == (one.to_bits(), other.to_bits()) => *result,
            _ => {
                let result = compute(one, other);
                *place = Some((one, other, result));
                result
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever was asked before, the answer is the function's.
        #[test]
        fn an_answer_is_never_another_questions(asked in proptest::collection::vec((0_u32..40, 0_u32..40), 1..400)) {
            let mut cache = IndexCache::new();
            for (one, other) in asked {
                let found = cache.of(f64::from(one), f64::from(other), |one, other| one / (1.0 + other));
                prop_assert_eq!(found.to_bits(), (f64::from(one) / (1.0 + f64::from(other))).to_bits());
            }
        }
    }

    #[test]
    fn the_same_question_is_computed_once() {
        let (mut cache, mut computed) = (IndexCache::new(), 0);
        for _ in 0..3 {
            cache.of(2.0, 3.0, |one, other| {
                computed += 1;
                one + other
            });
        }
        assert_eq!(computed, 1);
        assert!(cache.of(0.0, 1.0, |one, _| 1.0 / one) > 0.0);
        assert!(cache.of(-0.0, 1.0, |one, _| 1.0 / one) < 0.0);
    }
}
