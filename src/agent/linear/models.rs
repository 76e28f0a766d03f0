//! Ridge regressions with forgetting, as TF-Agents' LinearBanditAgent has them, at O(d^2) an arm and round.
//!
//! A <- gamma A + x x', b <- gamma b + r x for the model that learns; every model that has ever learned decays by
//! gamma each round. M = A + tikhonov I; mean = b' M^-1 x, variance = x' M^-1 x. (Li, Chu, Langford and Schapire 2010,
//! "A Contextual-Bandit Approach to Personalized News Article Recommendation", algorithm 1; the forgetting is that
//! of TF-Agents.)
//!
//! Without forgetting, M^-1 is kept and updated by Sherman and Morrison's formula, and made afresh from A now and
//! then, so that rounding errors never add up. With forgetting, M changes by more than rank one each round, since the
//! regularization does not decay; then A is kept in tridiagonal form, which makes each arm cost O(d^2) all the same,
//! and only the one model that learned is decomposed anew.

use super::packed::{add_outer, form_weights, invert, multiply, packed_length, unpack};
use super::tridiagonal::Tridiagonal;
use crate::vector::{add_scaled, dot};

/// Updates of one model after which its inverse is made afresh. The cost a round, d^3 / 1024, is below that of the
/// update itself for d up to a thousand.
const REFRESH_EVERY: u32 = 1024;

/// A family of ridge regressions of the same dimension.
#[derive(Debug, Clone)]
pub struct LinearModels {
    dimension: usize,
    tikhonov: f64,
    gamma: f64,
    /// A of each model, packed.
    gram: Vec<f64>,
    /// b of each model.
    target: Vec<f64>,
    kind: Kind,
    scratch: Vec<f64>,
    /// The weights of the last features, see [`form_weights`].
    weights: Vec<f64>,
}

#[derive(Debug, Clone)]
enum Kind {
    Steady {
        /// M^-1 of each model, packed.
        inverse: Vec<f64>,
        /// M^-1 b of each model.
        theta: Vec<f64>,
        updates: Vec<u32>,
    },
    Forgetting {
        decomposed: Vec<Tridiagonal>,
        /// Q' b of each model, as of its last update.
        rotated_target: Vec<f64>,
        /// How much A and b have decayed since then.
        decay: Vec<f64>,
    },
}

impl LinearModels {
    /// `count` models of `dimension` features that have learned nothing. `tikhonov` is above zero; `gamma` is 1 for
    /// no forgetting, else between 0 and 1.
    pub fn new(count: usize, dimension: usize, tikhonov: f64, gamma: f64) -> LinearModels {
        let length = packed_length(dimension);
        let kind = if gamma == 1.0 {
            let mut inverse = vec![0.0; count * length];
            for model in inverse.chunks_exact_mut(length.max(1)) {
                set_prior(model, dimension, tikhonov);
            }
            Kind::Steady { inverse, theta: vec![0.0; count * dimension], updates: vec![0; count] }
        } else {
            Kind::Forgetting {
                decomposed: vec![Tridiagonal::new(dimension); count],
                rotated_target: vec![0.0; count * dimension],
                decay: vec![1.0; count],
            }
        };
        LinearModels {
            dimension,
            tikhonov,
            gamma,
            gram: vec![0.0; count * length],
            target: vec![0.0; count * dimension],
            kind,
            scratch: vec![0.0; 2 * dimension * dimension + 4 * dimension],
            weights: vec![0.0; length],
        }
    }

    /// Every model forgets all that it has learned.
    pub fn clear(&mut self) {
        self.gram.fill(0.0);
        self.target.fill(0.0);
        match &mut self.kind {
            Kind::Steady { inverse, theta, updates } => {
                for model in inverse.chunks_exact_mut(packed_length(self.dimension).max(1)) {
                    set_prior(model, self.dimension, self.tikhonov);
                }
                theta.fill(0.0);
                updates.fill(0);
            }
            Kind::Forgetting { decomposed, rotated_target, decay } => {
                decomposed.iter_mut().for_each(Tridiagonal::clear);
                rotated_target.fill(0.0);
                decay.fill(1.0);
            }
        }
    }

    /// Bytes of `count` models.
    pub fn memory(count: usize, dimension: usize, gamma: f64) -> u64 {
        let (count, size) = (count as u64, dimension as u64);
        let triangle = size * (size + 1) / 2;
        let kind = if gamma == 1.0 { triangle + size } else { size * size + 3 * size };
        8 * count * (triangle + size + kind)
    }

    /// Number of features.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// Sets the features that [`LinearModels::estimate`] is about. Call it whenever they change.
    pub fn set_features(&mut self, x: &[f64]) {
        if matches!(self.kind, Kind::Steady { .. }) {
            form_weights(x, &mut self.weights);
        }
    }

    /// The estimated reward of features `x` under a model.
    pub fn mean(&mut self, model: usize, x: &[f64]) -> f64 {
        match &self.kind {
            Kind::Steady { theta, .. } => {
                dot(&theta[model * self.dimension..(model + 1) * self.dimension], x)
            }
            Kind::Forgetting { .. } => self.estimate(model, x).0,
        }
    }

    /// Mean and variance (x' M^-1 x, never negative) of features `x`, which [`LinearModels::set_features`] was told of.
    pub fn estimate(&mut self, model: usize, x: &[f64]) -> (f64, f64) {
        let (size, length) = (self.dimension, packed_length(self.dimension));
        match &self.kind {
            Kind::Steady { inverse, theta, .. } => {
                let mean = dot(&theta[model * size..(model + 1) * size], x);
                let variance = dot(&self.weights, &inverse[model * length..(model + 1) * length]);
                (mean, variance.max(0.0))
            }
            Kind::Forgetting { decomposed, rotated_target, decay } => {
                let (rotated, rest) = self.scratch.split_at_mut(size);
                let (solution, pivots) = rest.split_at_mut(size);
                decomposed[model].rotate(x, rotated);
                decomposed[model].solve(decay[model], self.tikhonov, rotated, pivots, solution);
                let target = &rotated_target[model * size..(model + 1) * size];
                (decay[model] * dot(target, solution), dot(rotated, solution).max(0.0))
            }
        }
    }

    /// M^-1 of a model, packed, and M^-1 b; both empty for models that forget, which keep neither.
    pub fn posterior(&self, model: usize) -> (&[f64], &[f64]) {
        let (size, length) = (self.dimension, packed_length(self.dimension));
        match &self.kind {
            Kind::Steady { inverse, theta, .. } => {
                (&inverse[model * length..(model + 1) * length], &theta[model * size..(model + 1) * size])
            }
            Kind::Forgetting { .. } => (&[], &[]),
        }
    }

    /// All models forget by one round.
    pub fn decay(&mut self) {
        if let Kind::Forgetting { decay, .. } = &mut self.kind {
            decay.iter_mut().for_each(|factor| *factor *= self.gamma);
        }
    }

    /// A model learns that features `x` earned `reward`.
    pub fn learn(&mut self, model: usize, x: &[f64], reward: f64) {
        let (size, length) = (self.dimension, packed_length(self.dimension));
        let gram = &mut self.gram[model * length..(model + 1) * length];
        let target = &mut self.target[model * size..(model + 1) * size];
        match &mut self.kind {
            Kind::Steady { inverse, theta, updates } => {
                add_outer(gram, x, 1.0);
                add_scaled(target, x, reward);
                let inverse = &mut inverse[model * length..(model + 1) * length];
                updates[model] = updates[model].wrapping_add(1);
                let stale = updates[model].is_multiple_of(REFRESH_EVERY) || early(updates[model], size);
                if !(stale && invert(gram, size, self.tikhonov, &mut self.scratch, inverse)) {
                    let gain = &mut self.scratch[..size];
                    multiply(inverse, x, gain);
                    let denominator = 1.0 + dot(gain, x);
                    add_outer(inverse, gain, -1.0 / denominator);
                }
                multiply(inverse, target, &mut theta[model * size..(model + 1) * size]);
            }
            Kind::Forgetting { decomposed, rotated_target, decay } => {
                let factor = std::mem::replace(&mut decay[model], 1.0);
                gram.iter_mut().for_each(|entry| *entry *= factor);
                target.iter_mut().for_each(|entry| *entry *= factor);
                add_outer(gram, x, 1.0);
                add_scaled(target, x, reward);
                let (full, vectors) = self.scratch.split_at_mut(size * size);
                unpack(gram, size, 0.0, full);
                decomposed[model].decompose(full, &mut vectors[..2 * size]);
                decomposed[model].rotate(target, &mut rotated_target[model * size..(model + 1) * size]);
            }
        }
    }

    /// A without regularization, row-major, and b of a model: what references compare.
    pub fn sums(&self, model: usize) -> (Vec<f64>, Vec<f64>) {
        let (size, length) = (self.dimension, packed_length(self.dimension));
        let factor = match &self.kind {
            Kind::Steady { .. } => 1.0,
            Kind::Forgetting { decay, .. } => decay[model],
        };
        let mut full = vec![0.0; size * size];
        unpack(&self.gram[model * length..(model + 1) * length], size, 0.0, &mut full);
        full.iter_mut().for_each(|entry| *entry *= factor);
        let target = &self.target[model * size..(model + 1) * size];
        (full, target.iter().map(|entry| factor * entry).collect())
    }
}

/// The inverse of a model that has learned nothing: that of tikhonov I.
fn set_prior(inverse: &mut [f64], dimension: usize, tikhonov: f64) {
    inverse.fill(0.0);
    let mut diagonal = 0;
    for index in 0..dimension {
        inverse[diagonal] = 1.0 / tikhonov;
        diagonal += dimension - index;
    }
}

/// Whether the inverse should be made afresh early on: at d, 2 d, 4 d ... updates, when it has just lost most of its
/// prior 1 / tikhonov and with it the most digits.
fn early(updates: u32, dimension: usize) -> bool {
    let dimension = dimension.max(1) as u32;
    updates.is_multiple_of(dimension) && (updates / dimension).is_power_of_two()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::Stream;
    use proptest::prelude::*;

    /// Largest relative difference of mean and variance to a fresh factorization over some features.
    fn drift(models: &mut LinearModels, stream: &mut Stream) -> f64 {
        let size = models.dimension();
        let (gram, target) = models.sums(0);
        let full = nalgebra::DMatrix::from_row_slice(size, size, &gram)
            + nalgebra::DMatrix::identity(size, size) * models.tikhonov;
        let factor = full.cholesky().map(|factor| factor.inverse());
        let Some(inverse) = factor else { return f64::NAN };
        let theta = &inverse * nalgebra::DVector::from_vec(target);
        let mut worst = 0.0_f64;
        for _ in 0..20 {
            let x: Vec<f64> = (0..size).map(|_| stream.normal()).collect();
            let vector = nalgebra::DVector::from_column_slice(&x);
            models.set_features(&x);
            let (mean, variance) = models.estimate(0, &x);
            let expected = vector.dot(&(&inverse * &vector));
            worst = worst.max((variance - expected).abs() / expected);
            worst = worst.max((mean - theta.dot(&vector)).abs() / theta.norm() / vector.norm());
        }
        worst
    }

    #[test]
    fn a_million_rounds_drift_less_than_a_millionth() {
        let mut stream = Stream::new(1, 0, "drift");
        let mut models = LinearModels::new(1, 10, 1e-3, 1.0);
        let mut x = [0.0; 10];
        for round in 0..1_000_000 {
            // Directions of very different lengths, the hard case.
            for (index, entry) in x.iter_mut().enumerate() {
                *entry = stream.normal() * libm::exp(-0.7 * index as f64);
            }
            models.learn(0, &x, x[0] - x[3] + if round % 2 == 0 { 0.5 } else { -0.5 });
        }
        let found = drift(&mut models, &mut stream);
        assert!(found < 1e-6, "drift {found:e}");
    }

    #[test]
    fn forgetting_for_long_stays_exact() {
        let mut stream = Stream::new(2, 0, "drift");
        let mut models = LinearModels::new(1, 6, 0.5, 0.99);
        for _ in 0..20_000 {
            let x: Vec<f64> = (0..6).map(|_| stream.normal()).collect();
            models.decay();
            models.learn(0, &x, x[0] - x[1]);
        }
        let found = drift(&mut models, &mut stream);
        assert!(found < 1e-9, "drift {found:e}");
    }

    /// A model that has forgotten all learns as a new one does, to the bit.
    #[test]
    fn cleared_models_are_new() {
        for gamma in [1.0, 0.9] {
            let mut cleared = LinearModels::new(2, 3, 0.5, gamma);
            for _ in 0..5 {
                cleared.decay();
                cleared.learn(1, &[1.0, -2.0, 0.5], 3.0);
            }
            cleared.clear();
            let mut new = LinearModels::new(2, 3, 0.5, gamma);
            for models in [&mut cleared, &mut new] {
                models.learn(1, &[0.3, 0.1, -1.0], 2.0);
                models.set_features(&[1.0, 1.0, 1.0]);
            }
            for model in 0..2 {
                assert_eq!(cleared.sums(model), new.sums(model));
                assert_eq!(cleared.estimate(model, &[1.0; 3]), new.estimate(model, &[1.0; 3]));
            }
        }
    }

    proptest! {
        /// The posterior does not depend on the order of the samples.
        #[test]
        fn any_order_gives_the_same_posterior(
            samples in proptest::collection::vec((proptest::collection::vec(-3.0..3.0, 4), -2.0..2.0), 1..40),
            rotation in 0_usize..40,
        ) {
            let mut forward = LinearModels::new(1, 4, 1.0, 1.0);
            let mut turned = LinearModels::new(1, 4, 1.0, 1.0);
            for (x, reward) in &samples {
                forward.learn(0, x, *reward);
            }
            let split = rotation % samples.len();
            for (x, reward) in samples[split..].iter().chain(&samples[..split]).rev() {
                turned.learn(0, x, *reward);
            }
            let query = [0.3, -1.0, 2.0, 0.7];
            forward.set_features(&query);
            turned.set_features(&query);
            let (one, other) = (forward.estimate(0, &query), turned.estimate(0, &query));
            prop_assert!((one.0 - other.0).abs() < 1e-9 && (one.1 - other.1).abs() < 1e-9, "{one:?} {other:?}");
        }

        /// Forgetting with gamma just under one is the limit of not forgetting.
        #[test]
        fn the_two_ways_of_keeping_a_model_agree(
            samples in proptest::collection::vec((proptest::collection::vec(-3.0..3.0, 5), -2.0..2.0), 1..30),
        ) {
            let mut steady = LinearModels::new(2, 5, 0.3, 1.0);
            let mut forgetting = LinearModels::new(2, 5, 0.3, 1.0 - 1e-13);
            for (index, (x, reward)) in samples.iter().enumerate() {
                steady.decay();
                forgetting.decay();
                steady.learn(index % 2, x, *reward);
                forgetting.learn(index % 2, x, *reward);
            }
            let query = [0.3, -1.0, 2.0, 0.7, 0.1];
            steady.set_features(&query);
            for model in 0..2 {
                let (one, other) = (steady.estimate(model, &query), forgetting.estimate(model, &query));
                prop_assert!((one.0 - other.0).abs() < 1e-8 && (one.1 - other.1).abs() < 1e-8, "{one:?} {other:?}");
            }
        }
    }
}
