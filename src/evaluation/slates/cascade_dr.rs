//! Cascade-DR: reward-interaction IPS with a model of what is still to come.

use super::SlateEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// Cascade-DR.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Slates,
    basis: Basis::Weights,
    needs: &[Need::PrefixProbabilities, Need::RewardModel],
    part: Descriptor {
        id: "cascade_dr",
        title: "Cascade-DR",
        sentence: words(
            "Corrects a model of the rewards from each slot on by its weighted errors: reward-interaction IPS with less variance.",
        ),
        citation: words(
            "Kiyohara, Saito, Matsuhiro, Narita, Shimizu and Yamamoto 2022, Doubly Robust Off-Policy Evaluation for Ranking Policies under the Cascade Behavior Model",
        ),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Slates(estimate) };

fn estimate(_values: &Values, evidence: &SlateEvidence) -> Result<Estimate, Unavailable> {
    let slates = (0..evidence.len()).map(|slate| {
        let mut above = 1.0;
        let mut sum = 0.0;
        for place in slate * evidence.slots..(slate + 1) * evidence.slots {
            if evidence.rewards[place].is_nan() {
                break;
            }
            let weight = evidence.prefix_weights[place];
            sum += weight * (evidence.rewards[place] - evidence.predicted[place])
                + above * evidence.baselines[place];
            above = weight;
        }
        sum
    });
    Ok(Terms::mean(slates.collect()).into())
}
