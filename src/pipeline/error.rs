//! Why there is no pipeline.

use crate::agent::BuildError;
use crate::descriptor::ValueError;
use crate::interactions::InteractionError;
use crate::policy::PolicyError;
use crate::spec::ExperimentError;

/// Why a pipeline can't begin or go on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PipelineError {
    /// A file that is no pipeline.
    #[error("this is no pipeline: {0}")]
    Json(String),
    /// The experiment in it is wrong.
    #[error("experiment: {0}")]
    Experiment(#[from] ExperimentError),
    /// A setting of a step is wrong.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// There is no such step.
    #[error("there is no step \"{0}\"; there are {known}", known = known_steps())]
    UnknownStep(String),
    /// A failure or a rerun of what is not part of a run.
    #[error("only the steps of a run ({known}) can fail or be rerun, and {0} is none of them", known = known_run())]
    NoRunStep(&'static str),
    /// Reruns in another order than that in which they are to begin.
    #[error("reruns must be in the order of their records: each \"after\" at least that of the one before")]
    Reruns,
    /// A rerun while something is under way.
    #[error("a run, a shadow or a canary is under way: a step can be rerun when it is over")]
    Busy,
    /// A rerun when all runs are used up.
    #[error(
        "the {0} runs after the first that the trigger's \"runs\" allows are used up: allow more in another pipeline"
    )]
    NoRuns(u64),
    /// An experiment with settings that a pipeline has of its own.
    #[error(
        "the experiment has feedback settings of its own ({0}), which a pipeline does not follow: set the simulator's delay, never and twice instead, and leave them out"
    )]
    Feedback(String),
    /// An experiment without an agent.
    #[error("the experiment has no agent to be trained: name one in its contenders")]
    NoAgent,
    /// An agent made of code, whose probabilities are known from thousands of trials only: too slow for every request.
    #[error(
        "{0} is known by trying it only, and a pipeline needs the probability of every choice: take another agent"
    )]
    Code(&'static str),
    /// An environment of slates.
    #[error(
        "a pipeline trains agents, which choose single arms, and this experiment shows slates: take another environment"
    )]
    Slates,
    /// All rounds are used up before anybody asks.
    #[error(
        "the horizon of {horizon} rounds leaves none for users after the generator's {rows} rows: make it longer"
    )]
    NoUsers {
        /// Rounds of the experiment.
        horizon: u64,
        /// Rows of the generator.
        rows: u64,
    },
    /// The first policy can't be made.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// What a run kept is not there any more, or damaged.
    #[error("the artefact {0} is missing or damaged: begin again")]
    Artefact(String),
    /// A kept policy can't be read.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A decision that no log can hold.
    #[error("a decision can't be logged: {0}")]
    Row(#[from] InteractionError),
    /// A state that is none, or of another pipeline.
    #[error(
        "the state that was kept is not of this pipeline, or damaged: begin again, or take the file that it was made from"
    )]
    State,
    /// The store can't keep something.
    #[error("{0}")]
    Store(String),
}

fn known_steps() -> String {
    super::step::STEPS.map(|step| step.descriptor().id).join(", ")
}

fn known_run() -> String {
    super::step::RUN.map(|step| step.descriptor().id).join(", ")
}
