//! What an environment is: its sizes, its rounds and how it is described.

use super::objectives::{Earned, Goal, OBJECTIVES, SideObjectives};
use crate::data::{DataUse, Inputs, MissingData, Sources};
use crate::descriptor::{Descriptor, Property, Values};
use crate::progress::Tell;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What an environment declares.
#[derive(Debug)]
pub struct EnvironmentDescriptor {
    /// Id, title, sentence, citation, parameters.
    pub part: Descriptor,
    /// Unit of the reward ("stars"), empty when it has none.
    pub reward_unit: &'static str,
    /// The data that it is made from.
    pub data: &'static [DataUse],
}

/// How an environment is made. Only the engine knows it: the page reads the descriptor.
#[derive(Debug)]
pub struct Builder {
    /// What it declares.
    pub descriptor: &'static EnvironmentDescriptor,
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
    ) -> Result<Arc<dyn Environment>, EnvironmentError> {
        (self.build)(values, &Inputs::from(&sources.into()))
    }
}

/// Prepares an environment with these values from these data.
pub type Build = fn(&Values, &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError>;

/// Why an environment can't be prepared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvironmentError {
    /// The environment is made from data that are not loaded.
    #[error(transparent)]
    Missing(#[from] MissingData),
    /// The data don't fit the settings.
    #[error("{environment}: {reason}")]
    Unfit {
        /// Title of the environment.
        environment: &'static str,
        /// What is wrong and what would be right.
        reason: String,
    },
}

/// The sizes and ranges that an agent needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Number of context features.
    pub context: usize,
    /// Number of features of an arm; zero where the environment has none.
    pub arm_features: usize,
    /// Largest number of arms offered in a round. A round may offer fewer: an arm that is masked is not on offer.
    pub arms: usize,
    /// Number of distinct items that arms can be; equal to `arms` where every item is always offered.
    pub items: usize,
    /// Least and greatest reward to be expected; noise may go beyond. Agents that need rewards in [0, 1] take this
    /// range as theirs and cut what lies outside.
    pub rewards: (f64, f64),
}

impl Shape {
    /// Whether an environment of this shape has the property.
    pub fn has(&self, property: Property) -> bool {
        property == Property::ArmFeatures && self.arm_features > 0
    }
}

/// A prepared environment, shared by all seeds and never changed.
///
/// # Examples
/// ```
/// use bandit_playground::environment::{Round, Shape};
/// use bandit_playground::simulation::PreparedEnvironment;
/// use bandit_playground::spec::Experiment;
///
/// let experiment = Experiment::from_json(
///     r#"{"world": {"id": "bernoulli", "parameters": {"arms": 3}}, "contenders": [{"agent": "random"}], "horizon": 10, "seeds": 1}"#,
/// )?;
/// let PreparedEnvironment::Arms(environment) = experiment.prepare(None)? else { panic!("it has arms") };
/// let shape: Shape = environment.shape();
/// assert_eq!((shape.arms, shape.rewards), (3, (0.0, 1.0)));
/// let mut episode = environment.episode(experiment.master_seed, 0);
/// let mut round = Round::new(&shape);
/// episode.next(&mut round);
/// assert!(round.expectations.iter().all(|mean| (0.0..=1.0).contains(mean)));
/// # Ok::<(), bandit_playground::spec::ExperimentError>(())
/// ```
pub trait Environment: Send + Sync {
    /// Its sizes.
    fn shape(&self) -> Shape;

    /// Does now what takes long and says how far it is, see [`Tell`]; without this it is done when it is first needed. What
    /// only the [remarks](Environment::remarks) need is done where `for_remarks`.
    fn prepare(&self, _for_remarks: bool, _tell: &mut Tell<'_>) {}

    /// What [`prepare`](Environment::prepare) has made that takes long and is the same wherever it is made, as bytes for
    /// [`adopt`](Environment::adopt); none where there is nothing of that kind, or it is not made yet.
    fn factors(&self) -> Option<Vec<u8>> {
        None
    }

    /// Takes the bytes that [`factors`](Environment::factors) gave of an environment made from the same values and ratings, so that
    /// [`prepare`](Environment::prepare) need not make them. False, and nothing changes, where they don't fit.
    fn adopt(&self, _factors: &[u8]) -> bool {
        false
    }

    /// An episode of rounds, with the random streams of one seed.
    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode>;

    /// What an item is, for people.
    fn item(&self, item: usize) -> ItemCard;

    /// The user in this round, for people; none in an environment without users.
    fn user(&self, _round: &Round) -> Option<UserCard> {
        None
    }

    /// What agents see of this round, in words; none where its numbers have no meaning that can be said.
    fn seen(&self, _round: &Round) -> Option<Seen> {
        None
    }

    /// How many users there are, of whom `Round::user` is one; zero in an environment without users.
    fn users(&self) -> usize {
        0
    }

    /// What the offered arm at index `arm` is worth to the round's user beside its reward; none in an environment that says
    /// nothing of that. Does not allocate after the first call.
    fn side_objectives(&self, _round: &Round, _arm: usize) -> Option<SideObjectives> {
        None
    }

    /// Why what is felt for one item can't come to be felt for another, as a clause to follow "since"; none where
    /// it can. So it is where rewards were logged, and where items don't stay what they are.
    fn fixed_tastes(&self) -> Option<&'static str> {
        None
    }

    /// What must be said of how this environment was made ("held-out RMSE 0.88 stars"), as sentences.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }
}

/// An item as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ItemCard {
    /// Its name; a film's title.
    pub title: String,
    /// A film's year.
    pub year: Option<u16>,
    /// A film's genres.
    pub genres: Vec<String>,
}

impl ItemCard {
    /// The card of an arm that has no name of its own: "Arm 1" for item 0.
    pub fn arm(item: usize) -> ItemCard {
        ItemCard { title: format!("Arm {}", item + 1), ..ItemCard::default() }
    }
}

/// A user as a person sees them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UserCard {
    /// Id in the ratings.
    pub id: u32,
    /// How many films they rated.
    pub ratings: usize,
    /// The genres that they rated highest.
    pub genres: Vec<String>,
    /// The films that they rated highest.
    pub favourites: Vec<String>,
    /// Age, gender, occupation where the file has them.
    pub demographics: Vec<String>,
}

/// What agents see of a round before they choose, in words: nothing that they don't see.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seen {
    /// What the context says of the user, a clause each.
    pub context: Vec<String>,
    /// What the features of each offered arm say, in the order of the arms.
    pub arms: Vec<String>,
}

/// The rounds of one seed, one after the other. An episode is `Clone`: a copy goes on with the same rounds.
///
/// # Examples
/// ```
/// use std::sync::Arc;
///
/// use bandit_playground::data::{Inputs, Sources};
/// use bandit_playground::descriptor::Values;
/// use bandit_playground::environment::{self, Round};
///
/// let bernoulli = environment::builder("bernoulli").expect("it is in the catalogue");
/// let environment = (bernoulli.build)(&Values::default(), &Inputs::from(&Sources::default())).expect("it needs no data");
/// let mut round = Round::new(&environment.shape());
/// let mut episode = Arc::clone(&environment).episode(42, 0);
/// episode.next(&mut round);
/// let first = round.clone();
/// // A copy goes on with the same rounds, and the same seed gives the same rounds.
/// let mut copy = episode.clone();
/// episode.next(&mut round);
/// let mut again = first.clone();
/// copy.next(&mut again);
/// assert_eq!(again, round);
/// environment.episode(42, 0).next(&mut again);
/// assert_eq!(again, first);
/// ```
pub trait Episode: CloneEpisode + Send {
    /// Overwrites `round` with the next round. Does not allocate.
    fn next(&mut self, round: &mut Round);

    /// Expected reward that an item which is not on offer would have in `round`, the last one; none where the episode
    /// does not know. An episode that offers all its items each round need not say.
    fn expectation_off_offer(&self, _round: &Round, _item: u32) -> Option<f64> {
        None
    }
}

/// Copies an episode that is known by its trait only. Every episode that is `Clone` has it, and so `Box<dyn Episode>` is `Clone`: see the
/// example of [`Episode`].
pub trait CloneEpisode {
    /// An episode that has come as far.
    fn clone_episode(&self) -> Box<dyn Episode>;
}

impl<Known: Episode + Clone + 'static> CloneEpisode for Known {
    fn clone_episode(&self) -> Box<dyn Episode> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Episode> {
    fn clone(&self) -> Box<dyn Episode> {
        self.as_ref().clone_episode()
    }
}

/// One round, as the environment knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// Number of the round, from 1; written by the driver of the episode, not by environments.
    pub number: u64,
    /// Index of the user within the environment (zero where there are none).
    pub user: usize,
    /// The context.
    pub context: Vec<f64>,
    /// The item behind each arm.
    pub items: Vec<u32>,
    /// Arm features, row-major arms x features.
    pub arm_features: Vec<f64>,
    /// Expected reward of each arm. Agents other than the oracle never see it.
    pub expectations: Vec<f64>,
    /// How the chosen arm's reward comes from its expected reward.
    pub noise: Noise,
    /// How several objectives make the reward, and then `expectations` are those of all objectives together; none where
    /// the reward is all there is, which is what every environment says.
    pub goal: Option<Arc<Goal>>,
    /// Expected value of each objective, row-major arms x [`OBJECTIVES`](crate::environment::objectives::OBJECTIVES); empty where there is no goal.
    pub objectives: Vec<f64>,
}

/// How a reward comes from an expected reward. It is drawn once a round, whichever arm is chosen, so that all
/// policies meet the same noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Noise {
    /// The reward is the expectation and this, in reward.
    Added(f64),
    /// The reward is 1 where this number, uniform in [0, 1), lies below the expectation, else 0.
    Bernoulli(f64),
}

impl Round {
    /// A round of the right sizes, with every arm its own item.
    pub fn new(shape: &Shape) -> Round {
        Round {
            number: 0,
            user: 0,
            context: vec![0.0; shape.context],
            items: (0..shape.arms as u32).collect(),
            arm_features: vec![0.0; shape.arms * shape.arm_features],
            expectations: vec![0.0; shape.arms],
            noise: Noise::Added(0.0),
            goal: None,
            objectives: Vec::new(),
        }
    }

    /// Makes room for the objectives of so many arms, so that the rounds to come need not.
    pub fn make_room_for_objectives(&mut self, arms: usize) {
        self.objectives.reserve(arms * OBJECTIVES);
    }

    /// Becomes the other round of the same environment; does not allocate, unlike a clone.
    pub fn copy_from(&mut self, other: &Round) {
        self.number = other.number;
        self.user = other.user;
        self.context.clone_from(&other.context);
        self.items.clone_from(&other.items);
        self.arm_features.clone_from(&other.arm_features);
        self.expectations.clone_from(&other.expectations);
        self.noise = other.noise;
        self.goal.clone_from(&other.goal);
        self.objectives.clone_from(&other.objectives);
    }

    /// Becomes the other round, but for its arms: none is on offer.
    pub fn begin_without_arms(&mut self, other: &Round) {
        self.user = other.user;
        self.context.clone_from(&other.context);
        self.items.clear();
        self.arm_features.clear();
        self.expectations.clear();
        self.noise = other.noise;
    }

    /// Puts the other round's arm at this index on offer, with its features, of which an arm has so many.
    pub fn add_arm(&mut self, other: &Round, arm: usize, arm_features: usize) {
        self.items.push(other.items[arm]);
        self.arm_features
            .extend_from_slice(&other.arm_features[arm * arm_features..(arm + 1) * arm_features]);
        self.expectations.push(other.expectations[arm]);
    }

    /// What the offered arm at index `chosen` earns.
    pub fn reward(&self, chosen: usize) -> f64 {
        self.earned(chosen).reward
    }

    /// What the offered arm at index `chosen` earns, and of which objective. Only the environment's own reward is noisy.
    pub fn earned(&self, chosen: usize) -> Earned {
        match &self.goal {
            Some(goal) => self.earned_of(goal, chosen, |own| self.noise.reward(own)),
            None => Earned { reward: self.noise.reward(self.expectations[chosen]), objectives: None },
        }
    }

    /// The reward that an agent receives for the arm where that is inexact: with `noise`, in reward, on the environment's own reward.
    pub fn heard(&self, chosen: usize, noise: f64) -> Earned {
        match &self.goal {
            Some(goal) => self.earned_of(goal, chosen, |own| self.noise.reward(own) + noise),
            None => Earned { reward: self.reward(chosen) + noise, objectives: None },
        }
    }

    /// Expected value of each objective of the offered arm at index `arm`; empty where there is no goal.
    pub fn objectives_of(&self, arm: usize) -> &[f64] {
        self.objectives.get(arm * OBJECTIVES..(arm + 1) * OBJECTIVES).unwrap_or(&[])
    }

    /// `realized` makes the environment's own reward of its expectation.
    fn earned_of(&self, goal: &Goal, chosen: usize, realized: impl Fn(f64) -> f64) -> Earned {
        let mut objectives = [0.0; OBJECTIVES];
        objectives.copy_from_slice(self.objectives_of(chosen));
        objectives[0] = goal.scaled(realized(goal.unscaled(objectives[0])));
        Earned { reward: goal.reward(&objectives), objectives: Some(objectives) }
    }
}

impl Noise {
    /// The reward of an arm with this expected reward.
    fn reward(self, expectation: f64) -> f64 {
        match self {
            Noise::Added(noise) => expectation + noise,
            Noise::Bernoulli(uniform) => f64::from(u8::from(uniform < expectation)),
        }
    }
}
