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
    // The mean weight is that of all slots; a slate has as many of them as rewards.
    let there = |slate: &[f64]| slate.iter().filter(|reward| !reward.is_nan()).count() as f64;
    let counts: Vec<f64> = evidence.rewards.chunks(evidence.slots).map(there).collect();
    let slots = counts.iter().sum::<f64>() / evidence.len() as f64;
    let slates = evidence.slate_weights.iter().zip(evidence.slate_rewards());
    let numerators = slates.map(|(weight, reward)| weight * reward * slots).collect();
    let denominators = evidence.slate_weights.iter().zip(&counts).map(|(weight, count)| weight * count);
    Ok(Terms::ratio(numerators, denominators.collect(), f64::NAN).into())
}
