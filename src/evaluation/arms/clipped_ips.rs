//! Clipped IPS: the mean of min(w, lambda) r.

use super::ArmEvidence;
use super::Shrunk;
use crate::descriptor::{Descriptor, Values, words};
use crate::descriptor::{Kind, Parameter, Scale};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::tuning::{self, TUNING};

/// Clipped IPS.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::CutWeights,
    needs: &[Need::Probabilities],
    part: Descriptor {
        id: "clipped_ips",
        title: "Clipped IPS",
        sentence: words(
            "IPS whose weights are cut at a threshold: steadier, and too low where good actions had large weights.",
        ),
        citation: words(
            "Ionides 2008, Truncated Importance Sampling; Bottou et al. 2013, Counterfactual Reasoning and Learning Systems",
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
    help: words("Largest weight; at 0 no reward counts."),
};

/// Weights are cut at lambda.
pub static SHRUNK: Shrunk = Shrunk {
    parameter: &LAMBDA,
    candidates: &[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0],
    weight: |w, lambda| w.min(lambda),
    has_model: false,
};

fn estimate(values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    Ok(tuning::estimate(&SHRUNK, values, evidence))
}
