//! How fast the engine is on this machine, measured here.

use leptos::prelude::*;

use super::super::logic::choices::is_slate_world;
use super::super::state::App;
use crate::agent;
use crate::chart::numbers::whole;
use crate::experiment::bench::Measurement;
use crate::ranking::rankers;

#[component]
pub fn Measure() -> impl IntoView {
    let app = App::here();
    let measuring = move || app.measured.with(|measured| measured.as_ref().is_some_and(Vec::is_empty));
    let slates = Memo::new(move |_| app.experiment.with(|experiment| is_slate_world(&experiment.world.id)));
    let what = move || {
        if slates.get() {
            "Runs every ranker that needs no topics for a moment on made-up items, in a worker of its own."
        } else {
            "Runs every agent for a moment on the default world, in a worker of its own."
        }
    };
    let table = move || app.measured.get().filter(|measured| !measured.is_empty()).map(table_of);
    view! {
        <details class="measure">
            <summary>"How fast is it here?"</summary>
            <p class="help">{what}</p>
            <button class="btn" data-testid="measure" disabled=measuring on:click=move |_| app.measure()>
                {move || if measuring() { "Measuring…" } else { "Measure" }}
            </button>
            {table}
        </details>
    }
}

/// One row for each who was measured: all agents, or all rankers.
fn table_of(measured: Vec<Measurement>) -> impl IntoView {
    let of_rankers = measured.iter().any(|found| rankers::find(&found.agent).is_some());
    let (who, arms) = if of_rankers { ("Ranker", "Items") } else { ("Agent", "Arms") };
    let rows: Vec<_> = measured
        .into_iter()
        .map(|found| {
            let part = rankers::find(&found.agent).map(|ranker| ranker.part);
            let part = part.or_else(|| agent::find(&found.agent).map(|agent| agent.part));
            let title = part.map_or(found.agent, |part| part.title.to_owned());
            view! {
                <tr>
                    <th scope="row">{title}</th>
                    <td>{whole(found.arms as u64)}</td>
                    <td>{whole(found.features as u64)}</td>
                    <td>{whole(found.rounds_per_second.round() as u64)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="results" data-testid="measured">
            <caption>"One seed in one worker"</caption>
            <thead>
                <tr>
                    <th scope="col">{who}</th>
                    <th scope="col">{arms}</th>
                    <th scope="col">"Features"</th>
                    <th scope="col">"Rounds/s"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
