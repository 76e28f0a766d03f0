//! Runs beside each other.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::compare_tables::{agents, conclusions, final_metrics, settings, swatch};
use super::compared::Compared;
use super::comparison::{Loaded, letter, metrics, usual, verdict};
use super::doing::{COMPARED, picture_name, save};
use super::names::{RUNS, fragment};
use super::plot::{Reading, read_plot};
use super::state::Views;
use crate::chart::{OverlayChart, Size, latex_table};
use crate::metrics::{Accumulation, Metric, REGRET, find};
use crate::runs::{Axis, RunId};
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{effect, live, memo};
use crate::ui::save::save as save_picture;

/// Size of a saved picture.
const PICTURE: Size = Size { width: 900.0, height: 480.0, ratio: 1.0 };

/// What curves can be aligned by.
const AXES: [(Axis, &str); 3] =
    [(Axis::Rounds, "Round"), (Axis::Share, "Share of the horizon"), (Axis::Seconds, "Seconds of computing")];

/// The comparison of the runs with these ids, separated by commas.
pub fn compare_view(views: Views, wanted: Memo<String>) -> AnyView {
    let compared = Compared::new(views);
    let missing = RwSignal::new(Vec::<String>::new());
    let is_loading = RwSignal::new(true);
    effect(move || {
        let wanted = wanted.get();
        is_loading.set(true);
        spawn_local(async move {
            let (runs, problems) = load(views, &wanted).await;
            let metric = metrics(&runs).first().copied().unwrap_or(&REGRET);
            compared.metric.set(metric);
            compared.chosen.set(usual(&runs, metric));
            compared.runs.set(runs);
            missing.set(problems);
            is_loading.set(false);
        });
    });
    let problems = move || {
        let lines = missing.get();
        (!lines.is_empty()).then(|| {
            let lines: Vec<_> = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect();
            view! { <ul class="views-notice is-bad" role="alert" data-testid="compare-problems">{lines}</ul> }
        })
    };
    let content = move || {
        let count = compared.runs.with(Vec::len);
        match (is_loading.get(), count) {
            (true, _) => view! { <p role="status">"Loading the runs …"</p> }.into_any(),
            (false, 0) => view! { <p>"Choose two runs or more in the list to compare them."</p> }.into_any(),
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

/// The runs of these ids, and a sentence for each that is not there or can't be read.
async fn load(views: Views, wanted: &str) -> (Vec<Loaded>, Vec<String>) {
    let (mut runs, mut problems) = (Vec::new(), Vec::new());
    let ids = || wanted.split(',').filter(|id| !id.is_empty());
    if ids().count() > COMPARED.1 {
        problems.push(format!("Of {} runs the first {} are compared.", ids().count(), COMPARED.1));
    }
    for text in ids().take(COMPARED.1) {
        let run = match text.parse::<RunId>() {
            Ok(id) => views.load(&id).await,
            Err(error) => Err(error.to_string()),
        };
        let loaded = run.and_then(|run| match run.experiment() {
            Ok(experiment) => Ok(Loaded { run, experiment }),
            Err(error) => Err(format!("{}: {error}", run.header.name)),
        });
        match loaded {
            Ok(loaded) => runs.push(loaded),
            Err(sentence) => problems.push(format!("{sentence}.")),
        }
    }
    (runs, problems)
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
                {chart(compared)}
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
        let table = untrack(|| compared.chart()).csv().map_err(|error| error.to_string());
        said(table.and_then(|text| {
            save(&format!("{}.csv", picture_name(&title.get_untracked())), "text/csv", text.as_bytes())
        }));
    };
    let latex = move |_| {
        let text = compared
            .runs
            .with_untracked(|runs| latex_table(&runs.iter().map(|loaded| &loaded.run).collect::<Vec<_>>()));
        said(save(&format!("{}.tex", picture_name("final metrics")), "application/x-tex", text.as_bytes()));
    };
    let problem = move || {
        let problem = views.problem.get();
        (!problem.is_empty()).then(|| view! { <span role="alert">{problem}</span> })
    };
    view! {
        <div class="compare-saving">
            <button class="btn btn-small" data-testid="compare-png" on:click=move |_| picture(true)>"PNG"</button>
            <button class="btn btn-small" data-testid="compare-svg" on:click=move |_| picture(false)>"SVG"</button>
            <button class="btn btn-small" data-testid="compare-csv" title="The numbers of this picture" on:click=csv>"CSV"</button>
            <button class="btn btn-small" data-testid="compare-latex" title="The table of final metrics" on:click=latex>"LaTeX"</button>
            {live(problem)}
        </div>
    }
    .into_any()
}
