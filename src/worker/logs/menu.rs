//! What a person can choose from: the view knows none of the functions behind.

use serde::{Deserialize, Serialize};

use crate::evaluation::intervals::INTERVALS;
use crate::evaluation::models::REWARD_MODELS;
use crate::interactions::formats::LOG_FORMATS;

/// An id and a title.
pub type Named = (String, String);

/// What a person can choose from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LogMenu {
    /// Formats that logs are written in.
    pub formats: Vec<Named>,
    /// Reward models, the default first.
    pub models: Vec<Named>,
    /// Kinds of intervals, the default first.
    pub intervals: Vec<Named>,
}

impl LogMenu {
    /// Everything that this program has.
    pub fn of_this_program() -> LogMenu {
        let named = |id: &str, title: &str| (id.to_owned(), title.to_owned());
        LogMenu {
            formats: LOG_FORMATS.iter().map(|format| named(format.id, format.title)).collect(),
            models: REWARD_MODELS.iter().map(|model| named(model.part.id, model.part.title)).collect(),
            intervals: INTERVALS.iter().map(|kind| named(kind.part.id, kind.part.title)).collect(),
        }
    }
}
