//! Learned scorers: gradients, draws, corrections, and that they learn.

mod draws;
mod gradients;
mod learning;
mod top_k;
