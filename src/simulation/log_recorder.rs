//! The interactions of a run, as a log: what simulations write while they are recorded.

use crate::interactions::{FeaturesOf, Interaction, InteractionError, InteractionLog, LogSchema};
use crate::probabilities::{ActionProbabilities, DRAWS};

/// Least probability of an action that was taken, where probabilities are integrated.
const LEAST: f64 = 1e-12;

/// Collects what one policy does. Only recorded rounds know of it: a run that is not recorded has none.
#[derive(Debug, Clone)]
pub struct LogRecorder {
    log: InteractionLog,
    horizon: u64,
    error: f64,
    refused: Option<InteractionError>,
}

/// What a recorder needs to know of an environment.
pub struct RecordedShape {
    /// Names of the items, which are the arms of the log.
    pub items: Vec<String>,
    /// Number of context features.
    pub context: usize,
    /// Number of features of an arm or item.
    pub features: usize,
    /// Number of slots of a decision.
    pub slots: usize,
    /// Number of users; zero in an environment without.
    pub users: usize,
}

impl LogRecorder {
    /// Before the first row of a run of so many rounds.
    pub fn new(shape: RecordedShape, horizon: u64) -> LogRecorder {
        let context = LogSchema::numbered("x", shape.context);
        let schema = LogSchema {
            arm_features: LogSchema::numbered("f", shape.features).collect(),
            features_of: FeaturesOf::Row,
            groups: LogSchema::numbered("user ", shape.users).collect(),
            ..LogSchema::of_slates(shape.items, context, shape.slots)
        };
        LogRecorder { log: InteractionLog::new(schema), horizon, error: 0.0, refused: None }
    }

    /// Adds a row whose probabilities may be off by `error`. A row that does not fit is kept as the reason why there is no log.
    pub fn push(&mut self, row: &Interaction<'_>, error: f64) {
        if self.refused.is_some() {
            return;
        }
        self.error = self.error.max(error);
        self.refused = self.log.push(row).err();
    }

    /// About how many bytes a row takes in memory.
    pub fn row_bytes(&self) -> u64 {
        let schema = self.log.schema();
        let arms = schema.arms.len();
        let numbers = schema.context.len() + arms * (schema.arm_features.len() + 1) + 2 * schema.slots + 12;
        8 * numbers as u64
    }

    /// The same of a run that begins after so many rounds.
    pub fn after(self, rounds: u64) -> LogRecorder {
        LogRecorder { horizon: self.horizon.saturating_add(rounds), ..self }
    }

    /// Number of the last round.
    pub fn horizon(&self) -> u64 {
        self.horizon
    }

    /// The log as it was written, with how far a probability in it may be off.
    ///
    /// # Errors
    /// A row that no log can hold, such as one with an infinite reward.
    pub fn into_log(self) -> Result<(InteractionLog, f64), InteractionError> {
        match self.refused {
            Some(reason) => Err(reason),
            None => Ok((self.log, self.error)),
        }
    }
}

/// The probability of the action at this index as a log may hold it. Where probabilities come from draws, or are integrated, one that is
/// found to be 0 is only small; where they are exact, an action that was taken can't have it, and nothing is recorded.
pub fn probability_of(probabilities: &ActionProbabilities, action: usize) -> Option<f64> {
    let value = probabilities.values.get(action).copied().filter(|value| !value.is_nan())?;
    if value > 0.0 {
        return Some(value.min(1.0));
    }
    let never_drawn = 1.0 / f64::from(DRAWS + 2);
    (probabilities.error > 0.0).then(|| probabilities.error.clamp(LEAST, never_drawn))
}

/// A number where it is finite.
pub fn finite(values: &[f64], index: usize) -> Option<f64> {
    values.get(index).copied().filter(|value| value.is_finite())
}
