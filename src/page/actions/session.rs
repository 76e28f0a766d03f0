//! The session on the page: events go in, what it shows is copied into signals, and its effects are carried out.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::browser;
use super::super::logic::earlier::earlier;
use super::super::logic::pacing::pace_text;
use super::super::state::{Action, App};
use crate::chart::curves::Curves;
use crate::results::{ItemEstimates, RoundView};
use crate::session::RunState;
use crate::session::pace::Speed;
use crate::session::{Effect, Event, Severity};
use crate::spec::Experiment;
use crate::worker::pool::Pool;

/// Sets a signal, unless it says so already: setting it draws again what depends on it.
fn show<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|shown| *shown != value) {
        signal.set(value);
    }
}

/// What is known of a whole catalogue is too much to be copied with each copy of the view.
fn take_item_estimates(view: &mut RoundView) -> Option<Arc<ItemEstimates>> {
    view.take_item_estimates().map(Arc::new)
}

impl App {
    /// The workers, once they are there.
    pub(super) fn pool(self) -> Option<Pool> {
        self.peek(|internals| internals.pool.clone())
    }

    /// The workers; where there are none, a notice says why.
    pub(super) fn pool_or_tell(self) -> Option<Pool> {
        let (pool, fault) = self
            .peek(|internals| (internals.pool.clone(), internals.session.engine_fault().map(str::to_owned)));
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
        let effects = self.change(|internals| internals.session.handle(event, now));
        self.show_session();
        effects.into_iter().for_each(|effect| self.carry_out(effect));
    }

    /// Another speed that the person wants, from now on: that at this place of the slider.
    pub fn set_speed(self, place: u32) {
        self.intro.set(false);
        self.use_speed(place);
    }

    /// Another speed, from now on.
    pub(super) fn use_speed(self, place: u32) {
        self.speed.set(place);
        self.send(Event::SetSpeed(Speed::at(place)));
    }

    /// Copies what the session shows into the signals.
    fn show_session(self) {
        let is_another_run = self.change(|internals| {
            let (session, curves) = (&internals.session, &mut internals.curves);
            let is_another = internals.curves_of != session.shown_run();
            if let Some(log) = session.log().filter(|_| is_another) {
                *curves = Curves::new(log.policies.len());
                internals.curves_of = session.shown_run();
            }
            let version = self.log_version.get_untracked();
            if let Some(log) = session.log().filter(|_| session.log_version() != version) {
                curves.catch_up(log);
            }
            is_another
        });
        self.peek(|internals| {
            let session = &internals.session;
            if is_another_run {
                self.remarks.set(session.remarks().to_vec());
                self.crosshair.set(None);
                self.earlier.set(earlier(session));
            }
            show(self.state, session.state());
            show(self.playing, session.is_playing());
            show(self.stale, session.is_stale());
            show(self.rounds, session.rounds());
            show(self.phase, session.phase());
            show(self.eye, session.eye());
            // On the first visit the speed grows by itself, and what would be left at this one is soon wrong.
            let pace = session.pace().filter(|_| !self.intro.get_untracked());
            show(self.pace, pace.map(pace_text).unwrap_or_default());
            show(self.preparation, session.preparation().cloned());
            show(self.digest, session.digest().cloned());
            if self.shown.with_untracked(|shown| shown != session.shown()) {
                self.shown.set(session.shown().clone());
            }
            show(self.log_version, session.log_version());
            show(self.calm_version, session.calm_version());
        });
        self.ask(self.peek(|internals| internals.session.question()));
        self.remember_run();
        if self.state.get_untracked() == RunState::Running {
            self.forget_unfinished();
        }
    }

    fn carry_out(self, effect: Effect) {
        match effect {
            Effect::Prepare { run, experiment } => self.give_to_workers(run, &experiment),
            Effect::RunUntil { round, stays, .. } => self.with_pool(|pool| pool.run_until(round, stays)),
            Effect::Stop { .. } => self.with_pool(Pool::pause),
            Effect::Drop { .. } => self.with_pool(Pool::drop_run),
            Effect::UseBundled(kind) => self.give_bundled(kind),
            Effect::AskFrame => {
                request_animation_frame(move || self.draw_frame());
            }
            Effect::Wake { after, timer } => browser::after(after, move || self.send(Event::Timer(timer))),
            Effect::ShowRound(mut view) => {
                self.item_estimates.set(take_item_estimates(&mut view));
                self.view.set(Some(*view));
            }
            Effect::HideRound => {
                self.view.set(None);
                self.item_estimates.set(None);
            }
            Effect::ShowExperiment(experiment) => self.show_experiment(*experiment),
            Effect::KeepRun { run } => self.keep_run_soon(run),
            Effect::Redraw => self.redraw.update(|count| *count += 1),
            Effect::Notify { severity, text, action, until_prepare } => {
                self.notify(severity, text, Vec::new(), action.map(Action::Session));
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
        self.begin_run(run);
        self.with_pool(|pool| {
            self.give_with_run(pool, experiment);
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
