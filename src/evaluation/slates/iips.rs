//! Independent IPS of slates: each slot has the weight of its own item.

use super::SlateEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// Independent IPS.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Slates,
    basis: Basis::Weights,
    needs: &[Need::SlotProbabilities],
    part: Descriptor {
        id: "iips",
        title: "Independent IPS",
        sentence: words(
            "Weighs each slot's reward by how much more probable its item is there: right where a click depends on item and slot alone.",
        ),
        citation: words(
            "Li, Abbasi-Yadkori, Kveton, Muthukrishnan, Vinay and Wen 2018, Offline Evaluation of Ranking Policies with Click Models",
        ),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Slates(estimate) };

fn estimate(_values: &Values, evidence: &SlateEvidence) -> Result<Estimate, Unavailable> {
    Ok(Terms::mean(evidence.weighted_slots(&evidence.slot_weights)).into())
}
