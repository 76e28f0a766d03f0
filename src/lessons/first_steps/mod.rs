//! What a bandit is, and the ideas behind all agents.

pub mod epsilon;
pub mod explore;
pub mod optimism;
pub mod posterior;
pub mod regret;
pub mod seeds;
