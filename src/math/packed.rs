//! Symmetric matrices as their upper triangle, row by row in one slice: d (d + 1) / 2 numbers.
//!
//! Half the memory and half the work of a full matrix, and a quadratic form is one dot product of contiguous
//! numbers, which compilers vectorize. All sums are in a fixed order, so the bits are the same everywhere.

use crate::math::vector::{in_blocks, inlined_dot};

/// Numbers in the upper triangle of a `dimension` x `dimension` matrix.
pub const fn packed_length(dimension: usize) -> usize {
    dimension * (dimension + 1) / 2
}

/// Writes the weights `w` for which the quadratic form x' M x is `dot(w, M)`: x_i^2 on the diagonal, 2 x_i x_j beside it.
pub fn form_weights(x: &[f64], weights: &mut [f64]) {
    let weights = &mut weights[..packed_length(x.len())];
    in_blocks!(x.len(), start, form_columns(x, start, weights));
}

/// The same for `COUNT` columns of the matrix.
#[inline(always)]
fn form_columns<const COUNT: usize>(x: &[f64], start: usize, weights: &mut [f64]) {
    let size = x.len();
    let mut values = [0.0; COUNT];
    values.copy_from_slice(&x[start..start + COUNT]);
    let mut place = start;
    for (row, value) in x[..start].iter().enumerate() {
        let factor = 2.0 * value;
        for (weight, other) in weights[place..place + COUNT].iter_mut().zip(&values) {
            *weight = factor * other;
        }
        place += size - 1 - row;
    }
    for row in 0..COUNT {
        let factor = 2.0 * values[row];
        weights[place] = values[row] * values[row];
        for (weight, other) in weights[place + 1..place + COUNT - row].iter_mut().zip(&values[row + 1..]) {
            *weight = factor * other;
        }
        place += size - start - row;
    }
}

/// Adds `scale * x x'` to the matrix.
pub fn add_outer(matrix: &mut [f64], x: &[f64], scale: f64) {
    let matrix = &mut matrix[..packed_length(x.len())];
    in_blocks!(x.len(), start, add_outer_columns(matrix, x, scale, start));
}

/// The same for `COUNT` columns of the matrix.
#[inline(always)]
fn add_outer_columns<const COUNT: usize>(matrix: &mut [f64], x: &[f64], scale: f64, start: usize) {
    let size = x.len();
    let mut values = [0.0; COUNT];
    values.copy_from_slice(&x[start..start + COUNT]);
    let mut place = start;
    for (row, factor) in x[..start].iter().enumerate() {
        let factor = scale * factor;
        for (entry, value) in matrix[place..place + COUNT].iter_mut().zip(&values) {
            *entry += factor * value;
        }
        place += size - 1 - row;
    }
    for row in 0..COUNT {
        let factor = scale * values[row];
        for (entry, value) in matrix[place..place + COUNT - row].iter_mut().zip(&values[row..]) {
            *entry += factor * value;
        }
        place += size - start - row;
    }
}

/// Writes M x into `product`.
///
/// The sum of an entry runs over the rows above its own first, then over its own. Columns are taken in blocks, so that the sums
/// stay in registers: a sum that is written and read again at once costs several times as much as the products.
pub fn multiply(matrix: &[f64], x: &[f64], product: &mut [f64]) {
    let size = x.len();
    let (matrix, product) = (&matrix[..packed_length(size)], &mut product[..size]);
    let mut rest = matrix;
    for (index, sum) in product.iter_mut().enumerate() {
        let (row, later) = rest.split_at(size - index);
        *sum = row[0] * x[index] + inlined_dot(&row[1..], &x[index + 1..]);
        rest = later;
    }
    in_blocks!(size, start, add_columns(matrix, x, start, product));
}

/// Adds to each of `COUNT` entries of a product what the rows above its own contribute, which comes first in its sum.
#[inline(always)]
fn add_columns<const COUNT: usize>(matrix: &[f64], x: &[f64], start: usize, product: &mut [f64]) {
    let size = x.len();
    let mut sums = [0.0; COUNT];
    let mut place = start;
    for (row, scale) in x[..start].iter().enumerate() {
        let entries = &matrix[place..place + COUNT];
        for (sum, entry) in sums.iter_mut().zip(entries) {
            *sum += scale * entry;
        }
        place += size - 1 - row;
    }
    for row in 0..COUNT {
        let entries = &matrix[place..place + COUNT - row];
        let scale = x[start + row];
        for (sum, entry) in sums[row + 1..].iter_mut().zip(&entries[1..]) {
            *sum += scale * entry;
        }
        place += size - start - row;
    }
    for (entry, sum) in product[start..start + COUNT].iter_mut().zip(sums) {
        *entry += sum;
    }
}

/// Unpacks into a full row-major matrix with `shift` added to the diagonal.
pub fn unpack(matrix: &[f64], dimension: usize, shift: f64, full: &mut [f64]) {
    let mut next = 0;
    for row in 0..dimension {
        for column in row..dimension {
            full[row * dimension + column] = matrix[next];
            full[column * dimension + row] = matrix[next];
            next += 1;
        }
        full[row * dimension + row] += shift;
    }
}

/// Writes the inverse of M + shift I (positive definite) into `inverse`, by Cholesky's factorization.
///
/// `scratch` holds two full matrices. Returns whether M + shift I was positive definite; `inverse` is untouched
/// where it was not.
pub fn invert(
    matrix: &[f64],
    dimension: usize,
    shift: f64,
    scratch: &mut [f64],
    inverse: &mut [f64],
) -> bool {
    let size = dimension;
    let (lower, columns) = scratch.split_at_mut(size * size);
    unpack(matrix, size, shift, lower);
    if !factorize(lower, size) {
        return false;
    }
    // Inverse of L, lower triangular, row by row.
    for row in 0..size {
        for column in 0..row {
            let mut sum = 0.0;
            for k in column..row {
                sum += lower[row * size + k] * columns[k * size + column];
            }
            columns[row * size + column] = -sum / lower[row * size + row];
        }
        columns[row * size + row] = 1.0 / lower[row * size + row];
    }
    // M^-1 = L^-T L^-1.
    let mut next = 0;
    for row in 0..size {
        for column in row..size {
            let mut sum = 0.0;
            for k in column..size {
                sum += columns[k * size + row] * columns[k * size + column];
            }
            inverse[next] = sum;
            next += 1;
        }
    }
    true
}

/// Cholesky's factor in the lower triangle, in place; false where the matrix is not positive definite.
fn factorize(full: &mut [f64], size: usize) -> bool {
    for column in 0..size {
        for row in column..size {
            let mut sum = full[row * size + column];
            for k in 0..column {
                sum -= full[row * size + k] * full[column * size + k];
            }
            if row == column {
                if sum.is_nan() || sum <= 0.0 {
                    return false;
                }
                full[row * size + column] = sum.sqrt();
            } else {
                full[row * size + column] = sum / full[column * size + column];
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::vector::dot;
    use nalgebra::{DMatrix, DVector};
    use proptest::prelude::*;

    fn positive_definite(dimension: usize) -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
        let numbers = proptest::collection::vec(-2.0..2.0, dimension * dimension);
        (numbers, proptest::collection::vec(-2.0..2.0, dimension))
    }

    /// Of any size, so that blocks of every number of columns are among them.
    fn packed_and_vector() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
        let number = || prop_oneof![8 => -2.0..2.0, 1 => Just(0.0), 1 => Just(-0.0)];
        (0_usize..40).prop_flat_map(move |size| {
            let numbers = |count| proptest::collection::vec(number(), count);
            (numbers(packed_length(size)), numbers(size))
        })
    }

    proptest! {
        /// The order of the sums, which every digest depends on.
        #[test]
        fn sums_have_their_order((matrix, x) in packed_and_vector(), scale in -2.0..2.0) {
            let (size, mut rest) = (x.len(), matrix.as_slice());
            let (mut expected, mut added, mut weights) = (vec![0.0; size], Vec::new(), Vec::new());
            for index in 0..size {
                let (row, later) = rest.split_at(size - index);
                expected[index] += row[0] * x[index] + dot(&row[1..], &x[index + 1..]);
                for (column, entry) in (index + 1..size).zip(&row[1..]) {
                    expected[column] += entry * x[index];
                }
                added.extend(row.iter().zip(&x[index..]).map(|(entry, value)| entry + scale * x[index] * value));
                weights.push(x[index] * x[index]);
                weights.extend(x[index + 1..].iter().map(|other| 2.0 * x[index] * other));
                rest = later;
            }
            let bits = |numbers: &[f64]| numbers.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
            let (mut product, mut sum) = (vec![7.0; size], matrix.clone());
            multiply(&matrix, &x, &mut product);
            add_outer(&mut sum, &x, scale);
            prop_assert_eq!(bits(&product), bits(&expected));
            prop_assert_eq!(bits(&sum), bits(&added));
            let mut formed = vec![7.0; matrix.len()];
            form_weights(&x, &mut formed);
            prop_assert_eq!(bits(&formed), bits(&weights));
        }

        #[test]
        fn every_operation_agrees_with_a_full_matrix((numbers, x) in positive_definite(7)) {
            let root = DMatrix::from_row_slice(7, 7, &numbers);
            let full: DMatrix<f64> = &root * root.transpose();
            let mut packed = vec![0.0; packed_length(7)];
            for row in root.column_iter() {
                add_outer(&mut packed, row.as_slice(), 1.0);
            }
            let vector = DVector::from_column_slice(&x);

            let mut weights = vec![0.0; packed_length(7)];
            form_weights(&x, &mut weights);
            let form = vector.dot(&(&full * &vector));
            prop_assert!((dot(&weights, &packed) - form).abs() < 1e-9 * (1.0 + form.abs()));

            let mut product = vec![0.0; 7];
            multiply(&packed, &x, &mut product);
            prop_assert!((DVector::from_vec(product) - &full * &vector).norm() < 1e-9);

            let mut inverse = vec![0.0; packed_length(7)];
            prop_assert!(invert(&packed, 7, 0.5, &mut vec![0.0; 98], &mut inverse));
            let mut unpacked = vec![0.0; 49];
            unpack(&inverse, 7, 0.0, &mut unpacked);
            let product = (full + DMatrix::identity(7, 7) * 0.5) * DMatrix::from_row_slice(7, 7, &unpacked);
            prop_assert!((product - DMatrix::identity(7, 7)).norm() < 1e-8);
        }
    }

    #[test]
    fn an_indefinite_matrix_is_not_inverted() {
        let mut inverse = vec![9.0; 3];
        assert!(!invert(&[1.0, 2.0, 1.0], 2, 0.0, &mut [0.0; 8], &mut inverse));
        assert_eq!(inverse, [9.0; 3]);
    }
}
