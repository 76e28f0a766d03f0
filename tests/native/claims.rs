//! What help texts promise: every limit that one states ("0 never explores", "always", "at all") is checked.

pub mod driver;
mod harness;
mod rankers;
mod slates;
