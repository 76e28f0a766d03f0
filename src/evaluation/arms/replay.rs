//! Replay: the mean reward of the rows whose logged action the policy takes for certain.

use super::ArmEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::Unavailable;
use crate::evaluation::terms::Terms;

/// Replay.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::Matches,
    needs: &[],
    part: Descriptor {
        id: "replay",
        title: "Replay",
        sentence: words(
            "Averages the rewards of the rounds in which the log took the policy's own action; right where the log chose uniformly at random.",
        ),
        citation: words(
            "Li, Chu, Langford and Wang 2011, Unbiased Offline Evaluation of Contextual-bandit-based News Article Recommendation Algorithms",
        ),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Arms(estimate) };

fn estimate(_values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    let matches: Vec<f64> =
        evidence.chances.iter().map(|chance| if *chance == 1.0 { 1.0 } else { 0.0 }).collect();
    if matches.iter().all(|hit| *hit == 0.0) {
        return Err(Unavailable::NoMatch);
    }
    let numerators = matches.iter().zip(&evidence.rewards).map(|(hit, reward)| hit * reward).collect();
    Ok(Terms::ratio(numerators, matches, 0.0).into())
}
