//! Vectors as slices. All sums are in a fixed order, so the bits are the same everywhere.

/// Calls a function for all columns, in blocks of eight, and of four, two and one at the end: the number is part of its type, so
/// that what it does in a block needs no loop. A turn of a loop costs about as much as four products in WebAssembly.
macro_rules! in_blocks {
    ($size:expr, $start:ident, $function:ident($($argument:expr),*)) => {
        let mut $start = 0;
        while $start + 8 <= $size {
            $function::<8>($($argument),*);
            $start += 8;
        }
        if $start + 4 <= $size {
            $function::<4>($($argument),*);
            $start += 4;
        }
        if $start + 2 <= $size {
            $function::<2>($($argument),*);
            $start += 2;
        }
        if $start < $size {
            $function::<1>($($argument),*);
        }
    };
}

pub(crate) use in_blocks;

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
/// once: a quarter less time. Natively one after the other, which compilers make better use of.
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

/// Adds `scale * weight` times each row to `target`, row by row; the rows stand one after the other and are as long as it.
///
/// Columns are taken in blocks, so that the sums stay in registers: one that is written and read again at once costs several times
/// as much as its product.
pub fn add_rows(target: &mut [f64], rows: &[f64], weights: &[f64], scale: f64) {
    let rows = &rows[..target.len() * weights.len()];
    in_blocks!(target.len(), start, add_row_columns(target, rows, weights, scale, start));
}

/// The same for `COUNT` columns.
#[inline(always)]
fn add_row_columns<const COUNT: usize>(
    target: &mut [f64],
    rows: &[f64],
    weights: &[f64],
    scale: f64,
    start: usize,
) {
    let mut sums = [0.0; COUNT];
    sums.copy_from_slice(&target[start..start + COUNT]);
    for (row, weight) in rows.chunks_exact(target.len()).zip(weights) {
        let factor = scale * weight;
        for (sum, entry) in sums.iter_mut().zip(&row[start..start + COUNT]) {
            *sum += factor * entry;
        }
    }
    target[start..start + COUNT].copy_from_slice(&sums);
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
        /// Each sum in the order of the rows, whatever their length.
        #[test]
        fn rows_are_added_in_their_order(
            columns in 0_usize..20, numbers in proptest::collection::vec(-1e3..1e3, 200), count in 0_usize..9, scale in -2.0..2.0,
        ) {
            let (rows, weights) = (&numbers[..columns * count], &numbers[180..180 + count]);
            let mut target = numbers[160..160 + columns].to_vec();
            let mut expected = target.clone();
            add_rows(&mut target, rows, weights, scale);
            for (row, weight) in weights.iter().enumerate() {
                add_scaled(&mut expected, &rows[row * columns..(row + 1) * columns], scale * weight);
            }
            prop_assert_eq!(target, expected);
        }

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
