//! Inverse propensity scoring: the mean of w r.

use super::ArmEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// IPS.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::Weights,
    needs: &[Need::Probabilities],
    part: Descriptor {
        id: "ips",
        title: "IPS",
        sentence: words(
            "Weighs every logged reward by how much more probable its action is under the policy; right on average, but a few large weights can decide everything.",
        ),
        citation: words(
            "Horvitz and Thompson 1952; Strehl, Langford, Li and Kakade 2010, Learning from Logged Implicit Exploration Data",
        ),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Arms(estimate) };

fn estimate(_values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    Ok(Terms::mean(evidence.weighted(|w| w)).into())
}
