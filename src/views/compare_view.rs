//! Runs beside each other.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::compare_load::Loading;
use super::compare_tables::{agents, conclusions, final_metrics, settings, swatch};
use super::compared::Compared;
use super::comparison::{Loaded, letter, linked, metrics, verdict};
use super::doing::{picture_name, save};
use super::names::{COMPARE, RUNS, fragment};
use super::plot::{Reading, plot, read_plot};
use super::state::Views;
use crate::chart::{OverlayChart, Size, latex_table};
use crate::metrics::{Accumulation, Metric, find};
use crate::runs::Axis;
use crate::ui::browser;
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{effect, live, memo};
use crate::ui::save::save as save_picture;

/// Size of a saved picture.
const PICTURE: Size = Size { width: 900.0, height: 480.0, ratio: 1.0 };

/// What curves can be aligned by.
const AXES: [(Axis, &str); 3] =
    [(Axis::Rounds, "Round"), (Axis::Share, "Share of the horizon"), (Axis::Seconds, "Seconds of computing")];

/// The comparison of the runs that an address asks for.
pub fn compare_view(views: Views, wanted: Memo<String>) -> AnyView {
    let compared = Compared::new(views);
    let loading = Loading::new(compared);
    effect(move || loading.load(&wanted.get()));
    on_cleanup(move || loading.close());
    let problems = move || {
        let lines = loading.problems.get();
        (!lines.is_empty()).then(|| {
            let lines: Vec<_> = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect();
            view! { <ul class="views-notice is-bad" role="alert" data-testid="compare-problems">{lines}</ul> }
        })
    };
    let content = move || {
        let count = compared.runs.with(Vec::len);
        match (loading.is_under_way.get(), count) {
            (true, _) => on_their_way(loading),
            (false, 0) => nothing_yet(),
            (false, _) => comparison(compared),
        }
    };
    view! {
        <div class="compare" data-testid="compare-view">
            <div class="views-head">
                <div>
                    <a class="compare-back" href=fragment(&RUNS, "") data-testid="all-runs"><Picture icon=Icon::Previous />"All runs"</a>
                    <h1>"Compare runs"</h1>
                </div>
            </div>
            {live(problems)}
            {live(content)}
        </div>
    }
    .into_any()
}

/// Nothing is compared, and the way on.
fn nothing_yet() -> AnyView {
    view! {
        <div class="card runs-empty" data-testid="compare-empty">
            <h2>"Nothing is compared yet"</h2>
            <p>"Choose up to eight runs in the list and press \"Compare\": their curves over each other, paired tests over the seeds that they have in common, and the settings that differ. One run is enough where it has several agents."</p>
            <p><a class="btn btn-primary" href=fragment(&RUNS, "") data-testid="compare-choose">"Choose runs"</a></p>
        </div>
    }
    .into_any()
}

/// Runs are loaded or computed.
fn on_their_way(loading: Loading) -> AnyView {
    let is_computing = memo(move || loading.is_computing());
    let stop = move || {
        is_computing.get().then(|| {
            view! { <button class="btn btn-small" data-testid="compare-stop" on:click=move |_| loading.stop()>"Stop"</button> }
        })
    };
    view! {
        <p class="compare-saving" data-testid="compare-loading">
            <span role="status">{live(move || loading.words())}</span>
            {live(stop)}
        </p>
    }
    .into_any()
}

fn comparison(compared: Compared) -> AnyView {
    let runs = compared.runs.with_untracked(|runs| {
        let run = |(index, loaded): (usize, &Loaded)| {
            let link = loaded.run.header.link.clone();
            let name = loaded.run.header.name.clone();
            view! {
                <li>
                    <b class="letter">{letter(index).to_string()}</b>
                    <span>{name.clone()}</span>
                    <a class="btn btn-small" href=link aria-label=format!("Open {name}")>"Open"</a>
                </li>
            }
        };
        runs.iter().enumerate().map(run).collect::<Vec<_>>()
    });
    view! {
        <div class="compare-grid">
            <section class="card compare-chart" aria-label="Curves">
                {controls(compared)}
                {live(move || if compared.draws_all.get() { small_charts(compared) } else { chart(compared) })}
                {saving(compared)}
            </section>
            <section class="card compare-side" aria-label="Runs and agents">
                <h2>"Runs"</h2>
                <ul class="compare-runs">{runs}</ul>
                {agents(compared)}
            </section>
            <section class="card compare-side" aria-labelledby="conclusions-title">{conclusions(compared)}</section>
            <section class="card compare-wide" aria-labelledby="finals-title">{final_metrics(compared)}</section>
            <section class="card compare-wide" aria-labelledby="settings-title">{settings(compared)}</section>
        </div>
    }
    .into_any()
}

fn controls(compared: Compared) -> AnyView {
    let options = move || {
        let option = |metric: &'static Metric| {
            let is_chosen = move || *compared.metric.get() == *metric;
            view! { <option value=metric.id prop:selected=is_chosen>{metric.title}</option> }
        };
        compared.runs.with(|runs| metrics(runs)).into_iter().map(option).collect::<Vec<_>>()
    };
    let choose = move |event| {
        if let Some(metric) = find(&event_target_value(&event)) {
            compared.metric.set(metric);
        }
    };
    let axes: Vec<_> = AXES
        .iter()
        .map(|(axis, title)| {
            let axis = *axis;
            let pressed = move || (compared.axis.get() == axis).to_string();
            view! { <button aria-pressed=pressed on:click=move |_| compared.axis.set(axis)>{*title}</button> }
        })
        .collect();
    let window = move |event| {
        let rounds = event_target_value(&event).trim().parse::<u64>().ok();
        compared.window.set(rounds.filter(|rounds| *rounds > 0));
    };
    let smooth = move |event| {
        if let Ok(weight) = event_target_value(&event).parse::<f64>() {
            compared.smoothing.set(weight.clamp(0.0, 0.99));
        }
    };
    let is_state = move || compared.metric.get().accumulation == Accumulation::Latest;
    view! {
        <div class="compare-controls">
            <label>"Metric " <select class="select select-inline" data-testid="compare-metric" on:change=choose>{live(options)}</select></label>
            <div class="seg"><button data-testid="compare-all" title="A small chart of every metric" aria-pressed=move || compared.draws_all.get().to_string() on:click=move |_| compared.draws_all.update(|all| *all = !*all)>"All metrics"</button></div>
            <div class="seg" role="group" aria-label="Aligned by">{axes}</div>
            <label>"Mean of the last " <input class="param-number" type="number" min="1" placeholder="all" data-testid="compare-window" disabled=is_state on:change=window /> " rounds"</label>
            <label>"Smoothing " <input type="range" min="0" max="0.99" step="0.01" value="0" data-testid="compare-smoothing" on:input=smooth /></label>
        </div>
    }
    .into_any()
}

fn chart(compared: Compared) -> AnyView {
    let name = Signal::derive(move || {
        let sentence = compared.runs.with(|runs| {
            compared.chosen.with(|chosen| verdict(runs, chosen, compared.metric.get()).sentence)
        });
        format!("{}. {sentence}", compared.chart().title())
    });
    let drawn = memo(move || compared.chart());
    let at = RwSignal::new(None::<f64>);
    effect(move || {
        // Another axis has other places.
        let _ = compared.axis.get();
        at.set(None);
    });
    let said = move |place: f64| {
        drawn.with(|chart| {
            let values = chart.readings(place).into_iter();
            let values = values.filter_map(|(label, value)| Some(format!("{label} {}", value?)));
            format!("At {}: {}", chart.place_words(place), values.collect::<Vec<_>>().join(", "))
        })
    };
    let reading =
        Reading { at, stops: Box::new(move || drawn.with(OverlayChart::stops)), words: Box::new(said) };
    let readout = move || {
        let Some(place) = at.get() else {
            return view! { <span class="help">"Point at the curves, or walk along them with the arrow keys."</span> }.into_any();
        };
        let (words, values) = drawn.with(|chart| (chart.place_words(place), chart.readings(place)));
        let value = |(index, (label, value)): (usize, (String, Option<String>))| {
            view! { <span class="compare-value">{swatch(compared, index)} {label} " " <b>{value.unwrap_or_else(|| "–".to_owned())}</b></span> }
        };
        let values: Vec<_> = values.into_iter().enumerate().map(value).collect();
        view! { <span data-testid="compare-place">"At " {words}</span> {values} }.into_any()
    };
    view! {
        {read_plot(compared.views, "compare-plot is-read", "compare-plot", name, move |size| Some(drawn.with(|chart| chart.layout(size))), reading)}
        <div class="compare-readout" data-testid="compare-readout">{live(readout)}</div>
    }
    .into_any()
}

/// A small chart of every metric, all by the same axis.
fn small_charts(compared: Compared) -> AnyView {
    let chart = move |metric: &'static Metric| {
        let drawn = memo(move || compared.chart_of(metric));
        let name = Signal::derive(move || drawn.with(OverlayChart::title));
        plot("compare-small", "compare-small", name, move |size| Some(drawn.with(|chart| chart.layout(size))))
    };
    let charts = move || compared.runs.with(|runs| metrics(runs)).into_iter().map(chart).collect::<Vec<_>>();
    view! { <div class="compare-all" data-testid="compare-all-charts">{live(charts)}</div> }.into_any()
}

fn saving(compared: Compared) -> AnyView {
    let views = compared.views;
    let said = move |outcome: Result<(), String>| match outcome {
        Ok(()) => views.problem.set(String::new()),
        Err(sentence) => views.fail(&sentence),
    };
    let title = memo(move || format!("{} compared", compared.metric.get().title));
    let picture = move |is_png: bool| {
        let layout = untrack(|| compared.chart()).layout(PICTURE);
        let origin = compared.runs.with_untracked(|runs| {
            runs.iter().map(|loaded| loaded.run.header.link.clone()).collect::<Vec<_>>().join(" ")
        });
        let saved = save_picture(layout, is_png, &picture_name(&title.get_untracked()), &origin);
        said(saved.then_some(()).ok_or_else(|| "the browser did not save the picture".to_owned()));
    };
    let csv = move |_| {
        let table = OverlayChart::csv(&untrack(|| compared.charts()));
        let all = compared.draws_all.get_untracked().then(|| "All metrics compared".to_owned());
        let name = picture_name(&all.unwrap_or_else(|| title.get_untracked()));
        said(save(&format!("{name}.csv"), "text/csv", table.as_bytes()));
    };
    let latex = move |_| {
        let text = compared
            .runs
            .with_untracked(|runs| latex_table(&runs.iter().map(|loaded| &loaded.run).collect::<Vec<_>>()));
        said(save(&format!("{}.tex", picture_name("final metrics")), "application/x-tex", text.as_bytes()));
    };
    let copied = RwSignal::new("");
    let copy = move |_| {
        let rest = compared.runs.with_untracked(|runs| linked(runs));
        let address = browser::address_with(&fragment(&COMPARE, &rest), false);
        spawn_local(async move {
            let is_copied = browser::copy(&address).await;
            copied.set(if is_copied { "Copied" } else { "" });
            said(is_copied.then_some(()).ok_or_else(|| "the browser did not take the link".to_owned()));
        });
    };
    let alone = move || {
        if compared.draws_all.get() { "Of one metric: turn \"All metrics\" off" } else { "This picture" }
    };
    let problem = move || {
        let problem = views.problem.get();
        (!problem.is_empty()).then(|| view! { <span role="alert">{problem}</span> })
    };
    view! {
        <div class="compare-saving">
            <button class="btn btn-small" data-testid="compare-png" title=alone disabled=move || compared.draws_all.get() on:click=move |_| picture(true)>"PNG"</button>
            <button class="btn btn-small" data-testid="compare-svg" title=alone disabled=move || compared.draws_all.get() on:click=move |_| picture(false)>"SVG"</button>
            <button class="btn btn-small" data-testid="compare-csv" title="The numbers of this picture" on:click=csv>"CSV"</button>
            <button class="btn btn-small" data-testid="compare-latex" title="The table of final metrics" on:click=latex>"LaTeX"</button>
            <button class="btn btn-small" data-testid="compare-link" title="It has the experiments in it: in any browser the same runs are computed and compared" on:click=copy>"Copy link"</button>
            <span role="status" class="muted" data-testid="compare-copied">{live(move || copied.get())}</span>
            {live(problem)}
        </div>
    }
    .into_any()
}
