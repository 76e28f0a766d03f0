//! Self-normalized IPS: the sum of w r over the sum of w.

use super::ArmEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// SNIPS.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::Weights,
    needs: &[Need::Probabilities],
    part: Descriptor {
        id: "snips",
        title: "SNIPS",
        sentence: words(
            "IPS divided by the mean weight, so that it stays within the rewards of the log: steadier, and biased only in short logs.",
        ),
        citation: words(
            "Swaminathan and Joachims 2015, The Self-Normalized Estimator for Counterfactual Learning",
        ),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Arms(estimate) };

fn estimate(_values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    let (numerators, denominators) = (evidence.weighted(|w| w), evidence.weights.clone());
    Ok(Terms::ratio(numerators, denominators, f64::NAN).into())
}
