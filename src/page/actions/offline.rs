//! The page without a network: `static/offline.js` keeps it in the browser, and says when a newer build is there.

use leptos::prelude::*;
use web_sys::Event as DomEvent;

use super::super::panels::live::{effect, memo};
use super::super::state::{Action, App};
use crate::session::Severity;

/// The first curve moves: from now on the page may be kept. `index.html` listens.
const CURVE_MOVES: &str = "curve-moves";

/// A newer build of the page is there, and waits.
const NEW_VERSION: &str = "new-version";

/// The person wants it: `static/offline.js` loads the page again once it is in use.
const USE_NEW_VERSION: &str = "use-new-version";

fn dispatch(name: &str) {
    if let Ok(event) = DomEvent::new(name) {
        let _ = window().dispatch_event(&event);
    }
}

impl App {
    /// Says when the page may be kept, and tells the person of newer builds.
    pub fn keep_offline(self) {
        let moves = memo(move || self.rounds.get() > 0);
        effect(move || {
            if moves.get() {
                dispatch(CURVE_MOVES);
            }
        });
        let _ = window_event_listener_untyped(NEW_VERSION, move |_| {
            let text = "A new version of the playground is there. Reload to use it: the experiment on the page stays, as its link.";
            self.notify(Severity::Info, text.to_owned(), Vec::new(), Some(Action::UseNewVersion));
        });
    }

    /// Loads the page again, in its newest version.
    pub fn use_new_version(self) {
        // A change on its way to the address must not be lost.
        self.commit();
        dispatch(USE_NEW_VERSION);
    }
}
