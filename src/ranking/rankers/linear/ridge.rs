//! One ridge regression by Cholesky's factor, at O(d^2) an observation and a draw.
//!
//! M = I + sum x x', b = sum r x, theta = M^-1 b (Zong et al. 2016, algorithm 1). What is kept is U with U' U = M, upper
//! triangular: an observation updates it by Givens rotations (Golub and Van Loan, Matrix Computations, section 6.5.4),
//! which is stable, so that nothing is ever made again.

use crate::math::packed::packed_length;
use crate::math::random::RngStream;
use crate::math::vector::{add_scaled, dot, in_blocks};

/// A ridge regression of d features.
#[derive(Debug, Clone)]
pub struct Ridge {
    dimension: usize,
    /// U, row by row: row k has d - k numbers.
    factor: Vec<f64>,
    /// b.
    target: Vec<f64>,
    theta: Vec<f64>,
    scratch: Vec<f64>,
    /// Grows with every observation.
    revision: u64,
    /// Whether theta is that of the present target.
    solved: bool,
}

crate::state::state_fields! {
    Ridge { factor, target, theta, revision, solved } fixed { dimension, scratch }
    valid(ridge) { ridge.revision <= crate::state::LATEST_ROUND }
}

impl Ridge {
    /// A regression that has learned nothing, of `dimension` features.
    pub fn new(dimension: usize) -> Ridge {
        let mut factor = vec![0.0; packed_length(dimension)];
        for row in 0..dimension {
            factor[row_start(dimension, row)] = 1.0;
        }
        Ridge {
            dimension,
            factor,
            target: vec![0.0; dimension],
            theta: vec![0.0; dimension],
            scratch: vec![0.0; dimension],
            revision: 0,
            solved: true,
        }
    }

    /// Bytes that it takes.
    pub fn memory(dimension: usize) -> u64 {
        8 * (packed_length(dimension) + 3 * dimension) as u64
    }

    /// How many observations it has learned from.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Learns that `scale * x` earned `reward`.
    pub fn learn(&mut self, x: &[f64], scale: f64, reward: f64) {
        add_scaled(&mut self.target, x, scale * reward);
        for (entry, value) in self.scratch.iter_mut().zip(x) {
            *entry = scale * value;
        }
        let mut rest = &mut self.factor[..];
        for row in 0..self.dimension {
            let (line, later) = rest.split_at_mut(self.dimension - row);
            let entry = self.scratch[row];
            let radius = f64::sqrt(line[0] * line[0] + entry * entry);
            let (cosine, sine) = (line[0] / radius, entry / radius);
            line[0] = radius;
            for (own, other) in line[1..].iter_mut().zip(&mut self.scratch[row + 1..]) {
                let turned = cosine * *own + sine * *other;
                *other = cosine * *other - sine * *own;
                *own = turned;
            }
            rest = later;
        }
        self.revision += 1;
        self.solved = false;
    }

    /// theta.
    pub fn theta(&mut self) -> &[f64] {
        if !self.solved {
            self.theta.copy_from_slice(&self.target);
            self.solve_transposed();
            self.solve_theta();
            self.solved = true;
        }
        &self.theta
    }

    /// The estimate of every row of `features`, row-major L x d.
    pub fn means(&mut self, features: &[f64], means: &mut [f64]) {
        let theta = self.theta();
        for (mean, x) in means.iter_mut().zip(features.chunks_exact(theta.len())) {
            *mean = dot(theta, x);
        }
    }

    /// x' M^-1 x, which is |U'^-1 x|^2.
    pub fn variance(&mut self, x: &[f64]) -> f64 {
        self.scratch.copy_from_slice(x);
        forward(&self.factor, &mut self.scratch);
        dot(&self.scratch, &self.scratch)
    }

    /// A draw from Normal(theta, scale^2 M^-1) into `drawn`: theta + scale U^-1 z with z standard normal.
    pub fn draw(&mut self, scale: f64, stream: &mut RngStream, drawn: &mut [f64]) {
        stream.normals(drawn);
        drawn.iter_mut().for_each(|entry| *entry *= scale);
        backward(&self.factor, drawn);
        for (entry, mean) in drawn.iter_mut().zip(self.theta()) {
            *entry += mean;
        }
    }

    fn solve_transposed(&mut self) {
        forward(&self.factor, &mut self.theta);
    }

    fn solve_theta(&mut self) {
        backward(&self.factor, &mut self.theta);
    }
}

/// Where a row begins.
fn row_start(dimension: usize, row: usize) -> usize {
    packed_length(dimension) - packed_length(dimension - row)
}

/// Solves U' y = x in place. Columns are taken in blocks, so that the sums stay in registers.
fn forward(factor: &[f64], x: &mut [f64]) {
    in_blocks!(x.len(), start, forward_columns(factor, x, start));
}

/// The same for `COUNT` columns, where those before are solved.
#[inline(always)]
fn forward_columns<const COUNT: usize>(factor: &[f64], x: &mut [f64], start: usize) {
    let size = x.len();
    let mut sums = [0.0; COUNT];
    sums.copy_from_slice(&x[start..start + COUNT]);
    let mut place = start;
    for (row, solved) in x[..start].iter().enumerate() {
        for (sum, entry) in sums.iter_mut().zip(&factor[place..place + COUNT]) {
            *sum += -solved * entry;
        }
        place += size - 1 - row;
    }
    for row in 0..COUNT {
        let entries = &factor[place..place + COUNT - row];
        sums[row] /= entries[0];
        let solved = sums[row];
        for (sum, entry) in sums[row + 1..].iter_mut().zip(&entries[1..]) {
            *sum += -solved * entry;
        }
        place += size - start - row;
    }
    x[start..start + COUNT].copy_from_slice(&sums);
}

/// Solves U z = y in place.
fn backward(factor: &[f64], y: &mut [f64]) {
    let mut end = factor.len();
    for row in (0..y.len()).rev() {
        let line = &factor[end - (y.len() - row)..end];
        end -= line.len();
        y[row] = (y[row] - dot(&line[1..], &y[row + 1..])) / line[0];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, DVector};
    use proptest::prelude::*;

    proptest! {
        /// The same as solving with the full matrix.
        #[test]
        fn it_is_ridge_regression(
            samples in proptest::collection::vec((proptest::collection::vec(-2.0..2.0, 5), 0.0..1.0, 0.1..2.0), 0..40),
            query in proptest::collection::vec(-2.0..2.0, 5),
        ) {
            let mut ridge = Ridge::new(5);
            let mut full = DMatrix::<f64>::identity(5, 5);
            let mut target = DVector::<f64>::zeros(5);
            for (x, reward, scale) in &samples {
                ridge.learn(x, *scale, *reward);
                let scaled = DVector::from_column_slice(x) * *scale;
                full += &scaled * scaled.transpose();
                target += scaled * *reward;
            }
            let inverse = full.try_inverse().expect("it is positive definite");
            let theta = &inverse * target;
            for (our, expected) in ridge.theta().iter().zip(theta.iter()) {
                prop_assert!((our - expected).abs() < 1e-9, "{our} {expected}");
            }
            let x = DVector::from_column_slice(&query);
            let variance = x.dot(&(&inverse * &x));
            prop_assert!((ridge.variance(&query) - variance).abs() < 1e-9 * (1.0 + variance));
            let mut mean = [0.0];
            ridge.means(&query, &mut mean);
            prop_assert!((mean[0] - theta.dot(&x)).abs() < 1e-8);
        }
    }

    /// Draws have mean theta and covariance M^-1, within four standard errors.
    #[test]
    fn draws_have_the_posterior() {
        let mut ridge = Ridge::new(2);
        ridge.learn(&[1.0, 0.5], 1.0, 1.0);
        ridge.learn(&[-0.5, 2.0], 1.0, 0.0);
        let theta = ridge.theta().to_vec();
        // M = [[2.25, -0.5], [-0.5, 5.25]], whose determinant is 11.5625.
        let covariance = [5.25 / 11.5625, 0.5 / 11.5625, 2.25 / 11.5625];
        let (mut sums, count) = ([0.0_f64; 3], 40_000);
        let mut stream = RngStream::new(4, 0, "draws");
        let mut drawn = [0.0; 2];
        for _ in 0..count {
            ridge.draw(1.0, &mut stream, &mut drawn);
            let (a, b) = (drawn[0] - theta[0], drawn[1] - theta[1]);
            sums.iter_mut().zip([a * a, a * b, b * b]).for_each(|(sum, product)| *sum += product);
        }
        for (sum, expected) in sums.iter().zip(covariance) {
            let error = 2.0_f64.sqrt() * covariance[0] / f64::from(count).sqrt();
            assert!((sum / f64::from(count) - expected).abs() < 4.0 * error, "{sums:?}");
        }
    }

    /// A hundred thousand observations leave no drift.
    #[test]
    fn long_learning_stays_exact() {
        let mut stream = RngStream::new(1, 0, "drift");
        let mut ridge = Ridge::new(3);
        let mut full = DMatrix::<f64>::identity(3, 3);
        for _ in 0..100_000 {
            let x: Vec<f64> = (0..3).map(|_| stream.normal()).collect();
            ridge.learn(&x, 1.0, 0.0);
            let column = DVector::from_column_slice(&x);
            full += &column * column.transpose();
        }
        let inverse = full.try_inverse().expect("it is positive definite");
        let x = DVector::from_column_slice(&[1.0, -1.0, 0.5]);
        let expected = x.dot(&(&inverse * &x));
        assert!((ridge.variance(x.as_slice()) / expected - 1.0).abs() < 1e-10);
    }
}
