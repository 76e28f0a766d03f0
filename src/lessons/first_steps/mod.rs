//! What a bandit is, and the ideas behind all agents.

pub mod explore;
pub mod optimism;
pub mod regret;
