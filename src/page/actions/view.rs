//! How the page shows the experiment, which the address follows without making steps of the history.

use leptos::prelude::*;

use super::super::browser;
use super::super::logic::hidden::{carried, place_after};
use super::super::logic::said::Said;
use super::super::state::App;
use crate::chart::headline;
use crate::chart::numbers::{counted, whole};
use crate::descriptor::known::instead;
use crate::session::pace::PLACES;
use crate::spec::Experiment;
use crate::spec::link::{self, View};
use crate::stories::{self, STORIES};
use crate::views::names::is_glossary;

/// After this long without another change of the view the address shows it, in milliseconds: browsers allow some 200 changes
/// in half a minute.
const WRITTEN: u64 = 300;

/// Place of a story among all; none where there is no such one.
fn place_of(id: &str) -> Option<usize> {
    STORIES.iter().position(|story| story.id == id)
}

/// That a link names a story that there is not.
pub fn unknown_story(view: &View) -> Option<String> {
    let is_unknown = !view.story.is_empty() && place_of(&view.story).is_none();
    is_unknown.then(|| {
        let instead = instead(&view.story, STORIES.iter().map(|story| story.id));
        format!("The link names the story \"{}\", but there is no such story{instead}.", view.story)
    })
}

/// What an experiment that is no story is, in a sentence.
fn own_words(experiment: &Experiment) -> String {
    let environment = experiment.environment_part().map_or("", |part| part.title);
    format!(
        "{} in {environment}, for {} rounds. Watch whose regret grows slowest.",
        counted(experiment.policies.len() as u64, "agent", "agents"),
        whole(experiment.horizon)
    )
}

impl App {
    /// The title that a person gave the experiment, or else its question.
    pub fn heading(self) -> String {
        let title = self.title.get();
        if !title.is_empty() {
            return title;
        }
        self.experiment.with(stories::of).map_or("What happens if …?", |story| story.question).to_owned()
    }

    /// What a person says of the experiment, or else what to watch.
    pub fn words(self) -> String {
        let note = self.note.get();
        if !note.is_empty() {
            return note;
        }
        self.experiment.with(|experiment| {
            stories::of(experiment).map_or_else(|| own_words(experiment), |story| story.watch.to_owned())
        })
    }

    /// The view; tracks all of it.
    pub fn view(self) -> View {
        let came_from = STORIES.get(self.story.get()).filter(|_| self.story.get() > 0);
        let story = came_from.filter(|story| self.experiment.with(|experiment| !story.is_of(experiment)));
        // On the first visit the speed changes by itself.
        let speed = Some(self.speed.get()).filter(|place| *place < PLACES && !self.intro.get());
        View {
            story: story.map_or_else(String::new, |story| story.id.to_owned()),
            chart: self.large.get(),
            all: !self.learners.get(),
            log_x: self.log_x.get(),
            log_y: self.log_y.get(),
            members: self.members.get(),
            by_parameter: self.by_parameter.get(),
            hidden: self.hidden.get(),
            speed,
            lens: self.lens.get(),
            title: self.title.get(),
            note: self.note.get(),
        }
    }

    /// Shows a view.
    pub(super) fn show_view(self, view: View) {
        let own = self.peek(|internals| STORIES.iter().position(|story| story.link == internals.committed));
        self.story.set(own.or_else(|| place_of(&view.story)).unwrap_or(0));
        self.large.set(view.chart);
        self.learners.set(!view.all);
        self.log_x.set(view.log_x);
        self.log_y.set(view.log_y);
        self.members.set(view.members);
        self.by_parameter.set(view.by_parameter);
        self.hidden.set(view.hidden);
        self.lens.set(view.lens);
        self.title.set(view.title);
        self.note.set(view.note);
        let speed = view.speed.unwrap_or(PLACES).min(PLACES);
        if speed != self.speed.get_untracked() {
            self.set_speed(speed);
        }
    }

    /// Bit `i` is set where policy `i` of the results is not drawn; tracks all that this depends on.
    pub fn hidden_curves(self) -> u16 {
        let hidden = self.hidden.get();
        if hidden == 0 {
            return 0;
        }
        self.experiment.with(|own| self.shown.with(|shown| carried(&own.policies, &shown.policies, hidden)))
    }

    /// Index of the policy of the results that the stage looks at: the chosen one, wherever it stands there; tracks all that this depends on.
    pub fn lens_shown(self) -> usize {
        let lens = self.lens.get();
        self.shown.with(|shown| {
            let after = self.experiment.with(|own| place_after(&own.policies, &shown.policies, lens));
            after.unwrap_or(lens).min(shown.policies.len().saturating_sub(1))
        })
    }

    /// How the agents stand, in a sentence; tracks the run.
    pub fn headline(self) -> String {
        self.calm_version.track();
        self.with_log(headline).unwrap_or_default()
    }

    /// Before the experiment is changed: what is said of it is remembered with the run that is shown.
    pub(super) fn remember_words(self) {
        let link = self.experiment.with_untracked(|experiment| link::encode(experiment, None));
        let has_run = self.shown.with_untracked(|shown| link::encode(shown, None) == link);
        let story = self.story.get_untracked();
        let said = untrack(|| Said { story, title: self.title.get(), note: self.note.get() });
        self.change(|internals| {
            if has_run {
                internals.said.remember(link, said);
            }
        });
    }

    /// Says of an experiment what was said of it when its run was shown last.
    pub(super) fn recall_words(self, experiment: &Experiment) {
        let link = link::encode(experiment, None);
        let said = self.peek(|internals| internals.said.of(&link).cloned());
        let (title, note) = said.map_or_else(Default::default, |said| {
            self.story.set(said.story);
            (said.title, said.note)
        });
        self.title.set(title);
        self.note.set(note);
    }

    /// A moment after the last change of the view the address shows it; tracks the view.
    pub fn follow_view(self) {
        self.view();
        let number = self.change(|internals| {
            internals.view_change += 1;
            internals.view_change
        });
        browser::after(WRITTEN, move || {
            if self.peek(|internals| internals.view_change == number) {
                self.write_view();
            }
        });
    }

    /// Shows the view in the address, unless a change of the experiment will in a moment.
    pub(super) fn write_view(self) {
        if untrack(|| self.is_covered()) || is_glossary(&browser::fragment()) {
            return;
        }
        let view = untrack(|| self.view());
        let plain = self.experiment.with_untracked(|experiment| link::encode(experiment, None));
        let is_new = self.peek(|internals| internals.written != view && internals.committed == plain);
        if is_new {
            self.change(|internals| internals.written = view);
            browser::show_fragment(&self.fragment(), self.depth.get_untracked(), false);
        }
    }
}
