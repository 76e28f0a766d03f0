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

/// The same bits as [`dot`] of one vector with each of two others.
///
/// In WebAssembly both at a time, since loads are what a long sum of products waits for there and those of the one vector then count
/// once: three tenths less time. Natively one after the other, which compilers make better use of.
#[inline(always)]
pub fn two_dots(left: &[f64], one: &[f64], other: &[f64]) -> [f64; 2] {
    if cfg!(target_arch = "wasm32") {
        two_sums_of(left, one, other)
    } else {
        [long_dot(left, one), long_dot(left, other)]
    }
}

/// The products of [`two_dots`] added up side by side.
#[inline(always)]
fn two_sums_of(left: &[f64], one: &[f64], other: &[f64]) -> [f64; 2] {
    let (one, other) = (&one[..left.len()], &other[..left.len()]);
    let mut sums = [[0.0_f64; 8]; 2];
    let (blocks, left) = left.as_chunks::<8>();
    let (one_blocks, one) = one.as_chunks::<8>();
    let (other_blocks, other) = other.as_chunks::<8>();
    for ((x, a), b) in blocks.iter().zip(one_blocks).zip(other_blocks) {
        for lane in 0..8 {
            sums[0][lane] += x[lane] * a[lane];
        }
        for lane in 0..8 {
            sums[1][lane] += x[lane] * b[lane];
        }
    }
    let mut rest = [0.0; 2];
    for ((x, a), b) in left.iter().zip(one).zip(other) {
        rest[0] += x * a;
        rest[1] += x * b;
    }
    [added(sums[0], rest[0]), added(sums[1], rest[1])]
}

/// Eight partial sums and what is left, in the order of [`dot`].
#[inline(always)]
fn added(sums: [f64; 8], rest: f64) -> f64 {
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) + rest
}

/// Copies a short vector of the same length.
///
/// In WebAssembly number by number, since browsers make a call of the instruction that copies memory; natively as usual.
#[inline(always)]
pub fn copy(source: &[f64], target: &mut [f64]) {
    if !cfg!(target_arch = "wasm32") {
        return target.copy_from_slice(source);
    }
    assert_eq!(source.len(), target.len());
    let (fours, rest) = source.as_chunks::<4>();
    let (target_fours, target_rest) = target.as_chunks_mut::<4>();
    // In a loop over single numbers, compilers see that instruction.
    for ([a, b, c, d], four) in fours.iter().zip(target_fours) {
        (four[0], four[1], four[2], four[3]) = (*a, *b, *c, *d);
    }
    match (rest, target_rest) {
        ([a], [x]) => *x = *a,
        ([a, b], [x, y]) => (*x, *y) = (*a, *b),
        ([a, b, c], [x, y, z]) => (*x, *y, *z) = (*a, *b, *c),
        _ => {}
    }
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
    added(sums, rest)
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
            let bits = [dot(&left, &left), expected].map(f64::to_bits);
            prop_assert_eq!(two_dots(&left, &left, &right).map(f64::to_bits), bits);
            prop_assert_eq!(two_sums_of(&left, &left, &right).map(f64::to_bits), bits);
        }
    }
}
