//! Telling the person something, and taking it away again.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::{App, Notice, Remedy, Urgency};

impl App {
    /// Tells the person something.
    pub fn tell(self, urgency: Urgency, text: impl Into<String>) {
        self.notify(urgency, text.into(), Vec::new(), None);
    }

    /// Tells the person something, with details and a remedy. The same sentence is not told twice at a time.
    pub fn notify(self, urgency: Urgency, text: String, details: Vec<String>, remedy: Option<Remedy>) {
        let id = self.change(|behind| {
            behind.next_notice += 1;
            behind.next_notice
        });
        self.notices.update(|notices| {
            notices.retain(|notice| notice.text != text);
            notices.push(Notice { id, urgency, text, details, remedy, of_opened: false });
        });
        if urgency == Urgency::Info {
            browser::after(6_000, move || self.dismiss(id));
        }
    }

    /// Tells what is to be said of the link or file that is being opened, until another is opened.
    pub fn tell_of_opened(self, urgency: Urgency, text: String, details: Vec<String>) {
        self.notify(urgency, text, details, None);
        self.notices.update(|notices| {
            if let Some(notice) = notices.last_mut() {
                notice.of_opened = true;
            }
        });
    }

    /// Takes away what was said of the link or file that was opened before.
    pub fn forget_opened(self) {
        if self.notices.with_untracked(|notices| notices.iter().any(|notice| notice.of_opened)) {
            self.notices.update(|notices| notices.retain(|notice| !notice.of_opened));
        }
    }

    /// Takes a notice away.
    pub fn dismiss(self, id: u64) {
        self.notices.update(|notices| notices.retain(|notice| notice.id != id));
    }
}
