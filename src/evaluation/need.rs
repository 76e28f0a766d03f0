//! What estimators need, and why there may be no estimate.

use serde::{Deserialize, Serialize};

/// What an estimator can't do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Probabilities of the logged actions, recorded or estimated.
    Probabilities,
    /// A prediction of every arm's reward.
    RewardModel,
    /// A reward model that can be fitted again with other weights.
    RewardLearner,
    /// Probabilities of all arms on offer under the log's policy.
    ArmProbabilities,
    /// Categories of the arms.
    Categories,
    /// A log whose decisions have no context, among the same arms in each row.
    NoContext,
    /// Probabilities of whole slates.
    SlateProbabilities,
    /// Probabilities of the beginnings of slates.
    PrefixProbabilities,
    /// Probabilities of each slot's item.
    SlotProbabilities,
    /// How the log's policy covers items and slots together.
    PseudoInverse,
}

impl Need {
    /// What is missing, as a clause after "needs".
    pub fn missing(self) -> &'static str {
        match self {
            Need::Probabilities => {
                "the probability of every logged action, which this log does not have: record it, or have it estimated"
            }
            Need::RewardModel => "a reward model: choose one",
            Need::RewardLearner => {
                "a reward model that it can fit with weights of its own: choose one that is fitted here"
            }
            Need::ArmProbabilities => {
                "the probability of every arm on offer under the log's policy, and this log has that of the chosen one only"
            }
            Need::Categories => "categories of the arms, which this log does not have",
            Need::NoContext => {
                "decisions without context among the same arms: take stable-variance weights for this log"
            }
            Need::SlateProbabilities => "the probability of every slate under both policies",
            Need::PrefixProbabilities => {
                "the probability of every beginning of a slate under both policies, which is not known here"
            }
            Need::SlotProbabilities => {
                "the probability of every slot's item under both policies, which is not known here"
            }
            Need::PseudoInverse => {
                "the probabilities of all slates under the log's policy, which are not known here"
            }
        }
    }
}

/// Why there is no estimate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Unavailable {
    /// Something that the estimator can't do without.
    #[error("{estimator} needs {missing}")]
    Needs {
        /// Title of the estimator.
        estimator: String,
        /// What is missing and what would be right.
        missing: String,
    },
    /// There is no row to average.
    #[error("the log has no row with a known reward")]
    NoRows,
    /// No logged action is one that the policy takes.
    #[error("the policy takes none of the logged actions, so that the log says nothing of it")]
    NoOverlap,
    /// No logged action is one that the policy takes with probability 1.
    #[error("the policy takes none of the logged actions for certain, so that there is no row to average")]
    NoMatch,
    /// It is for another kind of log.
    #[error("{estimator} is for logs of {family}, and this is another kind of log")]
    OtherLog {
        /// Title of the estimator.
        estimator: String,
        /// For which.
        family: String,
    },
    /// The reward model can't be fitted.
    #[error("{0}")]
    Model(String),
}
