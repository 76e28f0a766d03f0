//! How fast the engine is on this machine, measured here.

use leptos::prelude::*;

use super::super::state::App;
use super::live::{live, memo};
use crate::chart::numbers::whole;
use crate::simulation::bench::Measurement;
use crate::spec::Experiment;
use crate::spec::task::{self, TASKS};

#[component]
pub fn Measure() -> impl IntoView {
    let app = App::here();
    let measuring = move || app.measured.with(|measured| measured.as_ref().is_some_and(Vec::is_empty));
    let task = memo(move || app.experiment.with(Experiment::task));
    let what = move || task.get().map(|task| task.bench_sentence());
    let table = move || app.measured.get().filter(|measured| !measured.is_empty()).map(table_of);
    view! {
        <details class="measure">
            <summary>"How fast is it here?"</summary>
            <p class="help">{live(what)}</p>
            <button class="btn" data-testid="measure" disabled=measuring on:click=move |_| app.measure()>
                {live(move || if measuring() { "Measuring…" } else { "Measure" })}
            </button>
            {live(table)}
        </details>
    }
}

/// One row for each policy that was measured.
fn table_of(measured: Vec<Measurement>) -> impl IntoView {
    let task = measured.iter().find_map(|found| task::of_policy(&found.agent)).unwrap_or(TASKS[0]);
    let rows: Vec<_> = measured
        .into_iter()
        .map(|found| {
            let title = task::policy(&found.agent).map_or(found.agent, |part| part.title.to_owned());
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
                    <th scope="col">{task.policy_word()}</th>
                    <th scope="col">{task.size_word()}</th>
                    <th scope="col">"Features"</th>
                    <th scope="col">"Rounds/s"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
