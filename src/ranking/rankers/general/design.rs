//! G-optimal designs: which items to try how often, so that the estimate of every item is about equally sure.
//!
//! A design is a distribution pi over items x, V(pi) = sum pi x x'. The largest x' V^-1 x over all items is never below the
//! dimension that the items span, and the best design reaches it (Kiefer and Wolfowitz 1960, The Equivalence of Two Extremum
//! Problems). It is approached by moving weight to the item of the largest x' V^-1 x, as far as ln det V grows (Fedorov
//! 1972, Theory of Optimal Experiments; Wynn 1970; the method of Frank and Wolfe), from an even design on items that
//! span the space, found by Gram and Schmidt with the largest residual first.
//!
//! Making one allocates, and costs O(L r d) for L items of d features that span r dimensions, and O(L r) for each of
//! O(r / [`TOLERANCE`]) moves of weight.

use crate::math::packed::{add_outer, invert, multiply, packed_length};
use crate::math::vector::{add_scaled, dot};

/// The largest x' V^-1 x is at most 1 + this times the smallest possible.
pub const TOLERANCE: f64 = 0.05;

/// Moves of weight after which a design is as good as it gets; many more than it takes.
const MOVES: usize = 10_000;

/// An item whose residual is this much shorter than the longest item lies in the span of those before.
const SHORT: f64 = 1e-8;

/// A G-optimal design, within [`TOLERANCE`].
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// The dimension that the items span, r; zero where all features are zero.
    pub rank: usize,
    /// The items in an orthonormal basis of their span, row-major n x r.
    pub coordinates: Vec<f64>,
    /// The weight of each item; they add up to one.
    pub weights: Vec<f64>,
    /// The largest x' V^-1 x, at least r and at most (1 + [`TOLERANCE`]) r.
    pub largest: f64,
}

impl Design {
    /// The design for items with these features, row-major n x `dimension`.
    pub fn new(features: &[f64], dimension: usize) -> Design {
        let (basis, spanning) = span(features, dimension);
        let (rank, items) = (spanning.len(), features.len() / dimension.max(1));
        let mut coordinates = vec![0.0; items * rank];
        for (row, x) in coordinates.chunks_exact_mut(rank.max(1)).zip(features.chunks_exact(dimension.max(1)))
        {
            for (entry, axis) in row.iter_mut().zip(basis.chunks_exact(dimension)) {
                *entry = dot(x, axis);
            }
        }
        let mut weights = vec![0.0; items];
        let mut information = vec![0.0; packed_length(rank)];
        for item in spanning {
            weights[item] = 1.0 / rank as f64;
            add_outer(&mut information, &coordinates[item * rank..(item + 1) * rank], weights[item]);
        }
        let mut design = Design { rank, coordinates, weights, largest: 0.0 };
        let mut inverse = vec![0.0; packed_length(rank)];
        if rank > 0 && invert(&information, rank, 0.0, &mut vec![0.0; 2 * rank * rank], &mut inverse) {
            design.improve(&mut inverse);
        }
        design
    }

    /// Moves weight until the design is good enough; `inverse` is V^-1, packed.
    fn improve(&mut self, inverse: &mut [f64]) {
        let dimension = self.rank as f64;
        let mut product = vec![0.0; self.rank];
        let mut forms: Vec<f64> = Vec::with_capacity(self.weights.len());
        for x in self.coordinates.chunks_exact(self.rank) {
            multiply(inverse, x, &mut product);
            forms.push(dot(&product, x));
        }
        for _ in 0..MOVES {
            let mut item = 0;
            for (other, form) in forms.iter().enumerate() {
                if *form > forms[item] {
                    item = other;
                }
            }
            let form = forms[item];
            self.largest = form;
            if form <= (1.0 + TOLERANCE) * dimension {
                return;
            }
            // The step for which ln det((1 - step) V + step x x') is largest.
            let step = (form / dimension - 1.0) / (form - 1.0);
            self.weights.iter_mut().for_each(|weight| *weight *= 1.0 - step);
            self.weights[item] += step;
            // The inverse by Sherman and Morrison's formula.
            let ratio = step / (1.0 - step);
            multiply(inverse, &self.coordinates[item * self.rank..(item + 1) * self.rank], &mut product);
            let factor = ratio / (1.0 + ratio * form);
            add_outer(inverse, &product, -factor);
            inverse.iter_mut().for_each(|entry| *entry /= 1.0 - step);
            for (form, x) in forms.iter_mut().zip(self.coordinates.chunks_exact(self.rank)) {
                let along = dot(x, &product);
                *form = (*form - factor * along * along) / (1.0 - step);
            }
        }
    }
}

/// An orthonormal basis of the span of the rows, row after row, and the rows that it was made from.
fn span(rows: &[f64], dimension: usize) -> (Vec<f64>, Vec<usize>) {
    let (mut basis, mut spanning) = (Vec::new(), Vec::new());
    let mut residuals = rows.to_vec();
    let mut first_length = None;
    while spanning.len() < dimension {
        let lengths = residuals.chunks_exact(dimension).map(|row| dot(row, row).sqrt());
        let longest =
            lengths.enumerate().fold((0, 0.0), |best, entry| if entry.1 > best.1 { entry } else { best });
        let (item, length) = longest;
        if length <= SHORT * *first_length.get_or_insert(length) {
            break;
        }
        let axis: Vec<f64> =
            residuals[item * dimension..(item + 1) * dimension].iter().map(|entry| entry / length).collect();
        for row in residuals.chunks_exact_mut(dimension) {
            // Twice, so that rounding leaves nothing along the axis.
            for _ in 0..2 {
                let along = dot(row, &axis);
                add_scaled(row, &axis, -along);
            }
        }
        basis.extend(axis);
        spanning.push(item);
    }
    (basis, spanning)
}
