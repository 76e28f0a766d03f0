//! One interaction.

use serde::{Deserialize, Serialize};

/// Why a policy took its action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// The log does not say.
    #[default]
    Unknown,
    /// It looked best.
    Greedy,
    /// It might be best: the largest upper bound.
    Optimistic,
    /// The largest of values drawn from what each might be worth.
    Sampled,
    /// Drawn by scores, the more probably the larger.
    Weighted,
    /// Drawn uniformly, to explore.
    Uniform,
}

impl ActionKind {
    /// Every kind, in the order of their codes in files.
    pub const ALL: [ActionKind; 6] = [
        ActionKind::Unknown,
        ActionKind::Greedy,
        ActionKind::Optimistic,
        ActionKind::Sampled,
        ActionKind::Weighted,
        ActionKind::Uniform,
    ];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            ActionKind::Unknown => "unknown",
            ActionKind::Greedy => "greedy",
            ActionKind::Optimistic => "optimistic",
            ActionKind::Sampled => "sampled",
            ActionKind::Weighted => "weighted",
            ActionKind::Uniform => "uniform",
        }
    }

    /// The kind of that name.
    pub fn of_name(name: &str) -> Option<ActionKind> {
        ActionKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What the policy thought of the action it took (of the first slot of a slate).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PolicyInfo {
    /// The reward that it expected of the action.
    pub predicted: Option<f64>,
    /// The upper bound of that reward by which it chose.
    pub optimistic: Option<f64>,
    /// The value that it drew for the action.
    pub sampled: Option<f64>,
    /// Why it took the action.
    pub kind: ActionKind,
}

/// Where and when an interaction happened.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Origin<'a> {
    /// Id of the event, by which duplicates are found; empty where the log has none.
    pub event: &'a str,
    /// Milliseconds since 1970-01-01 UTC.
    pub time: Option<i64>,
    /// The user, segment or store: an index of [`LogSchema::groups`](super::LogSchema::groups).
    pub group: Option<u32>,
    /// The place on a page where the action was shown, from 0, where a log of arms has several.
    pub position: Option<u32>,
    /// The policy that chose, where a log holds several: an index of [`LogSchema::policies`](super::LogSchema::policies).
    pub policy: Option<u32>,
    /// The round at whose end the reward arrived, where it was later than that of the choice.
    pub arrived: Option<u64>,
}

/// One decision and what came of it: a row of an [`InteractionLog`](super::InteractionLog), borrowed.
///
/// A decision among arms has one slot. All lists that have an entry for each slot then have one entry.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Interaction<'a> {
    /// Number of the round, from 1.
    pub round: u64,
    /// The context: as many numbers as the schema names.
    pub context: &'a [f64],
    /// The arms on offer, each once; empty where every arm of the schema is.
    pub arms: &'a [u32],
    /// Features of the arms on offer, row-major; empty where the schema keeps them by arm, or arms have none.
    pub arm_features: &'a [f64],
    /// The arm that was chosen for each slot, as a number of the schema's list (not of `arms`).
    pub actions: &'a [u32],
    /// What each slot earned (1 for a click and 0 for none); NaN where that is not known.
    pub rewards: &'a [f64],
    /// How many of the slots, from the top, the user is known to have looked at; none where that is not known.
    pub observed: Option<u32>,
    /// Probability with which the policy took the action, of a slate with which it showed this slate; above 0 and at most 1.
    pub probability: Option<f64>,
    /// Of each slot, the probability of the slate's beginning up to and including it; empty where that is not known.
    pub prefix_probabilities: &'a [f64],
    /// Of each slot, the probability that its item stands there, whatever stands in the others; empty where that is not known.
    pub slot_probabilities: &'a [f64],
    /// Probability of every arm on offer, in the order of `arms`, to be chosen (for the first slot of a slate); empty where only
    /// that of the action is known.
    pub arm_probabilities: &'a [f64],
    /// What the policy thought.
    pub info: PolicyInfo,
    /// Where and when it happened.
    pub origin: Origin<'a>,
}

impl Interaction<'_> {
    /// What the decision earned: the sum over its slots. NaN where one of them is not known.
    pub fn reward(&self) -> f64 {
        self.rewards.iter().sum()
    }
}
