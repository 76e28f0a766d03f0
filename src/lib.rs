//! Bandit Playground.
#![forbid(unsafe_code)]
