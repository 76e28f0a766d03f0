//! The states of a session.

use crate::data::DataKind;
use crate::spec::Experiment;

/// How the run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RunState {
    /// The engine or its data are on their way.
    Loading,
    /// An environment and its agents are being made.
    Preparing,
    /// It stands between two rounds.
    Paused,
    /// It goes on.
    Running,
    /// It has reached its horizon.
    Done,
    /// It can't be run; a notice says why.
    Failed,
    /// A person cancelled its preparation; what is shown is the run before.
    Cancelled,
    /// It waits for the data of this kind that its link names.
    NeedsData(DataKind),
}

impl RunState {
    /// In a word or two.
    pub fn word(self) -> &'static str {
        match self {
            RunState::Loading => "loading",
            RunState::Preparing => "preparing",
            RunState::Paused => "paused",
            RunState::Running => "running",
            RunState::Done => "done",
            RunState::Failed => "failed",
            RunState::Cancelled => "cancelled",
            RunState::NeedsData(kind) => kind.0.words.waiting,
        }
    }

    /// Whether it waits for data that are still being loaded or that the person must bring.
    pub fn waits_for_data(self) -> bool {
        matches!(self, RunState::Loading | RunState::NeedsData(_))
    }
}

/// What a run is to do once it is prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterPrepare {
    /// Stand at round zero.
    Stand,
    /// Go on.
    Play,
    /// Run to a round and stand there.
    GoTo(u64),
}

/// What would end a long run, and waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The same experiment again.
    Replay(AfterPrepare),
    /// The experiment of the controls, which has been changed.
    Change,
    /// An earlier run, to be shown again.
    Earlier(usize),
}

/// How far a long preparation is.
#[derive(Debug, Clone, PartialEq)]
pub struct Preparation {
    /// What is being done.
    pub task: String,
    /// How much of all the work is done, 0 to 1.
    pub fraction: f64,
}

/// A run that the engine was given.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// Its number, from 1.
    pub number: u64,
    /// What is run, without names.
    pub experiment: Experiment,
}

/// What a prepared run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Motion {
    /// It stands; at its horizon where it is `done`.
    Standing { done: bool },
    /// It is on its way to a round where it stands again.
    Stepping,
    /// It goes on.
    Playing,
    /// All seeds are on their way to a common round. There it goes on, where it is to `resume`, or stands.
    Stopping { resume: bool },
}

/// What the session is doing. A run belongs to exactly those states that have one, so that no report of a run that was
/// replaced, lost or cancelled finds a place.
#[derive(Debug, Clone)]
pub(super) enum Activity {
    /// The engine or bundled data are on their way.
    Loading,
    /// The engine is being given other data.
    GettingData,
    /// The experiment names data of this kind that are not loaded.
    NeedsData(DataKind),
    /// The engine prepares a run.
    Preparing {
        run: Run,
        /// Since when, in milliseconds.
        since: f64,
        /// How far it is, once it takes long.
        progress: Option<Preparation>,
    },
    /// The engine has a run.
    Active { run: Run, motion: Motion },
    /// A run that is kept is shown again, and the engine has none. At its horizon where it is `done`.
    Kept { done: bool },
    /// The person has cancelled a preparation.
    Cancelled,
    /// The engine could not prepare or finish a run.
    Failed,
}

impl Activity {
    /// As it is shown.
    pub fn state(&self) -> RunState {
        match self {
            Activity::Loading => RunState::Loading,
            Activity::GettingData | Activity::Preparing { .. } => RunState::Preparing,
            Activity::NeedsData(kind) => RunState::NeedsData(*kind),
            Activity::Active { motion, .. } => match motion {
                Motion::Standing { done: true } => RunState::Done,
                Motion::Standing { done: false } | Motion::Stepping => RunState::Paused,
                Motion::Playing | Motion::Stopping { .. } => RunState::Running,
            },
            Activity::Kept { done: true } => RunState::Done,
            Activity::Kept { done: false } => RunState::Paused,
            Activity::Cancelled => RunState::Cancelled,
            Activity::Failed => RunState::Failed,
        }
    }

    /// The run that the engine has or prepares.
    pub fn run(&self) -> Option<&Run> {
        match self {
            Activity::Preparing { run, .. } | Activity::Active { run, .. } => Some(run),
            _ => None,
        }
    }
}
