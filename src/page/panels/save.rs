//! Saving what is drawn as a picture.

use leptos::prelude::*;

use super::super::state::App;
use crate::chart::{Layout, Size};
use crate::session::Severity;
use crate::ui::save::{Saver, menu};

/// A menu that saves what is drawn, as SVG or PNG, as `bandit-name`.
pub fn save_menu(
    app: App,
    /* name of the file, and what is saved */ name: &'static str,
    layout: Callback<Size, Option<Layout>>,
) -> AnyView {
    let nothing = nothing(app);
    let saver = Saver {
        paper: app.paper,
        nothing: Callback::new(move |()| nothing()),
        origin: Callback::new(move |()| app.link()),
        told: Callback::new(move |told: Option<bool>| match told {
            Some(saved) => app.saved(saved),
            None => app.tell(Severity::Warning, "There is no run to draw yet."),
        }),
    };
    menu(saver, name, layout)
}

/// Whether there are no numbers yet; tracks the run.
pub fn nothing(app: App) -> impl Fn() -> bool + Send + Sync + Copy + 'static {
    move || {
        app.calm_version.track();
        app.with_log(|log, _| log.common_checkpoints() == 0).unwrap_or(true)
    }
}
