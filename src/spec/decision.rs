//! What is decided each round.

use serde::{Deserialize, Serialize};

/// What is decided each round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// Agents choose one arm.
    Arm,
    /// Rankers show a slate of items.
    Slate,
}
