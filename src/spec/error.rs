//! Why an experiment can't be run.

use crate::agent;
use crate::data::{DataKind, SourceRef};
use crate::descriptor::ValueError;
use crate::descriptor::known::instead;
use crate::environment;
use crate::ranking::{CLICK_MODELS, RANKERS, clicks, rankers};
use crate::spec::limits::{MOST_POLICIES, VERSION};

/// Why an experiment is no experiment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExperimentError {
    /// Not JSON, or not of this schema.
    #[error("this is not an experiment: {0}")]
    Json(String),
    /// Written by a newer program.
    #[error(
        "this experiment has schema version {0}, and this program reads versions up to {VERSION}: use a newer one"
    )]
    Future(u32),
    /// No such environment.
    #[error("there is no environment \"{id}\"{known}")]
    UnknownEnvironment {
        /// What was asked for.
        id: String,
        /// What was probably meant, or what there is.
        known: String,
    },
    /// A policy that was built for an environment of other sizes.
    #[error("this policy was built for an environment with {difference}: continue it in one like that")]
    OtherEnvironment {
        /// What the policy was built for, and what it meets instead.
        difference: String,
    },
    /// No such agent.
    #[error("there is no agent \"{id}\"{known}")]
    UnknownAgent {
        /// What was asked for.
        id: String,
        /// What was probably meant, or what there is.
        known: String,
    },
    /// A policy that can't go on.
    #[error("{policy}: {sentence}")]
    Stopped {
        /// What the policy is called.
        policy: String,
        /// Why it can't.
        sentence: String,
    },
    /// No such ranker.
    #[error("there is no ranker \"{id}\"{known}")]
    UnknownRanker {
        /// What was asked for.
        id: String,
        /// What was probably meant, or what there is.
        known: String,
    },
    /// No such click model.
    #[error("there is no click model \"{id}\"{known}")]
    UnknownClicks {
        /// What was asked for.
        id: String,
        /// What was probably meant, or what there is.
        known: String,
    },
    /// A bandit agent in an environment of slates.
    #[error(
        "the environment \"{environment}\" shows slates and \"{agent}\" chooses one arm: take a ranker such as \"{example}\", or an environment without slates"
    )]
    AgentAmongSlates {
        /// Id of the environment.
        environment: String,
        /// Id of the agent.
        agent: String,
        /// Id of a ranker.
        example: &'static str,
    },
    /// A ranker in an environment of arms.
    #[error(
        "the environment \"{environment}\" offers arms and \"{ranker}\" ranks slates: take an agent such as \"{example}\", or an environment of slates"
    )]
    RankerAmongArms {
        /// Id of the environment.
        environment: String,
        /// Id of the ranker.
        ranker: String,
        /// Id of an agent.
        example: &'static str,
    },
    /// A click model in an environment of arms.
    #[error(
        "the environment \"{environment}\" offers arms, where no one clicks on slates: leave \"clicks\" out, or take an environment of slates"
    )]
    ClicksAmongArms {
        /// Id of the environment.
        environment: String,
    },
    /// Several objectives in an environment of slates.
    #[error(
        "the environment \"{environment}\" shows slates, for which clicks are all that counts: leave \"objectives\" out, or take an environment without slates"
    )]
    ObjectivesAmongSlates {
        /// Id of the environment.
        environment: String,
    },
    /// A setting of feedback that has no meaning in an environment of slates.
    #[error(
        "the environment \"{environment}\" shows slates, where \"{setting}\" has no meaning: leave it out of \"feedback\", which may set {known} there, or take an environment without slates"
    )]
    FeedbackAmongSlates {
        /// Id of the environment.
        environment: String,
        /// Name of the setting.
        setting: &'static str,
        /// Names of those that have one.
        known: String,
    },
    /// A setting that has no meaning in its environment.
    #[error(
        "\"{environment}\" is {place}, where \"{setting}\" of \"{group}\" has no meaning: leave it out, or take another environment"
    )]
    Meaningless {
        /// Id of the environment.
        environment: String,
        /// What kind of environment that is.
        place: &'static str,
        /// Id of the group of settings.
        group: &'static str,
        /// Name of the setting.
        setting: &'static str,
    },
    /// A value is wrong.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// No policy, or too many.
    #[error("an experiment has 1 to {MOST_POLICIES} agents, and this one has {0}")]
    Policies(usize),
    /// The environment can't be made.
    #[error(transparent)]
    Environment(#[from] environment::EnvironmentError),
    /// An agent can't be made for the environment.
    #[error(transparent)]
    Agent(#[from] agent::BuildError),
    /// A ranker can't be made for the environment.
    #[error(transparent)]
    Ranker(#[from] rankers::BuildError),
    /// A click model can't be made for the environment.
    #[error(transparent)]
    Clicks(#[from] clicks::BuildError),
    /// It would not fit into memory.
    #[error(
        "this experiment needs about {needed} MB for its agents and the feedback under way, and the limit is {limit} MB: take fewer arms or items, a lower rank, fewer seeds, fewer agents or shorter delays"
    )]
    TooLarge {
        /// What it needs.
        needed: u64,
        /// What is allowed.
        limit: u64,
    },
    /// What is said of the data can't be kept.
    #[error("{0}")]
    Source(String),
    /// Made with other data than those at hand.
    #[error(
        "this experiment was made with {the} \"{name}\" (fingerprint {fingerprint}), and {they_are} not loaded: open that file first",
        the = kind.words.the,
        they_are = kind.words.they_are
    )]
    OtherData {
        /// Their kind.
        kind: DataKind,
        /// What the file was called.
        name: String,
        /// Its fingerprint.
        fingerprint: String,
    },
}

impl ExperimentError {
    /// That the data of this source are not at hand.
    pub fn other_data(kind: DataKind, source: &SourceRef) -> ExperimentError {
        let (name, fingerprint) = (source.name.clone(), source.fingerprint.clone());
        ExperimentError::OtherData { kind, name, fingerprint }
    }

    /// That there is no such agent.
    pub fn unknown_agent(id: &str) -> ExperimentError {
        let agents = agent::AGENTS.iter().map(|descriptor| descriptor.part.id);
        ExperimentError::UnknownAgent { id: id.to_owned(), known: instead(id, agents) }
    }

    /// That there is no such ranker.
    pub fn unknown_ranker(id: &str) -> ExperimentError {
        let rankers = RANKERS.iter().map(|descriptor| descriptor.part.id);
        ExperimentError::UnknownRanker { id: id.to_owned(), known: instead(id, rankers) }
    }

    /// That there is no such click model.
    pub fn unknown_clicks(id: &str) -> ExperimentError {
        let models = CLICK_MODELS.iter().map(|descriptor| descriptor.part.id);
        ExperimentError::UnknownClicks { id: id.to_owned(), known: instead(id, models) }
    }
}
