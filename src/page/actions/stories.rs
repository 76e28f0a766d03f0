//! Opening stories, and the first visit.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::App;
use crate::session::RunState;
use crate::session::pace::PLACES;
use crate::spec::Experiment;
use crate::stories::STORIES;

/// The first place of the speed slider on the first visit: a few rounds a second.
const FIRST_PLACE: u32 = 22;

/// How long the first visit takes to full speed, in milliseconds.
const INTRO: f64 = 7_000.0;

/// Time between two steps of it, in milliseconds.
const STEP: u64 = 250;

impl App {
    /// Opens a story. The data in use on the page stay, whatever the story.
    pub fn open_story(self, index: usize) {
        let Some(story) = STORIES.get(index) else { return };
        self.forget_opened();
        // Of the same agents, too, which may be those of another story.
        self.hidden.set(0);
        self.edit(|experiment| {
            let mut sources = std::mem::take(&mut experiment.sources);
            sources.retain(|kind| kind.stays);
            *experiment = Experiment { sources, ..story.experiment() };
        });
        // They are of the experiment before.
        self.title.set(String::new());
        self.note.set(String::new());
    }

    /// Opens the story so many places further, around the end.
    pub fn step_story(self, by: usize) {
        self.open_story((self.story.get_untracked() + by) % STORIES.len());
    }

    /// On the first visit the run begins at a speed that can be watched and grows to full speed, so that what a round is can
    /// be seen before the curves are through. Not where less motion is wanted, and not for a link.
    pub fn begin_intro(self) {
        let first = browser::remembered("visited").is_none()
            && browser::fragment().is_empty()
            && !browser::embedded();
        browser::remember("visited", Some("yes"));
        if !first || browser::wants_less_motion() {
            return;
        }
        self.intro.set(true);
        self.step_intro(None);
    }

    /// Full speed from now on.
    pub fn skip_intro(self) {
        if self.intro.get_untracked() {
            self.set_speed(PLACES);
        }
    }

    /// Sets the speed that is due and comes back, unless another speed was chosen meanwhile. The clock starts with the run.
    fn step_intro(self, began: Option<f64>) {
        if !self.intro.get_untracked() {
            return;
        }
        if self.state.get_untracked() == RunState::Done {
            return self.set_speed(PLACES);
        }
        let now = browser::now();
        let began = began.or_else(|| (self.rounds.get_untracked() > 0).then_some(now));
        let share = began.map_or(0.0, |began| ((now - began) / INTRO).min(1.0));
        let place = FIRST_PLACE + (f64::from(PLACES - FIRST_PLACE) * share) as u32;
        if place >= PLACES {
            return self.set_speed(PLACES);
        }
        self.use_speed(place);
        browser::after(STEP, move || self.step_intro(began));
    }
}
