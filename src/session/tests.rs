//! Arbitrary sequences of events against a simulated engine that runs real experiments and reports late.

mod engine;
mod examples;
mod experiments;
mod keep;
mod properties;
mod stage;
