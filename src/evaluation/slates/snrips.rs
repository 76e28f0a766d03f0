//! Self-normalized reward-interaction IPS of slates.

use super::SlateEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};

/// Self-normalized reward-interaction IPS.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Slates,
    basis: Basis::Weights,
    needs: &[Need::PrefixProbabilities],
    part: Descriptor {
        id: "snrips",
        title: "Self-normalized reward-interaction IPS",
        sentence: words("Reward-interaction IPS, the weights of each slot divided by their mean."),
        citation: words(
            "Swaminathan and Joachims 2015, The Self-Normalized Estimator for Counterfactual Learning",
        ),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Slates(estimate) };

fn estimate(_values: &Values, evidence: &SlateEvidence) -> Result<Estimate, Unavailable> {
    Ok(evidence.normalized_slots(&evidence.prefix_weights).into())
}
