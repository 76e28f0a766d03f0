//! The sign of a policy: colour, dashes and marker of its curve, so that none of them must be guessed.

use leptos::prelude::*;

use super::super::state::App;
use crate::chart::{Point, dash, marker};

/// Where the marker sits, and its size, in a picture of 30 x 10.
const MARKER: (Point, f64) = (Point { x: 24.0, y: 5.0 }, 4.0);

/// A short piece of the curve of policy `index`, with its end.
#[component]
pub fn Swatch(#[prop(into)] index: Signal<usize>) -> impl IntoView {
    let app = App::here();
    let colour = move || app.theme.get().series_css(index.get());
    let dashes = move || {
        let pattern: Vec<String> = dash(index.get()).iter().map(ToString::to_string).collect();
        pattern.join(" ")
    };
    let corners = move || {
        let (centre, radius) = MARKER;
        let outline = marker(index.get()).outline(centre, radius);
        outline.iter().map(|corner| format!("{:.1},{:.1}", corner.x, corner.y)).collect::<Vec<_>>().join(" ")
    };
    view! {
        <svg class="swatch" viewBox="0 0 30 10" aria-hidden="true">
            <line x1="1" y1="5" x2="22" y2="5" stroke=colour stroke-width="2.5" stroke-dasharray=dashes />
            <polygon points=corners fill=colour />
        </svg>
    }
}

/// The marker of policy `index` alone.
#[component]
pub fn Token(index: usize) -> impl IntoView {
    let app = App::here();
    let outline = marker(index).outline(Point { x: 6.0, y: 6.0 }, 5.0);
    let corners: Vec<String> =
        outline.iter().map(|corner| format!("{:.1},{:.1}", corner.x, corner.y)).collect();
    view! {
        <svg class="token" viewBox="0 0 12 12" aria-hidden="true">
            <polygon points=corners.join(" ") fill=move || app.theme.get().series_css(index) />
        </svg>
    }
}
