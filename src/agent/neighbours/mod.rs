//! Agents that remember rounds and ask which of them were like this one.

mod agent;
pub mod k_nearest;
pub mod radius;
mod remembered;

pub use remembered::{Near, RememberedRounds};
