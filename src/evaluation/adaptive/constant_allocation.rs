//! Adaptively weighted AIPW with constant allocation: every round takes the same share of the variance.

use super::stick_breaking;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::arms::ArmEvidence;
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};

/// Constant allocation.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Adaptive,
    basis: Basis::Weights,
    needs: &[Need::Probabilities, Need::ArmProbabilities, Need::NoContext],
    part: Descriptor {
        id: "constant_allocation",
        title: "Constant allocation",
        sentence: words(
            "Weighs each arm's doubly robust scores by the square root of its probability, so that every round adds the same variance: intervals hold in logs of policies that learned.",
        ),
        citation: words(
            "Hadad, Hirshberg, Zhan, Wager and Athey 2021, Confidence Intervals for Policy Evaluation in Adaptive Experiments",
        ),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Arms(estimate) };

fn estimate(_values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    let rounds = evidence.len() as f64;
    Ok(stick_breaking(evidence, |round, _| 1.0 / (rounds - round + 1.0)).into())
}
