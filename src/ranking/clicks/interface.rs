//! What a click model is, and what it knows of a round.

use super::super::SlateShape;
use super::super::environments::SlateRound;
use crate::descriptor::{Descriptor, Property, Values};
use crate::math::box_muller::box_muller;
use crate::math::random::IndexedRandom;

/// What a click model declares.
#[derive(Debug)]
pub struct ClickModelDescriptor {
    /// Id, title, sentence, citation, parameters.
    pub part: Descriptor,
}

/// How a click model is made. Only the engine knows it: the page reads the descriptor.
#[derive(Debug)]
pub struct Builder {
    /// What it declares.
    pub descriptor: &'static ClickModelDescriptor,
    /// Makes the model for an environment of this shape.
    pub build: Build,
}

/// Makes a click model with these values for an environment of this shape.
pub type Build = fn(&Values, &SlateShape) -> Result<Box<dyn ClickModel>, BuildError>;

/// Why a click model can't be made for an environment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The model can't do without something that the environment does not have.
    #[error("the click model \"{clicks}\" {}: choose another environment or click model", property.missing())]
    Needs {
        /// Title of the model.
        clicks: &'static str,
        /// What it needs.
        property: Property,
    },
}

/// How good the slate of [`ClickModel::optimize`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Optimum {
    /// No slate is expected to earn more.
    Exact,
    /// Found slot by slot: it covers at least 1 - 1/e (about 63 %) of what any slate can. What it is expected to earn has
    /// no such bound.
    Greedy,
    /// Found by a rule without a guarantee.
    Heuristic,
}

/// Normals that are worked out at a time.
const PAIRS: usize = 16;

/// The random numbers of one round: coins of items and of positions, the same for every policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CommonRandomNumbers {
    coins: IndexedRandom,
}

impl CommonRandomNumbers {
    /// The random numbers of a round by its key, the next 64 bits of the stream of clicks.
    pub fn new(key: u64) -> CommonRandomNumbers {
        CommonRandomNumbers { coins: IndexedRandom::new(key) }
    }

    /// The coin of an item, uniform in [0, 1): it attracts where this lies below its probability.
    pub fn item(&self, item: u32) -> f64 {
        self.coins.uniform(2 * u64::from(item))
    }

    /// The coin of a position, uniform in [0, 1), for what happens there whichever item is shown.
    pub fn position(&self, position: usize) -> f64 {
        self.coins.uniform(2 * position as u64 + 1)
    }

    /// The standard normal of an index, for models whose users think otherwise each round (Box and Muller 1958).
    pub fn normal(&self, index: usize) -> f64 {
        // Coins of another key, so that no coin is used twice.
        let coins = IndexedRandom::new(self.coins.bits(u64::MAX));
        let (first, second) = (coins.uniform(2 * index as u64), coins.uniform(2 * index as u64 + 1));
        f64::sqrt(-2.0 * libm::log(1.0 - first)) * libm::cos(2.0 * std::f64::consts::PI * second)
    }

    /// Writes [`CommonRandomNumbers::normal`] of each index from `first` on: the same numbers in less time.
    pub fn normals(&self, first: usize, normals: &mut [f64]) {
        let coins = IndexedRandom::new(self.coins.bits(u64::MAX));
        let mut pairs = [[0.0; 2]; PAIRS];
        let mut index = 2 * first as u64;
        for part in normals.chunks_mut(PAIRS) {
            let pairs = &mut pairs[..part.len()];
            for pair in &mut *pairs {
                *pair = [1.0 - coins.uniform(index), coins.uniform(index + 1)];
                index += 2;
            }
            box_muller(pairs);
            part.iter_mut().zip(pairs).for_each(|(normal, pair)| *normal = pair[0]);
        }
    }

    /// Whether the item attracts, at this probability.
    pub fn attracts(&self, item: u32, probability: f64) -> bool {
        self.item(item) < probability
    }

    /// Whether the item attracts the user of a round, looked at by itself: as the environment knows, or by the coin of the item.
    pub fn attracts_user(&self, item: u32, round: &SlateRound) -> bool {
        let known = round.attracted.get(item as usize);
        known.copied().unwrap_or_else(|| self.attracts(item, round.attractions[item as usize]))
    }
}

/// What a user did with a slate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// Whether each slot was looked at. Rankers never see it.
    pub examined: Vec<bool>,
    /// Whether each slot was clicked.
    pub clicked: Vec<bool>,
    /// See [`Feedback::observed`](crate::ranking::Feedback::observed).
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

/// A click model. A slate holds different items, at least one, and never more than the environment's slots.
///
/// # Examples
/// A click model that is in no catalogue: the user looks at the first slot alone.
/// ```
/// use bandit_playground::ranking::clicks::{ClickModel, CommonRandomNumbers, Outcome};
/// use bandit_playground::ranking::environments::SlateRound;
///
/// struct FirstSlot;
///
/// impl ClickModel for FirstSlot {
///     fn respond(&self, round: &SlateRound, slate: &[u32], numbers: CommonRandomNumbers, outcome: &mut Outcome) {
///         outcome.clear();
///         outcome.examined[0] = true;
///         outcome.clicked[0] = numbers.attracts_user(slate[0], round);
///         outcome.observed = 1;
///         outcome.reward = f64::from(u8::from(outcome.clicked[0]));
///     }
///
///     fn expected_reward(&self, round: &SlateRound, slate: &[u32]) -> f64 {
///         round.attractions[slate[0] as usize]
///     }
///
///     fn optimize(&self, round: &SlateRound, slate: &mut [u32]) {
///         let mut items: Vec<u32> = (0..round.attractions.len() as u32).collect();
///         items.sort_by(|a, b| round.attractions[*b as usize].total_cmp(&round.attractions[*a as usize]));
///         slate.copy_from_slice(&items[..slate.len()]);
///     }
/// }
/// ```
pub trait ClickModel: Send + Sync {
    /// What everyone may know of the slots, see [`SlateView::position_weights`](crate::ranking::SlateView::position_weights): nothing, unless how likely a slot is
    /// looked at depends on the slot alone.
    fn position_weights(&self) -> &[f64] {
        &[]
    }

    /// Works out in advance what [`ClickModel::expected_reward`] needs for every slate of a round and keeps it in
    /// [`SlateRound::click_notes`], where it stays until the attractions change; without this each slate is worked out by itself, to the
    /// same bits. Allocates in the first round at most.
    fn prepare(&self, _round: &mut SlateRound) {}

    /// Writes what the user of this round does with the slate. Does not allocate.
    fn respond(
        &self,
        round: &SlateRound,
        slate: &[u32],
        numbers_of_round: CommonRandomNumbers,
        outcome: &mut Outcome,
    );

    /// The reward that the slate is expected to earn from the user of this round, in expectation over its random numbers.
    fn expected_reward(&self, round: &SlateRound, slate: &[u32]) -> f64;

    /// Fills the slate with the best one, see [`ClickModel::optimum`].
    fn optimize(&self, round: &SlateRound, slate: &mut [u32]);

    /// How good the slate of [`ClickModel::optimize`] is.
    fn optimum(&self) -> Optimum {
        Optimum::Exact
    }
}
