//! The sign of a contender: the colour and dashes of its curve, so that neither must be guessed.

use leptos::prelude::*;

use super::super::state::App;
use crate::chart::dash;

/// A short piece of the curve of contender `index`.
#[component]
pub fn Swatch(#[prop(into)] index: Signal<usize>) -> impl IntoView {
    let app = App::here();
    let colour = move || app.theme.get().series_css(index.get());
    let dashes = move || {
        let pattern: Vec<String> = dash(index.get()).iter().map(ToString::to_string).collect();
        pattern.join(" ")
    };
    view! {
        <svg class="swatch" viewBox="0 0 24 8" aria-hidden="true">
            <line x1="1" y1="4" x2="23" y2="4" stroke=colour stroke-width="3" stroke-dasharray=dashes />
        </svg>
    }
}
