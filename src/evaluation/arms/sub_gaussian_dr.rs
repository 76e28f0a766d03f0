//! Sub-Gaussian DR: w / (1 - lambda + lambda w) in the place of w.

use super::ArmEvidence;
use super::Shrunk;
use crate::descriptor::{Descriptor, Values, words};
use crate::descriptor::{Kind, Parameter, Scale};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::tuning::{self, TUNING};

/// Sub-Gaussian DR.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::Blend,
    needs: &[Need::Probabilities, Need::RewardModel],
    part: Descriptor {
        id: "sub_gaussian_dr",
        title: "Sub-Gaussian DR",
        sentence: words("DR whose weights are bent so that none exceeds 1 / lambda."),
        citation: words(
            "Metelli, Russo and Restelli 2021, Subgaussian and Differentiable Importance Sampling for Off-Policy Evaluation and Learning",
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
    title: words("Bend"),
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.1, scale: Scale::Linear },
    unit: "",
    help: words("At 0 it is DR; at 1 every weight that is not 0 is 1."),
};

/// Weights are w / (1 - lambda + lambda w).
pub static SHRUNK: Shrunk = Shrunk {
    parameter: &LAMBDA,
    candidates: &[0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0],
    weight: super::sub_gaussian_ips::shrink,
    has_model: true,
};

fn estimate(values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    Ok(tuning::estimate(&SHRUNK, values, evidence))
}
