//! Saving what is drawn as a picture: a menu for a chart of the page or of a view.

use leptos::prelude::*;

use super::browser;
use super::canvas::png;
use crate::chart::{Layout, Size, Theme, saved_svg};

/// Size of a saved chart, without what stands above it.
const PICTURE: Size = Size { width: 900.0, height: 420.0, ratio: 1.0 };

/// What a menu asks of the page or the view that it stands in.
#[derive(Clone, Copy)]
pub struct Saver {
    /// Whether pictures have the colours of paper, whatever those of the screen are.
    pub paper: RwSignal<bool>,
    /// Whether there is nothing to be saved; tracks what that depends on.
    pub nothing: Callback<(), bool>,
    /// Where the drawing comes from, which an SVG says.
    pub origin: Callback<(), String>,
    /// Hears whether the browser has taken the file; nothing where there was nothing to draw.
    pub told: Callback<Option<bool>>,
}

/// Saves a drawing under a name without its ending; says whether the browser has taken it.
pub fn save(layout: Layout, is_png: bool, name: &str, origin: &str) -> bool {
    if is_png {
        png(layout).is_some_and(|picture| browser::click_link(&picture, &format!("{name}.png")))
    } else {
        browser::save(&format!("{name}.svg"), "image/svg+xml", saved_svg(&layout, origin).as_bytes())
    }
}

/// A menu that saves what is drawn, as SVG or PNG, as `bandit-name`.
pub fn menu(
    saver: Saver,
    /* name of the file, and what is saved */ name: &'static str,
    layout: Callback<Size, Option<Layout>>,
) -> AnyView {
    let Saver { paper, nothing, origin, told } = saver;
    let press = move |is_png: bool| {
        let layout = untrack(|| layout.run(PICTURE));
        told.run(layout.map(|mut layout| {
            if paper.get_untracked() {
                layout.theme = Theme::Light;
            }
            save(layout, is_png, &format!("bandit-{name}"), &untrack(|| origin.run(())))
        }));
    };
    let button = move |is_png: bool, word: &'static str| {
        let test_id = format!("save-{name}-{}", word.to_lowercase());
        view! { <button class="btn btn-small" data-testid=test_id disabled=move || nothing.run(()) on:click=move |_| press(is_png)>{word}</button> }
    };
    view! {
        <details class="menu save">
            <summary class="btn btn-small" data-testid=format!("save-{name}") aria-label=format!("Save picture: {name}")>"Save"</summary>
            <div class="menu-body">
                {button(false, "SVG")}
                {button(true, "PNG")}
                <label class="check">
                    <input type="checkbox" prop:checked=move || paper.get() on:change=move |event| paper.set(event_target_checked(&event)) />
                    " Print colours"
                </label>
            </div>
        </details>
    }
    .into_any()
}
