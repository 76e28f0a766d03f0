//! Frames: the session follows the run at the speed of the screen.

use super::effect::Effect;
use super::machine::Session;
use super::pace::{Pacer, Speed};
use super::state::{Activity, Motion, RunState};

impl Session {
    /// Asks for one frame.
    pub(super) fn ask_frame(&mut self) {
        if !std::mem::replace(&mut self.pacing.frame_asked, true) {
            self.effects.push(Effect::AskFrame);
        }
    }

    /// A frame is drawn: shows what is new, and lets a run of limited speed go as far as is due.
    pub(super) fn frame(&mut self, now: f64) {
        self.pacing.frame_asked = false;
        let elapsed = self.pacing.last_frame.map_or(0.0, |last| now - last);
        self.pacing.last_frame = Some(now);
        if self.results.changed {
            self.catch_up(now);
        }
        let done = self.results.rounds;
        let is_full = self.pacing.speed == Speed::Full || self.pacing.pacer.round() > done;
        if is_full && self.is_moving() {
            self.results.worked += elapsed;
        }
        if let (Activity::Active { run, motion: Motion::Playing }, Speed::Limited(rate)) =
            (&self.activity, self.pacing.speed)
        {
            if done > self.pacing.pacer.round() {
                // It was begun before anyone asked for it, and is further than it would be.
                self.pacing.pacer = Pacer::at(done);
            }
            let round = self.pacing.pacer.target(elapsed, rate, done);
            if round > done {
                let stays = self.pacing.speed.readable().is_some();
                self.effects.push(Effect::RunUntil { run: run.number, round, stays });
            }
        }
        if self.state() == RunState::Running {
            self.ask_frame();
        }
    }

    /// Whether the engine is on its way to a round.
    fn is_moving(&self) -> bool {
        matches!(self.activity, Activity::Active { motion, .. } if !matches!(motion, Motion::Standing { .. }))
    }

    /// Shows what the log has new.
    fn catch_up(&mut self, now: f64) {
        self.results.catch_up(now, false);
        let rounds = self.results.rounds;
        self.pacing.speedometer.note(now, rounds);
        if let (RunState::Running, Some(run)) = (self.state(), self.activity.run()) {
            self.pacing.pace = self.pacing.speedometer.pace(rounds, run.experiment.horizon);
        }
    }
}
