//! Playing, pausing, stepping: commands to the workers, and the frames in which the page follows them.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::browser;
use super::super::logic::pacing::{Pacer, Speed, Speedometer};
use super::super::logic::phases::{PHASES, Phase};
use super::super::state::{App, Remedy, RunState, Then, Urgency};
use crate::experiment::{Experiment, RoundView};
use crate::worker::pool::Pool;

/// How much of the time until the next round is spent on showing the last one.
const SHOWN_OF_A_ROUND: f64 = 0.85;

/// In what time the user's eye goes down a slate where only some rounds are shown, in milliseconds: most of the time until
/// the next of them, and the outcome stands for the rest.
const GLANCE: f64 = 300.0;

/// How many slots the longest slate of a round has; none in a world of arms.
fn slots_of(view: &RoundView) -> usize {
    let slates = view.slates().into_iter().flat_map(|slates| &slates.contenders);
    slates.map(|slate| slate.slots.len()).max().unwrap_or(0)
}

/// Numbers that people read change no faster than this, in milliseconds.
const CALM: f64 = 200.0;

impl App {
    /// The workers, once they are there.
    pub(super) fn pool(self) -> Option<Pool> {
        self.peek(|behind| behind.pool.clone())
    }

    /// Makes the workers drop their run and make the one that the controls show.
    pub fn prepare(self, then: Then) {
        let experiment = self.wanted();
        let named = experiment.ratings.as_ref().map(|source| source.fingerprint.clone());
        let loaded = self.ratings.get_untracked().map(|ratings| ratings.fingerprint);
        let (ready, bundled) = self.peek(|behind| (behind.ratings_ready, behind.bundled_fingerprint.clone()));
        self.then.set(then);
        let needs = experiment.needs_ratings();
        if needs && !ready {
            return self.state.set(RunState::Loading);
        }
        if needs && named.is_some() && named != loaded {
            return self.miss_ratings(&experiment);
        }
        // A link that names no ratings means the bundled ones.
        if needs && named.is_none() && loaded != bundled {
            return self.use_bundled();
        }
        let Some(pool) = self.pool() else { return };
        if let Some(source) = &experiment.table
            && !self.give_table(&pool, &source.fingerprint)
        {
            return self.miss_table(source);
        }
        self.state.set(RunState::Preparing);
        self.end_preparation();
        self.forget_what_is_over();
        self.view.set(None);
        self.beliefs.set(None);
        pool.prepare(&experiment);
        self.change(|behind| {
            behind.running = Some(experiment);
            behind.preparing_since = browser::now();
            behind.playing = false;
            behind.levelling = false;
        });
    }

    /// Goes on, or starts again when the run is through.
    pub fn play(self) {
        match self.state.get_untracked() {
            RunState::Paused => self.go_on(),
            RunState::Done | RunState::Failed | RunState::Cancelled => self.prepare(Then::Play),
            RunState::Preparing => self.then.set(Then::Play),
            RunState::Loading | RunState::Running | RunState::NeedsRatings | RunState::NeedsTable => {}
        }
    }

    pub(super) fn go_on(self) {
        let Some(pool) = self.pool() else { return };
        let rounds = self.rounds.get_untracked();
        self.change(|behind| {
            behind.playing = true;
            behind.pacer = Pacer::at(rounds);
            behind.last_frame = None;
            behind.speedometer = Speedometer::default();
        });
        self.phase.set(Phase::Update);
        self.state.set(RunState::Running);
        if self.speed_now() == Speed::Full {
            pool.run_until(self.experiment.with_untracked(|experiment| experiment.horizon), true);
        }
        self.ask_frame();
    }

    /// Stops at a round that all seeds have done; a run that is being prepared will stand at round zero.
    pub fn pause(self) {
        if self.state.get_untracked() == RunState::Preparing {
            self.then.set(Then::Stand);
        }
        if self.state.get_untracked() != RunState::Running {
            return;
        }
        self.change(|behind| behind.playing = false);
        // A round that was being shown slowly is shown whole.
        self.phase.set(Phase::Update);
        self.level();
    }

    fn level(self) {
        let Some(pool) = self.pool() else { return };
        self.change(|behind| behind.levelling = true);
        pool.pause();
    }

    /// Plays or pauses; while the run is being prepared, chooses what it is to do after that.
    pub fn toggle(self) {
        if untrack(|| self.is_playing()) { self.pause() } else { self.play() }
    }

    /// Whether the run goes on, or will go on by itself once it is prepared.
    pub fn is_playing(self) -> bool {
        match self.state.get() {
            RunState::Running => true,
            RunState::Preparing => self.then.get() == Then::Play,
            _ => false,
        }
    }

    /// One more round, shown from its first phase on or as a whole.
    pub fn step(self, by_phase: bool) {
        match self.state.get_untracked() {
            RunState::Running => self.pause(),
            RunState::Paused => {
                let Some(pool) = self.pool() else { return };
                self.change(|behind| {
                    behind.by_phase = by_phase;
                    behind.playing = false;
                });
                pool.run_until(self.rounds.get_untracked() + 1, true);
            }
            _ => {}
        }
    }

    /// The next phase of the round shown, or the first of the next round.
    pub fn step_phase(self) {
        if !self.advance_phase() {
            self.step(true);
        }
    }

    /// Shows the next phase of the round shown; says whether there was one. While a user looks at slates, the eye goes
    /// down a slot first.
    fn advance_phase(self) -> bool {
        let Some(slots) = self.view.with_untracked(|view| view.as_ref().map(slots_of)) else { return false };
        let (phase, eye) = (self.phase.get_untracked(), self.eye.get_untracked());
        if phase == Phase::Feedback && eye < slots {
            self.eye.set(eye + 1);
            return true;
        }
        let Some(next) = phase.next() else { return false };
        self.eye.set(1);
        self.phase.set(next);
        true
    }

    /// Shows a round that was looked into.
    pub(super) fn look_into(self, mut view: RoundView) {
        let (by_phase, playing) =
            self.change(|behind| (std::mem::take(&mut behind.by_phase), behind.playing));
        let (round, slots) = (view.round, slots_of(&view));
        let horizon = self.peek(|behind| behind.running.as_ref().map_or(0, |running| running.horizon));
        let on_the_way = playing && round < horizon && !self.speed_now().is_readable();
        if on_the_way && browser::has_focus_within(".thoughts") {
            // The person asks about a film of the round shown: another round would take its place.
            return;
        }
        // What is known of a whole catalogue is too much to be copied with the view.
        self.beliefs.set(view.take_beliefs().map(Arc::new));
        self.eye.set(0);
        self.phase.set(if by_phase { Phase::Context } else { Phase::Update });
        self.view.set(Some(view));
        if playing && self.state.get_untracked() == RunState::Running && !browser::wants_less_motion() {
            self.show_in_time(round, slots);
        }
    }

    /// While a run goes on: at a speed that can be followed, shows the round just done phase by phase, within the time
    /// until the next; at any other speed the user's eye goes down the slates before the next round is shown.
    fn show_in_time(self, round: u64, slots: usize) {
        let speed = self.speed_now();
        if let (true, Speed::Limited(rate)) = (speed.is_readable(), speed) {
            self.phase.set(Phase::Context);
            let steps = PHASES.len() + slots;
            self.show_next(round, (SHOWN_OF_A_ROUND * 1_000.0 / rate / steps as f64) as u64);
        } else if slots > 0 {
            self.phase.set(Phase::Feedback);
            self.show_next(round, (GLANCE / (slots + 1) as f64) as u64);
        }
    }

    fn show_next(self, round: u64, pause: u64) {
        browser::after(pause, move || {
            let is_shown =
                self.view.with_untracked(|view| view.as_ref().is_some_and(|view| view.round == round));
            if is_shown && self.state.get_untracked() == RunState::Running && self.advance_phase() {
                self.show_next(round, pause);
            }
        });
    }

    /// Back to a round: the same randomness is replayed up to it.
    pub fn go_back_to(self, round: u64) {
        if matches!(self.state.get_untracked(), RunState::Paused | RunState::Done | RunState::Running) {
            self.prepare(if round == 0 { Then::Stand } else { Then::GoTo(round) });
        }
    }

    /// Back to round zero, with the same randomness.
    pub fn reset(self) {
        match self.state.get_untracked() {
            RunState::Failed | RunState::Cancelled => self.prepare(Then::Stand),
            _ => self.go_back_to(0),
        }
    }

    /// Measures how fast the engine is here, with all that can be chosen for the experiment's task.
    pub fn measure(self) {
        if let Some((pool, task)) = self.pool().zip(self.experiment.with_untracked(Experiment::task)) {
            self.measured.set(Some(Vec::new()));
            pool.measure(task.decision());
        }
    }

    /// Another speed, from now on.
    pub fn set_speed(self, place: u32) {
        let was_full = self.speed_now() == Speed::Full;
        self.speed.set(place);
        let is_full = self.speed_now() == Speed::Full;
        if self.state.get_untracked() != RunState::Running || was_full == is_full {
            return;
        }
        if is_full {
            self.go_on();
        } else {
            // The workers were told to run to the end.
            self.level();
        }
    }

    /// Asks for one frame.
    pub fn ask_frame(self) {
        let asked = self.change(|behind| std::mem::replace(&mut behind.frame_asked, true));
        if !asked {
            request_animation_frame(move || self.frame());
        }
    }

    fn frame(self) {
        let now = browser::now();
        let (elapsed, log_changed, playing, levelling) = self.change(|behind| {
            behind.frame_asked = false;
            let elapsed = behind.last_frame.map_or(0.0, |last| now - last);
            behind.last_frame = Some(now);
            (elapsed, std::mem::take(&mut behind.log_changed), behind.playing, behind.levelling)
        });
        if log_changed {
            self.catch_up(now);
        }
        let running = self.state.get_untracked() == RunState::Running;
        if let (true, false, Speed::Limited(rate), Some(pool)) =
            (running && playing, levelling, self.speed_now(), self.pool())
        {
            let done = self.rounds.get_untracked();
            let target = self.change(|behind| behind.pacer.target(elapsed, rate, done));
            if target > done {
                pool.run_until(target, self.speed_now().is_readable());
            }
        }
        if running {
            self.ask_frame();
        }
    }

    /// Shows what the log has new.
    fn catch_up(self, now: f64) {
        let horizon = self.experiment.with_untracked(|experiment| experiment.horizon);
        let (rounds, pace) = self.change(|behind| {
            let Some(log) = &behind.log else { return (0, String::new()) };
            behind.curves.catch_up(log);
            let rounds = log.common_rounds();
            behind.speedometer.note(now, rounds);
            (rounds, behind.speedometer.text(rounds, horizon))
        });
        self.rounds.set(rounds);
        if self.state.get_untracked() == RunState::Running {
            self.pace.set(pace);
        }
        self.log_version.update(|version| *version += 1);
        let calm = self.change(|behind| {
            let calm = now - behind.calmed >= CALM;
            if calm {
                behind.calmed = now;
            }
            calm
        });
        if calm {
            self.calm_version.update(|version| *version += 1);
        }
    }

    /// The run stands; shows all of it now, and what came of it.
    pub(super) fn stand(self, done: bool) {
        let played = self.change(|behind| {
            behind.calmed = f64::NEG_INFINITY;
            std::mem::take(&mut behind.playing)
        });
        if played {
            // The last round is shown whole, however far its user's eye had come.
            self.phase.set(Phase::Update);
        }
        self.catch_up(browser::now());
        self.pace.set(String::new());
        self.state.set(if done { RunState::Done } else { RunState::Paused });
        // Charts that were waiting for their turn.
        self.redraw.update(|count| *count += 1);
        if done {
            self.finish();
        }
    }

    pub(super) fn fail(self, sentence: String, again: bool) {
        self.change(|behind| {
            behind.playing = false;
            behind.levelling = false;
            behind.running = None;
        });
        self.end_preparation();
        self.state.set(RunState::Failed);
        let remedy = again.then_some(Remedy::RunAgain);
        self.notify(Urgency::Error, sentence, Vec::new(), remedy);
    }
}
