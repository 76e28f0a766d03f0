//! A look into one round: what each policy saw, thought and chose.

use serde::{Deserialize, Serialize};

use crate::agent::{Explanation, InnerView};
use crate::environment::{ItemCard, UserCard};
use crate::results::FeedbackView;
use crate::results::ItemEstimates;
use crate::results::SlatesView;

/// One round as a person looks into it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoundView {
    /// Number of the round, from 1.
    pub round: u64,
    /// Seed that is looked into.
    pub seed: u32,
    /// The user, in an environment with users.
    pub user: Option<UserCard>,
    /// The context.
    pub context: Vec<f64>,
    /// What was chosen from, and what each policy chose.
    pub choices: Choices,
    /// When outcomes arrive; none where each arrives at the end of its own round, exactly.
    #[serde(default)]
    pub feedback: Option<Box<FeedbackView>>,
}

/// What was chosen from in a round, and what each policy chose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Choices {
    /// Agents chose one arm.
    Arms(ArmsView),
    /// Rankers showed slates.
    Slates(Box<SlatesView>),
}

/// The arms of a round, and the choice of one of them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ArmsView {
    /// The offered arms.
    pub arms: Vec<ArmView>,
    /// Index of the arm with the largest expected reward: what the oracle would have done.
    pub best: usize,
    /// One view a policy.
    #[serde(rename = "contenders")]
    pub policies: Vec<PolicyView>,
}

impl RoundView {
    /// The arms and their choice; none where slates were shown.
    pub fn arms(&self) -> Option<&ArmsView> {
        match &self.choices {
            Choices::Arms(arms) => Some(arms),
            Choices::Slates(_) => None,
        }
    }

    /// The slates; none where one arm was chosen.
    pub fn slates(&self) -> Option<&SlatesView> {
        match &self.choices {
            Choices::Arms(_) => None,
            Choices::Slates(slates) => Some(slates),
        }
    }

    /// Takes out what is learned of all items, which of a whole catalogue is much; none where nothing is learned of all.
    pub fn take_item_estimates(&mut self) -> Option<ItemEstimates> {
        match &mut self.choices {
            Choices::Arms(_) => None,
            Choices::Slates(slates) => Some(std::mem::take(&mut slates.item_estimates)),
        }
    }

    /// The arms and their choice, by themselves.
    pub fn into_arms(self) -> Option<ArmsView> {
        match self.choices {
            Choices::Arms(arms) => Some(arms),
            Choices::Slates(_) => None,
        }
    }

    /// The slates, by themselves.
    pub fn into_slates(self) -> Option<SlatesView> {
        match self.choices {
            Choices::Arms(_) => None,
            Choices::Slates(slates) => Some(*slates),
        }
    }
}

/// One offered arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmView {
    /// Index of the item among the environment's items.
    pub item: u32,
    /// What it is.
    pub card: ItemCard,
    /// Its expected reward, which agents don't see.
    pub expectation: f64,
    /// Its expected objectives, in the order of [`TITLES`](crate::environment::objectives::TITLES), which agents don't see
    /// either; empty where the reward is all there is.
    pub objectives: Vec<f64>,
}

/// What one policy did in a round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PolicyView {
    /// What it thought before it chose, and why it chose.
    pub before: Explanation,
    /// Index of the chosen arm.
    pub chosen: usize,
    /// What the arm earned.
    pub reward: f64,
    /// Regret on expectations.
    pub regret: f64,
    /// What it thinks of the same arms after it has learned what feedback has come, which where that is delayed is
    /// not of this round.
    pub after: Explanation,
    /// Its network after it has learned, where it has one.
    pub inner: Option<InnerView>,
}
