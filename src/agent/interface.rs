//! What an agent is: how it is described, what it sees, what it does and how it explains a choice.

use super::inner_view::InnerView;
use super::reason::Reason;
#[cfg(not(feature = "starter"))]
use super::script_error::ScriptError;
use crate::descriptor::{Descriptor, Fact, Property, ValueError, Values, facts};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::network::NetworkError;
use crate::probabilities::ActionProbabilities;
use crate::state::{State, StateError, StateIo};
use serde::{Deserialize, Serialize};

/// What kind of agent it is: how the catalogue groups them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Learns nothing or next to nothing, or knows everything: what the others are measured against.
    Baseline,
    /// Learns what each arm earns, whatever the context.
    WithoutContext,
    /// Learns rewards that are linear in the features.
    Linear,
    /// Remembers rounds and compares contexts with theirs.
    Nonparametric,
    /// Learns rewards with a neural network.
    Neural,
    /// Chooses among other agents.
    Mixture,
    /// Does what a person's own code says.
    Scripted,
}

/// Every family, in the order of the catalogue.
pub const FAMILIES: [Family; 7] = [
    Family::Linear,
    Family::Neural,
    Family::Nonparametric,
    Family::WithoutContext,
    Family::Mixture,
    Family::Baseline,
    Family::Scripted,
];

impl Family {
    /// The name that people read.
    pub fn title(self) -> &'static str {
        match self {
            Family::Baseline => "Baselines",
            Family::WithoutContext => "Without context",
            Family::Linear => "Linear",
            Family::Nonparametric => "Neighbours",
            Family::Neural => "Neural",
            Family::Mixture => "Mixtures",
            Family::Scripted => "Yours",
        }
    }
}

/// What an agent declares.
#[derive(Debug)]
pub struct AgentDescriptor {
    /// What kind of agent it is.
    pub family: Family,
    /// Id, title, sentence, citation, parameters.
    pub part: Descriptor,
    /// Whether the view that it gets holds the expected rewards. Only the oracle's does.
    pub sees_expectations: bool,
}

impl AgentDescriptor {
    /// What the random stream of such an agent is called: its id. An agent that a person writes draws what LinUCB would, so that code
    /// that does what LinUCB does earns what LinUCB earns.
    pub fn stream(&self) -> &'static str {
        if self.family == Family::Scripted { "lin_ucb" } else { self.part.id }
    }
}

/// How an agent is made. Only the engine knows it: the page reads the descriptor.
#[derive(Debug)]
pub struct Builder {
    /// What it declares.
    pub descriptor: &'static AgentDescriptor,
    /// Bytes of memory an agent needs in an environment of this shape, for the limit on an experiment's size.
    pub memory: fn(&Values, &Shape) -> u64,
    /// Makes a fresh agent for an environment of this shape.
    pub build: Build,
}

/// Makes an agent with these values for an environment of this shape.
pub type Build = fn(&Values, &Shape) -> Result<Box<dyn Agent>, BuildError>;

/// Why an agent can't be made for an environment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// With these values the agent can't do without something that the environment does not have.
    #[error("{agent} {}: choose another environment, another agent, or other settings of this one", property.missing())]
    Needs {
        /// Title of the agent.
        agent: &'static str,
        /// What it needs.
        property: Property,
    },
    /// Its network can't be put together.
    #[error("{agent}: {error}")]
    Network {
        /// Title of the agent.
        agent: &'static str,
        /// Why not, and what would be right.
        error: NetworkError,
    },
    /// Its code is wrong.
    #[cfg(not(feature = "starter"))]
    #[error("{agent}: {error}")]
    Script {
        /// Title of the agent.
        agent: &'static str,
        /// What is wrong, with its line.
        error: Box<ScriptError>,
    },
    /// Values of a member of a mixture that the member can't have.
    #[error("{mixture}: the values of its member {member}: {error}")]
    MemberValues {
        /// Title of the mixture.
        mixture: &'static str,
        /// Title of the member.
        member: &'static str,
        /// What is wrong, and what would be right.
        error: Box<ValueError>,
    },
    /// A member of a mixture can't be made.
    #[error("{mixture} can't have {member} as a member: {error}")]
    Member {
        /// Title of the mixture.
        mixture: &'static str,
        /// Title of the member.
        member: &'static str,
        /// Why not.
        error: Box<BuildError>,
    },
}

impl BuildError {
    /// Fails where the environment has not what the facts say that the agent needs with these values.
    pub(super) fn check(
        agent: &'static str,
        facts: &[Fact],
        values: &Values,
        shape: &Shape,
    ) -> Result<(), BuildError> {
        match facts::missing(facts, values, |property| shape.has(property)) {
            Some(property) => Err(BuildError::Needs { agent, property }),
            None => Ok(()),
        }
    }
}

/// What an agent sees of a round before it chooses.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Number of the round, from 1. What an agent forgets with time, and every schedule in rounds, depends on it.
    pub round: u64,
    /// The context: `Shape::context` numbers.
    pub context: &'a [f64],
    /// The item behind each offered arm, each below `Shape::items`. There are `Shape::arms` of them or, in a round
    /// that masks some, fewer, but at least one; no item is there twice.
    pub items: &'a [u32],
    /// Arm features, row-major `items.len()` x `Shape::arm_features` (empty where the environment has none).
    pub arm_features: &'a [f64],
    /// Expected reward of each offered arm; empty for everyone but the oracle.
    pub expectations: &'a [f64],
}

/// What an agent noted of a choice of its own, and gets back with what came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ActionInfo {
    /// Probability with which it chose the arm; 1 for agents that don't work with probabilities, 0 where it is not known.
    pub probability: f64,
    /// Index of the member of a mixture that chose.
    pub member: usize,
    /// Probability with which that member was drawn; 1 without members.
    pub member_probability: f64,
    /// A uniform number of the round's own, for agents that take a reward as the probability of a success.
    pub coin: f64,
}

impl ActionInfo {
    /// The note of a choice of which only what it earned is known.
    pub const UNKNOWN: ActionInfo =
        ActionInfo { probability: 0.0, member: 0, member_probability: 1.0, coin: 1.0 };

    /// Whether it is known with which probability the arm was chosen.
    pub fn is_known(&self) -> bool {
        self.probability > 0.0
    }
}

impl Default for ActionInfo {
    fn default() -> ActionInfo {
        ActionInfo { probability: 1.0, member: 0, member_probability: 1.0, coin: 1.0 }
    }
}

/// What came of a choice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feedback<'a> {
    /// What the chosen arm earned.
    pub reward: f64,
    /// What it earned of each objective, from 0 to 1 but for noise, in the order of
    /// [`TITLES`](crate::environment::objectives::TITLES); empty where the reward is all there is.
    pub objectives: &'a [f64],
    /// What the agent noted when it chose.
    pub info: ActionInfo,
    /// Number of the round at whose end this arrives: that of the choice ([`View::round`]) where nothing is late.
    pub now: u64,
}

/// A bandit agent: chooses one of the offered arms, then learns what that arm earned.
///
/// Neither `choose` nor `update` allocates. An agent is `Clone`, and all of its state with it: a copy goes on as the
/// original would.
///
/// # Examples
/// A loop by hand; [`simulation::run`](crate::simulation::run) does this, with seeds, metrics and feedback that may be late.
/// ```
/// use bandit_playground::agent::{self, View};
/// use bandit_playground::descriptor::Values;
/// use bandit_playground::environment::Shape;
/// use bandit_playground::math::random::RngStream;
///
/// let shape = Shape { context: 0, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 1.0) };
/// let ucb1 = agent::builder("ucb1").expect("it is in the catalogue");
/// let mut agent = (ucb1.build)(&Values::default(), &shape).expect("it needs no features");
/// let mut stream = RngStream::new(42, 0, "example");
/// let mut chosen = [0; 2];
/// for round in 1..=200 {
///     let view = View { round, context: &[], items: &[0, 1], arm_features: &[], expectations: &[] };
///     let arm = agent.choose(&view, &mut stream);
///     chosen[arm] += 1;
///     agent.update_reward(&view, arm, if arm == 1 { 1.0 } else { 0.0 });
/// }
/// assert!(chosen[1] > 170, "the second arm is the better one");
/// // A copy stands where the agent stands; what one of them learns from here on, the other does not know.
/// let view = View { round: 201, context: &[], items: &[0, 1], arm_features: &[], expectations: &[] };
/// let mut copy = agent.clone();
/// assert_eq!(copy.explain(&view), agent.explain(&view));
/// agent.update_reward(&view, 0, 1.0);
/// assert_ne!(copy.explain(&view), agent.explain(&view));
/// ```
pub trait Agent: State + CloneAgent + Send {
    /// The index of the chosen arm within `view.items`.
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize;

    /// Learns that the arm at index `chosen` earned `reward`.
    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64);

    /// What it must remember of the choice that it has just made until it receives the outcome.
    fn info(&self) -> ActionInfo {
        ActionInfo::default()
    }

    /// Learns what came of a choice, which may be of an earlier round than the last. For most agents the reward says
    /// it all; those that weigh it by how they chose, or learn several objectives, have more to do.
    fn update(&mut self, view: &View<'_>, chosen: usize, feedback: &Feedback<'_>) {
        self.update_reward(view, chosen, feedback.reward);
    }

    /// Learns what came of a choice that was not its own: of another member of its mixture, or of an arm drawn at random. Where
    /// [`ActionInfo::is_known`], the note holds with which probability the arm was chosen, and the round's coin; all else in it
    /// is not the agent's.
    fn update_off_policy(&mut self, view: &View<'_>, chosen: usize, feedback: &Feedback<'_>) {
        self.update_reward(view, chosen, feedback.reward);
    }

    /// The probability with which [`Agent::choose`], if it were called now, takes each offered arm: exact where the agent
    /// draws from a distribution that it knows or shares among equal arms, integrated where it takes the largest of
    /// independent draws, and otherwise from [`DRAWS`](crate::probabilities::DRAWS) draws, with their error. Never in a
    /// fast run, and without any effect on later choices: an implementation asks a copy.
    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities;

    /// What the agent thinks of each arm with its present state; called after `choose` (and again after `update`)
    /// where a person looks inside, never in a fast run, and without any effect on later choices.
    fn explain(&mut self, view: &View<'_>) -> Explanation;

    /// Why it can't go on, in a sentence that begins with its place; none while it can. Such an agent takes any arm and learns nothing: the
    /// run is to be stopped ([`Stepper::check`](crate::simulation::Stepper::check)).
    fn failure(&self) -> Option<String> {
        None
    }

    /// Why it could not choose if it were asked now, as [`Agent::failure`] says it: for places that ask copies, whose failures are lost
    /// with them. None for agents that can always choose.
    fn would_fail(&self, _view: &View<'_>) -> Option<String> {
        None
    }

    /// What a person may see of its network; none for agents without one. Like [`Agent::explain`], never in a fast run.
    fn inner_view(&self) -> Option<InnerView> {
        None
    }
}

/// Copies an agent that is known by its trait only. Every agent that is `Clone` has it, and so `Box<dyn Agent>` is `Clone`: see the example of
/// [`Agent`].
pub trait CloneAgent {
    /// An agent in the same state.
    fn clone_agent(&self) -> Box<dyn Agent>;
}

impl<Known: Agent + Clone + 'static> CloneAgent for Known {
    fn clone_agent(&self) -> Box<dyn Agent> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Agent> {
    fn clone(&self) -> Box<dyn Agent> {
        self.as_ref().clone_agent()
    }
}

impl State for Box<dyn Agent> {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        (**self).state(io)
    }
}

/// What an agent thought of the arms of a round.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Explanation {
    /// Estimated reward of each arm; empty for agents that estimate nothing.
    pub estimates: Vec<f64>,
    /// Width of the uncertainty around each estimate, in reward; empty where there is none.
    pub widths: Vec<f64>,
    /// The number by which the arms were ranked (estimate + bonus, or a sampled value); empty where there is none.
    pub scores: Vec<f64>,
    /// Probability with which each arm was chosen; empty where the agent does not work with probabilities.
    pub probabilities: Vec<f64>,
    /// Why the last choice was made.
    pub reason: Reason,
    /// Which member of a mixture thought all this, and the members it was drawn from; none for single agents.
    pub drawing: Option<Drawing>,
    /// What it predicts of each objective; empty for agents that predict the reward alone.
    pub objectives: Vec<Prediction>,
}

/// What an agent predicts of one objective.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Name of the objective.
    pub title: String,
    /// Predicted value of each arm, on the objective's scale from 0 to 1.
    pub estimates: Vec<f64>,
    /// Least prediction with which an arm may be chosen; none where any may.
    pub least: Option<f64>,
}

impl Prediction {
    /// Whether the arm at this index is predicted below what it must have.
    pub fn falls_short(&self, arm: usize) -> bool {
        self.least.zip(self.estimates.get(arm)).is_some_and(|(least, estimate)| *estimate < least)
    }
}

/// The members of a mixture, and the one that was drawn to choose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// The members, in the mixture's order; at least one.
    pub members: Vec<MemberChance>,
    /// Index of the one that was drawn for the last choice.
    pub drawn: usize,
}

/// A member of a mixture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemberChance {
    /// Title of the member.
    pub title: String,
    /// Probability with which it is drawn. Before the mixture has learned from a round, that of the round's drawing;
    /// after, that of the next one.
    pub probability: f64,
}
