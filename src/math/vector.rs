//! Vectors as slices. All sums are in a fixed order, so the bits are the same everywhere.

/// Sum of products, in eight interleaved partial sums (so that it vectorizes) added in a fixed order.
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    let mut sums = [0.0_f64; 8];
    let mut left_chunks = left.chunks_exact(8);
    let mut right_chunks = right.chunks_exact(8);
    for (a, b) in (&mut left_chunks).zip(&mut right_chunks) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let mut rest = 0.0;
    for (a, b) in left_chunks.remainder().iter().zip(right_chunks.remainder()) {
        rest += a * b;
    }
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) + rest
}

/// Adds `scale * x` to `target`.
pub fn add_scaled(target: &mut [f64], x: &[f64], scale: f64) {
    for (entry, value) in target.iter_mut().zip(x) {
        *entry += scale * value;
    }
}

/// sum(factor x^2), in the order of [`dot`].
pub fn square_form(factors: &[f64], x: &[f64]) -> f64 {
    let mut sums = [0.0_f64; 8];
    let mut factor_chunks = factors.chunks_exact(8);
    let mut x_chunks = x.chunks_exact(8);
    for (factor, entry) in (&mut factor_chunks).zip(&mut x_chunks) {
        for lane in 0..8 {
            sums[lane] += factor[lane] * (entry[lane] * entry[lane]);
        }
    }
    let mut rest = 0.0;
    for (factor, entry) in factor_chunks.remainder().iter().zip(x_chunks.remainder()) {
        rest += factor * (entry * entry);
    }
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) + rest
}
