//! The results that are shown: the log of one run, under the names of the experiment that gave it.

use super::state::Run;
use crate::results::digest::RunDigest;
use crate::results::{RunLog, RunUpdate};
use crate::spec::Experiment;

/// Numbers that people read change no faster than this, in milliseconds.
const CALM: f64 = 200.0;

/// What a run depends on: the experiment without the names of its policies.
pub fn without_names(experiment: &Experiment) -> Experiment {
    let mut plain = experiment.clone();
    plain.policies.iter_mut().for_each(|policy| policy.label = None);
    plain
}

/// The log of a run and what is known of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Results {
    /// Number of the run; zero before the first.
    pub run: u64,
    /// Its log.
    pub log: Option<RunLog>,
    /// The log's experiment, with names; before there is a log, that of the controls.
    pub shown: Experiment,
    /// What must be said of how the environment was made.
    pub remarks: Vec<String>,
    /// Rounds that all seeds had done when it was last caught up with.
    pub rounds: u64,
    /// Its digest, once it is through.
    pub digest: Option<RunDigest>,
    /// Grows when there is more to show.
    pub version: u64,
    /// Grows with it a few times a second, for what people read rather than watch.
    pub calm_version: u64,
    /// When that last grew, in milliseconds.
    pub calmed: f64,
    /// How long it has computed, in milliseconds.
    pub worked: f64,
    /// Whether the log has grown since it was last caught up with.
    pub changed: bool,
}

impl Results {
    /// Whether the log is of this experiment, given without names.
    pub fn are_of(&self, plain: &Experiment) -> bool {
        self.log.as_ref().is_some_and(|log| log.experiment == *plain)
    }

    /// Takes the names of the controls, where they show the experiment that the log is of.
    pub fn take_names(&mut self, controls: &Experiment, plain: &Experiment) {
        if self.log.is_none() || self.are_of(plain) {
            self.shown.clone_from(controls);
            self.name_policies();
        }
    }

    /// Gives the policies of the log the names under which they are shown, so that charts, sentences and tables have them.
    fn name_policies(&mut self) {
        let Some(log) = &mut self.log else { return };
        let mut renamed = false;
        for (index, policy) in log.policies.iter_mut().enumerate() {
            let name = self.shown.label(index);
            renamed |= policy.label != name;
            policy.label = name;
        }
        if renamed {
            self.version += 1;
            self.calm_version += 1;
        }
    }

    /// Begins with the log of another run, under the run's own names until it takes others.
    pub fn begin(&mut self, run: &Run, items: Vec<String>, remarks: Vec<String>) {
        self.run = run.number;
        self.log = Some(RunLog::new(&run.experiment, items));
        self.shown.clone_from(&run.experiment);
        self.name_policies();
        self.remarks = remarks;
        self.rounds = 0;
        self.digest = None;
        self.worked = 0.0;
        self.changed = false;
        self.version += 1;
        self.calm_version += 1;
    }

    /// Records what a run has done; says whether it was recorded. Another run's advance is not.
    pub fn record(&mut self, run: u64, advance: &RunUpdate) -> bool {
        let fits = run == self.run && self.log.as_mut().is_some_and(|log| log.apply(advance).is_ok());
        self.changed |= fits;
        fits
    }

    /// Shows what the log has new; `at_rest` also to people who read.
    pub fn catch_up(&mut self, now: f64, at_rest: bool) {
        self.changed = false;
        self.rounds = self.log.as_ref().map_or(0, RunLog::common_rounds);
        self.version += 1;
        if at_rest || now - self.calmed >= CALM {
            self.calmed = now;
            self.calm_version += 1;
        }
    }
}
