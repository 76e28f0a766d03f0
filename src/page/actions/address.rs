//! The address bar follows the controls, and the controls follow the address bar.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::App;
use crate::chart::numbers::capital;
use crate::session::Severity;
use crate::spec::link;

impl App {
    /// Makes the experiment a step of the history, unless it is the one that the address shows.
    pub(super) fn commit(self) {
        let fragment = self.experiment.with_untracked(|experiment| link::encode(experiment, None));
        if fragment == browser::fragment() || self.shows_default_already(&fragment) {
            return;
        }
        let depth = self.depth.get_untracked() + 1;
        browser::show_fragment(&fragment, depth, true);
        self.depth.set(depth);
        self.deepest.set(depth);
        self.expected.set(None);
    }

    /// An address without a fragment shows the default experiment as well.
    fn shows_default_already(self, fragment: &str) -> bool {
        browser::fragment().is_empty() && fragment.len() == 2
    }

    /// Opens what the address says: at the start, and when the person goes back, forward or pastes a link.
    pub fn open_address(self, at_start: bool) {
        // Changes on their way to the history belong to the address that was left.
        self.change(|internals| internals.address += 1);
        let depth = browser::depth();
        self.depth.set(depth.unwrap_or(0));
        match depth {
            Some(depth) => self.deepest.update(|deepest| *deepest = depth.max(*deepest)),
            None => self.deepest.set(0),
        }
        let fragment = browser::fragment();
        if depth.is_none() {
            // A link that was just opened: nothing comes after it.
            browser::show_fragment(&fragment, 0, false);
        }
        if fragment.is_empty() {
            if !at_start {
                self.forget_opened();
                self.open_experiment(crate::spec::Experiment::default(), None);
            }
            return;
        }
        match link::decode(&fragment) {
            Ok(decoded) => {
                self.forget_opened();
                self.tell_what_was_put_right(decoded.notices.into_iter().map(|notice| notice.0).collect());
                self.open_experiment(decoded.experiment, decoded.digest);
            }
            Err(error) => {
                let text =
                    format!("{}. The experiment on the page is unchanged.", capital(&error.to_string()));
                self.forget_opened();
                self.tell_of_opened(Severity::Error, text, Vec::new());
                // The bad link stays in the history, not in the way.
                let good = self.experiment.with_untracked(|experiment| link::encode(experiment, None));
                browser::show_fragment(&good, self.depth.get_untracked(), false);
            }
        }
    }

    /// Says what of a link is not as it says: many sentences in one notice.
    fn tell_what_was_put_right(self, mut sentences: Vec<String>) {
        match sentences.len() {
            0 => {}
            1 => self.tell_of_opened(Severity::Warning, sentences.remove(0), Vec::new()),
            count => {
                let text = format!("The link was put right in {count} places.");
                self.tell_of_opened(Severity::Warning, text, sentences);
            }
        }
    }

    /// One step back in what was changed.
    pub fn undo(self) {
        if self.depth.get_untracked() > 0 {
            browser::go(-1);
        }
    }

    /// One step forward again.
    pub fn redo(self) {
        if self.depth.get_untracked() < self.deepest.get_untracked() {
            browser::go(1);
        }
    }
}
