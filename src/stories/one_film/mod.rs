//! Stories of one film a round.

pub mod drift;
pub mod exploration;
pub mod four_agents;
pub mod linear;
pub mod objectives;
pub mod shared_models;
