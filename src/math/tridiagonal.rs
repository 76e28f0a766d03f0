//! A = Q T Q' with T tridiagonal, by Householder's reflections (Golub and Van Loan, Matrix Computations, 8.3.1).
//!
//! With it (s A + t I)^-1 can be applied in O(d^2) for any s and t. That is what forgetting needs: every round all
//! models decay, which scales A but not the regularization, so no rank-one update gives the new inverse.

use crate::math::vector::{add_rows, add_scaled, dot};

/// Q and T of one matrix: `dimension^2 + 2 * dimension` numbers.
#[derive(Debug, Clone)]
pub struct Tridiagonal {
    dimension: usize,
    /// Q', row-major: row i is the i-th column of Q.
    transposed: Vec<f64>,
    diagonal: Vec<f64>,
    /// Entry i stands beside the diagonal between i and i + 1.
    beside: Vec<f64>,
}

crate::state::state_fields! {
    Tridiagonal { transposed, diagonal, beside } fixed { dimension }
}

impl Tridiagonal {
    /// That of the zero matrix.
    pub fn new(dimension: usize) -> Tridiagonal {
        let mut zero = Tridiagonal {
            dimension,
            transposed: vec![0.0; dimension * dimension],
            diagonal: vec![0.0; dimension],
            beside: vec![0.0; dimension],
        };
        zero.set_identity();
        zero
    }

    /// Becomes that of the zero matrix again.
    pub fn clear(&mut self) {
        self.set_identity();
        self.diagonal.fill(0.0);
        self.beside.fill(0.0);
    }

    fn set_identity(&mut self) {
        self.transposed.fill(0.0);
        for index in 0..self.dimension {
            self.transposed[index * self.dimension + index] = 1.0;
        }
    }

    /// Decomposes the symmetric row-major matrix, which is overwritten. `scratch` holds two vectors.
    pub fn decompose(&mut self, full: &mut [f64], scratch: &mut [f64]) {
        let size = self.dimension;
        self.set_identity();
        let (reflector, product) = scratch.split_at_mut(size);
        for step in 0..size.saturating_sub(2) {
            let below = step + 1;
            reflector.fill(0.0);
            for row in below..size {
                reflector[row] = full[row * size + step];
            }
            let length = f64::sqrt(dot(&reflector[below..], &reflector[below..]));
            if length == 0.0 {
                continue;
            }
            // The sign that avoids cancellation.
            reflector[below] += if reflector[below] < 0.0 { -length } else { length };
            let norm = dot(&reflector[below..], &reflector[below..]);
            self.reflect(full, reflector, product, step, 2.0 / norm);
        }
        for index in 0..size {
            self.diagonal[index] = full[index * size + index];
            self.beside[index] = if index + 1 < size { full[index * size + index + 1] } else { 0.0 };
        }
    }

    /// H A H and Q' <- H Q' with H = I - factor v v'; v is zero up to and including `step`.
    fn reflect(&mut self, full: &mut [f64], v: &[f64], product: &mut [f64], step: usize, factor: f64) {
        let size = self.dimension;
        for row in step..size {
            product[row] = factor * dot(&full[row * size + step + 1..(row + 1) * size], &v[step + 1..]);
        }
        let half = 0.5 * factor * dot(&product[step + 1..], &v[step + 1..]);
        for row in step + 1..size {
            product[row] -= half * v[row];
        }
        // A <- A - v w' - w v', where w is what `product` now holds.
        for row in step..size {
            let line = &mut full[row * size + step..(row + 1) * size];
            add_scaled(line, &product[step..], -v[row]);
            add_scaled(line, &v[step..], -product[row]);
        }
        product.fill(0.0);
        let below = (step + 1) * size;
        add_rows(&mut product[..size], &self.transposed[below..], &v[step + 1..], 1.0);
        for (line, weight) in self.transposed[below..].chunks_exact_mut(size).zip(&v[step + 1..]) {
            add_scaled(line, product, -factor * weight);
        }
    }

    /// Writes Q' x into `rotated`.
    pub fn rotate(&self, x: &[f64], rotated: &mut [f64]) {
        for (entry, row) in rotated.iter_mut().zip(self.transposed.chunks_exact(self.dimension)) {
            *entry = dot(row, x);
        }
    }

    /// Writes Q z into `x`.
    pub fn rotate_back(&self, z: &[f64], x: &mut [f64]) {
        x.fill(0.0);
        let size = self.dimension;
        add_rows(&mut x[..size], &self.transposed, &z[..size], 1.0);
    }

    /// Solves (scale T + shift I) z = y, positive definite, into `solution`. `scratch` holds one vector.
    pub fn solve(&self, scale: f64, shift: f64, y: &[f64], scratch: &mut [f64], solution: &mut [f64]) {
        let size = self.dimension;
        let mut pivot = scale * self.diagonal[0] + shift;
        solution[0] = y[0];
        scratch[0] = pivot;
        for index in 1..size {
            let beside = scale * self.beside[index - 1];
            let ratio = beside / pivot;
            pivot = scale * self.diagonal[index] + shift - ratio * beside;
            scratch[index] = pivot;
            solution[index] = y[index] - ratio * solution[index - 1];
        }
        solution[size - 1] /= scratch[size - 1];
        for index in (0..size - 1).rev() {
            let beside = scale * self.beside[index];
            solution[index] = (solution[index] - beside * solution[index + 1]) / scratch[index];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, DVector};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_solves_as_a_full_factorization_does(
            size in 1_usize..9,
            numbers in proptest::collection::vec(-2.0..2.0, 81),
            scale in 0.0..2.0,
            shift in 0.1..3.0,
        ) {
            let root = DMatrix::from_row_slice(size, size, &numbers[..size * size]);
            let full: DMatrix<f64> = &root * root.transpose();
            let x = DVector::from_column_slice(&numbers[81 - size..]);
            let mut tridiagonal = Tridiagonal::new(size);
            let mut work = full.as_slice().to_vec();
            tridiagonal.decompose(&mut work, &mut vec![0.0; 2 * size]);
            let (mut y, mut z, mut scratch) = (vec![0.0; size], vec![0.0; size], vec![0.0; size]);
            tridiagonal.rotate(x.as_slice(), &mut y);
            tridiagonal.solve(scale, shift, &y, &mut scratch, &mut z);
            let expected = (full * scale + DMatrix::identity(size, size) * shift).lu().solve(&x);
            let expected = expected.map(|solution| solution.dot(&x)).unwrap_or(f64::NAN);
            prop_assert!((dot(&y, &z) - expected).abs() < 1e-9 * (1.0 + expected.abs()));
        }
    }
}
