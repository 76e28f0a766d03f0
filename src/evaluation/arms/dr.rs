//! Doubly robust: the mean of DM + w (r - q).

use super::ArmEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// DR.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::Weights,
    needs: &[Need::Probabilities, Need::RewardModel],
    part: Descriptor {
        id: "dr",
        title: "DR",
        sentence: words(
            "Corrects the model's prediction by the weighted errors that it makes in the log: right on average where either the model or the probabilities are right.",
        ),
        citation: words("Dudik, Langford and Li 2011, Doubly Robust Policy Evaluation and Learning"),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Arms(estimate) };

fn estimate(_values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    Ok(Terms::mean(evidence.corrected(|w| w)).into())
}
