//! Policies that are kept: an agent or a ranker with what it has learned, as one file, and back.
//!
//! # The file
//! All numbers are little-endian.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 8 | [`MAGIC`]: `BPPOLICY` |
//! | 8 | 4 | [`FORMAT`], the version of this layout |
//! | 12 | 4 | [`NUMERICS`](crate::results::digest::NUMERICS), the version of the engine's numerics |
//! | 16 | 4 | length H of the header |
//! | 20 | 8 | length S of the state |
//! | 28 | H | the header: JSON with the kind (`agent` or `ranker`), id, parameters that differ from their defaults, shape of the environment, rounds done |
//! | 28 + H | S | the state: what the policy has learned, then the random stream of its choices, each as [`State`](crate::state::State) writes it |
//! | 28 + H + S | 8 | XXH64 of everything before |
//!
//! A policy is loaded by building it from id, parameters and shape, and reading its state into that. The same policy
//! is always the same bytes. Files of other numerics are refused: what was learned is right, but it would not go on
//! with the same bits.

pub mod endpoint;
mod error;
mod file;
mod format;
mod frozen;
mod predict;

pub use error::PolicyError;
pub use file::{SavedPolicy, load_policy, save_policy};
pub use format::{FORMAT, MAGIC};
pub use frozen::frozen;
pub use predict::{Instance, Prediction, WrongInstance, predict};
