//! Intervals around estimates. One file an interval, each with one descriptor.

pub mod bootstrap;
pub mod confidence_sequence;
pub mod empirical_bernstein;
pub mod hoeffding;
mod kind;
pub mod normal;

pub use kind::{Interval, IntervalKind, IntervalMethod};

/// Every kind of interval, in the order of the catalogue; the first is the default.
pub static INTERVALS: [&IntervalKind; 5] = [
    &normal::INTERVAL,
    &bootstrap::INTERVAL,
    &empirical_bernstein::INTERVAL,
    &hoeffding::INTERVAL,
    &confidence_sequence::INTERVAL,
];

/// The kind of that id.
pub fn find(id: &str) -> Option<&'static IntervalKind> {
    INTERVALS.iter().copied().find(|kind| kind.part.id == id)
}

#[cfg(test)]
mod tests;
