//! The head of the page.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::App;
use super::icon::{Icon, Picture};
use super::share;
use super::tabs::tabs;
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
        <header class="top">
            <span class="brand">
                <svg class="brand-mark" viewBox="0 0 24 24" aria-hidden="true">
                    <rect width="24" height="24" rx="6" />
                    <path d="M5 17C8 9 12 8 19 7.5" />
                    <path d="M5 17L14 5" stroke-dasharray="1 3.2" />
                </svg>
                "Bandit Playground"
            </span>
            {tabs(app)}
            <div class="top-end">
                <button
                    class="btn btn-icon btn-ghost top-history"
                    aria-label="Undo"
                    title="Undo (Ctrl+Z)"
                    disabled=move || app.depth.get() == 0
                    on:click=move |_| app.undo()
                >
                    <Picture icon=Icon::Undo />
                </button>
                <button
                    class="btn btn-icon btn-ghost top-history"
                    aria-label="Redo"
                    title="Redo (Ctrl+Shift+Z)"
                    disabled=at_the_end
                    on:click=move |_| app.redo()
                >
                    <Picture icon=Icon::Redo />
                </button>
                <button class="btn btn-ghost" data-testid="glossary-button" on:click=move |_| app.glossary.set(true)>
                    <Picture icon=Icon::Question /> " " <span class="btn-text">"Glossary"</span>
                </button>
                <button class="btn btn-ghost" data-testid="catalogue-button" on:click=move |_| app.catalogue.set(true)>
                    <Picture icon=Icon::Book /> " " <span class="btn-text">"Catalogue"</span>
                </button>
                <button class="btn" data-testid="share" aria-haspopup="dialog" title="Share a link to this exact experiment" on:click=move |_| share::open(app)>
                    <Picture icon=Icon::Link /> " " <span class="btn-text">"Share"</span>
                </button>
                <button
                    class="btn btn-icon btn-ghost"
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
