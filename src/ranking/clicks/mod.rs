//! Click models: what a user does with a slate. One file a model, each with one declaration.

pub mod cascade;

use super::SlateShape;
use super::worlds::SlateRound;
use crate::declaration::{Part, Values};
use crate::stream::Coins;

/// Every click model, in the order of the catalogue; the first is the default.
pub static CLICK_MODELS: &[&Declaration] = &[&cascade::DECLARATION];

/// The click model of that id.
pub fn find(id: &str) -> Option<&'static Declaration> {
    CLICK_MODELS.iter().copied().find(|declaration| declaration.part.id == id)
}

/// What a click model declares.
#[derive(Debug)]
pub struct Declaration {
    /// Id, title, sentence, citation, parameters.
    pub part: Part,
    /// Makes the model for a world of this shape.
    pub build: Build,
}

/// Makes a click model with these values for a world of this shape.
pub type Build = fn(&Values, &SlateShape) -> Result<Box<dyn ClickModel>, BuildError>;

/// Why a click model can't be made for a world.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The model goes by topics and the world has none.
    #[error("the click model \"{clicks}\" goes by topics, and this world has none: take a world with topics")]
    NeedsTopics {
        /// Title of the model.
        clicks: &'static str,
    },
}

/// How good the slate of [`ClickModel::optimize`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Optimum {
    /// No slate is expected to earn more.
    Exact,
    /// Found slot by slot: it is expected to earn at least 1 - 1/e (about 63 %) of what the best slate does.
    Greedy,
    /// Found slot by slot, without a guarantee.
    Heuristic,
}

/// The luck of one round: coins of items and of positions, the same for every contender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Luck {
    coins: Coins,
}

impl Luck {
    /// The luck of a round by its key, the next 64 bits of the stream of clicks.
    pub fn new(key: u64) -> Luck {
        Luck { coins: Coins::new(key) }
    }

    /// The coin of an item, uniform in [0, 1): it attracts where this lies below its probability.
    pub fn item(&self, item: u32) -> f64 {
        self.coins.uniform(2 * u64::from(item))
    }

    /// The coin of a position, uniform in [0, 1), for what happens there whichever item is shown.
    pub fn position(&self, position: usize) -> f64 {
        self.coins.uniform(2 * position as u64 + 1)
    }

    /// Whether the item attracts, at this probability.
    pub fn attracts(&self, item: u32, probability: f64) -> bool {
        self.item(item) < probability
    }
}

/// What a user did with a slate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// Whether each slot was looked at. Rankers never see it.
    pub examined: Vec<bool>,
    /// Whether each slot was clicked.
    pub clicked: Vec<bool>,
    /// See [`super::Feedback::observed`].
    pub observed: usize,
    /// What the slate earned.
    pub reward: f64,
}

impl Outcome {
    /// Room for a slate of so many slots.
    pub fn new(slots: usize) -> Outcome {
        Outcome { examined: vec![false; slots], clicked: vec![false; slots], observed: slots, reward: 0.0 }
    }

    /// Nothing looked at, nothing clicked, all slots observed.
    pub fn clear(&mut self) {
        self.examined.fill(false);
        self.clicked.fill(false);
        self.observed = self.clicked.len();
        self.reward = 0.0;
    }
}

/// A click model. A slate holds different items, at least one, and never more than the world's slots.
pub trait ClickModel: Send + Sync {
    /// What everyone may know of the slots, see [`super::SlateView::position_weights`].
    fn position_weights(&self) -> &[f64] {
        &[]
    }

    /// Writes what the user of this round does with the slate. Does not allocate.
    fn respond(&self, round: &SlateRound, slate: &[u32], luck: Luck, outcome: &mut Outcome);

    /// The reward that the slate is expected to earn from the user of this round, without any luck.
    fn expected_reward(&self, round: &SlateRound, slate: &[u32]) -> f64;

    /// Fills the slate with the best one, see [`ClickModel::optimum`].
    fn optimize(&self, round: &SlateRound, slate: &mut [u32]);

    /// How good the slate of [`ClickModel::optimize`] is.
    fn optimum(&self) -> Optimum {
        Optimum::Exact
    }
}
