//! Why there is no training.

use crate::agent::BuildError;
use crate::evaluation::Unavailable;

/// Why an agent can't be trained on a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrainError {
    /// There is no such agent.
    #[error("there is no agent \"{0}\": the catalogue lists them")]
    UnknownAgent(String),
    /// It can't be made for the log.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// It needs what a log does not have.
    #[error("{0} knows the expected rewards, which no log has: take another agent")]
    Oracle(&'static str),
    /// The log holds slates.
    #[error("agents are trained on single choices, and this log holds slates")]
    Slates,
    /// One of the parts would be empty.
    #[error(
        "the log has {known} rows with a known reward, of which the split leaves {left} to learn from: at least 1 must be on each side"
    )]
    TooFew {
        /// Rows whose reward is known.
        known: usize,
        /// How many of them are to be learned from.
        left: usize,
    },
    /// The log does not say who was shown what.
    #[error("the log has no users (groups) to split by: split by time, or at random")]
    NoUsers,
    /// The objective needs probabilities.
    #[error(
        "{objective} needs the probability of every action, which row {row} of the log does not have: record it there, or take --objective direct"
    )]
    NoProbability {
        /// What the objective is called.
        objective: &'static str,
        /// The row, from 1.
        row: usize,
    },
    /// An agent's own code fails.
    #[error("the agent can't learn from the log: {0}")]
    Failed(String),
    /// There is no reward model for the doubly robust objective.
    #[error("the reward model can't be fitted: {0}")]
    Model(#[from] Unavailable),
}
