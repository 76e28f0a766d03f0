//! Logistic regression with an independent normal prior on each weight: the most probable weights.
//!
//! They make sum of q (w - m)^2 / 2 + sum of losses as small as can be, with m and 1 / q the prior's means and variances. With
//! one row that comes down to one equation in x' w; with more, to Newton's method on the weights.

use crate::math::packed::{add_outer, invert, multiply, packed_length};
use crate::math::vector::{add_scaled, dot, square_form};

/// Newton steps at most; a handful is usual.
const MOST_STEPS: usize = 100;
/// Times that a Newton step is halved at most.
const MOST_HALVINGS: usize = 40;
/// Relative change of the weights, or of x' w, at which they are found.
const SMALL_STEP: f64 = 1e-14;

/// 1 / (1 + exp(-z)).
pub fn sigmoid(z: f64) -> f64 {
    if z >= 0.0 {
        1.0 / (1.0 + libm::exp(-z))
    } else {
        let small = libm::exp(z);
        small / (1.0 + small)
    }
}

/// ln(1 + exp(z)).
fn softplus(z: f64) -> f64 {
    z.max(0.0) + libm::log1p(libm::exp(-z.abs()))
}

/// What a reward r in [0, 1] says of z = x' w.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Definition {
    /// Chapelle and Li's: r is the probability of a success, whose logarithm of the odds is z. (They have successes and
    /// failures only.)
    Paper,
    /// Open Bandit Pipeline's: the label is r itself instead of -1 or 1, so that a reward of 0 says nothing; and the
    /// probability by which a precision grows has a 1 added to z.
    Obp,
}

impl Definition {
    /// What a weight's draw is spread by, of the weight's variance.
    pub fn deviation(self, variance: f64) -> f64 {
        match self {
            Definition::Paper => variance.sqrt(),
            Definition::Obp => variance,
        }
    }

    fn loss(self, z: f64, reward: f64) -> f64 {
        match self {
            Definition::Paper => reward * softplus(-z) + (1.0 - reward) * softplus(z),
            Definition::Obp => softplus(-reward * z),
        }
    }

    /// First and second derivative of the loss by z.
    fn slopes(self, z: f64, reward: f64) -> (f64, f64) {
        match self {
            Definition::Paper => {
                let p = sigmoid(z);
                (p - reward, p * (1.0 - p))
            }
            Definition::Obp => {
                let p = sigmoid(-reward * z);
                (-reward * p, reward * reward * p * (1.0 - p))
            }
        }
    }

    /// By how much a row of these weights makes the precisions grow, a square of its features.
    pub fn curvature(self, z: f64) -> f64 {
        let p = match self {
            Definition::Paper => sigmoid(z),
            Definition::Obp => sigmoid(-(1.0 + z)),
        };
        p * (1.0 - p)
    }
}

/// Rows of features and their rewards: `order` says which of them, and in which order.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// Row-major features.
    pub x: &'a [f64],
    /// In [0, 1].
    pub rewards: &'a [f64],
    /// Indexes of the rows to learn from.
    pub order: &'a [u32],
}

impl<'a> Rows<'a> {
    /// Features and reward of each row to learn from.
    pub fn iter(self, dimension: usize) -> impl Iterator<Item = (&'a [f64], f64)> {
        self.order.iter().map(move |row| {
            let row = *row as usize;
            (&self.x[row * dimension..(row + 1) * dimension], self.rewards[row])
        })
    }
}

/// Finds the most probable weights.
#[derive(Clone)]
pub struct Fit {
    definition: Definition,
    prior: Vec<f64>,
    candidate: Vec<f64>,
    gradient: Vec<f64>,
    step: Vec<f64>,
    hessian: Vec<f64>,
    inverse: Vec<f64>,
    full: Vec<f64>,
}

impl Fit {
    /// Room for so many features.
    pub fn new(definition: Definition, dimension: usize) -> Fit {
        let (vector, packed) = (vec![0.0; dimension], vec![0.0; packed_length(dimension)]);
        Fit {
            definition,
            prior: vector.clone(),
            candidate: vector.clone(),
            gradient: vector.clone(),
            step: vector,
            hessian: packed.clone(),
            inverse: packed,
            full: vec![0.0; 2 * dimension * dimension],
        }
    }

    /// Bytes of it.
    pub fn memory(dimension: usize) -> u64 {
        8 * (4 * dimension + 2 * packed_length(dimension) + 2 * dimension * dimension) as u64
    }

    /// Turns the weights, which are the prior's means, into the most probable ones after these rows. `precisions` are
    /// the prior's, above zero, and `variances` one over them.
    pub fn learn(&mut self, rows: Rows<'_>, precisions: &[f64], variances: &[f64], weights: &mut [f64]) {
        if rows.order.len() == 1 {
            for (x, reward) in rows.iter(weights.len()) {
                self.learn_one(x, reward, variances, weights);
            }
        } else {
            self.learn_all(rows, precisions, weights);
        }
    }

    /// With one row, w = m - Q^-1 x slope(x' w), so that z = x' w solves z = x' m - x' Q^-1 x slope(z). No slope is beyond 1.
    fn learn_one(&self, x: &[f64], reward: f64, variances: &[f64], weights: &mut [f64]) {
        let (before, variance) = (dot(x, weights), square_form(variances, x));
        let (mut low, mut high) = (before - variance, before + variance);
        let (mut z, mut last) = (before, f64::INFINITY);
        for _ in 0..MOST_STEPS {
            let (slope, curvature) = self.definition.slopes(z, reward);
            let excess = z - before + variance * slope;
            if excess > 0.0 {
                high = z;
            } else {
                low = z;
            }
            // Newton's step, or half of what is left where that leads out or does not get shorter.
            let mut next = z - excess / (1.0 + variance * curvature);
            if !(low..=high).contains(&next) || (next - z).abs() > 0.5 * last {
                next = 0.5 * (low + high);
            }
            let change = (next - z).abs();
            last = change;
            z = next;
            if change <= SMALL_STEP * z.abs().max(1.0) {
                break;
            }
        }
        let slope = self.definition.slopes(z, reward).0;
        for ((weight, entry), variance) in weights.iter_mut().zip(x).zip(variances) {
            *weight -= variance * entry * slope;
        }
    }

    fn learn_all(&mut self, rows: Rows<'_>, precisions: &[f64], weights: &mut [f64]) {
        self.prior.copy_from_slice(weights);
        let mut objective = self.objective(rows, precisions, weights);
        for _ in 0..MOST_STEPS {
            if !self.find_step(rows, precisions, weights) {
                return;
            }
            let largest = self.step.iter().fold(0.0_f64, |largest, entry| largest.max(entry.abs()));
            let size = weights.iter().fold(1.0_f64, |largest, entry| largest.max(entry.abs()));
            let mut scale = 1.0;
            let mut improved = false;
            for _ in 0..MOST_HALVINGS {
                self.candidate.copy_from_slice(weights);
                add_scaled(&mut self.candidate, &self.step, -scale);
                let found = self.objective(rows, precisions, &self.candidate);
                // Near the end the objective no longer tells better from worse, and the step is right as it is.
                if found <= objective || largest <= 1e-6 * size {
                    objective = found;
                    improved = true;
                    break;
                }
                scale *= 0.5;
            }
            if !improved {
                return;
            }
            weights.copy_from_slice(&self.candidate);
            if scale * largest <= SMALL_STEP * size {
                return;
            }
        }
    }

    fn objective(&self, rows: Rows<'_>, precisions: &[f64], weights: &[f64]) -> f64 {
        let mut sum = 0.0;
        for ((weight, mean), precision) in weights.iter().zip(&self.prior).zip(precisions) {
            sum += 0.5 * precision * (weight - mean) * (weight - mean);
        }
        rows.iter(weights.len())
            .fold(sum, |sum, (x, reward)| sum + self.definition.loss(dot(x, weights), reward))
    }

    /// Newton's step, H^-1 gradient. Whether H could be inverted.
    fn find_step(&mut self, rows: Rows<'_>, precisions: &[f64], weights: &[f64]) -> bool {
        self.hessian.fill(0.0);
        let mut diagonal = 0;
        for (index, precision) in precisions.iter().enumerate() {
            self.hessian[diagonal] = *precision;
            diagonal += precisions.len() - index;
            self.gradient[index] = precision * (weights[index] - self.prior[index]);
        }
        for (x, reward) in rows.iter(weights.len()) {
            let (slope, curvature) = self.definition.slopes(dot(x, weights), reward);
            add_scaled(&mut self.gradient, x, slope);
            add_outer(&mut self.hessian, x, curvature);
        }
        let done = invert(&self.hessian, weights.len(), 0.0, &mut self.full, &mut self.inverse);
        if done {
            multiply(&self.inverse, &self.gradient, &mut self.step);
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// m = 0, q = 1, x = 1, r = 1: w = 1 - sigmoid(w), which is 0.401058137541547 (by bisection).
    #[test]
    fn a_step_by_hand() {
        let mut fit = Fit::new(Definition::Paper, 1);
        let mut weights = [0.0];
        let rows = Rows { x: &[1.0], rewards: &[1.0], order: &[0] };
        fit.learn(rows, &[1.0], &[1.0], &mut weights);
        assert!((weights[0] - 0.401_058_137_541_547).abs() < 1e-14, "{weights:?}");
        assert!((weights[0] - 1.0 + sigmoid(weights[0])).abs() < 1e-15, "{weights:?}");
    }

    proptest! {
        /// The gradient vanishes at the weights that are found, with one row and with many.
        #[test]
        fn no_other_weights_are_more_probable(
            x in proptest::collection::vec(-5.0..5.0, 36),
            rewards in proptest::collection::vec(prop_oneof![Just(0.0), Just(1.0), 0.0..1.0], 12),
            precisions in proptest::collection::vec(1e-4..10.0, 3),
            count in 1_usize..12,
            obp: bool,
        ) {
            let definition = if obp { Definition::Obp } else { Definition::Paper };
            let mut fit = Fit::new(definition, 3);
            let variances: Vec<f64> = precisions.iter().map(|precision| 1.0 / precision).collect();
            let order: Vec<u32> = (0..count as u32).collect();
            let rows = Rows { x: &x, rewards: &rewards, order: &order };
            let prior = [0.5, -1.0, 0.0];
            let mut weights = prior;
            fit.learn(rows, &precisions, &variances, &mut weights);
            for index in 0..3 {
                let mut gradient = precisions[index] * (weights[index] - prior[index]);
                for (x, reward) in rows.iter(3) {
                    gradient += x[index] * definition.slopes(dot(x, &weights), reward).0;
                }
                prop_assert!(gradient.abs() < 1e-9, "{gradient} {weights:?}");
            }
        }

        /// Slopes are those of the loss.
        #[test]
        fn slopes_are_slopes(z in -5.0..5.0, reward in 0.0..1.0, obp: bool) {
            let definition = if obp { Definition::Obp } else { Definition::Paper };
            let (slope, curvature) = definition.slopes(z, reward);
            let of = |z| definition.loss(z, reward);
            prop_assert!(((of(z + 1e-5) - of(z - 1e-5)) / 2e-5 - slope).abs() < 1e-8);
            let of = |z| definition.slopes(z, reward).0;
            prop_assert!(((of(z + 1e-5) - of(z - 1e-5)) / 2e-5 - curvature).abs() < 1e-8);
        }
    }
}
