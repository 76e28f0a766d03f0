//! Doubly robust scores whose weights keep the variance of every row the same, in any context.

use super::{scores, variances};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Values, words};
use crate::evaluation::arms::ArmEvidence;
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// What the weights keep.
static WEIGHTS: Parameter = Parameter {
    name: "weights",
    title: words("Weights"),
    kind: Kind::Choice {
        options: &[
            Choice { id: "stable", title: words("Stable variance") },
            Choice { id: "minimum", title: words("Minimum variance") },
        ],
        default: "stable",
    },
    unit: "",
    help: words(
        "Stable variance divides scores by their standard deviation, minimum variance by their variance: narrower, and further from normal.",
    ),
};

/// Stable-variance weights.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Adaptive,
    basis: Basis::Weights,
    needs: &[Need::Probabilities],
    part: Descriptor {
        id: "stable_variance",
        title: "Stable-variance DR",
        sentence: words(
            "Weighs doubly robust scores by one over their expected standard deviation, judged from earlier rounds: intervals hold in logs of policies that learned, with contexts too.",
        ),
        citation: words(
            "Zhan, Hadad, Hirshberg and Athey 2021, Off-Policy Evaluation via Adaptive Weighting with Data from Contextual Bandits",
        ),
        facts: &[],
        parameters: &[WEIGHTS],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Arms(estimate) };

fn estimate(values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    let is_minimum = values.chose(&WEIGHTS, "minimum");
    let variances = variances(evidence, evidence.has(Need::NoContext));
    let weights: Vec<f64> = variances
        .iter()
        .map(|variance| if is_minimum { 1.0 / variance } else { 1.0 / variance.sqrt() })
        .collect();
    let scores = scores(evidence);
    let numerators = weights.iter().zip(&scores).map(|(weight, score)| weight * score).collect();
    Ok(Terms::ratio(numerators, weights, f64::NAN).into())
}
