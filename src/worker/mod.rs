//! The page and its workers.

pub mod protocol;
