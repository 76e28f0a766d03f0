//! Long runs: answers about them, and going on after the page was closed.

use leptos::prelude::*;

use super::super::browser;
use super::super::logic::earlier::Unfinished;
use super::super::state::App;
use crate::session::pace::PLACES;
use crate::session::{Event, RunState};
use crate::spec::link;

/// Under this name the browser remembers a long run.
const UNFINISHED: &str = "unfinished";

/// A long run is remembered as often as it has computed for so many more milliseconds.
const EVERY: f64 = 5_000.0;

impl App {
    /// Whether the long run is to end.
    pub fn answer(self, ends: bool) {
        self.send(Event::Answer { ends });
        browser::focus("run-play");
    }

    /// Whether a run is under way that would be lost with the page.
    pub fn would_lose(self) -> bool {
        self.state.get_untracked() != RunState::Done
            && self.peek(|internals| internals.session.has_long_run())
    }

    /// Remembers how far a long run is, or that there is none.
    pub(super) fn remember_run(self) {
        let worked = self.peek(|internals| internals.session.worked());
        let due = (worked / EVERY) as u64;
        let lost = self.would_lose();
        let said =
            self.change(|internals| std::mem::replace(&mut internals.remembered, if lost { due } else { 0 }));
        if lost && said != due {
            let link = self.shown.with_untracked(|shown| link::encode(shown, None));
            let round = self.rounds.get_untracked();
            let unfinished = Unfinished { round, seconds: (worked / 1_000.0) as u64, link };
            browser::remember(UNFINISHED, Some(&unfinished.line()));
        } else if !lost && said > 0 {
            browser::remember(UNFINISHED, None);
        }
    }

    /// Offers to go on with the run that was under way when the page closed, where the page opens with its experiment. The run
    /// stands until that is answered.
    pub fn offer_unfinished(self) {
        let Some(found) = browser::remembered(UNFINISHED).and_then(|line| Unfinished::read(&line)) else {
            return;
        };
        let same = self.experiment.with_untracked(|experiment| link::encode(experiment, None) == found.link);
        if same {
            let horizon = self.experiment.with_untracked(|experiment| experiment.horizon);
            self.unfinished.set(Some((found.round, horizon)));
            self.send(Event::Pause);
        }
    }

    /// Runs it again at full speed, with the same randomness: past the round that it stood at, and on.
    pub fn go_on_unfinished(self) {
        self.forget_unfinished();
        self.set_speed(PLACES);
        self.send(Event::Play);
        browser::focus("run-play");
    }

    /// The offer is over.
    pub fn forget_unfinished(self) {
        if self.unfinished.get_untracked().is_some() {
            self.unfinished.set(None);
            browser::remember(UNFINISHED, None);
        }
    }
}
