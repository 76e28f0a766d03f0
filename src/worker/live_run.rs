//! A run under way in a worker: steps its seeds in short turns, reports at most once a frame.

use super::protocol::Report;
use super::scope::{FRAME, now, report};
use crate::results::{RoundView, RunUpdate};
use crate::simulation::Stepper;

/// Longest turn before commands are looked at again, in milliseconds.
pub const TURN: f64 = 12.0;

/// Shortest time between two rounds on the way that are looked into, in milliseconds: time enough for a person to see
/// what was chosen and what came of it.
const BETWEEN_LOOKS: f64 = 500.0;

/// So many times as long as a look took passes until the next: looks take no more than a twentieth of the time.
const REST: f64 = 19.0;

/// A run under way.
pub struct LiveRun {
    pub number: u64,
    stepper: Stepper,
    target: u64,
    /// Whether the target itself is looked into.
    stays: bool,
    reported: f64,
    /// When a round on the way is looked into next.
    next_look: f64,
    /// Rounds a turn tries before it looks at the clock.
    chunk: u64,
    view: Option<RoundView>,
    inspects: bool,
    moving: bool,
}

impl LiveRun {
    /// A run that stands at round zero; `inspects` is whether rounds are looked into.
    pub fn new(number: u64, stepper: Stepper, inspects: bool) -> LiveRun {
        LiveRun {
            number,
            stepper,
            target: 0,
            stays: false,
            reported: 0.0,
            next_look: 0.0,
            chunk: 1,
            view: None,
            inspects,
            moving: false,
        }
    }

    /// Lets it run until this round is done, which is looked into where the run `stays` there.
    pub fn run_until(&mut self, round: u64, stays: bool) {
        self.target = round.min(self.stepper.horizon());
        self.stays = stays;
        self.moving = true;
    }

    /// Whether it has not come to its target yet.
    pub fn is_moving(&self) -> bool {
        self.moving
    }

    /// Does some rounds, and reports what is new when it is time for that; `heard` gets what is reported.
    pub fn go_on(&mut self, heard: &mut dyn FnMut(&RunUpdate)) {
        self.turn(now() + TURN);
        if let Err(error) = self.stepper.check() {
            self.moving = false;
            return report(Report::Failed { run: Some(self.number), sentence: error.to_string() });
        }
        if self.stepper.rounds_done() >= self.target {
            self.moving = false;
            self.report(true, heard);
        } else if now() - self.reported >= FRAME {
            self.report(false, heard);
        }
    }

    fn turn(&mut self, end: f64) {
        loop {
            let left = self.target.saturating_sub(self.stepper.rounds_done());
            if left == 0 {
                return;
            }
            let start = now();
            if self.inspects && (left == 1 && self.stays || start >= self.next_look) {
                self.view = self.stepper.advance_inspected();
                let finish = now();
                self.next_look = finish + BETWEEN_LOOKS.max(REST * (finish - start));
                return;
            }
            self.stepper.advance(self.chunk.min(if self.inspects && self.stays { left - 1 } else { left }));
            let finish = now();
            if finish - start < TURN / 8.0 {
                self.chunk = (self.chunk * 2).min(1 << 20);
            } else if finish - start > TURN / 2.0 {
                self.chunk = (self.chunk / 2).max(1);
            }
            if finish >= end {
                return;
            }
        }
    }

    fn report(&mut self, stopped: bool, heard: &mut dyn FnMut(&RunUpdate)) {
        self.reported = now();
        let (advance, view) = (self.stepper.take(), self.view.take());
        heard(&advance);
        report(Report::Moved { run: self.number, advance, view, stopped });
    }
}
