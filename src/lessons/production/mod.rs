//! What changes once a bandit serves people.

pub mod averages;
pub mod change;
pub mod delays;
pub mod logs;
pub mod reinforce;
pub mod serving;
