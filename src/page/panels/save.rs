//! Saving what is drawn as a picture.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::App;
use super::canvas::png;
use crate::chart::{Layout, Size, Theme, saved_svg};
use crate::session::Severity;

/// Size of a saved chart, without what stands above it.
const PICTURE: Size = Size { width: 900.0, height: 420.0, ratio: 1.0 };

/// A menu that saves what is drawn, as SVG or PNG, as `bandit-name`.
pub fn save_menu(
    app: App,
    /* name of the file, and what is saved */ name: &'static str,
    layout: Callback<Size, Option<Layout>>,
) -> AnyView {
    let save = move |is_png: bool| {
        let Some(mut layout) = untrack(|| layout.run(PICTURE)) else {
            return app.tell(Severity::Warning, "There is no run to draw yet.");
        };
        if app.paper.get_untracked() {
            layout.theme = Theme::Light;
        }
        app.saved(if is_png {
            png(layout).is_some_and(|picture| browser::click_link(&picture, &format!("bandit-{name}.png")))
        } else {
            let text = saved_svg(&layout, &untrack(|| app.link()));
            browser::save(&format!("bandit-{name}.svg"), "image/svg+xml", text.as_bytes())
        });
    };
    let button = move |is_png: bool, word: &'static str| {
        let test_id = format!("save-{name}-{}", word.to_lowercase());
        view! { <button class="btn btn-small" data-testid=test_id disabled=nothing(app) on:click=move |_| save(is_png)>{word}</button> }
    };
    view! {
        <details class="menu save">
            <summary class="btn btn-small" data-testid=format!("save-{name}") aria-label=format!("Save picture: {name}")>"Save"</summary>
            <div class="menu-body">
                {button(false, "SVG")}
                {button(true, "PNG")}
                <label class="check">
                    <input type="checkbox" prop:checked=move || app.paper.get() on:change=move |event| app.paper.set(event_target_checked(&event)) />
                    " Print colours"
                </label>
            </div>
        </details>
    }
    .into_any()
}

/// Whether there are no numbers yet; tracks the run.
pub fn nothing(app: App) -> impl Fn() -> bool + Send + Copy + 'static {
    move || {
        app.calm_version.track();
        app.with_log(|log, _| log.common_checkpoints() == 0).unwrap_or(true)
    }
}
