//! The charts beside the stage: a large one, and small ones that change places with it when they are pressed.

use leptos::prelude::*;

use super::super::state::App;
use super::live::{live, memo};
use super::measure_table::has_ndcg;
use super::plot::{MiniPlot, Plot, Readout, Switches};
use super::roving;
use super::save::save_menu;
use super::share_plot::{MiniShares, SharePlot, ShareValue, choices_picture};
use super::sweep::ByParameter;
use super::terms::Explained;
use crate::chart::numbers::{counted, percent, readable};
use crate::chart::{LineChart, Options, Size, sweep};
use crate::metrics::{Metric, read_first};
use crate::results::{FEWEST_SEEDS_OF_A_BAND, RunLog, has_interval};
use crate::session::Event;
use crate::spec::link::CHARTS;

/// The place of the chart of choices; metrics have the others.
const SHARES: usize = CHARTS.len() - 1;

/// The metric at a place.
fn metric_at(place: usize, has_ndcg: bool) -> &'static Metric {
    let metrics = read_first(has_ndcg);
    metrics[place.min(metrics.len() - 1)]
}

#[component]
pub fn Charts(switches: Switches) -> impl IntoView {
    let app = App::here();
    let has_ndcg = has_ndcg(app);
    let minis = move || {
        let large = app.large.get();
        let others = (0..CHARTS.len()).filter(|place| *place != large);
        others.map(|place| view! { <Mini place has_ndcg switches /> }).collect::<Vec<_>>()
    };
    view! {
        <section class="charts" id="charts" tabindex="-1" aria-label="Charts" class:is-stale=move || app.shows_the_run_before()>
            {live(move || if app.large.get() == SHARES {
                view! { <SharePlot turn=0 /> }.into_any()
            } else {
                view! { <Large has_ndcg switches /> }.into_any()
            })}
            <div class="minis" role="group" aria-label="Other charts" on:keydown=|event| roving::walk(&event, ".minis", ".mini", false)>
                {live(minis)}
            </div>
        </section>
    }
}

/// A metric, large.
#[component]
fn Large(has_ndcg: Memo<bool>, switches: Switches) -> impl IntoView {
    let app = App::here();
    let metric = Signal::derive(move || metric_at(app.large.get(), has_ndcg.get()));
    let verdict = memo(move || app.headline());
    let about = memo(move || {
        app.shown.with(|experiment| about(metric.get(), experiment.reward_unit(), experiment.seeds))
    });
    let far_above = memo(move || {
        app.calm_version.track();
        let options =
            Options { hidden: app.hidden_curves(), log_y: switches.log_y.get(), ..Options::default() };
        let far = app.with_log(|log, curves| LineChart::new(log, curves, metric.get(), options).far_above());
        far.is_some_and(|far| !far.is_empty())
    });
    let line = move || {
        if app.crosshair.get().is_some() {
            view! { <Readout metric /> }.into_any()
        } else {
            view! { <span><Explained text=about /></span> }.into_any()
        }
    };
    let swept = memo(move || {
        app.shown.with(|experiment| sweep(experiment).map_or("", |sweep| sweep.parameter.title))
    });
    let by = memo(move || !swept.get().is_empty() && app.by_parameter.get());
    view! {
        <figure class="card chart">
            <figcaption>
                <div class="chart-head">
                    <h2 title=move || metric.get().sentence><Explained text=Signal::derive(move || metric.get().title.to_owned()) /></h2>
                    {live(move || (!swept.get().is_empty()).then(|| view! { <Axis name=swept.get_untracked() /> }))}
                    {live(move || (far_above.get() && !by.get()).then(|| view! { <Learners /> }))}
                    {live(move || (!app.earlier.with(Vec::is_empty)).then(|| view! { <Earlier /> }))}
                    <Menu switches />
                </div>
                <p class="verdict-line" title=move || verdict.get()>
                    {live(move || if app.precomputed.get() {
                        app.said_of_precomputed.get()
                    } else if app.shows_the_run_before() {
                        "From before the last change.".to_owned()
                    } else {
                        verdict.get()
                    })}
                </p>
                <p class="chart-about">{live(line)}</p>
            </figcaption>
            {live(move || if by.get() {
                view! { <ByParameter metric /> }.into_any()
            } else {
                view! { <Plot metric test_id="large-chart" turn=0 switches /> }.into_any()
            })}
        </figure>
    }
}

/// What a chart's numbers are.
fn about(metric: &Metric, unit: &str, seeds: u32) -> String {
    let unit = match metric.unit_in(unit) {
        unit if unit.is_empty() => String::new(),
        unit => format!("{unit}, "),
    };
    let lower = if metric.lower_is_better { "lower is better" } else { "higher is better" };
    let of = match seeds {
        1 => "one seed".to_owned(),
        few if !has_interval(few as usize) => format!("mean of {few} seeds, each drawn faintly"),
        many => format!("mean of {} with 95 % bands", counted(u64::from(many), "seed", "seeds")),
    };
    format!("{unit}{of}; {lower}")
}

/// What the axis across is: rounds, or the parameter in which the agents differ.
#[component]
fn Axis(name: &'static str) -> impl IntoView {
    let app = App::here();
    let option = |by: bool, text: String, test_id: &'static str| {
        view! {
            <button data-testid=test_id aria-pressed=move || (app.by_parameter.get() == by).to_string() on:click=move |_| app.by_parameter.set(by)>
                {text}
            </button>
        }
    };
    view! {
        <div class="seg" role="group" aria-label="Axis">
            {option(false, "Over rounds".to_owned(), "over-rounds")}
            {option(true, format!("By {}", name.to_lowercase()), "by-parameter")}
        </div>
    }
}

/// The runs before, each to be shown again.
#[component]
fn Earlier() -> impl IntoView {
    let app = App::here();
    let runs = move || {
        let run = |(index, words): (usize, String)| {
            view! {
                <button class="btn btn-small btn-ghost" data-testid=format!("earlier-{index}") on:click=move |_| app.send(Event::ShowEarlier(index))>
                    {words}
                </button>
            }
        };
        app.earlier.get().into_iter().enumerate().map(run).collect::<Vec<_>>()
    };
    view! {
        <details class="menu">
            <summary class="btn btn-small" data-testid="earlier">"Earlier runs"</summary>
            <div class="menu-body">{live(runs)}</div>
        </details>
    }
}

/// Which curves the scale is made for.
#[component]
fn Learners() -> impl IntoView {
    let app = App::here();
    let option = |learners: bool, name: &'static str, title: &'static str| {
        view! {
            <button aria-pressed=move || (app.learners.get() == learners).to_string() title=title on:click=move |_| app.learners.set(learners)>
                {name}
            </button>
        }
    };
    view! {
        <div class="seg" role="group" aria-label="Scale" data-testid="learners">
            {option(true, "Learners", "A scale for the agents that learn; a curve far above them leaves the picture")}
            {option(false, "All", "A scale that holds every curve")}
        </div>
    }
}

/// How the charts are drawn.
#[component]
fn Menu(switches: Switches) -> impl IntoView {
    let app = App::here();
    let few = memo(move || app.shown.with(|experiment| !has_interval(experiment.seeds as usize)));
    let never = memo(|| false);
    let toggle = |on: RwSignal<bool>, test_id: &'static str, text: &'static str, off: Memo<bool>| {
        view! {
            <label class="check" title=move || off.get().then(|| format!("Fewer than {FEWEST_SEEDS_OF_A_BAND} seeds are always drawn"))>
                <input type="checkbox" data-testid=test_id disabled=move || off.get() prop:checked=move || on.get() || off.get() on:change=move |event| on.set(event_target_checked(&event)) />
                " "
                {text}
            </label>
        }
    };
    view! {
        <details class="menu">
            <summary class="btn btn-small">"Axes"</summary>
            <div class="menu-body">
                {toggle(switches.log_x, "log-x", "Rounds on a log axis", never)}
                {toggle(switches.log_y, "log-y", "Regret on a log axis", never)}
                {toggle(switches.members, "members", "Every seed", few)}
            </div>
        </details>
    }
}

#[component]
fn Mini(place: usize, has_ndcg: Memo<bool>, switches: Switches) -> impl IntoView {
    let app = App::here();
    let body = move || {
        if place == SHARES {
            return view! { <span class="mini-head"><span class="mini-name">"Chosen by"</span> <ShareValue /></span> <MiniShares turn=SHARES as u64 /> }.into_any();
        }
        let metric = metric_at(place, has_ndcg.get());
        let value = move || {
            app.calm_version.track();
            app.with_log(|log, _| best(log, metric)).unwrap_or_default()
        };
        view! {
            <span class="mini-head"><span class="mini-name">{metric.brief}</span> <span class="mini-value" title="The best so far">{live(value)}</span></span>
            <MiniPlot metric turn=place as u64 switches />
        }
        .into_any()
    };
    let title = move || if place == SHARES { "Choices" } else { metric_at(place, has_ndcg.get()).title };
    let picture = Callback::new(move |size: Size| {
        if place == SHARES {
            return choices_picture(app, size);
        }
        let metric = metric_at(place, has_ndcg.get());
        switches.picture(app, metric, size)
    });
    view! {
        <div class="mini-box">
            <button
                class="card mini"
                data-testid=format!("mini-{place}")
                title=move || format!("Show large: {}", title())
                on:click=move |_| app.large.set(place)
            >
                {live(body)}
            </button>
            {save_menu(app, CHARTS[place], picture)}
        </div>
    }
}

/// The best mean of all policies so far.
fn best(log: &RunLog, metric: &'static Metric) -> String {
    let means = log.rows().into_iter().filter_map(|row| row.metrics.get(metric.id).map(|band| band.mean));
    let better = |a: f64, b: f64| if metric.lower_is_better { a.min(b) } else { a.max(b) };
    match means.filter(|mean| mean.is_finite()).reduce(better) {
        Some(mean) if metric.is_share => percent(mean),
        Some(mean) => readable(mean),
        None => String::new(),
    }
}
