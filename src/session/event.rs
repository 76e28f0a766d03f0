//! What happens to a session.

use super::pace::Speed;
use super::round::Phase;
use crate::data::DataKind;
use crate::results::{RoundView, RunUpdate};
use crate::spec::Experiment;

/// What a person is doing with the round that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attention {
    /// Something in the round has the focus: another round must not take its place unasked.
    pub has_focus: bool,
    /// The person has asked for less motion: rounds are shown whole.
    pub reduced_motion: bool,
}

/// Something that happens later: see [`Effect::Wake`](super::Effect::Wake).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timer {
    /// The controls have not been changed for a while: the run starts again. With the number of the restart, of which
    /// only the newest counts.
    Restart(u64),
    /// The next phase of a round is due.
    NextPhase {
        /// Number of the round's showing, of which only the newest counts.
        showing: u64,
        /// Time between two phases, in milliseconds.
        pause: u64,
    },
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The person wants the run to go on; where it is through or was lost, to run again.
    Play,
    /// The person wants the run to stop.
    Pause,
    /// The one of both that the run is not doing.
    Toggle,
    /// One more round; at once whole or from its first phase on.
    Step {
        /// Whether the round is shown from its first phase on.
        by_phase: bool,
    },
    /// The next phase of the round shown, or the first of the next round.
    StepPhase,
    /// Shows this phase of the round shown.
    ShowPhase(Phase),
    /// To this round, by replaying the run from the start with the same randomness.
    Seek(u64),
    /// One round back, in the same way.
    StepBack,
    /// Back to round zero, with the same randomness.
    Reset,
    /// Another speed, from now on.
    SetSpeed(Speed),
    /// Drops what is being prepared, once that takes long.
    CancelPreparation,
    /// Runs the experiment of the controls, whatever there was before.
    RunAgain,
    /// Whether a long run is to end: the answer to [`Session::question`](super::Session::question).
    Answer {
        /// It ends, and what was asked for is done; else it stays, and its experiment with it.
        ends: bool,
    },
    /// Shows one of the runs that are kept, by its place in [`Session::earlier`](super::Session::earlier).
    ShowEarlier(usize),

    /// The engine, which is ready, can run this experiment before it is given any data.
    EngineBrings(Box<Experiment>),

    /// The controls show this experiment now.
    Controls(Box<Experiment>),

    /// The engine takes commands.
    EngineReady,
    /// There will be no engine.
    EngineUnavailable {
        /// Why, in one sentence.
        sentence: String,
    },
    /// The engine is being given data, and drops what it is preparing.
    DataGiven {
        /// Their kind.
        kind: DataKind,
        /// Whether they are the bundled ones.
        bundled: bool,
        /// Whether the person has asked for them, in order to run on them.
        chosen: bool,
    },
    /// The engine has the data of a kind that it was given last.
    DataReady {
        /// Their kind.
        kind: DataKind,
        /// Their fingerprint.
        fingerprint: String,
    },
    /// There will be no bundled data of this kind.
    DataUnavailable {
        /// Their kind.
        kind: DataKind,
        /// Why, in one sentence.
        sentence: String,
    },
    /// The data of a kind that the engine can be given with a run.
    DataAtHand {
        /// Their kind.
        kind: DataKind,
        /// Their fingerprints.
        fingerprints: Vec<String>,
    },

    /// The engine has been preparing a run for a while.
    Preparing {
        /// Number of the run.
        run: u64,
        /// What is being done.
        task: String,
        /// How much of it is done, 0 to 1.
        fraction: f64,
    },
    /// A run is prepared and stands at round zero.
    Prepared {
        /// Number of the run.
        run: u64,
        /// What the environment's items are called.
        items: Vec<String>,
        /// What must be said of how the environment was made.
        remarks: Vec<String>,
    },
    /// Some seeds of a run have gone on.
    Moved {
        /// Number of the run.
        run: u64,
        /// What is new.
        advance: Box<RunUpdate>,
        /// A round that was looked into.
        view: Option<Box<RoundView>>,
        /// What the person is doing with the round that is shown.
        attention: Attention,
    },
    /// All seeds of a run stand at this round.
    Stopped {
        /// Number of the run.
        run: u64,
        /// The round.
        round: u64,
    },
    /// The engine could not do something.
    Failed {
        /// Number of the run that failed; none where it was something else.
        run: Option<u64>,
        /// Why, in one sentence.
        sentence: String,
    },
    /// A part of the engine died and was replaced; the run is lost.
    Crashed {
        /// Why, in one sentence.
        sentence: String,
    },

    /// A frame is drawn: answers [`Effect::AskFrame`](super::Effect::AskFrame).
    Frame,
    /// A timer has run out: answers [`Effect::Wake`](super::Effect::Wake).
    Timer(Timer),
}
