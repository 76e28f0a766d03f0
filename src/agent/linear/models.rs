//! Ridge regressions with forgetting, as TF-Agents' LinearBanditAgent has them, at O(d^2) an arm and round.
//!
//! A <- gamma A + x x', b <- gamma b + r x for the model that learns; every model that has ever learned decays by
//! gamma each round, whether or not anything is learned in it, and a reward that comes late has the weight
//! gamma^(rounds since its own). M = A + tikhonov I; mean = b' M^-1 x, variance = x' M^-1 x. (Li, Chu, Langford and Schapire 2010,
//! "A Contextual-Bandit Approach to Personalized News Article Recommendation", algorithm 1; the forgetting is that
//! of TF-Agents.)
//!
//! Without forgetting, M^-1 is kept and updated by Sherman and Morrison's formula, and made again from A now and
//! then, so that rounding errors never add up. With forgetting, M changes by more than rank one each round, since the
//! regularization does not decay; then A is kept in tridiagonal form, which makes each arm cost O(d^2) all the same,
//! and only the one model that learned is decomposed again.

use crate::agent::Clock;
use crate::math::aligned::Aligned;
use crate::math::packed::{add_outer, form_weights, invert, multiply, packed_length, unpack};
use crate::math::tridiagonal::Tridiagonal;
use crate::math::vector::{add_scaled, dot, inlined_dot, long_dot, two_dots};
use crate::state::{State, StateError, StateIo};

/// Updates of one model after which its inverse is made again. The cost a round, d^3 / 1024, is below that of the
/// update itself for d up to a thousand.
const REFRESH_EVERY: u32 = 1024;

/// Least share of the variance in a direction before a sample is taken back that may be left of it for Sherman and
/// Morrison's formula to be used; below it, the inverse is made again.
const FRAGILE: f64 = 0.01;

/// The same for a sample that is learned: by how much it may cut the variance in its direction at most.
const STEEP: f64 = 1e7;

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
    clock: Clock,
    scratch: Vec<f64>,
    /// The weights of the last features, see [`form_weights`].
    weights: Aligned,
}

#[derive(Debug, Clone)]
enum Kind {
    Steady {
        /// M^-1 of each model, packed.
        inverse: Aligned,
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
            let mut inverse = Aligned::zeros(count * length);
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
            clock: Clock::default(),
            gram: vec![0.0; count * length],
            target: vec![0.0; count * dimension],
            kind,
            scratch: vec![0.0; 2 * dimension * dimension + 4 * dimension],
            weights: Aligned::zeros(length),
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

    /// Number of models.
    pub fn count(&self) -> usize {
        self.target.len() / self.dimension.max(1)
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

    /// Mean and variance (x' M^-1 x, never negative) of features `x`, which [`LinearModels::set_features`] was given.
    #[inline]
    pub fn estimate(&mut self, model: usize, x: &[f64]) -> (f64, f64) {
        let (size, length) = (self.dimension, packed_length(self.dimension));
        match &self.kind {
            Kind::Steady { inverse, theta, .. } => {
                let mean = inlined_dot(&theta[model * size..(model + 1) * size], x);
                let variance = long_dot(&self.weights, &inverse[model * length..(model + 1) * length]);
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

    /// [`LinearModels::estimate`] of two models.
    #[inline]
    pub fn estimate_two(&mut self, models: [usize; 2], x: &[f64]) -> [(f64, f64); 2] {
        let (size, length) = (self.dimension, packed_length(self.dimension));
        match &self.kind {
            Kind::Steady { inverse, theta, .. } => {
                let means = models.map(|model| inlined_dot(&theta[model * size..(model + 1) * size], x));
                let [one, other] = models.map(|model| &inverse[model * length..(model + 1) * length]);
                let variances = two_dots(&self.weights, one, other);
                [(means[0], variances[0].max(0.0)), (means[1], variances[1].max(0.0))]
            }
            Kind::Forgetting { .. } => models.map(|model| self.estimate(model, x)),
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

    /// A round (from 1) begins: all models forget by the rounds that are over since the last call of this or of
    /// [`LinearModels::end`]. Gives their number.
    pub fn begin(&mut self, round: u64) -> u64 {
        let passed = self.clock.begin(round);
        self.forget(passed);
        passed
    }

    /// The same at the end of a round, which is over then.
    pub fn end(&mut self, round: u64) -> u64 {
        let passed = self.clock.end(round);
        self.forget(passed);
        passed
    }

    fn forget(&mut self, rounds: u64) {
        if let Kind::Forgetting { decay, .. } = &mut self.kind {
            for _ in 0..rounds {
                decay.iter_mut().for_each(|factor| *factor *= self.gamma);
            }
        }
    }

    /// What is left of the weight 1 of what happened in a round that is over: gamma^(rounds since).
    pub fn weight_of(&self, round: u64) -> f64 {
        match self.clock.age(round) {
            0 => 1.0,
            _ if self.gamma == 1.0 => 1.0,
            age => libm::pow(self.gamma, age as f64),
        }
    }

    /// A model learns at the end of a round or later that features `x` earned `reward` in it.
    pub fn learn_of(&mut self, round: u64, model: usize, x: &[f64], reward: f64) {
        self.end(round);
        let weight = self.weight_of(round);
        self.learn_weighted(model, x, reward, weight);
    }

    /// A model learns that features `x` earned `reward`.
    pub fn learn(&mut self, model: usize, x: &[f64], reward: f64) {
        self.learn_weighted(model, x, reward, 1.0);
    }

    /// A model learns that features `x` earned `reward` as if that had happened `weight` times, which need not be whole;
    /// -1 takes back what was learned with 1.
    pub fn learn_weighted(&mut self, model: usize, x: &[f64], reward: f64, weight: f64) {
        let (size, length) = (self.dimension, packed_length(self.dimension));
        let gram = &mut self.gram[model * length..(model + 1) * length];
        let target = &mut self.target[model * size..(model + 1) * size];
        match &mut self.kind {
            Kind::Steady { inverse, theta, updates } => {
                add_outer(gram, x, weight);
                add_scaled(target, x, weight * reward);
                let inverse = &mut inverse[model * length..(model + 1) * length];
                updates[model] = updates[model].wrapping_add(1);
                let gain = &mut self.scratch[..size];
                multiply(inverse, x, gain);
                let denominator = 1.0 + weight * dot(gain, x);
                // What takes back nearly all that is known of a direction takes as many digits with it.
                let fragile = denominator < FRAGILE;
                let stale = updates[model].is_multiple_of(REFRESH_EVERY)
                    || early(updates[model], size)
                    || denominator > STEEP;
                if stale || fragile {
                    // That fails only where rounding has made A + tikhonov I indefinite.
                    if !invert(gram, size, self.tikhonov, &mut self.scratch, inverse) && !fragile {
                        let gain = &mut self.scratch[..size];
                        multiply(inverse, x, gain);
                        add_outer(inverse, gain, -weight / denominator);
                    }
                } else {
                    add_outer(inverse, gain, -weight / denominator);
                }
                multiply(inverse, target, &mut theta[model * size..(model + 1) * size]);
            }
            Kind::Forgetting { decomposed, rotated_target, decay } => {
                let factor = std::mem::replace(&mut decay[model], 1.0);
                gram.iter_mut().for_each(|entry| *entry *= factor);
                target.iter_mut().for_each(|entry| *entry *= factor);
                add_outer(gram, x, weight);
                add_scaled(target, x, weight * reward);
                let (full, vectors) = self.scratch.split_at_mut(size * size);
                unpack(gram, size, 0.0, full);
                decomposed[model].decompose(full, &mut vectors[..2 * size]);
                decomposed[model].rotate(target, &mut rotated_target[model * size..(model + 1) * size]);
            }
        }
    }

    /// Writes M^-1 x into `solution` and gives the mean of features `x`.
    pub fn solve(&mut self, model: usize, x: &[f64], solution: &mut [f64]) -> f64 {
        let (size, length) = (self.dimension, packed_length(self.dimension));
        match &self.kind {
            Kind::Steady { inverse, theta, .. } => {
                multiply(&inverse[model * length..(model + 1) * length], x, solution);
                dot(&theta[model * size..(model + 1) * size], x)
            }
            Kind::Forgetting { decomposed, rotated_target, decay } => {
                let (rotated, rest) = self.scratch.split_at_mut(size);
                let (rotated_solution, pivots) = rest.split_at_mut(size);
                decomposed[model].rotate(x, rotated);
                decomposed[model].solve(decay[model], self.tikhonov, rotated, pivots, rotated_solution);
                decomposed[model].rotate_back(rotated_solution, solution);
                decay[model] * dot(&rotated_target[model * size..(model + 1) * size], rotated_solution)
            }
        }
    }

    /// A model that has learned nothing begins with these weights instead of zeros: the regularization pulls towards
    /// them, which is to say b begins with tikhonov times them. With forgetting, they are forgotten too.
    pub fn begin_at(&mut self, model: usize, weights: &[f64]) {
        let range = model * self.dimension..(model + 1) * self.dimension;
        self.target[range.clone()].fill(0.0);
        add_scaled(&mut self.target[range.clone()], weights, self.tikhonov);
        match &mut self.kind {
            Kind::Steady { theta, .. } => theta[range].copy_from_slice(weights),
            Kind::Forgetting { rotated_target, .. } => {
                rotated_target[range.clone()].copy_from_slice(&self.target[range]);
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

impl State for Kind {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        match self {
            Kind::Steady { inverse, theta, updates } => {
                inverse.state(io)?;
                theta.state(io)?;
                updates.state(io)
            }
            Kind::Forgetting { decomposed, rotated_target, decay } => {
                decomposed.state(io)?;
                rotated_target.state(io)?;
                decay.state(io)
            }
        }
    }
}

crate::state::state_fields! {
    LinearModels { gram, target, kind, clock } fixed { dimension, tikhonov, gamma, scratch, weights }
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

/// Whether the inverse should be made again early on: at d, 2 d, 4 d ... updates, when it has just lost most of its
/// prior 1 / tikhonov and with it the most digits.
fn early(updates: u32, dimension: usize) -> bool {
    let dimension = dimension.max(1) as u32;
    updates.is_multiple_of(dimension) && (updates / dimension).is_power_of_two()
}

#[cfg(test)]
mod tests;
