//! Drawings: pure functions from a run's log to curves, and from curves to a drawing area.

pub mod curves;
pub mod numbers;
