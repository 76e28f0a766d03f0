//! The address bar follows the controls, and the controls follow the address bar.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::{App, Urgency};
use crate::experiment::link;

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
        self.expected.set(None);
    }

    /// An address without a fragment shows the default experiment as well.
    fn shows_default_already(self, fragment: &str) -> bool {
        browser::fragment().is_empty() && fragment.len() == 2
    }

    /// Opens what the address says: at the start, and when the person goes back, forward or pastes a link.
    pub fn open_address(self, at_start: bool) {
        // Changes on their way to the history belong to the address that was left.
        self.change(|behind| behind.address += 1);
        self.depth.set(browser::depth());
        let fragment = browser::fragment();
        if fragment.is_empty() {
            if !at_start {
                self.open_experiment(crate::experiment::Experiment::default(), None);
            }
            return;
        }
        match link::decode(&fragment) {
            Ok(decoded) => {
                for notice in decoded.notices {
                    self.tell(Urgency::Warning, notice.0);
                }
                self.open_experiment(decoded.experiment, decoded.digest);
            }
            Err(error) => {
                let text =
                    format!("{}. The experiment on the page is unchanged.", capitalized(&error.to_string()));
                self.tell(Urgency::Error, text);
                // The bad link stays in the history, not in the way.
                let good = self.experiment.with_untracked(|experiment| link::encode(experiment, None));
                browser::show_fragment(&good, self.depth.get_untracked(), false);
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
        browser::go(1);
    }
}

fn capitalized(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
