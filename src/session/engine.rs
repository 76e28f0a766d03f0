//! What the engine reports of a run. A report of any other run than the present one is discarded.

use super::effect::{Effect, NoticeAction, Severity};
use super::event::{Attention, Timer};
use super::machine::Session;
use super::pace::{Pacer, Speed};
use super::round::{Phase, number_of};
use super::state::{Activity, Motion};
use crate::results::{RoundView, RunUpdate};

impl Session {
    /// Some seeds have gone on.
    pub(super) fn has_moved(
        &mut self,
        of: u64,
        advance: &RunUpdate,
        view: Option<Box<RoundView>>,
        attention: Attention,
    ) {
        let is_it = matches!(&self.activity, Activity::Active { run, .. } if run.number == of);
        if !is_it || !self.results.record(of, advance) {
            return;
        }
        if let Some(view) = view {
            self.look_into(view, attention);
        }
        self.ask_frame();
    }

    /// Shows a round that was looked into.
    fn look_into(&mut self, view: Box<RoundView>, attention: Attention) {
        let Activity::Active { run, motion } = &self.activity else { return };
        let goes_on = matches!(motion, Motion::Playing | Motion::Stopping { resume: true });
        let readable = self.pacing.speed.readable();
        let by_phase = std::mem::take(&mut self.round.by_phase);
        let on_the_way = goes_on && number_of(&view) < run.experiment.horizon && readable.is_none();
        if on_the_way && attention.has_focus {
            // The person asks about something in the round shown: another round would take its place.
            return;
        }
        self.round.show(&view, by_phase);
        self.effects.push(Effect::ShowRound(view));
        if goes_on
            && !attention.reduced_motion
            && let Some(pause) = self.round.begin_in_time(readable)
        {
            self.wake_for_phase(pause);
        }
    }

    fn wake_for_phase(&mut self, pause: u64) {
        let timer = Timer::NextPhase { showing: self.round.showing, pause };
        self.effects.push(Effect::Wake { after: pause, timer });
    }

    /// While the run goes on, the next phase of the round shown is due.
    pub(super) fn next_phase(&mut self, showing: u64, pause: u64) {
        let goes_on = matches!(
            self.activity,
            Activity::Active { motion: Motion::Playing | Motion::Stopping { .. }, .. }
        );
        if showing == self.round.showing && goes_on && self.round.advance() {
            self.wake_for_phase(pause);
        }
    }

    /// All seeds stand at a round.
    pub(super) fn has_stopped(&mut self, of: u64, round: u64, now: f64) {
        let Activity::Active { run, motion } = &mut self.activity else { return };
        if run.number != of {
            return;
        }
        self.pacing.pacer = Pacer::at(round);
        let horizon = run.experiment.horizon;
        match *motion {
            _ if round >= horizon => self.stand(true, now),
            Motion::Playing | Motion::Stopping { resume: true } => {
                *motion = Motion::Playing;
                if self.pacing.speed == Speed::Full {
                    self.effects.push(Effect::RunUntil { run: of, round: horizon, stays: true });
                }
                self.ask_frame();
            }
            Motion::Stopping { resume: false } | Motion::Stepping | Motion::Standing { .. } => {
                self.stand(false, now);
            }
        }
    }

    /// The run stands; shows all of it now, and what came of it.
    fn stand(&mut self, done: bool, now: f64) {
        let Activity::Active { motion, .. } = &mut self.activity else { return };
        let before = std::mem::replace(motion, Motion::Standing { done });
        if matches!(before, Motion::Playing | Motion::Stopping { resume: true }) {
            // The last round is shown whole, however far its user's eye had come.
            self.round.phase = Phase::Update;
        }
        self.results.catch_up(now, true);
        self.pacing.pace = None;
        self.pacing.last_frame = None;
        // Charts that were waiting for their turn.
        self.effects.push(Effect::Redraw);
        if done {
            self.results.digest = self.results.log.as_ref().and_then(|log| log.run_digest());
            self.effects.push(Effect::KeepRun { run: self.results.run });
        }
    }

    /// The engine could not do something. Where that was no run and no data, the run is not touched.
    pub(super) fn has_failed(&mut self, of: Option<u64>, sentence: String) {
        match of {
            Some(_) if of != self.run() => {}
            _ => {
                if self.data.are_refused() || of.is_some() {
                    self.fail(sentence, None);
                } else {
                    self.tell_error(sentence, None);
                }
            }
        }
    }

    /// A part of the engine died: the run is lost, the experiment is not.
    pub(super) fn has_crashed(&mut self, sentence: &str) {
        let round = self.rounds();
        let text = format!("{sentence} The run was at round {round}; nothing that you set is lost.");
        self.fail(text, Some(NoticeAction::RunAgain));
    }

    /// The run failed. Whether the next one plays stays as it was.
    pub(super) fn fail(&mut self, sentence: String, action: Option<NoticeAction>) {
        self.after = self.intent();
        self.stand_failed(sentence, action);
    }

    /// There is no run any longer, for the reason that is said.
    pub(super) fn stand_failed(&mut self, sentence: String, action: Option<NoticeAction>) {
        self.wait_in(Activity::Failed);
        self.pacing.pace = None;
        let severity = Severity::Error;
        self.effects.push(Effect::Notify { severity, text: sentence, action, until_prepare: true });
    }

    pub(super) fn tell_error(&mut self, text: String, action: Option<NoticeAction>) {
        let severity = Severity::Error;
        self.effects.push(Effect::Notify { severity, text, action, until_prepare: false });
    }
}
