//! A plot of a metric over rounds: the canvas, what a screen reader says of it, and what stands under the crosshair.

use leptos::prelude::*;

use super::super::logic::quality::{standing, told};
use super::super::state::App;
use super::chart_box::{BY_ROUND, ChartBox, MiniBox};
use super::live::live;
use super::swatch::Swatch;
use crate::chart::curves::Curves;
use crate::chart::numbers::whole;
use crate::chart::{Layout, LineChart, Options, Size, summary};
use crate::metrics::{Accumulation, Metric, REGRET};
use crate::results::{Band, RunLog};

/// How line charts are drawn: rounds on a logarithmic axis, regret on one, every seed.
#[derive(Debug, Clone, Copy)]
pub struct Switches {
    pub log_x: RwSignal<bool>,
    pub log_y: RwSignal<bool>,
    pub members: RwSignal<bool>,
}

impl Switches {
    /// Those of the page.
    pub fn of(app: App) -> Switches {
        Switches { log_x: app.log_x, log_y: app.log_y, members: app.members }
    }

    /// The chart of this metric to be saved, with its title.
    pub fn picture(self, app: App, metric: &'static Metric, size: Size) -> Option<Layout> {
        let options = Options { untitled: false, ..self.options(app, metric, false) };
        app.with_log(|log, curves| LineChart::new(log, curves, metric, options).layout(size).headed(&[]))
    }

    /// The options of a chart of this metric.
    pub fn options(self, app: App, metric: &Metric, small: bool) -> Options {
        Options {
            log_x: self.log_x.get(),
            log_y: self.log_y.get() && metric.accumulation == Accumulation::Sum,
            members: self.members.get() && !small,
            hidden: app.hidden_curves(),
            learners: app.learners.get(),
            small,
            untitled: true,
            theme: app.theme.get(),
        }
    }
}

/// A metric over rounds, a curve a policy.
#[component]
pub fn Plot(
    metric: Signal<&'static Metric>,
    test_id: &'static str,
    turn: u64,
    switches: Switches,
) -> impl IntoView {
    let app = App::here();
    let layout = Callback::new(move |size: Size| {
        let metric = metric.get();
        let options = switches.options(app, metric, false);
        app.with_log(|log, curves| LineChart::new(log, curves, metric, options).layout(size))
    });
    let picture = Callback::new(move |size: Size| switches.picture(app, metric.get(), size));
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
            metric => standing(log, curves, metric, |index| app.shown.with(|e| e.label(index))),
        });
        format!("{}. {}", metric.title, said.unwrap_or_default())
    });
    view! { <ChartBox name turn=Some(turn) reading=BY_ROUND at=app.crosshair test_id layout picture words /> }
}

/// The same, small and silent: its chart is large elsewhere when it is pressed.
#[component]
pub fn MiniPlot(metric: &'static Metric, turn: u64, switches: Switches) -> impl IntoView {
    let app = App::here();
    let layout = Callback::new(move |size: Size| {
        let options = switches.options(app, metric, true);
        app.with_log(|log, curves| LineChart::new(log, curves, metric, options).layout(size))
    });
    view! { <MiniBox turn layout /> }
}

/// The values under the crosshair, a policy each.
#[component]
pub fn Readout(metric: Signal<&'static Metric>) -> impl IntoView {
    let app = App::here();
    let values = move || {
        let (round, metric) = (app.crosshair.get()?, metric.get());
        let read = |log: &RunLog, curves: &Curves| {
            let hidden = app.hidden_curves();
            let shown = (0..curves.policies()).filter(|index| hidden & (1 << index) == 0);
            let of = |index: usize| {
                let band = band_at(log, curves, index, metric, Some(round))?;
                Some(view! { <span class="readout-value"><Swatch index /> {told(metric, band.mean)}</span> })
            };
            shown.filter_map(of).collect::<Vec<_>>()
        };
        let values = app.with_log(read)?;
        Some(view! {
            <span class="readout">
                <span data-testid="crosshair-round">{format!("at round {}", whole(round))}</span>
                {values}
            </span>
        })
    };
    view! { {live(values)} }
}

/// The band at the last checkpoint up to this round, or at the last one there is.
pub fn band_at(
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
