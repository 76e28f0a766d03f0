//! Vectors as slices. All sums are in a fixed order, so the bits are the same everywhere.

/// Sum of products of two vectors of the same length, in eight interleaved partial sums (so that it vectorizes) added in a
/// fixed order.
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    inlined_dot(left, right)
}

/// The same bits as [`dot`] without a call, for loops over many short vectors: a browser that compiles WebAssembly doesn't
/// always take calls out of a loop.
#[inline(always)]
pub fn inlined_dot(left: &[f64], right: &[f64]) -> f64 {
    sum_of::<8>(left, right, |a, b| a * b)
}

/// The same bits as [`dot`], for vectors of a hundred numbers and more: fewer turns of the loop, each of which costs about as
/// much as its products in WebAssembly, and more code.
#[inline]
pub fn long_dot(left: &[f64], right: &[f64]) -> f64 {
    sum_of::<16>(left, right, |a, b| a * b)
}

/// Adds up the terms of two vectors of the same length in the order of [`dot`], `BLOCK` at a turn, a multiple of eight.
#[inline(always)]
fn sum_of<const BLOCK: usize>(left: &[f64], right: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    debug_assert_eq!(left.len(), right.len());
    let mut sums = [0.0_f64; 8];
    let (left_blocks, left) = left.as_chunks::<BLOCK>();
    let (right_blocks, right) = right.as_chunks::<BLOCK>();
    for (a, b) in left_blocks.iter().zip(right_blocks) {
        for place in 0..BLOCK {
            sums[place % 8] += term(a[place], b[place]);
        }
    }
    let (left_eights, left) = left.as_chunks::<8>();
    let (right_eights, right) = right.as_chunks::<8>();
    if BLOCK > 8 {
        for (a, b) in left_eights.iter().zip(right_eights) {
            for lane in 0..8 {
                sums[lane] += term(a[lane], b[lane]);
            }
        }
    }
    let mut rest = 0.0;
    for (a, b) in left.iter().zip(right) {
        rest += term(*a, *b);
    }
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) + rest
}

/// Adds `scale * x` to `target`, which has the same length.
pub fn add_scaled(target: &mut [f64], x: &[f64], scale: f64) {
    for (entry, value) in target.iter_mut().zip(x) {
        *entry += scale * value;
    }
}

/// sum(factor x^2), in the order of [`dot`].
pub fn square_form(factors: &[f64], x: &[f64]) -> f64 {
    sum_of::<8>(factors, x, |factor, entry| factor * (entry * entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The order of the sums, which every digest depends on, whatever the length.
        #[test]
        fn sums_have_their_order(numbers in proptest::collection::vec((-1e3..1e3, -1e3..1e3), 0..80)) {
            let (left, right): (Vec<f64>, Vec<f64>) = numbers.iter().copied().unzip();
            let whole = left.len() / 8 * 8;
            let lane = |lane: usize| (lane..whole).step_by(8).fold(0.0, |sum, place| sum + left[place] * right[place]);
            let rest = (whole..left.len()).fold(0.0, |sum, place| sum + left[place] * right[place]);
            let expected = ((lane(0) + lane(4)) + (lane(2) + lane(6))) + ((lane(1) + lane(5)) + (lane(3) + lane(7))) + rest;
            prop_assert_eq!(dot(&left, &right).to_bits(), expected.to_bits());
            prop_assert_eq!(inlined_dot(&left, &right).to_bits(), expected.to_bits());
            prop_assert_eq!(long_dot(&left, &right).to_bits(), expected.to_bits());
        }
    }
}
