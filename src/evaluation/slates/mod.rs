//! Estimators on logs of slates. The reward of a slate is the sum over its slots, so an estimate is what a slate earns.

pub mod cascade_dr;
mod evidence;
pub mod iips;
pub mod plackett_luce;
pub mod pseudo_inverse;
pub mod rips;
pub mod sips;
pub mod sniips;
pub mod snrips;
pub mod snsips;

pub use evidence::{Chances, SlateEvidence};

#[cfg(test)]
mod tests;
