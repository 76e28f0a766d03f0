//! A run is prepared: what it needs, how far it is, how it is cancelled.

use super::data::{Availability, Need};
use super::effect::{Effect, NoticeAction, Severity};
use super::machine::Session;
use super::round::Phase;
use super::state::{Activity, AfterPrepare, Motion, Preparation, Run, RunState};
use crate::data::{DataKind, SourceRef};
use crate::spec::Experiment;

/// What a screen reader announces of a long preparation.
const ANNOUNCED: &str = "Preparing the environment; Escape cancels.";

/// How long preparing takes before it is shown, in milliseconds.
const LONG: f64 = 500.0;

/// What is said when preparing was cancelled: where no run was shown before, and where one was.
const CANCELLED: [&str; 2] = [
    "Preparing the environment was cancelled; the experiment stays as you set it.",
    "Preparing the environment was cancelled; the experiment stays as you set it, and the charts still show the run before.",
];

impl Session {
    /// Makes the engine drop its run and prepare the one that the controls show.
    pub(super) fn prepare(&mut self, after: AfterPrepare, now: f64) {
        self.after = after;
        self.question = None;
        self.effects.push(Effect::ForgetNotices);
        // A restart on its way has nothing more to do.
        self.restarts += 1;
        match self.data.need(&self.wanted) {
            Need::Nothing => match self.controls.obstacle() {
                Some(sentence) => self.stand_failed(sentence, None),
                None => self.give_to_engine(now),
            },
            Need::Loading => self.wait_in(Activity::Loading),
            Need::Getting => self.wait_in(Activity::GettingData),
            Need::Bundled(kind) => {
                self.wait_in(Activity::GettingData);
                self.data.are_given(kind, true);
                self.effects.push(Effect::UseBundled(kind));
            }
            Need::Data(kind, source) => {
                self.wait_in(Activity::NeedsData(kind));
                self.miss(kind, &source);
            }
            Need::Unavailable(sentence) => self.stand_failed(sentence, None),
        }
    }

    fn give_to_engine(&mut self, now: f64) {
        self.end_preparation();
        self.runs += 1;
        let run = Run { number: self.runs, experiment: self.wanted.clone() };
        self.hide_round();
        self.effects.push(Effect::Prepare { run: run.number, experiment: Box::new(run.experiment.clone()) });
        self.activity = Activity::Preparing { run, since: now, progress: None };
    }

    /// The run before is not the one that is wanted, and the one that is wanted can't be prepared yet.
    pub(super) fn wait_in(&mut self, activity: Activity) {
        self.drop_run();
        self.hide_stale_round();
        self.activity = activity;
    }

    fn miss(&mut self, kind: DataKind, source: &SourceRef) {
        let SourceRef { name, fingerprint, .. } = source;
        let name = if name.is_empty() { kind.words.other } else { name };
        let text = format!(
            "This experiment was made with {name} (fingerprint {fingerprint}). Drop that file on the page to run it."
        );
        self.effects.push(Effect::Notify {
            severity: Severity::Warning,
            text,
            action: Some(NoticeAction::UseBundled(kind)),
            until_prepare: true,
        });
    }

    /// The engine has no use for its run any longer.
    fn drop_run(&mut self) {
        self.end_preparation();
        if let Some(run) = self.activity.run() {
            self.effects.push(Effect::Drop { run: run.number });
        }
    }

    /// A preparation is no longer announced, so that the next one is announced again.
    pub(super) fn end_preparation(&mut self) {
        if self.preparation().is_some() {
            self.effects.push(Effect::EndAnnouncement(ANNOUNCED));
        }
    }

    pub(super) fn hide_round(&mut self) {
        self.round.hide();
        self.effects.push(Effect::HideRound);
    }

    /// A round of the experiment before is no longer shown: what is on the stage is neither dimmed nor said to be of another run.
    pub(super) fn hide_stale_round(&mut self) {
        if self.is_stale() {
            self.hide_round();
        }
    }

    /// The engine has been preparing for a while: shown once it takes long.
    pub(super) fn is_preparing(&mut self, of: u64, task: String, fraction: f64, now: f64) {
        let Activity::Preparing { run, since, progress } = &mut self.activity else { return };
        if run.number != of || now - *since < LONG {
            return;
        }
        if progress.is_none() {
            self.effects.push(Effect::Announce(ANNOUNCED));
        }
        *progress = Some(Preparation { task, fraction });
    }

    /// Drops what is being prepared. The experiment stays as it is set, and the run before stays in the charts.
    pub(super) fn cancel_preparation(&mut self) {
        if self.preparation().is_none() {
            return;
        }
        self.drop_run();
        self.activity = Activity::Cancelled;
        self.restarts += 1;
        self.effects.push(Effect::Notify {
            severity: Severity::Warning,
            text: CANCELLED[usize::from(self.results.log.is_some())].to_owned(),
            action: Some(NoticeAction::RunAgain),
            until_prepare: true,
        });
    }

    /// The run is prepared: its log takes the place of the one before.
    pub(super) fn is_prepared(&mut self, of: u64, items: Vec<String>, remarks: Vec<String>) {
        let is_it = matches!(&self.activity, Activity::Preparing { run, .. } if run.number == of);
        let Some(run) = self.activity.run().filter(|_| is_it).cloned() else { return };
        self.end_preparation();
        self.keep_run();
        self.results.begin(&run, items, remarks);
        // Controls may have changed while it was prepared; its results are its own all the same.
        self.results.take_names(&self.controls, &self.wanted);
        self.round.phase = Phase::Update;
        self.pacing.pace = None;
        let number = run.number;
        self.activity = Activity::Active { run, motion: Motion::Standing { done: false } };
        match self.after {
            AfterPrepare::Stand => {}
            AfterPrepare::Play => self.go_on(),
            AfterPrepare::GoTo(round) => {
                if let Activity::Active { motion, .. } = &mut self.activity {
                    *motion = Motion::Stepping;
                }
                self.effects.push(Effect::RunUntil { run: number, round, stays: true });
            }
        }
    }

    /// The engine is being given data; what it was preparing it has dropped.
    pub(super) fn data_are_given(&mut self, kind: DataKind, bundled: bool, chosen: bool) {
        self.data.are_given(kind, bundled);
        if chosen {
            self.wait_in(Activity::GettingData);
            self.after = AfterPrepare::Play;
        } else if matches!(&self.activity, Activity::Preparing { run, .. } if !self.data.does_without(&run.experiment))
        {
            self.wait_in(Activity::GettingData);
        }
    }

    /// The engine has its data: what waited for them is prepared, and so is a run that was made on others.
    pub(super) fn data_are_ready(&mut self, kind: DataKind, fingerprint: String, now: f64) {
        let can_do_without = self.data.does_without(&self.wanted);
        self.data.are_ready(kind, fingerprint);
        let is_untouched =
            |run: &Run| run.experiment == self.wanted && (can_do_without || !self.wanted.uses(kind));
        if !self.activity.run().is_some_and(is_untouched) {
            self.prepare(self.intent(), now);
        }
    }

    /// There will be no bundled data of this kind; an experiment that needs none goes on without.
    pub(super) fn data_are_unavailable(&mut self, kind: DataKind, sentence: String, now: f64) {
        self.data.of(kind).bundled = Availability::Unavailable(sentence.clone());
        if self.state() == RunState::Loading && self.data.need(&self.wanted) == Need::Nothing {
            self.tell_error(sentence, None);
            self.prepare(self.after, now);
        } else if self.state() == RunState::Loading {
            self.fail(sentence, None);
        } else {
            self.tell_error(sentence, None);
        }
    }

    /// The engine can run an experiment without any data: where that is the one that is wanted, it is prepared, and also where its data
    /// could not be had.
    pub(super) fn engine_brings(&mut self, experiment: Experiment, now: f64) {
        self.data.brings = Some(experiment);
        let waits = matches!(self.activity, Activity::Loading | Activity::Failed) && self.runs == 0;
        if waits && self.data.need(&self.wanted) == Need::Nothing {
            self.prepare(self.after, now);
        }
    }

    /// The engine is there. Where nothing else is still being loaded, what waited for it is prepared.
    pub(super) fn go_on_loading(&mut self, now: f64) {
        if self.state() == RunState::Loading && self.data.is_settled() {
            self.prepare(self.after, now);
        }
    }

    /// Other data can be given with a run: where the experiment waits for some of them, it runs.
    pub(super) fn data_are_at_hand(&mut self, kind: DataKind, fingerprints: Vec<String>, now: f64) {
        self.data.of(kind).at_hand = fingerprints;
        if self.state() == RunState::NeedsData(kind) && self.data.need(&self.wanted) == Need::Nothing {
            self.prepare(AfterPrepare::Play, now);
        }
    }
}
