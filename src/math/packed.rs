//! Symmetric matrices as their upper triangle, row by row in one slice: d (d + 1) / 2 numbers.
//!
//! Half the memory and half the work of a full matrix, and a quadratic form is one dot product of contiguous
//! numbers, which compilers vectorize. All sums are in a fixed order, so the bits are the same everywhere.

use crate::math::vector::{add_scaled, dot};

/// Numbers in the upper triangle of a `dimension` x `dimension` matrix.
pub const fn packed_length(dimension: usize) -> usize {
    dimension * (dimension + 1) / 2
}

/// Writes the weights `w` for which the quadratic form x' M x is `dot(w, M)`: x_i^2 on the diagonal, 2 x_i x_j beside it.
pub fn form_weights(x: &[f64], weights: &mut [f64]) {
    let mut rest = weights;
    for (index, value) in x.iter().enumerate() {
        let (row, later) = rest.split_at_mut(x.len() - index);
        row[0] = value * value;
        for (weight, other) in row[1..].iter_mut().zip(&x[index + 1..]) {
            *weight = 2.0 * value * other;
        }
        rest = later;
    }
}

/// Adds `scale * x x'` to the matrix.
pub fn add_outer(matrix: &mut [f64], x: &[f64], scale: f64) {
    let mut rest = matrix;
    for (index, value) in x.iter().enumerate() {
        let (row, later) = rest.split_at_mut(x.len() - index);
        add_scaled(row, &x[index..], scale * value);
        rest = later;
    }
}

/// Writes M x into `product`.
pub fn multiply(matrix: &[f64], x: &[f64], product: &mut [f64]) {
    product.fill(0.0);
    let mut rest = matrix;
    for index in 0..x.len() {
        let (row, later) = rest.split_at(x.len() - index);
        product[index] += row[0] * x[index] + dot(&row[1..], &x[index + 1..]);
        add_scaled(&mut product[index + 1..], &row[1..], x[index]);
        rest = later;
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
    use nalgebra::{DMatrix, DVector};
    use proptest::prelude::*;

    fn positive_definite(dimension: usize) -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
        let numbers = proptest::collection::vec(-2.0..2.0, dimension * dimension);
        (numbers, proptest::collection::vec(-2.0..2.0, dimension))
    }

    proptest! {
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
