//! Changing the experiment. Every change goes through [`App::edit`], so that none is mixed into a run under way.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::{App, RunState, Then, Urgency};
use crate::experiment::Experiment;
use crate::experiment::digest::RunDigest;

/// After this long without another change the run starts again, in milliseconds.
const SETTLED: u64 = 200;

/// After this long without another change it becomes a step of the history, in milliseconds.
const COMMITTED: u64 = 500;

/// What a run depends on: names don't count.
pub(super) fn without_names(experiment: &Experiment) -> Experiment {
    let mut plain = experiment.clone();
    plain.contenders.iter_mut().for_each(|contender| contender.label = None);
    plain
}

impl App {
    /// Changes the experiment, and starts the run again where it depends on the change.
    pub fn edit(self, change: impl FnOnce(&mut Experiment)) {
        let before = self.experiment.get_untracked();
        let mut after = before.clone();
        change(&mut after);
        let after = match after.settle() {
            Ok((settled, _)) => settled,
            Err(error) => return self.tell(Urgency::Error, format!("{error}.")),
        };
        if after == before {
            return;
        }
        if without_names(&after) != without_names(&before) {
            self.expected.set(None);
        }
        self.experiment.set(after);
        self.commit_later();
        self.follow();
    }

    /// Shows another experiment (from a link, a preset or the history), with the digest that came along.
    pub fn open_experiment(self, experiment: Experiment, digest: Option<RunDigest>) {
        self.experiment.set(experiment);
        self.expected.set(digest);
        self.follow();
    }

    /// Brings the run in line with the controls, a moment later.
    pub fn follow(self) {
        let wanted = without_names(&self.experiment.get_untracked());
        let same = self.peek(|behind| behind.running.as_ref().is_some_and(|running| *running == wanted));
        let number = self.change(|behind| {
            behind.restart += 1;
            behind.restart
        });
        // What is given to the workers may not be prepared yet, and then the log is of the experiment before.
        let shown = self.peek(|behind| behind.log.as_ref().is_none_or(|log| log.experiment == wanted));
        if shown {
            self.shown.set(self.experiment.get_untracked());
        }
        if same && self.state.get_untracked() != RunState::Failed {
            self.stale.set(!shown);
            self.redraw.update(|count| *count += 1);
            return;
        }
        self.stale.set(true);
        let stood = match self.state.get_untracked() {
            RunState::Paused => true,
            // Paused while the experiment before is still being prepared.
            RunState::Preparing => self.then.get_untracked() != Then::Play,
            _ => false,
        };
        browser::after(SETTLED, move || {
            if self.peek(|behind| behind.restart) == number {
                self.prepare(if stood { Then::Stand } else { Then::Play });
            }
        });
    }

    /// What the workers are to run now.
    pub(super) fn wanted(self) -> Experiment {
        without_names(&self.experiment.get_untracked())
    }

    fn commit_later(self) {
        let number = self.change(|behind| {
            behind.address += 1;
            behind.address
        });
        browser::after(COMMITTED, move || {
            if self.peek(|behind| behind.address) == number {
                self.commit();
            }
        });
    }

    /// A new master seed, from the browser's own randomness.
    pub fn new_seed(self) {
        // Six digits can be read out in class.
        match browser::random_seed(6) {
            Some(seed) => self.edit(|experiment| experiment.master_seed = seed),
            None => {
                self.tell(Urgency::Error, "This browser gives no random numbers; type a master seed instead.")
            }
        }
    }
}
