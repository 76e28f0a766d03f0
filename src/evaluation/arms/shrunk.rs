//! Estimators whose weights are made smaller by a parameter, which can be tuned.

use super::ArmEvidence;
use crate::descriptor::Parameter;

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
}
