//! The metrics that not every run has: a chart of one at a time, and a table of all.

use leptos::prelude::*;

use super::super::state::App;
use super::live::{live, memo};
use super::measure_table::measured;
use super::plot::{Plot, Switches};
use crate::metrics::{self, Metric, NDCG};

/// A chart whose metric is chosen in its title; nothing in runs that have no more than every run.
#[component]
pub fn Quality(turn: u64, switches: Switches) -> impl IntoView {
    let app = App::here();
    let there = measured(app);
    let wanted = RwSignal::new(&NDCG);
    let any = memo(move || !there.get().is_empty());
    // What a person wanted may not be there in another environment.
    let chosen = memo(move || {
        let (there, wanted) = (there.get(), wanted.get());
        if there.contains(&wanted) { wanted } else { there.first().copied().unwrap_or(wanted) }
    });
    let metric = Signal::derive(move || chosen.get());
    let choose = move |event| {
        if let Some(metric) = metrics::find(&event_target_value(&event)) {
            wanted.set(metric);
        }
    };
    let option = move |metric: &'static Metric| {
        view! { <option value=metric.id prop:selected=move || chosen.get() == metric>{metric.title}</option> }
    };
    live(move || {
        any.get().then(|| {
            view! {
                <figure class="panel further">
                    <figcaption>
                        <h2>
                            <select class="select select-inline" aria-label="Metric" data-testid="measure-choice" on:change=choose>
                                {live(move || there.get().into_iter().map(option).collect::<Vec<_>>())}
                            </select>
                        </h2>
                        <p class="help">
                            {live(move || metric.get().sentence)} " " {live(move || metric.get().accumulation.sentence())}
                        </p>
                    </figcaption>
                    <Plot metric test_id="further" turn switches />
                </figure>
            }
        })
    })
}
