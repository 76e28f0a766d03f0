//! The pseudo-inverse estimator of slates.

use nalgebra::{DMatrix, DVector};

use super::SlateEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// Pseudo-inverse.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Slates,
    basis: Basis::Weights,
    needs: &[Need::PseudoInverse],
    part: Descriptor {
        id: "pseudo_inverse",
        title: "Pseudo-inverse",
        sentence: words(
            "Weighs each slate's reward by how its items and slots, taken one by one, are covered by the log: right where a slate's reward is a sum over its slots.",
        ),
        citation: words(
            "Swaminathan, Krishnamurthy, Agarwal, Dudik, Langford, Jose and Zitouni 2017, Off-policy Evaluation for Slate Recommendation",
        ),
        facts: &[],
        parameters: &[],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Slates(estimate) };

/// Singular values below this are taken for 0: probabilities add up to 1, so they are of about that size.
const SMALLEST: f64 = 1e-10;

/// The weights where the log's policy fills slots independently of each other: the sum of the slots' own weights minus K - 1. Empty
/// where those are not known.
pub fn product_weights(evidence: &SlateEvidence) -> Vec<f64> {
    let slates = evidence.slot_weights.chunks(evidence.slots);
    slates.map(|weights| weights.iter().sum::<f64>() - (evidence.slots as f64 - 1.0)).collect()
}

/// The weights of slates in one context, in general: 1_s' G^+ q, where 1_s says which item stands in which slot, G is the mean of 1_s
/// 1_s' over the log's policy, and q that of 1_s over the evaluated one.
#[derive(Debug, Clone)]
pub struct PseudoInverse {
    items: usize,
    /// G^+ q, one number for each item in each slot.
    solution: Vec<f64>,
}

impl PseudoInverse {
    /// Of the log's policy, as slates with their probabilities, and the evaluated policy's probability of each item in each slot
    /// (row-major slots x items). None where a slate holds other items or has another length.
    pub fn new(logged: &[(Vec<u32>, f64)], evaluated: &[f64], items: usize) -> Option<PseudoInverse> {
        let slots = evaluated.len().checked_div(items)?;
        let size = slots * items;
        let mut gram: DMatrix<f64> = DMatrix::zeros(size, size);
        for (slate, probability) in logged {
            if slate.len() != slots || slate.iter().any(|item| *item as usize >= items) {
                return None;
            }
            for (slot, item) in slate.iter().enumerate() {
                for (other_slot, other) in slate.iter().enumerate() {
                    let (row, column) = (slot * items + *item as usize, other_slot * items + *other as usize);
                    gram[(row, column)] += probability;
                }
            }
        }
        let inverse = gram.pseudo_inverse(SMALLEST).ok()?;
        let solution: DVector<f64> = inverse * DVector::from_column_slice(evaluated);
        Some(PseudoInverse { items, solution: solution.as_slice().to_vec() })
    }

    /// The weight of a slate.
    pub fn weight(&self, slate: &[u32]) -> f64 {
        let cells = slate
            .iter()
            .enumerate()
            .filter_map(|(slot, item)| self.solution.get(slot * self.items + *item as usize));
        cells.sum()
    }
}

fn estimate(_values: &Values, evidence: &SlateEvidence) -> Result<Estimate, Unavailable> {
    let slates = evidence.pseudo_weights.iter().zip(evidence.slate_rewards());
    Ok(Terms::mean(slates.map(|(weight, reward)| weight * reward).collect()).into())
}
