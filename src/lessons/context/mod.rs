//! Users, films, and what a model of them can say.

pub mod cold_start;
pub mod context_matters;
pub mod interactions;
pub mod nonlinear;
pub mod representation;
pub mod wheel;
