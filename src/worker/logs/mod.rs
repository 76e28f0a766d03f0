//! Logs in the workers: the reader's program holds one, shows rows of it, evaluates policies on it and writes it into files (`desk`); the
//! engine's records one, trains agents on one and knows what policies are really worth in its rounds (`recorder`).

mod desk;
mod menu;
mod messages;
#[cfg(policies)]
mod recorder;
mod summary;

pub use desk::{LogDesk, held_out};
pub use menu::{LogMenu, Named};
pub use messages::{
    Chosen, EvaluateSettings, LogAnswer, LogRequest, LogRow, LogRows, RecordAnswer, RecordRequest,
    RewardFilter, RowFilter, TrainedWords,
};
#[cfg(policies)]
pub use recorder::Recording;
pub use summary::{ArmSummary, LogSummary, RefusedLine, summary};

/// A log as bytes.
pub fn log_bytes(log: &crate::interactions::InteractionLog) -> Vec<u8> {
    // Plain data, so that it can always be written.
    postcard::to_allocvec(log).unwrap_or_default()
}

/// The log of these bytes; none where they are those of something else.
pub fn log_of(bytes: &[u8]) -> Option<crate::interactions::InteractionLog> {
    postcard::from_bytes(bytes).ok()
}
