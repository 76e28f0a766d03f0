//! What an agent chose, over rounds.

use leptos::prelude::*;

use super::super::state::App;
use super::chart_box::{BY_ROUND, ChartBox, MiniBox};
use super::live::{live, memo};
use crate::chart::numbers::{percent, whole};
use crate::chart::{Layout, ShareChart, Size};
use crate::results::RunLog;

#[component]
pub fn SharePlot(turn: u64) -> impl IntoView {
    let app = App::here();
    let chart = move |log: &RunLog| ShareChart::new(log, app.lens_shown(), app.theme.get());
    let layout = Callback::new(move |size: Size| app.with_log(|log, _| chart(log).layout(size)));
    let picture = Callback::new(move |size: Size| choices_picture(app, size));
    let name = Signal::derive(move || {
        format!("Choices of {}", app.shown.with(|experiment| experiment.label(app.lens_shown())))
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
                    <span class="legend-block" style:background=colour></span>
                    <span class="legend-label">{label}</span>
                    <span class="legend-value">{percent(share)}</span>
                </li>
            }
        };
        shares.into_iter().map(entry).collect::<Vec<_>>()
    };
    let count = memo(move || app.shown.with(|experiment| experiment.policies.len()));
    let options = move || {
        let option = |index: usize| {
            let label = move || app.shown.with(|experiment| experiment.label(index));
            view! { <option value=index.to_string() prop:selected=move || app.lens_shown() == index>{live(label)}</option> }
        };
        (0..count.get()).map(option).collect::<Vec<_>>()
    };
    let choose = move |event| {
        if let Ok(index) = event_target_value(&event).parse() {
            app.lens.set(index);
        }
    };
    view! {
        <figure class="card chart">
            <figcaption>
                <div class="chart-head">
                    <h2>
                        "Chosen by "
                        <select class="select select-inline" aria-label="Agent" data-testid="share-contender" on:change=choose>{live(options)}</select>
                    </h2>
                </div>
                <p class="chart-about">"Share of choices from one mark to the next, over all seeds"</p>
                <ul class="legend">{live(legend)}</ul>
            </figcaption>
            <ChartBox name turn=Some(turn) reading=BY_ROUND at=app.crosshair test_id="arm-shares" layout picture words />
        </figure>
    }
}

/// The chart to be saved.
pub fn choices_picture(app: App, size: Size) -> Option<Layout> {
    app.with_log(|log, _| ShareChart::new(log, app.lens_shown(), app.theme.get()).picture(size))
}

/// The same, small.
#[component]
pub fn MiniShares(turn: u64) -> impl IntoView {
    let app = App::here();
    let layout = Callback::new(move |size: Size| {
        app.with_log(|log, _| ShareChart::new(log, app.lens_shown(), app.theme.get()).small_layout(size))
    });
    view! { <MiniBox turn layout /> }
}

/// Whose choices they are.
#[component]
pub fn ShareValue() -> impl IntoView {
    let app = App::here();
    view! { <span class="mini-value">{live(move || app.shown.with(|experiment| experiment.label(app.lens_shown())))}</span> }
}
