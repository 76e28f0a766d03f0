//! Changing the experiment. Every change goes through [`App::edit`], so that none is mixed into a run under way.

use leptos::prelude::*;

use super::super::browser;
use super::super::logic::hidden::{carried, place_after};
use super::super::state::App;
use crate::results::digest::RunDigest;
use crate::session::{Event, Severity, without_names};
use crate::spec::Experiment;

/// After this long without another change it becomes a step of the history, in milliseconds.
const COMMITTED: u64 = 500;

impl App {
    /// Changes the experiment, and starts the run again where it depends on the change.
    pub fn edit(self, change: impl FnOnce(&mut Experiment)) {
        let before = self.experiment.get_untracked();
        let mut after = before.clone();
        change(&mut after);
        let after = match after.validate() {
            Ok((validated, _)) => validated,
            Err(error) => return self.tell(Severity::Error, format!("{error}.")),
        };
        if after == before {
            return;
        }
        if without_names(&after) != without_names(&before) {
            self.expected.set(None);
        }
        self.remember_words();
        self.set_experiment(after);
        self.commit_later();
        self.follow();
    }

    /// Shows another experiment (from a link, a story or the history), with the digest that came along.
    pub fn open_experiment(self, experiment: Experiment, digest: Option<RunDigest>) {
        self.remember_words();
        self.set_experiment(experiment);
        self.expected.set(digest);
        self.follow();
    }

    /// Shows an experiment that the run is of already, with what was said of it, as a step of the history.
    pub(super) fn show_experiment(self, experiment: Experiment) {
        self.recall_words(&experiment);
        self.expected.set(None);
        self.set_experiment(experiment);
        self.commit_later();
    }

    /// The controls show this experiment; curves that are hidden stay so with their policies, and the stage stays with its policy.
    fn set_experiment(self, experiment: Experiment) {
        let (before, looked_at) = (self.hidden.get_untracked(), self.lens.get_untracked());
        let (hidden, lens) = self.experiment.with_untracked(|own| {
            let (own, after) = (&own.policies, &experiment.policies);
            (carried(own, after, before), place_after(own, after, looked_at).unwrap_or(0))
        });
        if hidden != before {
            self.hidden.set(hidden);
        }
        if lens != looked_at {
            self.lens.set(lens);
        }
        self.experiment.set(experiment);
    }

    /// Brings the run in line with the controls, a moment later.
    fn follow(self) {
        self.forget_unfinished();
        self.send(Event::Controls(Box::new(self.experiment.get_untracked())));
    }

    fn commit_later(self) {
        let number = self.change(|internals| {
            internals.address += 1;
            internals.address
        });
        browser::after(COMMITTED, move || {
            if self.peek(|internals| internals.address) == number {
                self.commit();
            }
        });
    }

    /// A new master seed, from the browser's own randomness.
    pub fn new_seed(self) {
        // Six digits can be read out in class.
        match browser::random_seed(6) {
            Some(seed) => self.edit(|experiment| experiment.master_seed = seed),
            None => self
                .tell(Severity::Error, "This browser gives no random numbers; type a master seed instead."),
        }
    }
}
