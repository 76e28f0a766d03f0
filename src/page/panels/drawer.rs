//! The drawer with all settings of the experiment.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::super::state::App;
use super::icon::{Icon, Picture};
use super::policies::Policies;
use super::ratings::Ratings;
use super::run_bar::SpeedSlider;
use super::settings::{Environment, Run};
use crate::session::Event;

/// Covers the stage and leaves the charts in view, so that a change and what it does are seen together.
#[component]
pub fn Drawer() -> impl IntoView {
    let app = App::here();
    let heading: NodeRef<html::H2> = NodeRef::new();
    let before = StoredValue::new_local(None::<web_sys::Element>);
    Effect::new(move |was: Option<bool>| {
        let open = app.drawer.get();
        match (was.unwrap_or(false), open) {
            (false, true) => {
                before.set_value(document().active_element());
                if let Some(heading) = heading.get_untracked() {
                    let _ = heading.focus();
                }
            }
            (true, false) => {
                // Back to what opened it, so that the focus never falls to the page's body.
                let element = before
                    .with_value(Clone::clone)
                    .and_then(|before| before.dyn_into::<web_sys::HtmlElement>().ok());
                if let Some(element) = element.filter(|element| element.is_connected()) {
                    let _ = element.focus();
                }
            }
            _ => {}
        }
        open
    });
    let close = move || app.drawer.set(false);
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            event.prevent_default();
            close();
        }
    };
    view! {
        <aside class="drawer" id="settings" aria-labelledby="settings-title" hidden=move || !app.drawer.get() on:keydown=escape>
            <header class="drawer-head">
                <h2 id="settings-title" tabindex="-1" node_ref=heading>"The experiment"</h2>
                <button class="btn btn-icon btn-ghost" data-testid="close-settings" aria-label="Close the settings" title="Esc" on:click=move |_| close()>
                    <Picture icon=Icon::Remove />
                </button>
            </header>
            <div class="drawer-body">
                <Playing />
                <Policies />
                <Run />
                <Environment />
                <Ratings />
            </div>
            <footer class="drawer-foot">
                <span>"A change starts the run again from round 0."</span>
                <button class="btn btn-small" disabled=move || app.depth.get() == 0 on:click=move |_| app.undo()>
                    <Picture icon=Icon::Undo /> " Undo"
                </button>
            </footer>
        </aside>
    }
}

/// What the run bar has no room for on a phone; elsewhere it is not shown.
#[component]
fn Playing() -> impl IntoView {
    let app = App::here();
    view! {
        <section class="panel playing" aria-label="Playing">
            <SpeedSlider />
            <div class="add-row">
                <button class="btn" on:click=move |_| app.send(Event::Reset)><Picture icon=Icon::Reset /> " Reset"</button>
                <button class="btn" on:click=move |_| app.new_seed()><Picture icon=Icon::Dice /> " New seed"</button>
            </div>
        </section>
    }
}
