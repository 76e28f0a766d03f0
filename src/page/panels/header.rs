//! The head of the page.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::App;
use crate::chart::Theme;

#[component]
pub fn Header() -> impl IntoView {
    let app = App::here();
    let other = move || if app.theme.get() == Theme::Dark { "light" } else { "dark" };
    let change_theme = move |_| {
        let chosen = other();
        browser::remember("theme", Some(chosen));
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-theme", chosen);
        }
        app.theme.set(browser::theme());
        app.redraw.update(|count| *count += 1);
    };
    view! {
        <header class="app-header">
            <div class="app-title">
                <h1>"Bandit Playground"</h1>
                <p class="lead">
                    "LinUCB, Thompson sampling, epsilon-greedy and chance recommend films to the same MovieLens users. Watch who learns."
                </p>
            </div>
            <div class="app-actions">
                <button
                    class="btn btn-icon"
                    aria-label="Undo"
                    title="Undo (Ctrl+Z)"
                    disabled=move || app.depth.get() == 0
                    on:click=move |_| app.undo()
                >
                    "↶"
                </button>
                <button class="btn" data-testid="copy-link" on:click=move |_| app.copy_link()>
                    "Copy link"
                </button>
                <button
                    class="btn btn-icon"
                    aria-label=move || format!("Use {} colours", other())
                    title=move || format!("Use {} colours", other())
                    on:click=change_theme
                >
                    "◐"
                </button>
            </div>
        </header>
    }
}
