//! DR with optimistic shrinkage: lambda w / (w^2 + lambda) in the place of w.

use super::ArmEvidence;
use super::Shrunk;
use crate::descriptor::{Descriptor, Values, words};
use crate::descriptor::{Kind, Parameter, Scale};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::tuning::{self, TUNING};

/// DRos.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::Blend,
    needs: &[Need::Probabilities, Need::RewardModel],
    part: Descriptor {
        id: "dr_os",
        title: "DRos",
        sentence: words(
            "DR whose weights shrink the more the larger they are, which keeps the largest from deciding.",
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
    title: words("Shrinkage"),
    kind: Kind::Number { minimum: 0.0, maximum: 1e6, default: 100.0, scale: Scale::Logarithmic },
    unit: "",
    help: words("The larger, the less weights shrink; at 0 the model alone counts."),
};

/// The shrunk weight. Without end for lambda it is w; where both are 0, it is 0.
fn shrink(w: f64, lambda: f64) -> f64 {
    if lambda.is_infinite() {
        w
    } else if lambda == 0.0 {
        0.0
    } else {
        lambda * w / (w * w + lambda)
    }
}

/// Weights are lambda w / (w^2 + lambda).
pub static SHRUNK: Shrunk = Shrunk {
    parameter: &LAMBDA,
    candidates: &[0.0, 0.1, 1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0, 5000.0],
    weight: shrink,
    has_model: true,
};

fn estimate(values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    Ok(tuning::estimate(&SHRUNK, values, evidence))
}
