//! Learned scorers: gradients, draws, corrections, and that they learn.

#[path = "scorers/draws.rs"]
mod draws;
#[path = "scorers/gradients.rs"]
mod gradients;
#[path = "scorers/learning.rs"]
mod learning;
#[path = "scorers/top_k.rs"]
mod top_k;
