//! A number that is costly to compute from some others, computed once for items that have them in common.
//!
//! In a large catalogue most items were looked at a few times at most, so that thousands share their counts.

/// How many results are kept.
const KEPT: usize = 256;

/// The latest results of one function of `N` numbers, each in the place that those point to.
#[derive(Clone)]
pub struct IndexCache<const N: usize> {
    kept: Vec<Option<([u64; N], f64)>>,
}

impl<const N: usize> IndexCache<N> {
    /// Nothing yet.
    pub fn new() -> IndexCache<N> {
        IndexCache { kept: vec![None; KEPT] }
    }

    /// Bytes that it takes.
    pub fn memory() -> u64 {
        (KEPT * size_of::<Option<([u64; N], f64)>>()) as u64
    }

    /// What `compute` gives for these numbers: the same bits as if it had been called, which it is only where the
    /// result is not kept. `compute` must be the same function in every call.
    pub fn of(&mut self, numbers: [f64; N], compute: impl FnOnce() -> f64) -> f64 {
        // By their bits, as 0 and -0 are equal and may give different results.
        let bits = numbers.map(f64::to_bits);
        let mix = |mixed: u64, bits: &u64| (mixed.rotate_left(23) ^ bits).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let place = &mut self.kept[(bits.iter().fold(0, mix) >> 56) as usize % KEPT];
        match place {
            Some((key, result)) if *key == bits => *result,
            _ => {
                let result = compute();
                *place = Some((bits, result));
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
                let (one, other) = (f64::from(one), f64::from(other));
                let found = cache.of([one, other], || one / (1.0 + other));
                prop_assert_eq!(found.to_bits(), (one / (1.0 + other)).to_bits());
            }
        }
    }

    #[test]
    fn the_same_question_is_computed_once() {
        let (mut cache, mut computed) = (IndexCache::new(), 0);
        for _ in 0..3 {
            cache.of([2.0, 3.0], || {
                computed += 1;
                5.0
            });
        }
        assert_eq!(computed, 1);
        assert!(cache.of([0.0, 1.0], || 1.0 / 0.0) > 0.0);
        assert!(cache.of([-0.0, 1.0], || 1.0 / -0.0) < 0.0);
    }
}
