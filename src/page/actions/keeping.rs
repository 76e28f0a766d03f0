//! Long runs: answers about them, and going on after the page was closed.

use leptos::prelude::*;

use super::super::browser;
use super::super::logic::earlier::{Unfinished, question_words, unfinished_words};
use super::super::state::App;
use crate::session::pace::PLACES;
use crate::session::{Event, Question, RunState};
use crate::spec::link;

/// Under this name the browser remembers a long run.
const UNFINISHED: &str = "unfinished";

/// A long run is remembered as often as it has computed for so many more milliseconds.
const EVERY: f64 = 5_000.0;

impl App {
    /// Whether what is asked is whether to go on with the run that was under way when the page closed.
    pub fn is_offering(self) -> bool {
        self.peek(|internals| internals.offers_unfinished)
    }

    /// Asks whether a long run is to end, or asks it no longer.
    pub(super) fn ask(self, question: Option<Question>) {
        let words = question
            .map(|question| question_words(question, self.peek(|internals| internals.session.worked())));
        if self.is_offering() || self.asked.with_untracked(String::is_empty) == words.is_none() {
            return;
        }
        // The answer that loses nothing is at hand, unless a setting is being changed.
        if question.is_some_and(|question| question != Question::Change) {
            browser::after(0, || browser::focus("ask-keep"));
        }
        self.asked.set(words.unwrap_or_default());
    }

    /// The answer to what is asked: the run goes on, or not.
    pub fn answer(self, goes_on: bool) {
        if self.is_offering() {
            self.forget_unfinished();
            if goes_on {
                // At full speed, with the same randomness: past the round that it stood at, and on.
                self.set_speed(PLACES);
                self.send(Event::Play);
            }
        } else {
            self.send(Event::Answer { ends: !goes_on });
        }
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
        let due = if self.would_lose() { (worked / EVERY) as u64 } else { 0 };
        let said = self.change(|internals| std::mem::replace(&mut internals.remembered, due));
        if due == said {
            return;
        }
        let line = (due > 0).then(|| {
            let link = self.shown.with_untracked(|shown| link::encode(shown, None));
            let round = self.rounds.get_untracked();
            Unfinished { round, seconds: (worked / 1_000.0) as u64, link }.line()
        });
        browser::remember(UNFINISHED, line.as_deref());
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
            self.change(|internals| internals.offers_unfinished = true);
            self.asked.set(unfinished_words(&found, horizon));
            self.send(Event::Pause);
        }
    }

    /// The offer is over.
    pub(super) fn forget_unfinished(self) {
        if self.change(|internals| std::mem::take(&mut internals.offers_unfinished)) {
            self.asked.set(String::new());
            browser::remember(UNFINISHED, None);
        }
    }
}
