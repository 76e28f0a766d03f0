//! Self-normalized DR: the mean of DM, and the sum of w (r - q) over the sum of w.

use super::ArmEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// SNDR.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::Weights,
    needs: &[Need::Probabilities, Need::RewardModel],
    part: Descriptor {
        id: "sndr",
        title: "SNDR",
        sentence: words(
            "DR whose correction is divided by the mean weight, so that a few large weights move it less.",
        ),
        citation: words(
            "Kallus and Uehara 2019, Intrinsically Efficient, Stable, and Bounded Off-Policy Evaluation for Reinforcement Learning",
        ),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Arms(estimate) };

fn estimate(_values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    let (numerators, denominators) = (evidence.corrections(|w| w), evidence.weights.clone());
    Ok(Terms::ratio(numerators, denominators, f64::NAN).plus(evidence.baselines.clone()).into())
}
