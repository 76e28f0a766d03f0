//! Telling the person something, and taking it away again.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::{Action, App, Notice};
use crate::session::Severity;

impl App {
    /// Tells the person something.
    pub fn tell(self, severity: Severity, text: impl Into<String>) {
        self.notify(severity, text.into(), Vec::new(), None);
    }

    /// Shows a notice, with details and an action. The same sentence is not shown twice at a time.
    pub fn notify(self, severity: Severity, text: String, details: Vec<String>, action: Option<Action>) {
        // What offers something stays until the person has answered.
        let passes = severity == Severity::Info && action.is_none();
        let id = self.change(|internals| {
            internals.next_notice += 1;
            internals.next_notice
        });
        self.notices.update(|notices| {
            notices.retain(|notice| notice.text != text);
            notices.push(Notice {
                id,
                severity,
                text,
                details,
                action,
                of_opened: false,
                until_prepare: false,
            });
        });
        if passes {
            browser::after(6_000, move || self.dismiss(id));
        }
    }

    /// Tells what is to be said of the link or file that is being opened, until another is opened.
    pub fn tell_of_opened(self, severity: Severity, text: String, details: Vec<String>) {
        self.notify(severity, text, details, None);
        self.change_last_notice(|notice| notice.of_opened = true);
    }

    /// Changes the latest notice.
    pub(super) fn change_last_notice(self, change: impl FnOnce(&mut Notice)) {
        self.notices.update(|notices| {
            if let Some(notice) = notices.last_mut() {
                change(notice);
            }
        });
    }

    /// Takes away the notices that are over.
    pub(super) fn forget_notices(self, is_over: impl Fn(&Notice) -> bool) {
        if self.notices.with_untracked(|notices| notices.iter().any(&is_over)) {
            self.notices.update(|notices| notices.retain(|notice| !is_over(notice)));
        }
    }

    /// Takes away what was said of the link or file that was opened before.
    pub fn forget_opened(self) {
        self.forget_notices(|notice| notice.of_opened);
    }

    /// Takes a notice away.
    pub fn dismiss(self, id: u64) {
        self.notices.update(|notices| notices.retain(|notice| notice.id != id));
    }
}
