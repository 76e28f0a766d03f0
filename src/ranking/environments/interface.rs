//! What an environment of slates is: its sizes and its rounds.

use super::super::{MOST_WITHOUT_FEATURES, SlateShape};
use crate::data::{DataUse, Inputs, Sources};
use crate::descriptor::{Descriptor, Fact, Kind, Parameter, Property, Scale, Values, words};
use crate::environment::{EnvironmentError, ItemCard, UserCard};
use crate::progress::Tell;
use std::sync::Arc;

/// What an environment of slates declares.
#[derive(Debug)]
pub struct SlateEnvironmentDescriptor {
    /// Id, title, sentence, citation, parameters.
    pub part: Descriptor,
    /// The data that it is made from.
    pub data: &'static [DataUse],
}

/// How an environment is made. Only the engine knows it: the page reads the descriptor.
#[derive(Debug)]
pub struct Builder {
    /// What it declares.
    pub descriptor: &'static SlateEnvironmentDescriptor,
    /// Prepares the environment from the data that are loaded.
    pub build: Build,
}

impl Builder {
    /// Prepares the environment with these values from these data, of which nothing further is said.
    ///
    /// # Errors
    /// As the environment has them.
    pub fn make(
        &self,
        values: &Values,
        sources: impl Into<Sources>,
    ) -> Result<Arc<dyn SlateEnvironment>, EnvironmentError> {
        (self.build)(values, &Inputs::from(&sources.into()))
    }
}

/// Prepares an environment with these values from these data.
pub type Build = fn(&Values, &Inputs<'_>) -> Result<Arc<dyn SlateEnvironment>, EnvironmentError>;

/// Most items of an environment: the bundled ratings have films enough for 9,066, and of up to so many the page can show all
/// that a ranker has learned while a run goes on.
pub const MOST_ITEMS: i64 = 10_000;

/// The number of items, L.
pub const ITEMS: Parameter = Parameter {
    name: "items",
    title: "Items",
    kind: Kind::Integer { minimum: 2, maximum: MOST_ITEMS, default: 16, scale: Scale::Logarithmic },
    unit: "items",
    help: words("How many items there are to choose from."),
};

/// The number of slots, K.
pub const SLOTS: Parameter = Parameter {
    name: "slots",
    title: "Slots",
    kind: Kind::Integer { minimum: 1, maximum: 20, default: 4, scale: Scale::Linear },
    unit: "items",
    help: words("How many items a slate shows, one below the other; never more than there are items."),
};

/// That there are few enough items for rankers that make each a feature of its own, where `items` counts them.
pub const fn few(items: &'static Parameter) -> Fact {
    Fact::offers(Property::FeaturesOrFewItems).up_to(items, MOST_WITHOUT_FEATURES as f64)
}

/// What environments offer whose items have features that stay.
pub const STEADY: [Fact; 3] = [
    Fact::offers(Property::ItemFeatures),
    Fact::offers(Property::SteadyFeatures),
    Fact::offers(Property::FeaturesOrFewItems),
];

/// A prepared environment of slates, shared by all seeds and never changed.
///
/// # Examples
/// ```
/// use bandit_playground::data::{Inputs, Sources};
/// use bandit_playground::descriptor::Values;
/// use bandit_playground::ranking::environments::{self, SlateRound};
///
/// let gap = environments::builder("gap_slates").expect("it is in the catalogue");
/// let environment = (gap.build)(&Values::default(), &Inputs::from(&Sources::default())).expect("it needs no data");
/// let shape = environment.shape();
/// let mut round = SlateRound::new(&shape);
/// environment.episode(42, 0).next(&mut round);
/// assert_eq!(round.attractions.len(), shape.items);
/// assert!(round.attractions.iter().all(|attraction| (0.0..=1.0).contains(attraction)));
/// ```
pub trait SlateEnvironment: Send + Sync {
    /// Its sizes; the weights of the positions are the click model's and stay empty here.
    fn shape(&self) -> SlateShape;

    /// Does now what takes long and says how far it is, see [`Tell`]; without this it is done when it is first needed. What
    /// only the [remarks](SlateEnvironment::remarks) need is done where `for_remarks`.
    fn prepare(&self, _for_remarks: bool, _tell: &mut Tell<'_>) {}

    /// What [`prepare`](SlateEnvironment::prepare) has made that takes long and is the same wherever it is made, as bytes for
    /// [`adopt`](SlateEnvironment::adopt); none where there is nothing of that kind, or it is not made yet.
    fn factors(&self) -> Option<Vec<u8>> {
        None
    }

    /// Takes the bytes that [`factors`](SlateEnvironment::factors) gave of an environment made from the same values and ratings, so that
    /// [`prepare`](SlateEnvironment::prepare) need not make them. False, and nothing changes, where they don't fit.
    fn adopt(&self, _factors: &[u8]) -> bool {
        false
    }

    /// An episode of rounds, with the random streams of one seed.
    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn SlateEpisode>;

    /// What an item is, for people.
    fn item(&self, item: usize) -> ItemCard;

    /// The user in this round, for people; none in an environment without users.
    fn user(&self, _round: &SlateRound) -> Option<UserCard> {
        None
    }

    /// What must be said of how this environment was made, as sentences.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The rounds of one seed, one after the other. An episode is `Clone`: a copy goes on with the same rounds.
///
/// # Examples
/// ```
/// use bandit_playground::data::{Inputs, Sources};
/// use bandit_playground::descriptor::Values;
/// use bandit_playground::ranking::environments::{self, SlateRound};
///
/// let gap = environments::builder("gap_slates").expect("it is in the catalogue");
/// let environment = (gap.build)(&Values::default(), &Inputs::from(&Sources::default())).expect("it needs no data");
/// let mut round = SlateRound::new(&environment.shape());
/// let mut episode = environment.episode(42, 0);
/// let mut copy = episode.clone();
/// let mut again = round.clone();
/// episode.next(&mut round);
/// copy.next(&mut again);
/// assert_eq!(again.attractions, round.attractions, "a copy goes on with the same rounds");
/// ```
pub trait SlateEpisode: CloneSlateEpisode + Send {
    /// Overwrites `round` with the next round. Does not allocate.
    ///
    /// What stays as it was may be left as it is; what changes gets another revision.
    fn next(&mut self, round: &mut SlateRound);
}

/// Copies an episode that is known by its trait only. Every episode that is `Clone` has it, and so `Box<dyn SlateEpisode>` is `Clone`: see
/// the example of [`SlateEpisode`].
pub trait CloneSlateEpisode {
    /// An episode that has come as far.
    fn clone_episode(&self) -> Box<dyn SlateEpisode>;
}

impl<Known: SlateEpisode + Clone + 'static> CloneSlateEpisode for Known {
    fn clone_episode(&self) -> Box<dyn SlateEpisode> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn SlateEpisode> {
    fn clone(&self) -> Box<dyn SlateEpisode> {
        self.as_ref().clone_episode()
    }
}

/// One round, as the environment knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct SlateRound {
    /// Number of the round, from 1; zero before the first.
    pub number: u64,
    /// Index of the user within the environment (zero where there are none).
    pub user: usize,
    /// Features of the user.
    pub context: Vec<f64>,
    /// Features of the items, row-major L x d.
    pub features: Vec<f64>,
    /// Another number whenever the features have changed.
    pub features_revision: u64,
    /// How far each item belongs to each topic, row-major L x m.
    pub topics: Vec<f64>,
    /// Probability of each of the L items to attract the user, when it is looked at by itself.
    pub attractions: Vec<f64>,
    /// Whether each of the L items attracts the user of this round, in environments that know it of their users; empty in environments
    /// where it is random, with the probabilities above.
    pub attracted: Vec<bool>,
    /// How much the user cares for each of the m topics: with `topics`, what a coverage cascade depends on. Not below zero, and
    /// adding up to at most 1.
    pub preferences: Vec<f64>,
    /// What the user thinks of each of the L items as a number without bounds, for click models that compare such numbers;
    /// empty in environments that have none, where attractions stand in.
    pub scores: Vec<f64>,
    /// The same of items that are always there and never shown, see [`clicks`](crate::ranking::clicks); empty in environments that have none.
    pub ghost_scores: Vec<f64>,
    /// Another number whenever attractions, preferences or scores have changed, so that another slate may be the best.
    pub attractions_revision: u64,
    /// What the click model has worked out of this round, see [`ClickModel::prepare`](crate::ranking::clicks::ClickModel::prepare): its own numbers, of
    /// which nothing else knows the meaning. Empty where there is nothing.
    pub click_notes: Vec<f64>,
}

impl SlateRound {
    /// A round of the right sizes, before the first.
    pub fn new(shape: &SlateShape) -> SlateRound {
        SlateRound {
            number: 0,
            user: 0,
            context: vec![0.0; shape.context],
            features: vec![0.0; shape.items * shape.features],
            features_revision: 0,
            topics: vec![0.0; shape.items * shape.topics],
            attractions: vec![0.0; shape.items],
            attracted: Vec::new(),
            preferences: vec![0.0; shape.topics],
            scores: Vec::new(),
            ghost_scores: Vec::new(),
            attractions_revision: 0,
            click_notes: Vec::new(),
        }
    }

    /// Says that the features have changed.
    pub fn features_changed(&mut self) {
        self.features_revision += 1;
    }

    /// Says that attractions, preferences or scores have changed.
    pub fn attractions_changed(&mut self) {
        self.attractions_revision += 1;
        self.click_notes.clear();
    }
}

/// The shape of an environment without features, topics and users.
pub fn plain_shape(items: usize, slots: usize) -> SlateShape {
    SlateShape {
        items,
        slots: slots.min(items),
        features: 0,
        features_vary: false,
        topics: 0,
        context: 0,
        position_weights: Vec::new(),
    }
}

/// An item that has no name of its own.
pub fn card(item: usize) -> ItemCard {
    ItemCard { title: format!("Item {}", item + 1), ..ItemCard::default() }
}
