//! What a person asks for.

use super::effect::Effect;
use super::event::Timer;
use super::machine::Session;
use super::pace::{Pacer, Speed, Speedometer};
use super::results::without_names;
use super::round::Phase;
use super::state::{Activity, AfterPrepare, Motion, Question};
use crate::spec::Experiment;

/// After this long without another change of the controls the run starts again, in milliseconds.
const SETTLED: u64 = 200;

impl Session {
    /// Goes on, or starts again where the run is through or was lost.
    pub(super) fn play(&mut self, now: f64) {
        match &self.activity {
            Activity::Active { motion: Motion::Standing { done: false } | Motion::Stepping, .. } => {
                self.go_on();
            }
            Activity::Active { motion: Motion::Standing { done: true }, .. }
            | Activity::Failed
            | Activity::Kept { .. }
            | Activity::Cancelled => self.prepare(AfterPrepare::Play, now),
            Activity::Active { motion: Motion::Playing | Motion::Stopping { .. }, .. } => {}
            Activity::Loading
            | Activity::GettingData
            | Activity::NeedsData(_)
            | Activity::Preparing { .. } => self.after = AfterPrepare::Play,
        }
    }

    /// The prepared run goes on from where it stands.
    pub(super) fn go_on(&mut self) {
        let Activity::Active { run, motion } = &mut self.activity else { return };
        *motion = Motion::Playing;
        let (run, horizon) = (run.number, run.experiment.horizon);
        // The next round is due at once, however slow the speed is.
        self.pacing.pacer = Pacer::at(self.results.rounds + 1);
        self.pacing.last_frame = None;
        self.pacing.speedometer = Speedometer::default();
        self.round.phase = Phase::Update;
        if self.pacing.speed == Speed::Full {
            self.effects.push(Effect::RunUntil { run, round: horizon, stays: true });
        }
        self.ask_frame();
    }

    /// Stops at a round that all seeds have done; a run that is not prepared yet will stand at round zero.
    pub(super) fn pause(&mut self) {
        match &mut self.activity {
            Activity::Active { run, motion: motion @ Motion::Playing } => {
                *motion = Motion::Stopping { resume: false };
                self.effects.push(Effect::Stop { run: run.number });
                // A round that was being shown slowly is shown whole.
                self.round.phase = Phase::Update;
            }
            Activity::Active { motion: Motion::Stopping { resume }, .. } => {
                *resume = false;
                self.round.phase = Phase::Update;
            }
            Activity::Active { .. } => {}
            _ => self.after = AfterPrepare::Stand,
        }
    }

    /// One more round, shown from its first phase on or as a whole; a run that goes on is paused instead.
    pub(super) fn step(&mut self, by_phase: bool, now: f64) {
        match &mut self.activity {
            // It is replayed to there.
            Activity::Kept { done: false } => {
                self.prepare(AfterPrepare::GoTo(self.results.rounds + 1), now);
                self.round.by_phase = by_phase;
            }
            Activity::Active { run, motion: motion @ Motion::Standing { done: false } } => {
                *motion = Motion::Stepping;
                self.round.by_phase = by_phase;
                let round = self.results.rounds + 1;
                self.effects.push(Effect::RunUntil { run: run.number, round, stays: true });
            }
            // It is on its way to one already.
            Activity::Active { motion: Motion::Stepping, .. } => self.round.by_phase = by_phase,
            Activity::Active { motion: Motion::Playing | Motion::Stopping { .. }, .. } => self.pause(),
            _ => {}
        }
    }

    /// The next phase of the round shown, or the first of the next round.
    pub(super) fn step_phase(&mut self, now: f64) {
        if !self.round.advance() {
            self.step(true, now);
        }
    }

    /// Shows this phase of the round shown.
    pub(super) fn show_phase(&mut self, phase: Phase) {
        self.round.eye = 1;
        self.round.phase = phase;
    }

    /// To a round, by replaying the same randomness up to it.
    pub(super) fn seek(&mut self, round: u64, now: f64) {
        if matches!(self.activity, Activity::Active { .. } | Activity::Kept { .. }) {
            let after = if round == 0 { AfterPrepare::Stand } else { AfterPrepare::GoTo(round) };
            if !self.must_ask(Question::Replay(after)) {
                self.prepare(after, now);
            }
        }
    }

    /// Back to round zero, with the same randomness.
    pub(super) fn reset(&mut self, now: f64) {
        match self.activity {
            Activity::Failed | Activity::Cancelled => self.prepare(AfterPrepare::Stand, now),
            _ => self.seek(0, now),
        }
    }

    /// Another speed, from now on.
    pub(super) fn set_speed(&mut self, speed: Speed) {
        let was_full = std::mem::replace(&mut self.pacing.speed, speed) == Speed::Full;
        let is_full = speed == Speed::Full;
        let Activity::Active { run, motion: motion @ Motion::Playing } = &mut self.activity else { return };
        if is_full && !was_full {
            self.go_on();
        } else if was_full && !is_full {
            // The engine was told to run to the end.
            *motion = Motion::Stopping { resume: true };
            self.effects.push(Effect::Stop { run: run.number });
        }
    }

    /// The controls show another experiment: brings the run in line with it, a moment later.
    pub(super) fn follow_controls(&mut self, experiment: Experiment) {
        self.wanted = without_names(&experiment);
        self.controls = experiment;
        self.restarts += 1;
        // What the engine was given may not be prepared yet, and then the log is of the experiment before.
        self.results.take_names(&self.controls, &self.wanted);
        let is_kept = matches!(self.activity, Activity::Kept { .. }) && self.results.are_of(&self.wanted);
        if is_kept || self.activity.run().is_some_and(|run| run.experiment == self.wanted) {
            self.question = self.question.filter(|question| *question != Question::Change);
            self.effects.push(Effect::Redraw);
            return;
        }
        if !matches!(self.activity, Activity::Active { .. } | Activity::Kept { .. }) {
            self.hide_stale_round();
        }
        let timer = Timer::Restart(self.restarts);
        self.effects.push(Effect::Wake { after: SETTLED, timer });
    }

    /// The controls have not been changed for a while.
    pub(super) fn restart(&mut self, number: u64, now: f64) {
        if number == self.restarts && !self.must_ask(Question::Change) {
            self.prepare(self.plain_intent(), now);
        }
    }
}
