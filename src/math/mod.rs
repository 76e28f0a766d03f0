//! Mathematics that the engine shares: random streams, sampling, vectors, packed symmetric matrices, confidence indexes,
//! quantiles of the Beta distribution. Every sum has a fixed order and every transcendental function is `libm`'s, so
//! that results have the same bits on every machine.

pub mod aligned;
pub mod beta_distribution;
pub mod box_muller;
mod chacha;
pub mod exponential;
pub mod indexes;
pub mod packed;
pub mod random;
pub mod rounding;
pub mod sampling;
pub mod scalarizer;
pub(crate) mod sorting;
pub mod tridiagonal;
pub mod vector;
