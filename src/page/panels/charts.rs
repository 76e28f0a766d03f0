//! The charts: one for each metric that every run has, one for all others, and what was chosen.

use leptos::prelude::*;

use super::super::state::App;
use super::chart_box::{BY_ROUND, ChartBox};
use super::line_plot::LinePlot;
use super::quality::Quality;
use crate::chart::numbers::{percent, whole};
use crate::chart::{ShareChart, Size};
use crate::metrics::IN_EVERY_RUN;
use crate::results::RunLog;

#[component]
pub fn Charts() -> impl IntoView {
    let app = App::here();
    let options = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let (log_x, log_y, members) = options;
    // Bits belong to places, so other policies in the same places are shown.
    let ids = Memo::new(move |_| {
        app.shown.with(|e| e.policies.iter().map(|c| c.agent.id.clone()).collect::<Vec<_>>())
    });
    Effect::new(move |_| {
        // Read, not only tracked: a memo that was never read does not say when it changes.
        ids.get();
        app.hidden.set(0);
    });
    let plots: Vec<_> = IN_EVERY_RUN
        .into_iter()
        .enumerate()
        .map(|(turn, metric)| {
            let heading = metric.title.into_any();
            view! { <LinePlot metric=Signal::stored(metric) test_id=metric.id turn=turn as u64 options heading /> }
        })
        .collect();
    view! {
        <section class="charts" id="charts" tabindex="-1" aria-label="Charts">
            <div class="chart-options" role="group" aria-label="How the charts are drawn">
                <Toggle on=log_x test_id="log-x" text="Rounds on a log axis" />
                <Toggle on=log_y test_id="log-y" text="Regret on a log axis" />
                <Toggle on=members test_id="members" text="Every seed" />
                <span class="chart-round muted" data-testid="crosshair-round">
                    {move || app.crosshair.get().map_or_else(String::new, |round| format!("at round {}", whole(round)))}
                </span>
            </div>
            <div class="chart-grid">{plots} <Quality turn=IN_EVERY_RUN.len() as u64 + 1 options /> <SharePlot turn=IN_EVERY_RUN.len() as u64 /></div>
        </section>
    }
}

#[component]
fn Toggle(on: RwSignal<bool>, test_id: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" data-testid=test_id prop:checked=move || on.get() on:change=move |event| on.set(event_target_checked(&event)) />
            " "
            {text}
        </label>
    }
}

#[component]
fn SharePlot(turn: u64) -> impl IntoView {
    let app = App::here();
    let chosen = RwSignal::new(0_usize);
    let count = Memo::new(move |_| app.shown.with(|experiment| experiment.policies.len()));
    let policy = Memo::new(move |_| chosen.get().min(count.get().saturating_sub(1)));
    let chart = move |log: &RunLog| ShareChart::new(log, policy.get(), app.theme.get());
    let layout = Callback::new(move |size: Size| app.with_log(|log, _| chart(log).layout(size)));
    let name = Signal::derive(move || {
        format!("Choices of {}", app.shown.with(|experiment| experiment.label(policy.get())))
    });
    let words = Callback::new(move |round: u64| {
        let shares = app.with_log(|log, _| untrack(|| chart(log).legend(Some(round)))).unwrap_or_default();
        let said = shares.into_iter().map(|(_, label, share)| format!("{label} {}", percent(share)));
        format!("Round {}: {}", whole(round), said.collect::<Vec<_>>().join(", "))
    });
    let legend = move || {
        app.calm_version.track();
        let shares = app.with_log(|log, _| chart(log).legend(app.crosshair.get())).unwrap_or_default();
        let entry = |(colour, label, share): (&'static str, String, f64)| {
            view! {
                <li>
                    <span class="legend-block" style=format!("background:{colour}")></span>
                    <span class="legend-label">{label}</span>
                    <span class="legend-value">{percent(share)}</span>
                </li>
            }
        };
        shares.into_iter().map(entry).collect::<Vec<_>>()
    };
    let options = move || {
        let option = |index: usize| {
            let label = move || app.shown.with(|experiment| experiment.label(index));
            view! { <option value=index.to_string() prop:selected=move || policy.get() == index>{label}</option> }
        };
        (0..count.get()).map(option).collect::<Vec<_>>()
    };
    let choose = move |event| {
        if let Ok(index) = event_target_value(&event).parse() {
            chosen.set(index);
        }
    };
    view! {
        <figure class="chart">
            <figcaption>
                <h3>
                    "Chosen by "
                    <select class="select select-inline" aria-label="Agent" data-testid="share-contender" on:change=choose>{options}</select>
                </h3>
                <p class="help">"What share of the choices each arm had, between one mark and the next, over all seeds."</p>
            </figcaption>
            <ul class="legend">{legend}</ul>
            <ChartBox name turn=Some(turn) reading=BY_ROUND at=app.crosshair test_id="arm-shares" layout words />
        </figure>
    }
}
