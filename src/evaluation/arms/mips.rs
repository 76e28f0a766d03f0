//! Marginalized IPS: weights of categories of arms in the place of weights of arms.

use super::ArmEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// MIPS.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::Weights,
    needs: &[Need::ArmProbabilities, Need::Categories],
    part: Descriptor {
        id: "mips",
        title: "MIPS",
        sentence: words(
            "Weighs rewards by how much more probable the action's category is under the policy: for many arms whose effect goes through their category.",
        ),
        citation: words(
            "Saito and Joachims 2022, Off-Policy Evaluation for Large Action Spaces via Embeddings",
        ),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Arms(estimate) };

fn estimate(_values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    let mut terms = Vec::with_capacity(evidence.len());
    evidence.for_each_row(|index, policy, behavior, _| {
        let offered = evidence.log.offered(evidence.rows[index] as usize);
        let category = |place: usize| evidence.categories[offered.arm(place) as usize];
        let own = category(evidence.places[index] as usize);
        let (mut above, mut below) = (0.0, 0.0);
        for (place, (chance, probability)) in policy.iter().zip(behavior).enumerate() {
            if category(place) == own {
                above += chance;
                below += probability;
            }
        }
        terms.push(if above == 0.0 { 0.0 } else { above / below * evidence.rewards[index] });
    });
    Ok(Terms::mean(terms).into())
}
