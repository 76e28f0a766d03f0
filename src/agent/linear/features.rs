//! The features that a linear model is fed with: context, then a constant 1 where asked for, then the arm's own.

use super::parameters::{BIAS, INTERACTIONS, MODEL, SHARED};
use crate::agent::{BuildError, View};
use crate::declaration::Values;
use crate::world::Shape;

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

impl Features {
    /// The features that these values ask for.
    ///
    /// # Errors
    /// A shared model in a world without arm features.
    pub fn new(agent: &'static str, values: &Values, shape: &Shape) -> Result<Features, BuildError> {
        let shared = values.chose(&MODEL, SHARED);
        if shared && shape.arm_features == 0 {
            return Err(BuildError::NeedsArmFeatures { agent });
        }
        let interactions = shared && values.switch(&INTERACTIONS);
        let arm = if shared { shape.arm_features } else { 0 };
        let common = shape.context + usize::from(values.switch(&BIAS));
        let dimension = common + arm + if interactions { arm.min(shape.context) } else { 0 };
        Ok(Features { shared, interactions, context: shape.context, arm, common, x: vec![1.0; dimension] })
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
        self.x[..self.context].copy_from_slice(view.context);
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
}
