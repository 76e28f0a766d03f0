//! Reward-interaction IPS of slates: each slot has the weight of what stands in it and above.

use super::SlateEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// Reward-interaction IPS.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Slates,
    basis: Basis::Weights,
    needs: &[Need::PrefixProbabilities],
    part: Descriptor {
        id: "rips",
        title: "Reward-interaction IPS",
        sentence: words(
            "Weighs each slot's reward by how much more probable the slate down to it is: right where users read from the top and a click does not depend on what stands below.",
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
    Ok(Terms::mean(evidence.weighted_slots(&evidence.prefix_weights)).into())
}
