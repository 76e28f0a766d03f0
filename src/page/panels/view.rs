//! The place of a view that covers the page, and how its program is loaded: once, when the first view is opened.

use js_sys::{Array, Function, Promise, Reflect};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::super::browser;
use super::super::state::App;
use super::icon::{Icon, Picture};
use super::live::{effect, live};
use super::tabs::tabs;

/// The function of `index.html` that loads the program.
const LOAD: &str = "loadViews";

/// What the program exports.
const OPEN: &str = "open";

/// How far the program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loading {
    NotYet,
    Now,
    Failed,
    Done,
}

#[component]
pub fn ViewPlace() -> impl IntoView {
    let app = App::here();
    let place: NodeRef<html::Div> = NodeRef::new();
    let loading = RwSignal::new(Loading::NotYet);
    let program = StoredValue::new_local(JsValue::UNDEFINED);
    let page = Closure::<dyn Fn(JsValue) -> Array>::new(move |given| app.answer_view(&given)).into_js_value();
    effect(move || {
        let fragment = app.covered.get();
        app.theme.track();
        let root = document().document_element();
        let _ = root.map(|root| root.class_list().toggle_with_force("is-covered", !fragment.is_empty()));
        let Some(place) = place.get().filter(|_| !fragment.is_empty()) else { return };
        match loading.get() {
            Loading::NotYet => {
                loading.set(Loading::Now);
                spawn_local(async move {
                    let loaded = load().await;
                    let is_there = loaded.is_ok();
                    program.set_value(loaded.unwrap_or_default());
                    loading.set(if is_there { Loading::Done } else { Loading::Failed });
                });
            }
            Loading::Done => {
                // It can only fail with what it has said itself.
                let _ = program.with_value(|program| {
                    call(program, OPEN, &[fragment.into(), place.into(), page.clone()])
                });
            }
            Loading::Now | Loading::Failed => {}
        }
    });
    effect(move || {
        if app.is_covered() {
            browser::focus("view");
        }
    });
    let state = move || {
        match loading.get() {
        Loading::Now => Some(view! { <p>"Loading the view …"</p> }.into_any()),
        Loading::Failed => Some(
            view! {
                <p>"The view could not be loaded: the network is gone or the server does not answer."</p>
                <button class="btn" data-testid="view-again" on:click=move |_| loading.set(Loading::NotYet)>"Try again"</button>
            }
            .into_any(),
        ),
        Loading::NotYet | Loading::Done => None,
    }
    };
    view! {
        <main class="view" id="view" data-testid="view" tabindex="-1" aria-label="View" hidden=move || !app.is_covered()>
            <div class="view-bar">
                <button class="btn btn-ghost" data-testid="leave-view" title="Esc" on:click=move |_| app.leave_view()>
                    <Picture icon=Icon::Previous />
                    "Back"
                </button>
                {tabs(app)}
            </div>
            <div class="view-state" role="status" data-testid="view-state">{live(state)}</div>
            <div node_ref=place></div>
        </main>
    }
}

async fn load() -> Result<JsValue, JsValue> {
    let promise = call(&window(), LOAD, &[])?;
    JsFuture::from(Promise::resolve(&promise)).await
}

/// Calls a function that something has.
fn call(of: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(of, &name.into())?.dyn_into()?;
    function.apply(of, &arguments.iter().collect())
}
