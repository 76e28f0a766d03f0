//! More robust doubly robust: DR with a reward model that is fitted where the correction's variance comes from.

use super::ArmEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// MRDR.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::Weights,
    needs: &[Need::Probabilities, Need::RewardLearner],
    part: Descriptor {
        id: "mrdr",
        title: "MRDR",
        sentence: words(
            "DR with a model of its own, fitted with weights pi (1 - p) / p^2, which makes the variance of the correction small.",
        ),
        citation: words(
            "Farajtabar, Chow and Ghavamzadeh 2018, More Robust Doubly Robust Off-policy Evaluation",
        ),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Arms(estimate) };

fn estimate(_values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    let both = evidence.chances.iter().zip(&evidence.propensities);
    let weights: Vec<f64> = both.map(|(chance, p)| chance * (1.0 - p) / (p * p)).collect();
    let refitted = evidence.refitted(&weights)?.ok_or_else(|| DESCRIPTOR.lacks(Need::RewardLearner))?;
    let rewards = evidence.rewards.iter().zip(&refitted.of_actions);
    let corrections = evidence.weights.iter().zip(rewards).map(|(w, (reward, q))| w * (reward - q));
    let terms = corrections.zip(&refitted.of_policy).map(|(correction, baseline)| baseline + correction);
    Ok(Terms::mean(terms.collect()).into())
}
