//! Mixtures: agents that draw another agent each round and let it choose. One file a mixture; what they share is
//! [`Mixture`], which owns the members, and their parameters.
//!
//! Members are any of [`SINGLE_AGENTS`](super::SINGLE_AGENTS) that see what everyone sees, with their default
//! parameters or values of their own; there are no mixtures of mixtures.
//!
//! Randomness: the first choice forks a stream for each member off the one it is given, and members flip their coins
//! with those ever after.

pub mod exp3_mixture;
mod members;
mod mixed_agent;
pub mod static_mixture;

pub use members::{LEARNERS, MEMBERS, MOST_MEMBERS, SETTINGS};
pub use mixed_agent::{MemberWeights, Mixture};
