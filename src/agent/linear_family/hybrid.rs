//! Ridge regressions of two kinds at once: one model for all arms on their features, and one for each item on the
//! context (Li, Chu, Langford and Schapire 2010, algorithm 2).
//!
//! reward = z' beta + x' theta_a, with z the arm's features and x the context. The paper keeps A_0 and b_0 for beta
//! and, for each item, A_a, B_a and b_a. With g = A_a^-1 x, u = B_a' g, s = x' g and theta = A_a^-1 b_a, all before the
//! round, its lines 18 and 22 to 24 come down to
//! * A_0 += (z - u) (z - u)' / (1 + s), b_0 += (z - u) (r - x' theta) / (1 + s): what the item's own model can't tell of z
//!   and r, learned with weight 1 / (1 + s);
//! * mean = (z - u)' A_0^-1 b_0 + x' theta, variance = (z - u)' A_0^-1 (z - u) + x' A_a^-1 x.
//!
//! So both kinds are [`LinearModels`], and nothing is inverted in a round.

use crate::agent::linear::{Features, LinearModels, RewardModel, TIKHONOV};
use crate::agent::pending::Pending;
use crate::agent::{BuildError, View};
use crate::descriptor::Values;
use crate::environment::Shape;
use crate::math::vector::{add_rows, add_scaled, dot};

/// The models of a hybrid agent.
#[derive(Clone)]
pub struct HybridModels {
    features: Features,
    /// A_0 and b_0.
    common: LinearModels,
    /// A_a and b_a of each item.
    own: LinearModels,
    /// B_a of each item, row-major context features x arm features.
    cross: Vec<f64>,
    /// g.
    gain: Vec<f64>,
    /// z - u.
    rest: Vec<f64>,
}

impl HybridModels {
    /// Models that have learned nothing.
    ///
    /// # Errors
    /// An environment without arm features.
    pub fn new(agent: &'static str, values: &Values, shape: &Shape) -> Result<HybridModels, BuildError> {
        let features = Features::hybrid(agent, values, shape)?;
        let (context, arm) = features.parts();
        let tikhonov = values.number(&TIKHONOV);
        Ok(HybridModels {
            features,
            common: LinearModels::new(1, arm, tikhonov, 1.0),
            own: LinearModels::new(shape.items, context, tikhonov, 1.0),
            cross: vec![0.0; shape.items * context * arm],
            gain: vec![0.0; context],
            rest: vec![0.0; arm],
        })
    }

    /// Bytes that they take.
    pub fn memory(values: &Values, shape: &Shape) -> u64 {
        Features::hybrid("", values, shape).map_or(0, |features| {
            let (context, arm) = features.parts();
            LinearModels::memory(1, arm, 1.0)
                + Pending::memory(shape.items)
                + LinearModels::memory(shape.items, context, 1.0)
                + 8 * (shape.items * context * arm) as u64
        })
    }

    /// Fills `gain` and `rest` for an offered arm, and gives x' theta and s.
    fn prepare(&mut self, view: &View<'_>, slot: usize) -> (f64, f64) {
        let item = view.items[slot] as usize;
        let (x, z) = self.features.both(view, slot);
        let mean = self.own.solve(item, x, &mut self.gain);
        self.rest.copy_from_slice(z);
        let size = x.len() * z.len();
        let cross = &self.cross[item * size..(item + 1) * size];
        add_rows(&mut self.rest, cross, &self.gain, -1.0);
        (mean, dot(&self.gain, x).max(0.0))
    }
}

crate::state::state_fields! {
    HybridModels { common, own, cross } fixed { features, gain, rest }
}

impl RewardModel for HybridModels {
    fn dimension(&self) -> usize {
        self.features.dimension()
    }

    fn estimates(&mut self, view: &View<'_>, means: &mut [f64], deviations: &mut [f64]) {
        self.features.set_context(view);
        for (slot, (mean, deviation)) in means.iter_mut().zip(deviations).enumerate() {
            let (own_mean, own_variance) = self.prepare(view, slot);
            self.common.set_features(&self.rest);
            let (common_mean, common_variance) = self.common.estimate(0, &self.rest);
            *mean = common_mean + own_mean;
            *deviation = (common_variance + own_variance).sqrt();
        }
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.features.set_context(view);
        let (own_mean, own_variance) = self.prepare(view, chosen);
        self.common.learn_weighted(0, &self.rest, reward - own_mean, 1.0 / (1.0 + own_variance));
        let item = view.items[chosen] as usize;
        let (x, z) = self.features.both(view, chosen);
        let size = x.len() * z.len();
        let cross = &mut self.cross[item * size..(item + 1) * size];
        for (row, entry) in cross.chunks_exact_mut(z.len()).zip(x) {
            add_scaled(row, z, *entry);
        }
        self.own.learn(item, x, reward);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, DVector};
    use proptest::prelude::*;

    /// Algorithm 2 as it stands in the paper, with full matrices inverted in every step.
    struct Paper {
        a0: DMatrix<f64>,
        b0: DVector<f64>,
        a: Vec<DMatrix<f64>>,
        b: Vec<DMatrix<f64>>,
        target: Vec<DVector<f64>>,
    }

    impl Paper {
        fn learn(&mut self, item: usize, x: &DVector<f64>, z: &DVector<f64>, reward: f64) {
            let inverse = self.a[item].clone().try_inverse().expect("A_a is positive definite");
            self.a0 += self.b[item].transpose() * &inverse * &self.b[item];
            self.b0 += self.b[item].transpose() * &inverse * &self.target[item];
            self.a[item] += x * x.transpose();
            self.b[item] += x * z.transpose();
            self.target[item] += x * reward;
            let inverse = self.a[item].clone().try_inverse().expect("A_a is positive definite");
            self.a0 += z * z.transpose() - self.b[item].transpose() * &inverse * &self.b[item];
            self.b0 += z * reward - self.b[item].transpose() * &inverse * &self.target[item];
        }

        fn estimate(&self, item: usize, x: &DVector<f64>, z: &DVector<f64>) -> (f64, f64) {
            let a0 = self.a0.clone().try_inverse().expect("A_0 is positive definite");
            let inverse = self.a[item].clone().try_inverse().expect("A_a is positive definite");
            let beta = &a0 * &self.b0;
            let theta = &inverse * (&self.target[item] - &self.b[item] * &beta);
            let mixed = &inverse * x;
            let through = self.b[item].transpose() * &mixed;
            let variance = z.dot(&(&a0 * z)) - 2.0 * z.dot(&(&a0 * &through))
                + x.dot(&mixed)
                + through.dot(&(&a0 * &through));
            (z.dot(&beta) + x.dot(&theta), variance)
        }
    }

    proptest! {
        /// The short form is algorithm 2.
        #[test]
        fn it_is_the_papers_algorithm(
            rounds in proptest::collection::vec(
                (0_usize..2, proptest::collection::vec(-2.0..2.0, 6), -3.0..3.0), 1..25),
        ) {
            let shape = Shape { context: 2, arm_features: 2, arms: 2, items: 2, rewards: (0.0, 1.0) };
            let mut ours = HybridModels::new("test", &Values::default(), &shape).expect("arms have features");
            let mut paper = Paper {
                a0: DMatrix::identity(2, 2),
                b0: DVector::zeros(2),
                a: vec![DMatrix::identity(2, 2); 2],
                b: vec![DMatrix::zeros(2, 2); 2],
                target: vec![DVector::zeros(2); 2],
            };
            for (item, numbers, reward) in &rounds {
                let (context, arm_features) = numbers.split_at(2);
                let view = View { round: 1, context, items: &[0, 1], arm_features, expectations: &[] };
                let x = DVector::from_column_slice(context);
                let (mut means, mut deviations) = ([0.0; 2], [0.0; 2]);
                ours.estimates(&view, &mut means, &mut deviations);
                for slot in 0..2 {
                    let z = DVector::from_column_slice(&arm_features[2 * slot..2 * slot + 2]);
                    let (mean, variance) = paper.estimate(slot, &x, &z);
                    prop_assert!((means[slot] - mean).abs() < 1e-8, "{means:?} {mean}");
                    prop_assert!((deviations[slot].powi(2) - variance).abs() < 1e-8, "{deviations:?} {variance}");
                }
                ours.learn(&view, *item, *reward);
                paper.learn(*item, &x, &DVector::from_column_slice(&arm_features[2 * item..2 * item + 2]), *reward);
            }
        }
    }

    /// x = z = 1, reward 1, tikhonov 1. Before: s = 1, u = 0, so A_0 = 1 + 1/2, b_0 = 1/2, beta = 1/3; A = 2, B = 1, b = 1,
    /// theta = (1 - 1/3) / 2 = 1/3. Mean 2/3; with g = 1/2 and u = 1/2 the variance is (1/2)^2 / (3/2) + 1/2 = 2/3.
    #[test]
    fn a_step_by_hand() {
        let shape = Shape { context: 1, arm_features: 1, arms: 1, items: 1, rewards: (0.0, 1.0) };
        let mut models = HybridModels::new("test", &Values::default(), &shape).expect("arms have features");
        let view = View { round: 1, context: &[1.0], items: &[0], arm_features: &[1.0], expectations: &[] };
        models.learn(&view, 0, 1.0);
        let (mut mean, mut deviation) = ([0.0], [0.0]);
        models.estimates(&view, &mut mean, &mut deviation);
        assert!((mean[0] - 2.0 / 3.0).abs() < 1e-15, "{mean:?}");
        assert!((deviation[0].powi(2) - 2.0 / 3.0).abs() < 1e-15, "{deviation:?}");
    }
}
