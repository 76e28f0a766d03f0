//! A chart of curves, with its legend.

use leptos::prelude::*;

use super::super::logic::quality::{standing, told};
use super::super::state::App;
use super::chart_box::{BY_ROUND, ChartBox};
use super::swatch::Swatch;
use crate::chart::curves::Curves;
use crate::chart::numbers::whole;
use crate::chart::{LineChart, Options, Size, summary};
use crate::metrics::{Accumulation, Metric, REGRET};
use crate::results::{Band, RunLog};

/// Rounds on a logarithmic axis, regret on one, every seed.
pub type Switches = (RwSignal<bool>, RwSignal<bool>, RwSignal<bool>);

/// A metric over rounds, a curve a policy.
#[component]
pub fn LinePlot(
    metric: Signal<&'static Metric>,
    test_id: &'static str,
    turn: u64,
    options: Switches,
    /// What the metric is called.
    heading: AnyView,
) -> impl IntoView {
    let app = App::here();
    let (log_x, log_y, members) = options;
    let layout = Callback::new(move |size: Size| {
        let metric = metric.get();
        let options = Options {
            log_x: log_x.get(),
            log_y: log_y.get() && metric.accumulation == Accumulation::Sum,
            members: members.get(),
            hidden: app.hidden.get(),
            theme: app.theme.get(),
        };
        app.with_log(|log, curves| LineChart::new(log, curves, metric, options).layout(size))
    });
    let words = Callback::new(move |round: u64| {
        let metric = metric.get_untracked();
        let read = |log: &RunLog, curves: &Curves| {
            let of = |index: usize| {
                band_at(log, curves, index, metric, Some(round)).map(|band| {
                    format!("{} {}", app.shown.with_untracked(|e| e.label(index)), told(metric, band.mean))
                })
            };
            (0..curves.policies()).filter_map(of).collect::<Vec<_>>().join(", ")
        };
        format!("Round {}: {}", whole(round), app.with_log(read).unwrap_or_default())
    });
    let name = Signal::derive(move || {
        app.calm_version.track();
        let metric = metric.get();
        let said = app.with_log(|log, curves| match metric {
            regret if *regret == REGRET => summary(log, curves),
            // The sentence on regret says who is best.
            metric if metric.is_in_every_run() => String::new(),
            metric => standing(log, curves, metric, |index| app.shown.with(|e| e.label(index))),
        });
        format!("{}. {}", metric.title, said.unwrap_or_default())
    });
    let count = Memo::new(move |_| app.shown.with(|experiment| experiment.policies.len()));
    let legend =
        move || (0..count.get()).map(|index| view! { <Entry index metric test_id /> }).collect::<Vec<_>>();
    view! {
        <figure class="chart">
            <figcaption>
                <h3>{heading}</h3>
                <p class="help">
                    {move || metric.get().sentence} " " {move || metric.get().accumulation.sentence()}
                </p>
            </figcaption>
            <ul class="legend">{legend}</ul>
            <ChartBox name turn=Some(turn) reading=BY_ROUND at=app.crosshair test_id layout words />
        </figure>
    }
}

/// A policy in a legend, with its value under the crosshair or now.
#[component]
fn Entry(index: usize, metric: Signal<&'static Metric>, test_id: &'static str) -> impl IntoView {
    let app = App::here();
    let label = move || app.shown.with(|experiment| experiment.label(index));
    let shown = move || app.hidden.get() & (1 << index) == 0;
    let value = move || {
        app.calm_version.track();
        let (round, metric) = (app.crosshair.get(), metric.get());
        let band = app.with_log(|log, curves| band_at(log, curves, index, metric, round)).flatten();
        band.map_or_else(|| "–".to_owned(), |band| told(metric, band.mean))
    };
    view! {
        <li>
            <button
                class="legend-entry"
                aria-pressed=move || shown().to_string()
                title="Show or hide this curve in all charts"
                on:click=move |_| app.hidden.update(|hidden| *hidden ^= 1 << index)
            >
                <Swatch index />
                <span class="legend-label">{label}</span>
                <span class="legend-value" data-testid=format!("{test_id}-{index}")>{value}</span>
            </button>
        </li>
    }
}

/// The band at the last checkpoint up to this round, or at the last one there is.
fn band_at(
    log: &RunLog,
    curves: &Curves,
    policy: usize,
    metric: &'static Metric,
    round: Option<u64>,
) -> Option<Band> {
    let bands = curves.bands(policy, metric);
    let place = match round {
        Some(round) => log.rounds.partition_point(|checkpoint| *checkpoint <= round).min(bands.len()),
        None => bands.len(),
    };
    bands.get(place.checked_sub(1)?).copied()
}
