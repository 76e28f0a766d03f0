//! The head of the page.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::App;
use super::icon::{Icon, Picture};
use crate::chart::Theme;

#[component]
pub fn Header() -> impl IntoView {
    let app = App::here();
    let other = move || match app.theme.get() {
        Theme::Dark => Theme::Light.id(),
        Theme::Light => Theme::Dark.id(),
    };
    let at_the_end = move || app.depth.get() >= app.deepest.get();
    let change_theme = move |_| {
        let chosen = other();
        browser::remember("theme", Some(chosen));
        app.theme.set(browser::theme());
        browser::show_theme(app.theme.get_untracked());
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
                    <Picture icon=Icon::Undo />
                </button>
                <button
                    class="btn btn-icon"
                    aria-label="Redo"
                    title="Redo (Ctrl+Shift+Z)"
                    disabled=at_the_end
                    on:click=move |_| app.redo()
                >
                    <Picture icon=Icon::Redo />
                </button>
                <button class="btn" data-testid="catalogue-button" on:click=move |_| app.catalogue.set(true)>
                    "Catalogue"
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
                    <Picture icon=Icon::Theme />
                </button>
            </div>
        </header>
    }
}
