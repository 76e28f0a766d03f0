//! DR with pessimistic shrinkage: the mean of DM + min(w, lambda) (r - q).

use super::ArmEvidence;
use super::Shrunk;
use crate::descriptor::{Descriptor, Values, words};
use crate::descriptor::{Kind, Parameter, Scale};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::tuning::{self, TUNING};

/// Clipped DR.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::Blend,
    needs: &[Need::Probabilities, Need::RewardModel],
    part: Descriptor {
        id: "clipped_dr",
        title: "Clipped DR",
        sentence: words(
            "DR whose weights are cut at a threshold, beyond which the model's prediction stands as it is.",
        ),
        citation: words(
            "Su, Dimakopoulou, Krishnamurthy and Dudik 2020, Doubly Robust Off-Policy Evaluation with Shrinkage",
        ),
        facts: &[],
        parameters: &[LAMBDA, TUNING],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Arms(estimate) };

/// lambda.
static LAMBDA: Parameter = Parameter {
    name: "lambda",
    title: words("Threshold"),
    kind: Kind::Number { minimum: 0.0, maximum: 1000.0, default: 10.0, scale: Scale::Logarithmic },
    unit: "",
    help: words("Largest weight; at 0 the model alone counts."),
};

/// Weights are cut at lambda.
pub static SHRUNK: Shrunk = Shrunk {
    parameter: &LAMBDA,
    candidates: &[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0],
    weight: |w, lambda| w.min(lambda),
    has_model: true,
};

fn estimate(values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    Ok(tuning::estimate(&SHRUNK, values, evidence))
}
