//! What help texts promise: every limit that one states ("0 never explores", "always", "at all") is checked.

#[path = "claims/driver.rs"]
mod driver;
#[path = "claims/harness.rs"]
mod harness;
#[path = "claims/slates.rs"]
mod slates;
