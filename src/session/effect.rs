//! What follows from an event: what the caller is to do.

use super::event::Timer;
use crate::data::DataKind;
use crate::results::RoundView;
use crate::spec::Experiment;

/// How urgent a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something was changed or is not as asked.
    Warning,
    /// Something did not work.
    Error,
}

/// What a notice of the session offers to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeAction {
    /// Run the experiment again: [`Event::RunAgain`](super::Event::RunAgain).
    RunAgain,
    /// Run on the bundled data of this kind instead of those that the experiment names.
    UseBundled(DataKind),
}

/// Something that the caller is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Prepares this run at round zero, in place of the one before. Answered by [`Event::Prepared`](super::Event::Prepared)
    /// or [`Event::Failed`](super::Event::Failed), and before that by any number of
    /// [`Event::Preparing`](super::Event::Preparing).
    Prepare {
        /// Number of the run: all reports of it carry this number.
        run: u64,
        /// What to run, without names of policies.
        experiment: Box<Experiment>,
    },
    /// Lets all seeds run to this round, not past the horizon. Answered by [`Event::Moved`](super::Event::Moved) and, at
    /// the round, by [`Event::Stopped`](super::Event::Stopped), unless another command comes first.
    RunUntil {
        /// Number of the run.
        run: u64,
        /// The round.
        round: u64,
        /// Whether the run stays there, so that a person wants to look into that round.
        stays: bool,
    },
    /// Stops as soon as possible, with all seeds at the same round. Answered by
    /// [`Event::Stopped`](super::Event::Stopped).
    Stop {
        /// Number of the run.
        run: u64,
    },
    /// Drops this run, prepared or not. Not answered.
    Drop {
        /// Number of the run.
        run: u64,
    },
    /// Gives the engine the bundled data of this kind. Answered by [`Event::DataReady`](super::Event::DataReady).
    UseBundled(DataKind),
    /// Sends [`Event::Frame`](super::Event::Frame) when the next frame is drawn.
    AskFrame,
    /// Sends [`Event::Timer`](super::Event::Timer) after so many milliseconds.
    Wake {
        /// Milliseconds.
        after: u64,
        /// The timer.
        timer: Timer,
    },
    /// Shows this round: it was looked into.
    ShowRound(Box<RoundView>),
    /// Shows no round.
    HideRound,
    /// Shows this experiment in the controls.
    ShowExperiment(Box<Experiment>),
    /// Keeps this run where it outlasts the page: it is through, or another one takes its place. What is known of it is
    /// [`Session::results_of`](super::Session::results_of).
    KeepRun {
        /// Number of the run.
        run: u64,
    },
    /// Draws all charts again.
    Redraw,
    /// Tells the person something.
    Notify {
        /// How urgent it is.
        severity: Severity,
        /// The sentence.
        text: String,
        /// What can be done about it.
        action: Option<NoticeAction>,
        /// Whether it is pointless once a run is prepared: see [`Effect::ForgetNotices`].
        until_prepare: bool,
    },
    /// Takes away the notices that a preparation makes pointless.
    ForgetNotices,
    /// Has a screen reader say this.
    Announce(&'static str),
    /// Takes this away from what a screen reader says.
    EndAnnouncement(&'static str),
}
