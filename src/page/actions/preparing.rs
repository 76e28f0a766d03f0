//! An environment that takes long to prepare: shown, announced, cancelled.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::{App, Notice, Preparation, Remedy, RunState, Urgency};

/// What a screen reader is told of a long preparation.
const PREPARING: &str = "Preparing the environment; Escape cancels.";

/// How long preparing takes before there is word of it, in milliseconds.
const LONG: f64 = 500.0;

/// What is said when preparing was cancelled: where no run was shown before, and where one was.
const CANCELLED: [&str; 2] = [
    "Preparing the environment was cancelled; the experiment stays as you set it.",
    "Preparing the environment was cancelled; the experiment stays as you set it, and the charts still show the run before.",
];

impl App {
    /// The workers are at it: shown once it takes long.
    pub(super) fn is_preparing(self, task: String, fraction: f64) {
        let since = self.peek(|behind| behind.preparing_since);
        if self.state.get_untracked() == RunState::Preparing && browser::now() - since >= LONG {
            if self.preparation.with_untracked(Option::is_none) {
                self.announcement.set(PREPARING.to_owned());
            }
            self.preparation.set(Some(Preparation { task, fraction }));
        }
    }

    /// No preparation is shown or announced any longer, so that the next one is announced again.
    pub(super) fn end_preparation(self) {
        self.preparation.set(None);
        if self.announcement.with_untracked(|said| said == PREPARING) {
            self.announcement.set(String::new());
        }
    }

    /// Drops what is being prepared. The experiment stays as it is set, and the run before stays in the charts.
    pub fn cancel_preparation(self) {
        if self.state.get_untracked() != RunState::Preparing
            || self.preparation.with_untracked(Option::is_none)
        {
            return;
        }
        if let Some(pool) = self.pool() {
            pool.cancel();
        }
        let had_focus = browser::has_focus_within(".run-cancel");
        self.end_preparation();
        let shows_a_run = self.change(|behind| {
            behind.running = None;
            behind.restart += 1;
            behind.log.is_some()
        });
        self.state.set(RunState::Cancelled);
        let text = CANCELLED[usize::from(shows_a_run)].to_owned();
        self.notify(Urgency::Warning, text, Vec::new(), Some(Remedy::RunAgain));
        if had_focus {
            // The button that was pressed is gone.
            browser::focus("run-play");
        }
    }

    /// Takes away the notices that a preparation makes pointless.
    pub(super) fn forget_what_is_over(self) {
        // Neither what was cancelled nor what data another experiment waited for is of interest now.
        let is_over = |notice: &Notice| {
            CANCELLED.contains(&notice.text.as_str())
                || matches!(notice.remedy, Some(Remedy::UseBundled | Remedy::UseBundledTable))
        };
        if self.notices.with_untracked(|notices| notices.iter().any(is_over)) {
            self.notices.update(|notices| notices.retain(|notice| !is_over(notice)));
        }
    }
}
