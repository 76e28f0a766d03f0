//! Ridge regressions that forget, with the width that forgetting calls for (Russac, Vernade and Cappe 2019, Weighted
//! Linear Bandits for Non-Stationary Environments, algorithm 1).
//!
//! V = sum of gamma^age x x' + lambda I, W = sum of gamma^(2 age) x x' + lambda I, b = sum of gamma^age r x. Mean
//! x' V^-1 b; variance x' V^-1 W V^-1 x, which is that of the mean for a noise of one, where x' V^-1 x would be too
//! large: old rounds count less, and so does their noise.

use crate::agent::linear::{Features, LinearModels, RewardModel, TIKHONOV};
use crate::agent::pending::Pending;
use crate::agent::{BuildError, View};
use crate::descriptor::{Parameter, Values};
use crate::environment::Shape;
use crate::math::packed::{add_outer, form_weights, packed_length};
use crate::math::vector::dot;

/// Models with two matrices each.
#[derive(Clone)]
pub struct DiscountedModels {
    features: Features,
    /// V and b.
    models: LinearModels,
    tikhonov: f64,
    gamma: f64,
    /// W without its lambda, packed, of each model as of its last update.
    squared: Vec<f64>,
    /// How much that has decayed since then.
    decay: Vec<f64>,
    /// V^-1 x.
    solution: Vec<f64>,
    weights: Vec<f64>,
}

impl DiscountedModels {
    /// Models that have learned nothing and keep by the value of `gamma`.
    ///
    /// # Errors
    /// A shared model in an environment without arm features.
    pub fn new(
        agent: &'static str,
        values: &Values,
        gamma: &Parameter,
        shape: &Shape,
    ) -> Result<DiscountedModels, BuildError> {
        let features = Features::new(agent, values, shape)?;
        let (count, dimension) = (features.model_count(shape), features.dimension());
        let (tikhonov, gamma) = (values.number(&TIKHONOV), values.number(gamma));
        let length = packed_length(dimension);
        Ok(DiscountedModels {
            features,
            models: LinearModels::new(count, dimension, tikhonov, gamma),
            tikhonov,
            gamma,
            squared: vec![0.0; count * length],
            decay: vec![1.0; count],
            solution: vec![0.0; dimension],
            weights: vec![0.0; length],
        })
    }

    /// Bytes that they take.
    pub fn memory(values: &Values, gamma: &Parameter, shape: &Shape) -> u64 {
        Features::new("", values, shape).map_or(0, |features| {
            let (count, dimension) = (features.model_count(shape), features.dimension());
            LinearModels::memory(count, dimension, values.number(gamma))
                + Pending::memory(shape.items)
                + 8 * (count * (packed_length(dimension) + 1)) as u64
        })
    }
}

impl DiscountedModels {
    /// W forgets by so many rounds.
    fn forget(&mut self, rounds: u64) {
        let square = self.gamma * self.gamma;
        for _ in 0..rounds {
            self.decay.iter_mut().for_each(|factor| *factor *= square);
        }
    }
}

crate::state::state_fields! {
    DiscountedModels { models, squared, decay } fixed { features, tikhonov, gamma, solution, weights }
}

impl RewardModel for DiscountedModels {
    fn dimension(&self) -> usize {
        self.features.dimension()
    }

    fn estimates(&mut self, view: &View<'_>, means: &mut [f64], deviations: &mut [f64]) {
        let length = self.weights.len();
        let passed = self.models.begin(view.round);
        self.forget(passed);
        self.features.set_context(view);
        for (slot, (mean, deviation)) in means.iter_mut().zip(deviations).enumerate() {
            let (model, x) = self.features.of_arm(view, slot);
            *mean = self.models.solve(model, x, &mut self.solution);
            form_weights(&self.solution, &mut self.weights);
            let form = dot(&self.weights, &self.squared[model * length..(model + 1) * length]);
            let variance = self.decay[model] * form + self.tikhonov * dot(&self.solution, &self.solution);
            *deviation = variance.max(0.0).sqrt();
        }
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        let length = self.weights.len();
        self.features.set_context(view);
        let passed = self.models.end(view.round);
        self.forget(passed);
        let weight = self.models.weight_of(view.round);
        let (model, x) = self.features.of_arm(view, chosen);
        self.models.learn_weighted(model, x, reward, weight);
        let squared = &mut self.squared[model * length..(model + 1) * length];
        let factor = std::mem::replace(&mut self.decay[model], 1.0);
        squared.iter_mut().for_each(|entry| *entry *= factor);
        add_outer(squared, x, weight * weight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::linear::GAMMA;
    use crate::descriptor::Value;
    use nalgebra::{DMatrix, DVector};
    use proptest::prelude::*;

    proptest! {
        /// Mean and variance are those of the sums as they are defined, over all rounds that there were.
        #[test]
        fn the_sums_are_what_they_are_defined_as(
            rounds in proptest::collection::vec(
                (0_usize..2, proptest::collection::vec(-2.0..2.0, 3), -3.0..3.0), 1..40),
            gamma in prop_oneof![Just(1.0), 0.6..1.0],
        ) {
            let shape = Shape { context: 3, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 1.0) };
            let mut values = Values::default();
            values.set(&GAMMA, Value::Number(gamma));
            values.set(&TIKHONOV, Value::Number(0.7));
            let mut ours = DiscountedModels::new("test", &values, &GAMMA, &shape).expect("disjoint");
            let view = |round, context| View { round, context, items: &[0, 1], arm_features: &[], expectations: &[] };
            for (round, (arm, context, reward)) in (1..).zip(&rounds) {
                ours.learn(&view(round, context), *arm, *reward);
            }
            let query = [0.5, -1.0, 2.0];
            let (mut means, mut deviations) = ([0.0; 2], [0.0; 2]);
            ours.estimates(&view(rounds.len() as u64, &query), &mut means, &mut deviations);
            let query = DVector::from_column_slice(&query);
            for arm in 0..2 {
                let mut v = DMatrix::identity(3, 3) * 0.7;
                let mut w = v.clone();
                let mut b = DVector::zeros(3);
                for (age, (of, context, reward)) in rounds.iter().rev().enumerate() {
                    if *of == arm {
                        let x = DVector::from_column_slice(context);
                        let weight = gamma.powi(age as i32);
                        v += &x * x.transpose() * weight;
                        w += &x * x.transpose() * (weight * weight);
                        b += x * (weight * reward);
                    }
                }
                let solution = v.try_inverse().expect("V is positive definite") * &query;
                let variance = solution.dot(&(w * &solution));
                prop_assert!((means[arm] - b.dot(&solution)).abs() < 1e-8, "{means:?}");
                prop_assert!((deviations[arm].powi(2) - variance).abs() < 1e-8, "{deviations:?} {variance}");
            }
        }
    }
}
