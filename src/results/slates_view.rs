//! A look into the slates of one round.

use serde::{Deserialize, Serialize};

use crate::environment::ItemCard;
use crate::ranking::RankingReason;
use crate::ranking::clicks::Optimum;
use crate::ranking::metrics::SlateMetrics;
use crate::results::{ItemEstimates, Learned};

/// The slates of a round as a person looks into it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlatesView {
    /// The best slate: what the oracle would have shown.
    pub optimum: Vec<SlateCard>,
    /// How good that slate is.
    pub optimality: Optimum,
    /// The reward that it is expected to earn.
    pub optimal_reward: f64,
    /// One slate a policy.
    #[serde(rename = "contenders")]
    pub policies: Vec<ShownSlate>,
    /// What the rankers think of all items at the end of the round.
    #[serde(rename = "beliefs")]
    pub item_estimates: ItemEstimates,
}

/// An item in a slate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlateCard {
    /// Index of the item among the environment's items.
    pub item: u32,
    /// What it is.
    pub card: ItemCard,
    /// Probability of the item to attract this user when looked at by itself, which rankers don't see.
    pub attraction: f64,
}

/// What one policy showed in a round, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShownSlate {
    /// The slots, from the top.
    pub slots: Vec<SlotView>,
    /// What the slate earned.
    pub reward: f64,
    /// What it was expected to earn.
    pub expected_reward: f64,
    /// Regret on expectations.
    pub regret: f64,
    /// How good the slate was besides.
    pub metrics: SlateMetrics,
    /// How the slate was chosen.
    pub reason: RankingReason,
}

/// One slot of a slate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlotView {
    /// The item shown.
    pub shown: SlateCard,
    /// Whether the user looked at it.
    pub examined: bool,
    /// Whether the user clicked it.
    pub clicked: bool,
    /// What the ranker thought of the item before the clicks; none for rankers that estimate nothing.
    pub before: Option<Learned>,
    /// What it thinks of it at the end of the round, after all clicks that have reached it by then: where feedback is
    /// delayed, those are of earlier rounds.
    pub after: Option<Learned>,
}
