//! What a person must not lose unasked: a long run, and the last runs of the page.

use super::effect::Effect;
use super::machine::Session;
use super::results::{Results, without_names};
use super::state::{Activity, AfterPrepare, Question};
use crate::results::RunLog;
use crate::results::digest::RunDigest;
use crate::spec::Experiment;

/// Computing time from which on a run is not thrown away unasked, in milliseconds.
pub const LONG_RUN: f64 = 30_000.0;

/// Computing time from which on a run that did not reach its horizon is kept, in milliseconds: a slider that is dragged leaves
/// many that have only begun.
pub const WORTH_KEEPING: f64 = 1_000.0;

/// How many runs are kept beside the one that is shown.
pub const MOST_KEPT: usize = 3;

impl Session {
    /// What a person is asked: whether a long run is to end.
    pub fn question(&self) -> Option<Question> {
        self.question
    }

    /// How long the run that is shown has computed, in milliseconds.
    pub fn worked(&self) -> f64 {
        self.results.worked
    }

    /// Whether the engine has a run that has computed for so long that it must not be lost unasked.
    pub fn has_long_run(&self) -> bool {
        matches!(self.activity, Activity::Active { .. }) && self.results.worked >= LONG_RUN
    }

    /// Whether the question is to be answered first: where it is not, what was asked for is to be done.
    pub(super) fn must_ask(&mut self, question: Question) -> bool {
        let must = self.has_long_run();
        self.question = must.then_some(question);
        must
    }

    /// The person says whether the long run is to end.
    pub(super) fn answer(&mut self, ends: bool, now: f64) {
        match (self.question.take(), ends) {
            (Some(Question::Replay(after)), true) => self.prepare(after, now),
            (Some(Question::Change), true) => self.prepare(self.plain_intent(), now),
            (Some(Question::Earlier(index)), true) => self.show_kept(index),
            (Some(Question::Change), false) => self.show_experiment(self.results.shown.clone()),
            _ => {}
        }
    }

    /// What the next run is to do where it is of another experiment: no round of this one means anything there.
    pub(super) fn plain_intent(&self) -> AfterPrepare {
        match self.intent() {
            AfterPrepare::Play => AfterPrepare::Play,
            AfterPrepare::Stand | AfterPrepare::GoTo(_) => AfterPrepare::Stand,
        }
    }

    /// The controls are to show this experiment.
    fn show_experiment(&mut self, experiment: Experiment) {
        self.wanted = without_names(&experiment);
        self.controls = experiment;
        self.restarts += 1;
        self.effects.push(Effect::ShowExperiment(Box::new(self.controls.clone())));
    }

    /// The runs that are kept, the last first: the experiment, the rounds done, and the digest where it is through.
    pub fn earlier(&self) -> impl Iterator<Item = (&Experiment, u64, Option<&RunDigest>)> {
        self.earlier.iter().map(|kept| (&kept.shown, kept.rounds, kept.digest.as_ref()))
    }

    /// What is known of a run that is shown or [kept](Session::earlier): its log, the experiment with its names, how long it has
    /// computed, in milliseconds, and its digest, once it is through.
    pub fn results_of(&self, run: u64) -> Option<(&RunLog, &Experiment, f64, Option<&RunDigest>)> {
        let known = [&self.results].into_iter().chain(&self.earlier).find(|results| results.run == run)?;
        Some((known.log.as_ref()?, &known.shown, known.worked, known.digest.as_ref()))
    }

    /// Keeps the run that is shown, where it is through or has computed for a while, before another takes its place.
    pub(super) fn keep_run(&mut self) {
        let results = &mut self.results;
        if results.digest.is_none() && results.worked < WORTH_KEEPING {
            return;
        }
        let Some(log) = results.log.take() else { return };
        let rounds = log.common_rounds();
        if results.digest.is_none() {
            self.effects.push(Effect::KeepRun { run: results.run });
        }
        self.earlier.retain(|kept| !kept.are_of(&log.experiment) || kept.rounds > rounds);
        let kept = Results {
            run: results.run,
            log: Some(log),
            shown: results.shown.clone(),
            remarks: std::mem::take(&mut results.remarks),
            rounds,
            digest: results.digest.take(),
            worked: results.worked,
            ..Results::default()
        };
        self.earlier.insert(0, kept);
        self.earlier.truncate(MOST_KEPT);
    }

    /// Shows a kept run again as it was, and keeps the present one.
    pub(super) fn show_earlier(&mut self, index: usize) {
        if !self.must_ask(Question::Earlier(index)) {
            self.show_kept(index);
        }
    }

    fn show_kept(&mut self, index: usize) {
        if index >= self.earlier.len() {
            return;
        }
        let kept = self.earlier.remove(index);
        self.keep_run();
        self.wait_in(Activity::Kept { done: kept.digest.is_some() });
        self.hide_round();
        self.question = None;
        self.pacing.pace = None;
        self.runs += 1;
        let (version, calm_version) = (self.results.version + 1, self.results.calm_version + 1);
        self.results = Results { run: self.runs, version, calm_version, ..kept };
        self.show_experiment(self.results.shown.clone());
        self.effects.push(Effect::Redraw);
    }
}
