//! The session: what it knows, and what can be read of it.

use super::data::{Availability, LoadedData};
use super::effect::Effect;
use super::pace::{Pace, Pacer, Speed, Speedometer};
use super::results::{Results, without_names};
use super::round::{Phase, ShownRound};
use super::state::{Activity, AfterPrepare, Motion, Preparation, Question, RunState};
use crate::data::DataKind;
use crate::results::RunLog;
use crate::results::digest::RunDigest;
use crate::spec::Experiment;

/// How a limited speed is kept and the speed reached is measured.
#[derive(Debug, Clone)]
pub(super) struct Pacing {
    /// The speed asked for.
    pub speed: Speed,
    /// Paces a limited speed.
    pub pacer: Pacer,
    /// Measures the rounds a second.
    pub speedometer: Speedometer,
    /// What it measures, while the run goes on.
    pub pace: Option<Pace>,
    /// When the last frame was drawn, in milliseconds.
    pub last_frame: Option<f64>,
    /// Whether a frame is on its way.
    pub frame_asked: bool,
}

/// A run and its controls: see [the module](super). Reading it changes nothing; [`Session::handle`] does.
#[derive(Debug, Clone)]
pub struct Session {
    /// The experiment of the controls.
    pub(super) controls: Experiment,
    /// The same without names: what the engine is to run.
    pub(super) wanted: Experiment,
    pub(super) activity: Activity,
    /// What the next run is to do once it is prepared, while the engine has no run.
    pub(super) after: AfterPrepare,
    pub(super) data: LoadedData,
    pub(super) results: Results,
    /// Runs that were shown before, the last first.
    pub(super) earlier: Vec<Results>,
    /// What the person is asked.
    pub(super) question: Option<Question>,
    pub(super) round: ShownRound,
    pub(super) pacing: Pacing,
    /// Number of the newest run.
    pub(super) runs: u64,
    /// Number of the newest delayed restart.
    pub(super) restarts: u64,
    /// What follows from the event that is being handled.
    pub(super) effects: Vec<Effect>,
}

impl Default for Session {
    fn default() -> Self {
        Session::new()
    }
}

impl Session {
    /// A session with the default experiment, before there is an engine. It plays at full speed as soon as it can.
    pub fn new() -> Session {
        let controls = Experiment::default();
        let pacing = Pacing {
            speed: Speed::Full,
            pacer: Pacer::default(),
            speedometer: Speedometer::default(),
            pace: None,
            last_frame: None,
            frame_asked: false,
        };
        Session {
            wanted: without_names(&controls),
            results: Results { shown: controls.clone(), ..Results::default() },
            controls,
            earlier: Vec::new(),
            question: None,
            activity: Activity::Loading,
            after: AfterPrepare::Play,
            data: LoadedData::default(),
            round: ShownRound::default(),
            pacing,
            runs: 0,
            restarts: 0,
            effects: Vec::new(),
        }
    }

    /// How the run stands.
    pub fn state(&self) -> RunState {
        self.activity.state()
    }

    /// Whether the run goes on, or will go on by itself once it is prepared.
    pub fn is_playing(&self) -> bool {
        match self.state() {
            RunState::Running => true,
            RunState::Preparing => self.after == AfterPrepare::Play,
            _ => false,
        }
    }

    /// Number of the run that the engine has or prepares; none where it has none.
    pub fn run(&self) -> Option<u64> {
        self.activity.run().map(|run| run.number)
    }

    /// Number of the run whose results are shown; zero before the first.
    pub fn shown_run(&self) -> u64 {
        self.results.run
    }

    /// The experiment whose results are shown, with its names: that of the controls or, until a changed one is prepared,
    /// the one before. Before there are results, that of the controls.
    pub fn shown(&self) -> &Experiment {
        &self.results.shown
    }

    /// The log that is shown; its experiment is that of [`Session::shown`] without names.
    pub fn log(&self) -> Option<&RunLog> {
        self.results.log.as_ref()
    }

    /// The same with the names of [`Session::shown`], for files and summaries.
    pub fn named_log(&self) -> Option<RunLog> {
        let mut log = self.results.log.clone()?;
        log.experiment.clone_from(&self.results.shown);
        Some(log)
    }

    /// Whether the results shown are of another experiment than that of the controls.
    pub fn is_stale(&self) -> bool {
        self.results.log.is_some() && !self.results.are_of(&self.wanted)
    }

    /// Rounds that all seeds of the log have done.
    pub fn rounds(&self) -> u64 {
        self.results.rounds
    }

    /// Digest of the log, once its run is through.
    pub fn digest(&self) -> Option<&RunDigest> {
        self.results.digest.as_ref()
    }

    /// What must be said of how the environment was made.
    pub fn remarks(&self) -> &[String] {
        &self.results.remarks
    }

    /// Grows when the log has changed.
    pub fn log_version(&self) -> u64 {
        self.results.version
    }

    /// Grows with it a few times a second, for what people read rather than watch.
    pub fn calm_version(&self) -> u64 {
        self.results.calm_version
    }

    /// How far preparing is, once it takes long.
    pub fn preparation(&self) -> Option<&Preparation> {
        match &self.activity {
            Activity::Preparing { progress, .. } => progress.as_ref(),
            _ => None,
        }
    }

    /// How much of the round that was looked into is shown.
    pub fn phase(&self) -> Phase {
        self.round.phase
    }

    /// How many slots of a slate the user's eye has reached, while it goes down.
    pub fn eye(&self) -> usize {
        self.round.eye
    }

    /// The speed asked for.
    pub fn speed(&self) -> Speed {
        self.pacing.speed
    }

    /// The speed reached, while the run goes on and once it is measured.
    pub fn pace(&self) -> Option<Pace> {
        self.pacing.pace
    }

    /// Why there is no engine and won't be one; none while it may still come, and once it is there.
    pub fn engine_fault(&self) -> Option<&str> {
        match &self.data.engine {
            Availability::Unavailable(sentence) => Some(sentence),
            _ => None,
        }
    }

    /// Fingerprint of the bundled data of a kind, once the engine has had them.
    pub fn bundled(&self, kind: DataKind) -> Option<&str> {
        self.data.bundled(kind)
    }

    /// What a run in place of the present one is to do: go on, unless the person has stopped the present one.
    pub(super) fn intent(&self) -> AfterPrepare {
        match &self.activity {
            Activity::Active { motion, .. } => match motion {
                Motion::Standing { done: true } | Motion::Playing | Motion::Stopping { resume: true } => {
                    AfterPrepare::Play
                }
                Motion::Standing { done: false } | Motion::Stepping | Motion::Stopping { resume: false } => {
                    AfterPrepare::Stand
                }
            },
            Activity::Kept { done: true } => AfterPrepare::Play,
            Activity::Kept { done: false } => AfterPrepare::Stand,
            _ => self.after,
        }
    }

    /// Whether the run goes on, or would by itself once what it waits for is there.
    #[cfg(test)]
    pub(super) fn will_play(&self) -> bool {
        match &self.activity {
            Activity::Active { motion: Motion::Standing { .. }, .. } => false,
            Activity::Failed | Activity::Cancelled | Activity::Kept { .. } => false,
            _ => self.intent() == AfterPrepare::Play,
        }
    }
}
