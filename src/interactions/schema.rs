//! What the rows of a log hold: names and sizes.

use serde::{Deserialize, Serialize};

/// What the features of arms belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum FeaturesOf {
    /// The arm: they are the same in every row, and kept once.
    #[default]
    Arm,
    /// The row: they depend on the context, and every row has those of the arms on offer.
    Row,
}

/// Names and sizes that hold for every row of a log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogSchema {
    /// Names of the arms or items: arm `a` of a row is `arms[a]`.
    pub arms: Vec<String>,
    /// Names of the context features; as many as numbers in each context.
    pub context: Vec<String>,
    /// Names of the features of an arm; empty where arms have none.
    pub arm_features: Vec<String>,
    /// What the features of arms belong to.
    pub features_of: FeaturesOf,
    /// Number of slots of a decision: 1 where one arm is chosen, the length of the slate elsewhere.
    pub slots: usize,
    /// Names of the policies that [`Origin::policy`](super::Origin::policy) may name.
    pub policies: Vec<String>,
    /// Names of the groups (users, segments, stores) that [`Origin::group`](super::Origin::group) may name.
    pub groups: Vec<String>,
    /// Unit of the reward ("stars", "clicks"), empty where it has none.
    pub reward_unit: String,
    /// Whether the policy that chose learned from the log while it was written, so that its probabilities depend on earlier
    /// rewards: an adaptive log. None where that is not known.
    pub learned: Option<bool>,
    /// How far a probability may be off: 0 where they are exact but for rounding; more where they are integrated, or estimated from draws. None
    /// where that is not known.
    pub probability_error: Option<f64>,
}

impl Default for LogSchema {
    fn default() -> LogSchema {
        LogSchema::of_arms(Vec::<String>::new(), Vec::<String>::new())
    }
}

impl LogSchema {
    /// Decisions among these arms in contexts of these features.
    pub fn of_arms<A: Into<String>, C: Into<String>>(
        arms: impl IntoIterator<Item = A>,
        context: impl IntoIterator<Item = C>,
    ) -> LogSchema {
        LogSchema {
            arms: arms.into_iter().map(Into::into).collect(),
            context: context.into_iter().map(Into::into).collect(),
            arm_features: Vec::new(),
            features_of: FeaturesOf::Arm,
            slots: 1,
            policies: Vec::new(),
            groups: Vec::new(),
            reward_unit: String::new(),
            learned: None,
            probability_error: None,
        }
    }

    /// Slates of so many slots, filled with these items.
    pub fn of_slates<A: Into<String>, C: Into<String>>(
        items: impl IntoIterator<Item = A>,
        context: impl IntoIterator<Item = C>,
        slots: usize,
    ) -> LogSchema {
        LogSchema { slots: slots.max(1), ..LogSchema::of_arms(items, context) }
    }

    /// Arms named by their numbers, from 0.
    pub fn numbered(prefix: &str, count: usize) -> impl Iterator<Item = String> {
        (0..count).map(move |number| format!("{prefix}{number}"))
    }

    /// Whether a decision is a slate of several slots.
    pub fn has_slates(&self) -> bool {
        self.slots > 1
    }
}
