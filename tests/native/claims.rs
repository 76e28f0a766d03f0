//! What help texts promise: every limit that one states ("0 never explores", "always", "at all") is checked.

mod agents;
mod agents_drawn;
mod agents_means;
mod agents_neural;
mod arms;
pub mod driver;
mod environments;
mod experiment;
mod harness;
mod rankers;
mod slates;
