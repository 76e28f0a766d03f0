//! The largest singular values and vectors of a sparse matrix, by a block Krylov space.
//!
//! The space grows a block at a time from a fixed random start, with every new vector orthogonalized twice against
//! all before it (Golub and Van Loan, Matrix Computations, 4th edition, section 10.3). When it holds the wanted
//! singular vectors, or the whole space, a dense decomposition within it gives them. The matrix is never squared, so
//! small singular values keep their digits.

use nalgebra::{DMatrix, linalg::SVD};

use super::ratings_matrix::RatingsMatrix;
use crate::math::random::RngStream;
use crate::math::sorting::sort_indexes;
use crate::math::vector::{add_scaled, dot};
use crate::progress::Work;

/// Vectors that the space grows by.
const BLOCK: usize = 4;

/// What M' u - s v may be as a share of the largest singular value: its square bounds the error of a singular value,
/// and divided by the gap to the next one it bounds that of a vector.
const TOLERANCE: f64 = 1e-13;

/// The smallest part of a vector that may be new to the space; below it the rest is rounding.
const NEW_PART: f64 = 1e-10;

/// M = U S V' cut after some singular values.
pub struct TruncatedSvd {
    /// Largest first.
    pub singular_values: Vec<f64>,
    /// Row-major rows x rank.
    pub left: Vec<f64>,
    /// Row-major columns x rank.
    pub right: Vec<f64>,
}

/// An orthonormal basis of part of the movies' space, and what the matrix makes of it.
struct Space<'a> {
    matrix: &'a RatingsMatrix,
    basis: Vec<Vec<f64>>,
    /// M times each vector of the basis.
    images: Vec<Vec<f64>>,
    start: RngStream,
}

/// The `rank` largest singular values (as many as the matrix has, at most) and their vectors. `tell` gets the share of the
/// work that is done: since it is not known how far the space must grow, each time it has to grow further counts for four
/// fifths of what was left.
pub fn truncated_svd(matrix: &RatingsMatrix, rank: usize, tell: &mut dyn FnMut(f64)) -> TruncatedSvd {
    let whole = matrix.columns();
    let rank = rank.min(whole).min(matrix.rows());
    let mut space = Space {
        matrix,
        basis: Vec::new(),
        images: Vec::new(),
        start: RngStream::new(0, 0, "factorization/singular value decomposition"),
    };
    // A first guess; then half as much again until it is enough. Beyond half of the whole space, all of it is
    // cheaper than to guess again.
    let mut size = 4 * rank + 2 * BLOCK;
    let mut told = 0.0;
    loop {
        size = if 2 * size > whole { whole } else { size };
        let (before, part) = (told, if size == whole { 1.0 - told } else { 0.8 * (1.0 - told) });
        let found = {
            let mut tell = |share: f64| tell(before + part * share);
            let mut work =
                Work::new(space.work_of_growing_to(size) + space.work_of_decomposing(size), &mut tell);
            space.grow_to(size, &mut work);
            space.decompose(rank, &mut work)
        };
        if size == whole || space.residual(&found) <= TOLERANCE {
            if size < whole {
                tell(1.0);
            }
            return found;
        }
        told += part;
        size += size / 2;
    }
}

impl Space<'_> {
    /// Additions and multiplications, roughly, until the space has this size.
    fn work_of_growing_to(&self, size: usize) -> u64 {
        (self.basis.len()..size).map(|known| self.work_of_vector(known)).sum()
    }

    /// To add a vector to so many.
    fn work_of_vector(&self, known: usize) -> u64 {
        6 * (known as u64 + 1) * self.matrix.columns() as u64
    }

    fn work_of_decomposing(&self, size: usize) -> u64 {
        (0..size).map(|known| self.work_of_column(known)).sum()
    }

    /// To make a column orthogonal to so many, and for its share of the dense decomposition.
    fn work_of_column(&self, known: usize) -> u64 {
        6 * (known as u64 + 1) * self.matrix.rows() as u64
    }

    fn grow_to(&mut self, size: usize, work: &mut Work<'_>) {
        while self.basis.len() < size {
            work.add(self.work_of_vector(self.basis.len()));
            let next = match self.basis.len().checked_sub(BLOCK) {
                Some(source) => self.step_from(source),
                None => self.random(),
            };
            let next = self.new_part(next);
            let next = next.unwrap_or_else(|| self.new_random());
            let mut image = vec![0.0; self.matrix.rows()];
            self.matrix.times(&next, &mut image);
            self.basis.push(next);
            self.images.push(image);
        }
    }

    /// M'M times a vector of the basis.
    fn step_from(&self, source: usize) -> Vec<f64> {
        let mut product = vec![0.0; self.matrix.columns()];
        self.matrix.transposed_times(&self.images[source], &mut product);
        product
    }

    fn random(&mut self) -> Vec<f64> {
        (0..self.matrix.columns()).map(|_| self.start.normal()).collect()
    }

    /// A direction that the space has not, for when the matrix leads to no new one. The space is not whole, so there
    /// is one, and a random vector has a part in it.
    fn new_random(&mut self) -> Vec<f64> {
        loop {
            let random = self.random();
            if let Some(found) = self.new_part(random) {
                return found;
            }
        }
    }

    /// What is new to the space, at length one; none where that is rounding.
    fn new_part(&self, mut vector: Vec<f64>) -> Option<Vec<f64>> {
        let given = dot(&vector, &vector).sqrt();
        if given == 0.0 {
            return None;
        }
        for _ in 0..2 {
            for known in &self.basis {
                let along = dot(known, &vector);
                add_scaled(&mut vector, known, -along);
            }
        }
        let length = dot(&vector, &vector).sqrt();
        if length <= NEW_PART * given {
            return None;
        }
        vector.iter_mut().for_each(|entry| *entry /= length);
        // Once more at length one: what rounding brought back counts more in a short vector.
        for known in &self.basis {
            let along = dot(known, &vector);
            add_scaled(&mut vector, known, -along);
        }
        Some(vector)
    }

    /// The best singular values and vectors within the space: with M Q = W, and W = P S R', they are S, P and Q R.
    fn decompose(&self, rank: usize, work: &mut Work<'_>) -> TruncatedSvd {
        let (rows, columns, size) = (self.matrix.rows(), self.matrix.columns(), self.basis.len());
        let (core, orthonormal) = triangle(&self.images, &mut |known| work.add(self.work_of_column(known)));
        let found =
            SVD::new_unordered(DMatrix::from_row_slice(core.len() / size.max(1), size, &core), true, true);
        let mut order: Vec<usize> = (0..found.singular_values.len()).collect();
        sort_indexes(&mut order, &|a, b| found.singular_values[b].total_cmp(&found.singular_values[a]));
        order.truncate(rank);
        // What the space has no direction for is zero, and its vectors may be zero with it.
        let values = order.iter().map(|place| found.singular_values[*place]).chain(std::iter::repeat(0.0));
        let mut svd = TruncatedSvd {
            singular_values: values.take(rank).collect(),
            left: vec![0.0; rows * rank],
            right: vec![0.0; columns * rank],
        };
        let (Some(u), Some(v_transposed)) = (found.u, found.v_t) else { return svd };
        for (column, place) in order.iter().enumerate() {
            let mut right = vec![0.0; columns];
            for (known, weight) in self.basis.iter().zip(v_transposed.row(*place).iter()) {
                add_scaled(&mut right, known, *weight);
            }
            let mut left = vec![0.0; rows];
            for (known, weight) in orthonormal.iter().zip(u.column(*place).iter()) {
                add_scaled(&mut left, known, *weight);
            }
            let largest = right.iter().fold(0.0_f64, |largest, entry| largest.max(entry.abs()));
            // Entries this close to the largest count as it, so that rounding does not choose between two.
            let first = right.iter().find(|entry| entry.abs() >= largest * (1.0 - 1e-6));
            let sign = if first.is_some_and(|entry| *entry < 0.0) { -1.0 } else { 1.0 };
            for (row, entry) in right.iter().enumerate() {
                svd.right[row * rank + column] = sign * entry;
            }
            for (row, entry) in left.iter().enumerate() {
                svd.left[row * rank + column] = sign * entry;
            }
        }
        svd
    }

    /// The largest |M' u - s v|, as a share of the largest singular value.
    fn residual(&self, svd: &TruncatedSvd) -> f64 {
        let rank = svd.singular_values.len();
        let column = |vectors: &[f64], place: usize| -> Vec<f64> {
            vectors.iter().skip(place).step_by(rank.max(1)).copied().collect()
        };
        let mut worst = 0.0_f64;
        for (place, value) in svd.singular_values.iter().enumerate() {
            let mut rest = vec![0.0; self.matrix.columns()];
            self.matrix.transposed_times(&column(&svd.left, place), &mut rest);
            add_scaled(&mut rest, &column(&svd.right, place), -value);
            worst = worst.max(dot(&rest, &rest).sqrt());
        }
        worst / svd.singular_values.first().copied().unwrap_or(1.0).max(f64::MIN_POSITIVE)
    }
}

/// W = P T with orthonormal columns P and a triangle T, by Gram and Schmidt with reorthogonalization: T row-major with
/// one row for each column of P. Columns of W that depend on earlier ones add none. `done` gets the number of each column.
fn triangle(columns: &[Vec<f64>], done: &mut dyn FnMut(usize)) -> (Vec<f64>, Vec<Vec<f64>>) {
    let mut orthonormal: Vec<Vec<f64>> = Vec::new();
    let mut coefficients: Vec<Vec<f64>> = Vec::new();
    let scale = columns.iter().map(|column| dot(column, column).sqrt()).fold(0.0, f64::max);
    for (number, column) in columns.iter().enumerate() {
        let mut rest = column.clone();
        let mut along = vec![0.0; orthonormal.len()];
        for _ in 0..2 {
            for (known, sum) in orthonormal.iter().zip(&mut along) {
                let part = dot(known, &rest);
                *sum += part;
                add_scaled(&mut rest, known, -part);
            }
        }
        let length = dot(&rest, &rest).sqrt();
        if length > scale * 1e-15 {
            rest.iter_mut().for_each(|entry| *entry /= length);
            for (known, sum) in orthonormal.iter().zip(&mut along) {
                let part = dot(known, &rest);
                *sum += part * length;
                add_scaled(&mut rest, known, -part);
            }
            along.push(length);
            orthonormal.push(rest);
        }
        coefficients.push(along);
        done(number);
    }
    let rows = orthonormal.len();
    let mut core = Vec::with_capacity(rows * columns.len());
    for row in 0..rows {
        core.extend(coefficients.iter().map(|along| along.get(row).copied().unwrap_or(0.0)));
    }
    (core, orthonormal)
}
