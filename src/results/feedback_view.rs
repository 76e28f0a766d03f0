//! When feedback arrives, for a look into a round.

use serde::{Deserialize, Serialize};

/// When the outcome of a round arrives, and what arrives at its end, as a person looks into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackView {
    /// The round, from 1, at the end of which its outcome arrives, which may be after the last; none where that is never.
    pub due: Option<u64>,
    /// The rounds whose outcomes arrive at the end of this one, in their order; with this one where that arrives at once.
    pub heard: Vec<u64>,
    /// Outcomes arrive at the end of every round that is a multiple of this only; 1 is of every round.
    pub batch: u64,
    /// Whether noise is added to the rewards that have arrived.
    pub noisy: bool,
    /// The last round.
    pub horizon: u64,
}
