//! The network of the agent that the stage looks at, where it has one.

use leptos::prelude::*;

use super::super::state::App;
use super::live::{live, memo};
use super::network_view::network_view;

#[component]
pub fn NetworkPanel() -> impl IntoView {
    let app = App::here();
    // After the round it has learned from; before, the picture of the round before would be out of date.
    let inner = move || {
        app.seen(|view| {
            let arms = view.arms()?;
            let policy = arms.policies.get(app.lens_shown())?;
            policy.inner.as_ref().map(network_view)
        })
    };
    let any = memo(move || {
        app.seen(|view| {
            view.arms().is_some_and(|arms| arms.policies.iter().any(|policy| policy.inner.is_some()))
        })
    });
    let name = move || app.shown.with(|experiment| experiment.label(app.lens_shown()));
    live(move || {
        any.get().then(|| {
            view! {
                <section class="panel" aria-labelledby="network-title">
                    <h2 id="network-title">"Inside " {live(name)}</h2>
                    {live(move || inner().map_or_else(|| view! { <p class="help">"This agent has no network; choose another one on the stage."</p> }.into_any(), IntoAny::into_any))}
                </section>
            }
        })
    })
}
