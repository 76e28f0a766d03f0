//! The features that a linear model is given: context, then a constant 1 where asked for, then the arm's own.

use super::LinearModels;
use super::parameters::{BIAS, FREE_BIAS, HYBRID_FACTS, INTERACTIONS, MODEL, MODEL_FACTS, SHARED};
use crate::agent::{BuildError, View};
use crate::descriptor::Values;
use crate::environment::Shape;
use crate::math::vector::copy;

/// Makes features from a view, in a buffer of its own.
#[derive(Clone)]
pub struct Features {
    shared: bool,
    interactions: bool,
    context: usize,
    arm: usize,
    /// Where the arm's features begin: after context and bias.
    common: usize,
    x: Vec<f64>,
}

/// The bias feature where the bias is not regularized. Its weight times this is the bias, so that the same penalty on the
/// weight is one on the bias that is smaller by the square: 1e-10 of the others', which stands for none, while an arm
/// without data stays within numbers that can be computed with.
const FREE: f64 = 1e5;

impl Features {
    /// The features that these values ask for.
    ///
    /// # Errors
    /// A shared model in an environment without arm features.
    pub fn new(agent: &'static str, values: &Values, shape: &Shape) -> Result<Features, BuildError> {
        BuildError::check(agent, MODEL_FACTS, values, shape)?;
        Ok(Features::of_kind(values.chose(&MODEL, SHARED), values, shape))
    }

    /// Features of both kinds, those of the context and those of the arm, for an agent with a model for each: see
    /// [`Features::both`].
    ///
    /// # Errors
    /// An environment without arm features.
    pub fn hybrid(agent: &'static str, values: &Values, shape: &Shape) -> Result<Features, BuildError> {
        BuildError::check(agent, HYBRID_FACTS, values, shape)?;
        Ok(Features::of_kind(true, values, shape))
    }

    fn of_kind(shared: bool, values: &Values, shape: &Shape) -> Features {
        let interactions = shared && values.switch(&INTERACTIONS);
        let arm = if shared { shape.arm_features } else { 0 };
        let common = shape.context + usize::from(values.switch(&BIAS));
        let dimension = common + arm + if interactions { arm.min(shape.context) } else { 0 };
        let bias = if values.switch(&FREE_BIAS) { FREE } else { 1.0 };
        Features { shared, interactions, context: shape.context, arm, common, x: vec![bias; dimension] }
    }

    /// Number of features that all arms of a round have in common, and number of those that are an arm's own.
    pub fn parts(&self) -> (usize, usize) {
        (self.common, self.x.len() - self.common)
    }

    /// The features that all arms of a round have in common, and those that are an arm's own.
    pub fn both(&mut self, view: &View<'_>, slot: usize) -> (&[f64], &[f64]) {
        let common = self.common;
        self.of_arm(view, slot).1.split_at(common)
    }

    /// Number of features.
    pub fn dimension(&self) -> usize {
        self.x.len()
    }

    /// Number of models that they are for.
    pub fn model_count(&self, shape: &Shape) -> usize {
        if self.shared { 1 } else { shape.items }
    }

    /// Whether two arms of a round have different features.
    pub fn differ_by_arm(&self) -> bool {
        self.shared
    }

    /// Takes the context of a round; call it before [`Features::of_arm`].
    pub fn set_context(&mut self, view: &View<'_>) {
        copy(view.context, &mut self.x[..self.context]);
    }

    /// The model and the features of an arm.
    pub fn of_arm(&mut self, view: &View<'_>, slot: usize) -> (usize, &[f64]) {
        if !self.shared {
            return (view.items[slot] as usize, &self.x);
        }
        let own = &view.arm_features[slot * self.arm..(slot + 1) * self.arm];
        let (arm, products) = self.x[self.common..].split_at_mut(self.arm);
        arm.copy_from_slice(own);
        if self.interactions {
            for ((product, context), feature) in products.iter_mut().zip(view.context).zip(own) {
                *product = context * feature;
            }
        }
        (0, &self.x)
    }

    /// Writes the estimated reward of each arm of a round and its standard deviation (for a noise of one).
    pub fn estimates(
        &mut self,
        models: &mut LinearModels,
        view: &View<'_>,
        means: &mut [f64],
        deviations: &mut [f64],
    ) {
        self.set_context(view);
        if !self.differ_by_arm() {
            models.set_features(&self.x);
            return of_models(models, view.items, &self.x, means, deviations);
        }
        for (slot, (mean, deviation)) in means.iter_mut().zip(deviations).enumerate() {
            let (model, x) = self.of_arm(view, slot);
            models.set_features(x);
            let (found, variance) = models.estimate(model, x);
            (*mean, *deviation) = (found, variance.sqrt());
        }
    }
}

/// Writes what the models of these arms estimate of the features that they were given, two arms at a time.
fn of_models(models: &mut LinearModels, arms: &[u32], x: &[f64], means: &mut [f64], deviations: &mut [f64]) {
    let (pairs, last) = arms.as_chunks::<2>();
    let (mean_pairs, last_mean) = means.as_chunks_mut::<2>();
    let (deviation_pairs, last_deviation) = deviations.as_chunks_mut::<2>();
    for ((pair, means), deviations) in pairs.iter().zip(mean_pairs).zip(deviation_pairs) {
        let found = models.estimate_two(pair.map(|arm| arm as usize), x);
        *means = found.map(|(mean, _)| mean);
        *deviations = found.map(|(_, variance)| variance.sqrt());
    }
    for ((arm, mean), deviation) in last.iter().zip(last_mean).zip(last_deviation) {
        let (found, variance) = models.estimate(*arm as usize, x);
        (*mean, *deviation) = (found, variance.sqrt());
    }
}
