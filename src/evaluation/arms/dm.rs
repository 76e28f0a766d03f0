//! The direct method: what a reward model predicts of the policy's actions.

use super::ArmEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// DM.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::Model,
    needs: &[Need::RewardModel],
    part: Descriptor {
        id: "dm",
        title: "DM",
        sentence: words(
            "Averages the rewards that a model predicts of the policy's actions: steady, and as wrong as the model is.",
        ),
        citation: words("Beygelzimer and Langford 2009, The Offset Tree for Learning with Partial Labels"),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Arms(estimate) };

fn estimate(_values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    Ok(Terms::mean(evidence.baselines.clone()).into())
}
