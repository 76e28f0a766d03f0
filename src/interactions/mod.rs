//! Interaction logs: what a policy saw, what it chose with which probability, and what came of it. Simulations write them, files
//! hold them, estimators evaluate policies on them and agents learn from them.
//!
//! Files are read and written in [`formats`].
//!
//! An [`InteractionLog`] stores columns, one row a decision: a million decisions among twenty arms are a few vectors, not a million
//! objects. An [`Interaction`] is one row, borrowed. A slate is a decision with several slots; a decision among arms is a slate of
//! one slot, so both are kept, read and filtered by the same code.
//!
//! # Examples
//! ```
//! use bandit_playground::interactions::{Interaction, InteractionLog, LogSchema};
//!
//! let mut log = InteractionLog::new(LogSchema::of_arms(["red", "green"], ["age"]));
//! for (round, (action, reward)) in (1..).zip([(0, 0.0), (1, 1.0), (1, 0.0)]) {
//!     log.push(&Interaction {
//!         round,
//!         context: &[0.5],
//!         actions: &[action],
//!         rewards: &[reward],
//!         probability: Some(0.5),
//!         ..Interaction::default()
//!     })?;
//! }
//! assert_eq!(log.len(), 3);
//! assert_eq!(log.row(1).actions, [1]);
//! let refused = Interaction { probability: Some(0.0), ..log.row(2) };
//! assert!(log.clone().push(&refused).is_err(), "an action that was taken has a probability above 0");
//! # Ok::<(), bandit_playground::interactions::InteractionError>(())
//! ```

mod check;
mod column;
mod error;
pub mod formats;
mod interaction;
mod log;
mod offered;
pub mod open_bandit;
pub mod reading;
mod schema;

pub use error::InteractionError;
pub use interaction::{ActionKind, Interaction, Origin, PolicyInfo};
pub use log::InteractionLog;
pub use offered::Offered;
pub use schema::{FeaturesOf, LogSchema};

#[cfg(test)]
mod tests;
