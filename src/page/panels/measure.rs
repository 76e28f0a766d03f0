//! How fast the engine is on this machine, measured here.

use leptos::prelude::*;

use super::super::state::App;
use crate::agent;
use crate::chart::numbers::whole;

#[component]
pub fn Measure() -> impl IntoView {
    let app = App::here();
    let measuring = move || app.measured.with(|measured| measured.as_ref().is_some_and(Vec::is_empty));
    let table = move || {
        let measured = app.measured.get().filter(|measured| !measured.is_empty())?;
        let world = measured
            .first()
            .map(|first| format!("{} arms, {} features, one seed in one worker", first.arms, first.features));
        let rows: Vec<_> = measured
            .into_iter()
            .map(|found| {
                let title = agent::find(&found.agent).map_or(found.agent.clone(), |agent| agent.part.title.to_owned());
                view! { <tr><th scope="row">{title}</th><td>{whole(found.rounds_per_second.round() as u64)}</td></tr> }
            })
            .collect();
        Some(view! {
            <table class="results" data-testid="measured">
                <caption>{world}</caption>
                <thead><tr><th scope="col">"Agent"</th><th scope="col">"rounds/s"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        })
    };
    view! {
        <details class="measure">
            <summary>"How fast is it here?"</summary>
            <p class="help">"Runs every agent for a moment on the default world, in a worker of its own."</p>
            <button class="btn" data-testid="measure" disabled=measuring on:click=move |_| app.measure()>
                {move || if measuring() { "Measuring…" } else { "Measure" }}
            </button>
            {table}
        </details>
    }
}
