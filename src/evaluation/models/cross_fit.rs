//! Fitting without a fold of the rows, and predicting that fold.

use super::design::Design;
use super::learner::RewardLearner;
use super::training::{FOLDS, Fitted, Folds, Training, sigmoid};
use crate::descriptor::Values;
use crate::evaluation::need::Unavailable;
use crate::evaluation::tables::ActionTable;
use crate::interactions::InteractionLog;
use crate::math::vector::dot;

/// A reward model, each fold of whose rows is predicted by a fit on the others.
pub struct CrossFitted<'a> {
    log: &'a InteractionLog,
    design: Design,
    folds: Folds,
    is_logistic: bool,
    fitted: Fitted,
}

impl<'a> CrossFitted<'a> {
    /// Fits a model on the rows of a log whose reward is known, or on these with these weights.
    ///
    /// # Errors
    /// Rewards that the model can't have.
    pub fn fit(
        learner: &RewardLearner,
        values: &Values,
        log: &'a InteractionLog,
        weighted: Option<(&[u32], &[f64])>,
    ) -> Result<CrossFitted<'a>, Unavailable> {
        let design = Design::of(log, learner.uses_features);
        let folds = Folds::new(values.count(&FOLDS).max(2));
        let known: Vec<u32>;
        let (rows, weights) = match weighted {
            Some((rows, weights)) => {
                // They add up to the number of rows, so that penalties mean the same whatever their scale is.
                let sum: f64 = weights.iter().sum();
                let scale = if sum > 0.0 { weights.len() as f64 / sum } else { 0.0 };
                (rows, Some((weights, scale)))
            }
            None => {
                known = (0..log.len() as u32).filter(|row| !log.rewards()[*row as usize].is_nan()).collect();
                (known.as_slice(), None)
            }
        };
        let fitted = (learner.fit)(values, &Training { log, design, folds, rows, weights })?;
        Ok(CrossFitted { log, design, folds, is_logistic: learner.is_logistic, fitted })
    }
}

impl ActionTable for CrossFitted<'_> {
    fn row<'b>(&'b self, row: usize, scratch: &'b mut Vec<f64>) -> &'b [f64] {
        let fold = self.folds.of(self.log, row);
        let (width, models) = (self.design.width(self.log), self.design.models(self.log));
        let offered = self.log.offered(row);
        scratch.clear();
        for place in 0..offered.count() {
            // Predictions so far, then the features of this arm.
            self.design.write(self.log, row, place, scratch);
            let model = fold * models + self.design.model(offered.arm(place));
            let of_model = &self.fitted.coefficients[model * width..(model + 1) * width];
            let sum = self.fitted.offsets[fold] + dot(of_model, &scratch[place..]);
            scratch.truncate(place);
            scratch.push(if self.is_logistic { sigmoid(sum) } else { sum });
        }
        scratch
    }
}
