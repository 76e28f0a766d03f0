//! Self-normalized standard IPS of slates.

use super::SlateEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// Self-normalized standard IPS.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Slates,
    basis: Basis::Weights,
    needs: &[Need::SlateProbabilities],
    part: Descriptor {
        id: "snsips",
        title: "Self-normalized standard IPS",
        sentence: words("Standard IPS divided by the mean weight."),
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
    let slates = evidence.slate_weights.iter().zip(evidence.slate_rewards());
    let numerators = slates.map(|(weight, reward)| weight * reward).collect();
    Ok(Terms::ratio(numerators, evidence.slate_weights.clone(), f64::NAN).into())
}
