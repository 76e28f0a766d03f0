//! The address bar follows the controls, and the controls follow the address bar.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::App;
use super::view::unknown_story;
use crate::chart::numbers::capital;
use crate::results::digest::RunDigest;
use crate::session::Severity;
use crate::spec::Experiment;
use crate::spec::link::{self, View};
use crate::views::names::{GLOSSARY, fragment as fragment_of, is_glossary, unknown};

impl App {
    /// Makes the experiment a step of the history, unless it is the one that the address shows.
    pub fn commit(self) {
        if untrack(|| self.is_covered()) || is_glossary(&browser::fragment()) {
            return;
        }
        let plain = self.experiment.with_untracked(|experiment| link::encode(experiment, None));
        if self.peek(|internals| internals.committed == plain) || browser::embedded() {
            return self.write_view();
        }
        let depth = self.depth.get_untracked() + 1;
        browser::show_fragment(&self.fragment(), depth, true);
        self.wrote(plain);
        self.depth.set(depth);
        self.deepest.set(depth);
        self.expected.set(None);
    }

    /// The address names the glossary while that is open, and no longer when it is closed; neither is a step of the history.
    pub fn follow_glossary(self) {
        let is_named = is_glossary(&browser::fragment());
        match (self.glossary.get(), is_named) {
            (true, false) => {
                self.commit();
                browser::show_fragment(&fragment_of(&GLOSSARY, ""), self.depth.get_untracked(), false);
            }
            (false, true) => {
                browser::show_fragment(&self.fragment(), self.depth.get_untracked(), false);
                self.wrote(self.experiment.with_untracked(|experiment| link::encode(experiment, None)));
            }
            _ => {}
        }
    }

    /// What stands in the address: the experiment and the view, and the digest that came along.
    pub(super) fn fragment(self) -> String {
        let digest = self.expected.get_untracked();
        let view = untrack(|| self.view());
        self.experiment.with_untracked(|experiment| link::encode_with(experiment, digest.as_ref(), &view))
    }

    /// Notes that the address shows the experiment of this link, and the present view.
    fn wrote(self, plain: String) {
        let view = untrack(|| self.view());
        self.change(|internals| (internals.committed, internals.written) = (plain, view));
    }

    /// Opens what the address says: at the start, and when the person goes back, forward or pastes a link.
    pub fn open_address(self, at_start: bool) {
        let fragment = browser::fragment();
        if self.cover(&fragment, at_start) {
            return;
        }
        let was_covered = self.uncover();
        self.glossary.set(is_glossary(&fragment) && !browser::embedded());
        // Changes on their way to the history belong to the address that was left.
        self.change(|internals| internals.address += 1);
        let depth = browser::depth();
        self.depth.set(depth.unwrap_or(0));
        match depth {
            Some(depth) => self.deepest.update(|deepest| *deepest = depth.max(*deepest)),
            None => self.deepest.set(0),
        }
        if depth.is_none() {
            // A link that was just opened: nothing comes after it.
            browser::show_fragment(&fragment, 0, false);
        }
        if self.glossary.get_untracked() {
            // It lies over the page, which stays as it is.
            return;
        }
        if fragment.is_empty() {
            if was_covered && self.has(&Experiment::default()) {
                self.commit();
            } else if !at_start {
                self.forget_opened();
                self.open_linked(Experiment::default(), None, View::default(), depth.is_none());
            }
            return;
        }
        match link::decode(&fragment) {
            // The page was only covered meanwhile.
            Ok(decoded) if was_covered && self.has(&decoded.experiment) => self.commit(),
            Ok(decoded) => {
                self.forget_opened();
                let mut sentences: Vec<String> = decoded.notices.into_iter().map(|notice| notice.0).collect();
                sentences.extend(unknown_story(&decoded.view));
                self.tell_what_was_put_right(sentences);
                let shows = at_start || depth.is_none();
                self.open_linked(decoded.experiment, decoded.digest, decoded.view, shows);
            }
            Err(error) => {
                let cause = unknown(&fragment).unwrap_or_else(|| error.to_string());
                let text = format!("{}. The experiment on the page is unchanged.", capital(&cause));
                self.forget_opened();
                self.tell_of_opened(Severity::Error, text, Vec::new());
                // The bad link stays in the history, not in the way.
                browser::show_fragment(&self.fragment(), self.depth.get_untracked(), false);
            }
        }
    }

    /// Opens what a link holds. On the way back in the history the view stays as it is.
    fn open_linked(self, experiment: Experiment, digest: Option<RunDigest>, view: View, shows: bool) {
        let plain = link::encode(&experiment, None);
        self.change(|internals| {
            internals.committed = plain;
            internals.written.clone_from(&view);
        });
        self.open_experiment(experiment, digest);
        if shows {
            self.show_view(view);
        } else {
            // What a story took away comes back with what it was said of.
            if untrack(|| self.title.get().is_empty() && self.note.get().is_empty()) {
                self.title.set(view.title);
                self.note.set(view.note);
            }
            self.write_view();
        }
    }

    /// Says what of a link is not as it says: many sentences in one notice.
    fn tell_what_was_put_right(self, mut sentences: Vec<String>) {
        match sentences.len() {
            0 => {}
            1 => self.tell_of_opened(Severity::Warning, sentences.remove(0), Vec::new()),
            count => {
                let text = format!("The link was corrected in {count} places.");
                self.tell_of_opened(Severity::Warning, text, sentences);
            }
        }
    }

    /// One step back in what was changed.
    pub fn undo(self) {
        // A change on its way to the history is the step that is taken back.
        self.commit();
        let depth = self.depth.get_untracked();
        if depth > 0 {
            browser::go(-self.peek(|internals| internals.view_steps.before(depth)));
        }
    }

    /// One step forward again.
    pub fn redo(self) {
        self.commit();
        let depth = self.depth.get_untracked();
        if depth < self.deepest.get_untracked() {
            browser::go(self.peek(|internals| internals.view_steps.before(depth + 1)));
        }
    }
}
