//! Switch-DR: DR where w is at most lambda, and the model alone elsewhere.

use super::ArmEvidence;
use super::Shrunk;
use crate::descriptor::{Descriptor, Values, words};
use crate::descriptor::{Kind, Parameter, Scale};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::tuning::{self, TUNING};

/// Switch-DR.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::Blend,
    needs: &[Need::Probabilities, Need::RewardModel],
    part: Descriptor {
        id: "switch_dr",
        title: "Switch-DR",
        sentence: words(
            "DR where weights are small, and the model's prediction alone where they are larger than a threshold.",
        ),
        citation: words(
            "Wang, Agarwal and Dudik 2017, Optimal and Adaptive Off-policy Evaluation in Contextual Bandits",
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
    help: words("Largest weight with which a reward corrects the model; at 0 the model alone counts."),
};

/// Weights beyond lambda are 0; one that is equal to lambda stays.
pub static SHRUNK: Shrunk = Shrunk {
    parameter: &LAMBDA,
    candidates: &[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0],
    weight: |w, lambda| if w <= lambda { w } else { 0.0 },
    has_model: true,
};

fn estimate(values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    Ok(tuning::estimate(&SHRUNK, values, evidence))
}
