//! Rankers that believe in the position-based click model and know how likely each slot is looked at.
//!
//! Slot l is looked at with probability kappa(l), whatever is shown, and item k is then clicked with probability
//! theta(k); the best items belong on the slots that are looked at most (Lagree, Vernade and Cappe 2016, Multiple-Play
//! Bandits in the Position-Based Model).
//!
//! No other click model has such a kappa to tell, and there these rankers can't be made, unless they are set to take
//! every slot to be looked at for certain: see [`IGNORES_POSITIONS`].

mod exposure;
pub mod pie;
mod posterior;
pub mod thompson;
pub mod ucb;

pub use exposure::Exposure;
pub use posterior::Posterior;

use super::BuildError;
use crate::descriptor::{Fact, Kind, Parameter, Property, Values, words};
use crate::math::sorting::sort_indexes;
use crate::ranking::SlateShape;

/// Whether a ranker takes all slots to be alike.
pub const IGNORES_POSITIONS: Parameter = Parameter {
    name: "ignores_positions",
    title: "Ignores positions",
    kind: Kind::Switch { default: false },
    unit: "",
    help: words(
        "Assumes that every slot is looked at for certain, to show what knowing better is worth: items shown low seem unattractive.",
    ),
};

/// What rankers with [`IGNORES_POSITIONS`] need.
pub const FACTS: &[Fact] = &[Fact::needs(Property::PositionWeights).without(&IGNORES_POSITIONS)];

/// What is known of the slots.
#[derive(Debug, Clone, PartialEq)]
pub struct Positions {
    /// kappa of each slot: how likely it is looked at.
    pub weights: Vec<f64>,
    /// The slots, those that are looked at most first.
    pub order: Vec<usize>,
}

impl Positions {
    /// What the click model lets be known, or that all slots are alike where the values say so.
    ///
    /// # Errors
    /// A click model that lets nothing be known, unless positions are ignored.
    pub fn new(ranker: &'static str, values: &Values, shape: &SlateShape) -> Result<Positions, BuildError> {
        if values.switch(&IGNORES_POSITIONS) {
            return Ok(Positions::of(vec![1.0; shape.slots]));
        }
        BuildError::check(ranker, FACTS, values, shape)?;
        Ok(Positions::of(shape.position_weights.clone()))
    }

    /// Slots of these weights.
    pub fn of(weights: Vec<f64>) -> Positions {
        let mut order: Vec<usize> = (0..weights.len()).collect();
        sort_indexes(&mut order, &|one, other| weights[other].total_cmp(&weights[one]));
        Positions { weights, order }
    }

    /// Bytes that they take.
    pub fn memory(slots: usize) -> u64 {
        16 * slots as u64
    }

    /// The place, from 0, among the best items of the one that the first slot shows.
    pub fn place_of_first_slot(&self) -> usize {
        self.order.iter().position(|slot| *slot == 0).unwrap_or(0)
    }

    /// Puts the items, the best first, on the slots, those looked at most first.
    pub fn place(&self, best: &[u32], slate: &mut [u32]) {
        for (item, slot) in best.iter().zip(&self.order) {
            slate[*slot] = *item;
        }
    }
}
