//! Environments without users: arms that earn by themselves. The context is a constant 1, so that agents with a model of the
//! context live here, too.

pub mod adversarial;
pub mod bernoulli;
pub mod drifting;
pub mod gaussian;
mod parts;
pub mod piecewise;
