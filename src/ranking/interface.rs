//! What a ranker is: what it sees, what it does with a slate and how it explains one.

use serde::{Deserialize, Serialize};

use crate::descriptor::Property;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::state::{State, StateError, StateIo};

/// The sizes that a ranker and a click model need to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlateShape {
    /// Number of items, L; at least as many as slots.
    pub items: usize,
    /// Number of slots of a slate, K; at least one.
    pub slots: usize,
    /// Number of features of an item, d; zero where the environment has none.
    pub features: usize,
    /// Whether the features of the items are other ones each round, as where they depend on the user.
    pub features_vary: bool,
    /// Number of topics, m; zero where the environment has none.
    pub topics: usize,
    /// Number of context features; zero where the environment has none.
    pub context: usize,
    /// See [`SlateView::position_weights`].
    pub position_weights: Vec<f64>,
}

/// Most items of an environment without features: each is then a feature of its own, and a network grows with their number.
pub const MOST_WITHOUT_FEATURES: usize = 256;

impl SlateShape {
    /// Whether an environment of this shape has the property.
    pub fn has(&self, property: Property) -> bool {
        let has_features = self.features > 0;
        match property {
            Property::ArmFeatures => false,
            Property::ItemFeatures => has_features,
            Property::SteadyFeatures => has_features && !self.features_vary,
            Property::FeaturesOrFewItems => has_features || self.items <= MOST_WITHOUT_FEATURES,
            Property::Topics => self.topics > 0,
            Property::PositionWeights => self.position_weights.len() == self.slots,
        }
    }
}

/// What a ranker sees of a round: before it chooses, and again when it receives the outcome of its slate, which may be rounds
/// later.
#[derive(Debug, Clone, Copy)]
pub struct SlateView<'a> {
    /// Number of the round in which the slate is shown, t, from 1. It counts rounds, whether or not anything was heard of
    /// them.
    pub round: u64,
    /// Number of items, L. Items are 0 to L - 1.
    pub items: usize,
    /// Features of the items, row-major L x d; empty where the environment has none.
    pub features: &'a [f64],
    /// Another number whenever the features are others than before: while it stays, what was computed of them holds.
    pub features_revision: u64,
    /// How far each item belongs to each topic, from 0 to 1, row-major L x m; empty where the environment has none.
    pub topics: &'a [f64],
    /// Features of the user; empty where the environment has none.
    pub context: &'a [f64],
    /// kappa: how likely the user looks at each of the K slots, whatever is shown and clicked, where the click model is of
    /// that kind and lets everyone know (position-based); empty elsewhere.
    pub position_weights: &'a [f64],
    /// Probability of each item to attract the user; empty except for rankers that may know them, and for those too where
    /// feedback comes later than the round.
    pub attractions: &'a [f64],
    /// The best slate, see [`ClickModel::optimize`](crate::ranking::clicks::ClickModel::optimize); empty wherever attractions are.
    pub optimum: &'a [u32],
}

/// What comes back of a slate.
#[derive(Debug, Clone, Copy)]
pub struct Feedback<'a> {
    /// Whether each of the K slots was clicked. TF-Agents' score vector is these as numbers; its pair of a chosen index and a
    /// value is [`Feedback::first_click`] and 1, no click being the index K.
    pub clicks: &'a [bool],
    /// How many of the slots, from the top, say something: where the user is known not to have come to the rest, as below
    /// the click of a cascade, it is fewer than K.
    pub observed: usize,
    /// What the slate earned, by the click model's sense of it.
    pub reward: f64,
    /// Number of the round at whose end this arrives: the round of the slate, or a later one where feedback is delayed or
    /// comes in batches.
    pub now: u64,
    /// What [`Ranker::info`] wrote when the slate was chosen.
    pub info: &'a [f64],
}

impl Feedback<'_> {
    /// The first slot that was clicked.
    pub fn first_click(&self) -> Option<usize> {
        self.clicks.iter().position(|clicked| *clicked)
    }

    /// The last slot that was clicked.
    pub fn last_click(&self) -> Option<usize> {
        self.clicks.iter().rposition(|clicked| *clicked)
    }
}

/// A ranker: fills a slate with different items, then learns what was clicked.
///
/// Between the two there may be other slates: feedback may come rounds later, several slates at once, or never. So a
/// ranker must not take the slate whose feedback it receives for the last one that it chose; what it has to know of the moment of the
/// choice it writes into a note. How old it is depends on [`SlateView::round`] and
/// [`Feedback::now`].
///
/// None of `rank`, `info` and `update` allocates. A ranker is `Clone`, and all of its state with it: a copy goes on as the
/// original would.
///
/// # Examples
/// A loop by hand, with a user who clicks item 3 wherever it is shown.
/// ```
/// use bandit_playground::data::{Inputs, Sources};
/// use bandit_playground::descriptor::Values;
/// use bandit_playground::math::random::RngStream;
/// use bandit_playground::ranking::environments;
/// use bandit_playground::ranking::{Feedback, SlateView, rankers};
///
/// let gap = environments::builder("gap_slates").expect("it is in the catalogue");
/// let environment = (gap.build)(&Values::default(), &Inputs::from(&Sources::default())).expect("it needs no data");
/// let shape = environment.shape();
/// let builder = rankers::builder("cascade_ucb1").expect("it is in the catalogue");
/// let mut ranker = (builder.build)(&Values::default(), &shape).expect("it needs no features");
/// let mut stream = RngStream::new(42, 0, "example");
/// let mut slate = vec![0; shape.slots];
/// for round in 1..=500 {
///     let view = SlateView {
///         round,
///         items: shape.items,
///         features: &[],
///         features_revision: 0,
///         topics: &[],
///         context: &[],
///         position_weights: &[],
///         attractions: &[],
///         optimum: &[],
///     };
///     ranker.rank(&view, &mut stream, &mut slate);
///     let clicks: Vec<bool> = slate.iter().map(|item| *item == 3).collect();
///     let click = clicks.iter().position(|clicked| *clicked);
///     let observed = click.map_or(shape.slots, |slot| slot + 1);
///     let reward = f64::from(u8::from(click.is_some()));
///     ranker.update(&view, &slate, &Feedback { clicks: &clicks, observed, reward, now: round, info: &[] });
/// }
/// assert_eq!(slate[0], 3);
/// // A copy stands where the ranker stands, and chooses the same.
/// let view = SlateView {
///     round: 501,
///     items: shape.items,
///     features: &[],
///     features_revision: 0,
///     topics: &[],
///     context: &[],
///     position_weights: &[],
///     attractions: &[],
///     optimum: &[],
/// };
/// let mut copied = slate.clone();
/// ranker.clone().rank(&view, &mut RngStream::new(42, 1, "example"), &mut copied);
/// ranker.rank(&view, &mut RngStream::new(42, 1, "example"), &mut slate);
/// assert_eq!(copied, slate);
/// ```
pub trait Ranker: State + CloneRanker + Send {
    /// One observation of every item before the first round, free of charge: whether it attracted someone (Kveton et al.
    /// 2015, algorithm 1, begins so). Rankers that don't use it learn nothing here.
    fn start(&mut self, _attracted: &[bool]) {}

    /// Fills the slate with different items, the first of which is shown at the top.
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]);

    /// Writes down what the ranker must know of the slate that it has just chosen when feedback on it arrives: as many numbers as
    /// [`Builder::note_length`](crate::ranking::rankers::Builder::note_length) says. Called once after each `rank`.
    fn info(&self, _note: &mut [f64]) {}

    /// Learns what came back of the slate that was shown in the round of the view.
    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>);

    /// The probability with which [`Ranker::rank`], if it were called now, shows each item in the first slot: one number
    /// an item. Exact where the ranker draws from a distribution that it knows or shares among equal items, integrated
    /// where it takes the largest of independent draws, and otherwise from [`DRAWS`](crate::probabilities::DRAWS) draws,
    /// with their error. Never in a fast run, and without any effect on later slates: an implementation asks a copy.
    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities;

    /// Inputs and outputs of each layer of its network, from the user on; empty for rankers without one.
    fn layers(&self) -> Vec<(usize, usize)> {
        Vec::new()
    }

    /// What the ranker thinks of each item with its present state; called after `rank` (and again after `update`) where a
    /// person looks inside, never in a fast run, and without any effect on later slates.
    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation;
}

/// The first-slot probabilities of a ranker for which there is no way to compute them: copies of it are asked for slates
/// of so many slots.
pub fn by_asking<R: Ranker + Clone>(ranker: &R, view: &SlateView<'_>, slots: usize) -> ActionProbabilities {
    let mut slate = vec![0; slots];
    ActionProbabilities::of_draws(view.items, |stream| {
        ranker.clone().rank(view, stream, &mut slate);
        slate[0] as usize
    })
}

/// Copies a ranker that is known by its trait only. Every ranker that is `Clone` has it, and so `Box<dyn Ranker>` is `Clone`: see the example
/// of [`Ranker`].
pub trait CloneRanker {
    /// A ranker in the same state.
    fn clone_ranker(&self) -> Box<dyn Ranker>;
}

impl<Known: Ranker + Clone + 'static> CloneRanker for Known {
    fn clone_ranker(&self) -> Box<dyn Ranker> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Ranker> {
    fn clone(&self) -> Box<dyn Ranker> {
        self.as_ref().clone_ranker()
    }
}

impl State for Box<dyn Ranker> {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        (**self).state(io)
    }
}

/// What a ranker thought of the items of a round.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RankerExplanation {
    /// Estimated attraction of each of the L items; empty for rankers that estimate none.
    pub estimates: Vec<f64>,
    /// Lower end of what the ranker thinks each attraction may be; empty where it has no such end.
    pub low: Vec<f64>,
    /// Upper end of it; empty where it has no such end.
    pub high: Vec<f64>,
    /// The number by which the items were ranked; empty where there is none for each item by itself.
    pub scores: Vec<f64>,
    /// How the last slate was chosen.
    pub reason: RankingReason,
}

/// How a slate was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum RankingReason {
    /// Uniformly at random, whatever the items.
    #[default]
    Random,
    /// The most clicked items of everyone, or of a fixed list.
    Fixed,
    /// The largest estimates.
    Greedy,
    /// The largest upper ends of what the attractions may be.
    Optimism,
    /// The largest of values drawn from what the attractions may be.
    Sampled,
    /// Slot by slot, each the item that adds most to those above it.
    Greedily,
    /// It explores, by a plan of its own.
    Exploring,
    /// It knows the attractions.
    Oracle,
    /// Slot by slot, each item drawn the more probably the larger its score.
    Drawn,
}
