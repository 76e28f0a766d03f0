//! Frames of the page: the run is followed in each, and how long they take is noted.

use js_sys::{Array, Float32Array};
use leptos::prelude::*;

use super::super::browser;
use super::super::state::App;
use crate::session::pace::Speed;
use crate::session::{Event, RunState};

impl App {
    /// A frame: the session follows the run, and what depends on it is drawn in tasks that follow this one.
    pub(super) fn draw_frame(self) {
        let begun = browser::now();
        self.send(Event::Frame);
        browser::after(0, move || {
            let busy = browser::now() - begun;
            // What is covered is not drawn.
            let is_played = self.state.get_untracked() == RunState::Running && !untrack(|| self.is_covered());
            let round = self.rounds.get_untracked();
            self.change(|internals| internals.frames.note(begun, busy, round, is_played));
        });
    }

    /// What is known of frames, for the profile: their numbers, and the speed in rounds a second, zero for no limit.
    pub(super) fn frames(self) -> Array {
        let kept = self.peek(|internals| Float32Array::from(internals.frames.numbers()));
        let limit = match Speed::at(self.speed.get_untracked()) {
            Speed::Limited(rate) => rate,
            Speed::Full => 0.0,
        };
        Array::of2(&kept, &limit.into())
    }
}
