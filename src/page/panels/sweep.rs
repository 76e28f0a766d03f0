//! A parameter as an axis: the button that sweeps it, and the chart of what came of each value.

use leptos::prelude::*;

use super::super::logic::sweep::sweep;
use super::super::state::App;
use super::chart_box::ChartBox;
use super::live::{live, memo};
use crate::chart::{ParameterChart, Size};
use crate::descriptor::Parameter;
use crate::metrics::Metric;
use crate::session::Severity;

/// How the chart is read with keys.
const READING: &str = "Arrow keys read it value by value; the line below has all numbers.";

/// One click makes an experiment of this agent with several values of the parameter.
pub fn sweep_button(app: App, index: usize, parameter: &'static Parameter, test_id: String) -> AnyView {
    let click = move |_| {
        let others = app.experiment.with_untracked(|experiment| experiment.policies.len() > 1);
        app.hidden.set(0);
        app.edit(|experiment| sweep(experiment, index, parameter));
        app.by_parameter.set(true);
        if others {
            app.tell(Severity::Info, "The other agents were removed; Undo (Ctrl+Z) brings them back.");
        }
    };
    let title = format!("This agent alone, with up to eight values of {}", parameter.title);
    let name = move || {
        format!("Sweep {} of {}", parameter.title, app.experiment.with(|experiment| experiment.label(index)))
    };
    view! { <button class="btn btn-small btn-ghost sweep" data-testid=test_id title=title aria-label=name on:click=click>"Sweep"</button> }
        .into_any()
}

/// The final values of a metric over the parameter.
#[component]
pub fn ByParameter(metric: Signal<&'static Metric>) -> impl IntoView {
    let app = App::here();
    let chart = move || {
        let (metric, hidden, theme) = (metric.get(), app.hidden_curves(), app.theme.get());
        app.with_log(|log, curves| ParameterChart::new(log, curves, metric, hidden, theme)).flatten()
    };
    let layout = Callback::new(move |size: Size| chart().map(|chart| chart.layout(size)));
    let picture = Callback::new(move |size: Size| chart().map(|chart| chart.layout(size).headed(&[])));
    let words = Callback::new(move |place: u64| {
        untrack(chart).map(|chart| chart.words_at(place)).unwrap_or_default()
    });
    let at = RwSignal::new(None);
    let told = memo(move || {
        app.calm_version.track();
        chart().map(|chart| chart.sentence()).unwrap_or_default()
    });
    // As text, for people who can't see the chart or want the numbers.
    let numbers = memo(move || {
        app.calm_version.track();
        let row = |(value, number, _): (f64, String, bool)| format!("{value}: {number}");
        let rows = chart().map(|chart| chart.rows()).unwrap_or_default();
        rows.into_iter().map(row).collect::<Vec<_>>().join("; ")
    });
    let name = Signal::derive(move || format!("{} by parameter. {}", metric.get().title, told.get()));
    let line = move || at.get().map_or_else(|| told.get(), |place| words.run(place));
    view! {
        <p class="chart-about" data-testid="by-sentence">{live(line)}</p>
        <ChartBox name turn=Some(0) reading=READING at test_id="by-chart" layout picture words />
        <p class="by-numbers" data-testid="by-numbers">{live(move || numbers.get())}</p>
    }
}
