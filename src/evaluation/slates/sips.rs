//! Standard IPS of slates: the whole slate has one weight.

use super::SlateEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// Standard IPS.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Slates,
    basis: Basis::Weights,
    needs: &[Need::SlateProbabilities],
    part: Descriptor {
        id: "sips",
        title: "Standard IPS",
        sentence: words(
            "Weighs each slate's reward by how much more probable the whole slate is under the policy: right on average whatever users do, with huge weights for long slates.",
        ),
        citation: words(
            "McInerney, Brost, Chandar, Mehrotra and Carterette 2020, Counterfactual Evaluation of Slate Recommendations with Sequential Reward Interactions",
        ),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Slates(estimate) };

fn estimate(_values: &Values, evidence: &SlateEvidence) -> Result<Estimate, Unavailable> {
    let slates = evidence.slate_weights.iter().zip(evidence.slate_rewards());
    Ok(Terms::mean(slates.map(|(weight, reward)| weight * reward).collect()).into())
}
