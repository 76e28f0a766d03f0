//! The metrics that not every run has: a chart of one at a time, and a table of all.

use leptos::prelude::*;

use super::super::state::App;
use super::line_plot::{LinePlot, Switches};
use super::measure_table::measured;
use crate::metrics::{self, Metric, NDCG};

/// A chart whose metric is chosen in its title; nothing in runs that have no more than every run.
#[component]
pub fn Quality(turn: u64, options: Switches) -> impl IntoView {
    let app = App::here();
    let there = measured(app);
    let wanted = RwSignal::new(&NDCG);
    let any = Memo::new(move |_| !there.get().is_empty());
    // What a person wanted may not be there in another environment.
    let chosen = Memo::new(move |_| {
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
    let heading = move || {
        view! {
            <select class="select select-inline" aria-label="Metric" data-testid="measure-choice" on:change=choose>
                {move || there.get().into_iter().map(option).collect::<Vec<_>>()}
            </select>
        }
        .into_any()
    };
    move || {
        let heading = heading();
        any.get().then(|| view! { <LinePlot metric test_id="further" turn options heading /> })
    }
}
