//! The session on the page: events go in, what it shows is copied into signals, and its effects are carried out.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::browser;
use super::super::logic::pacing::pace_text;
use super::super::state::{App, Remedy};
use crate::chart::curves::Curves;
use crate::experiment::{Beliefs, Experiment, RoundView};
use crate::session::pace::Speed;
use crate::session::{Effect, Event, Severity};
use crate::worker::pool::Pool;

/// Sets a signal, unless it says so already: setting it draws again what depends on it.
fn show<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|shown| *shown != value) {
        signal.set(value);
    }
}

/// What is known of a whole catalogue is too much to be copied with each copy of the view.
fn take_beliefs(view: &mut RoundView) -> Option<Arc<Beliefs>> {
    view.take_beliefs().map(Arc::new)
}

impl App {
    /// The workers, once they are there.
    pub(super) fn pool(self) -> Option<Pool> {
        self.peek(|behind| behind.pool.clone())
    }

    /// The workers; where they are not there, the person is told why.
    pub(super) fn pool_or_tell(self) -> Option<Pool> {
        let (pool, fault) =
            self.peek(|behind| (behind.pool.clone(), behind.session.engine_fault().map(str::to_owned)));
        if pool.is_none() {
            let fault =
                fault.unwrap_or_else(|| "The engine is not there yet; try again in a moment.".to_owned());
            self.tell(Severity::Error, fault);
        }
        pool
    }

    /// Tells the session what happened, shows what it says now, and does what follows.
    pub fn send(self, event: Event) {
        let now = browser::now();
        let effects = self.change(|behind| behind.session.handle(event, now));
        self.show_session();
        effects.into_iter().for_each(|effect| self.carry_out(effect));
    }

    /// Another speed, from now on: that at this place of the slider.
    pub fn set_speed(self, place: u32) {
        self.speed.set(place);
        self.send(Event::SetSpeed(Speed::at(place)));
    }

    /// Copies what the session shows into the signals.
    fn show_session(self) {
        let is_another_run = self.change(|behind| {
            let (session, curves) = (&behind.session, &mut behind.curves);
            let is_another = behind.curves_of != session.shown_run();
            if let Some(log) = session.log().filter(|_| is_another) {
                *curves = Curves::new(log.contenders.len());
                behind.curves_of = session.shown_run();
            }
            let version = self.log_version.get_untracked();
            if let Some(log) = session.log().filter(|_| session.log_version() != version) {
                curves.catch_up(log);
            }
            is_another
        });
        self.peek(|behind| {
            let session = &behind.session;
            if is_another_run {
                self.remarks.set(session.remarks().to_vec());
                self.crosshair.set(None);
            }
            show(self.state, session.state());
            show(self.playing, session.is_playing());
            show(self.stale, session.is_stale());
            show(self.rounds, session.rounds());
            show(self.phase, session.phase());
            show(self.eye, session.eye());
            show(self.pace, session.pace().map(pace_text).unwrap_or_default());
            show(self.preparation, session.preparation().cloned());
            show(self.digest, session.digest().cloned());
            if self.shown.with_untracked(|shown| shown != session.shown()) {
                self.shown.set(session.shown().clone());
            }
            show(self.log_version, session.log_version());
            show(self.calm_version, session.calm_version());
        });
    }

    fn carry_out(self, effect: Effect) {
        match effect {
            Effect::Prepare { run, experiment } => self.give_to_workers(run, &experiment),
            Effect::RunUntil { round, stays, .. } => self.with_pool(|pool| pool.run_until(round, stays)),
            Effect::Stop { .. } => self.with_pool(Pool::pause),
            Effect::Drop { .. } => self.with_pool(Pool::drop_run),
            Effect::UseBundledRatings => self.give_bundled(),
            Effect::AskFrame => {
                request_animation_frame(move || self.send(Event::Frame));
            }
            Effect::Wake { after, timer } => browser::after(after, move || self.send(Event::Timer(timer))),
            Effect::ShowRound(mut view) => {
                self.beliefs.set(take_beliefs(&mut view));
                self.view.set(Some(*view));
            }
            Effect::HideRound => {
                self.view.set(None);
                self.beliefs.set(None);
            }
            Effect::Redraw => self.redraw.update(|count| *count += 1),
            Effect::Notify { severity, text, action, until_prepare } => {
                self.notify(severity, text, Vec::new(), action.map(Remedy::Session));
                if until_prepare {
                    self.change_last_notice(|notice| notice.until_prepare = true);
                }
            }
            Effect::ForgetNotices => self.forget_notices(|notice| notice.until_prepare),
            Effect::Announce(text) => self.announcement.set(text.to_owned()),
            Effect::EndAnnouncement(text) => {
                if self.announcement.with_untracked(|said| said == text) {
                    self.announcement.set(String::new());
                }
            }
        }
    }

    fn with_pool(self, act: impl FnOnce(&Pool)) {
        if let Some(pool) = self.pool() {
            act(&pool);
        }
    }

    fn give_to_workers(self, run: u64, experiment: &Experiment) {
        self.with_pool(|pool| {
            if let Some(source) = &experiment.table {
                self.give_table(pool, &source.fingerprint);
            }
            pool.prepare(run, experiment);
        });
    }

    /// Drops what is being prepared, once that takes long.
    pub fn cancel_preparation(self) {
        let had_focus = browser::has_focus_within(".run-cancel");
        self.send(Event::CancelPreparation);
        if had_focus {
            // The button that was pressed is gone.
            browser::focus("run-play");
        }
    }
}
