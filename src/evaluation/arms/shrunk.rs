//! Estimators whose weights are made smaller by a parameter, which can be tuned.

use super::ArmEvidence;
use crate::descriptor::{Parameter, Values};
use crate::evaluation::interface::{Estimate, Unavailable};
use crate::evaluation::terms::Terms;
use crate::evaluation::tuning::{self, TUNING};

/// How weights are made smaller.
#[derive(Debug, Clone, Copy)]
pub struct Shrunk {
    /// The parameter, lambda.
    pub parameter: &'static Parameter,
    /// What is tried where it is tuned.
    pub candidates: &'static [f64],
    /// The smaller weight of w and lambda.
    pub weight: fn(f64, f64) -> f64,
    /// Whether a reward model predicts and rewards correct it.
    pub has_model: bool,
}

impl Shrunk {
    /// What each row adds with this lambda.
    pub fn terms(&self, evidence: &ArmEvidence<'_>, lambda: f64) -> Vec<f64> {
        let weight = |w: f64| (self.weight)(w, lambda);
        if self.has_model { evidence.corrected(weight) } else { evidence.weighted(weight) }
    }

    /// The estimate with the parameter as given or tuned.
    pub(super) fn estimate(
        &self,
        values: &Values,
        evidence: &ArmEvidence<'_>,
    ) -> Result<Estimate, Unavailable> {
        let tuned = if values.chose(&TUNING, "slope") {
            Some(tuning::slope(self, evidence, self.candidates, tuning::DELTA))
        } else if values.chose(&TUNING, "mse") {
            Some(tuning::mean_squared_error(self, evidence, self.candidates, tuning::DELTA, true).0)
        } else {
            None
        };
        let lambda = match tuned {
            Some(place) => self.candidates[place],
            None => values.number(self.parameter),
        };
        Ok(Estimate { terms: Terms::mean(self.terms(evidence, lambda)), tuned: tuned.map(|_| lambda) })
    }
}
