//! The panels of the page, and how it starts.

mod agents;
mod ask;
mod catalogue;
mod chart_box;
mod charts;
mod dialog;
mod drawer;
mod floor;
mod footer;
mod header;
mod item_estimates;
mod keys;
mod lanes;
mod measure;
mod measure_table;
mod network_panel;
mod network_view;
mod notices;
mod outcome;
mod own_table;
mod parameter;
mod plot;
mod policies;
mod positions;
mod quality;
mod ratings;
mod report;
mod results;
mod roving;
mod run_bar;
mod save;
mod settings;
mod share;
mod share_plot;
mod slates;
mod stage;
mod story_band;
mod swatch;
mod sweep;
mod tabs;
mod terms;
mod user;
mod view;
mod which_reading;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::browser;
use super::state::App;
use crate::spec::Experiment;
use crate::ui::focus;
pub(super) use crate::ui::{canvas, icon, live};

/// Puts the live page in place of the static one.
pub fn start() {
    let Some(place) =
        document().get_element_by_id("app").and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return;
    };
    let part = |selector: &str| place.query_selector(selector).ok().flatten();
    let curve = part(chart_box::PRECOMPUTED);
    let said = part(".verdict-line").and_then(|line| line.text_content()).unwrap_or_default();
    let shell: Vec<web_sys::Node> =
        std::iter::successors(place.first_child(), |node| node.next_sibling()).collect();
    leptos::mount::mount_to(place, move || view! { <Page curve said shell /> }).forget();
}

#[component]
fn Page(
    /// The curve of the static page.
    curve: Option<web_sys::Element>,
    /// What the static page says of it.
    said: String,
    /// All that the static page shows.
    shell: Vec<web_sys::Node>,
) -> impl IntoView {
    let app = App::new();
    app.said_of_precomputed.set(said);
    provide_context(app);
    listen(app);
    app.begin_intro();
    app.open_address(true);
    if !browser::embedded() {
        app.offer_unfinished();
        app.keep_offline();
    }
    app.start_engine();
    focus::keep_focus();
    live::effect(move || app.follow_view());
    browser::show_theme(app.theme.get_untracked());
    // The static page stays for one task more, so that making what replaces it does not add to what was done until here.
    let is_next = RwSignal::new(false);
    browser::after(0, move || {
        for node in &shell {
            node.parent_node().and_then(|parent| parent.remove_child(node).ok());
        }
        is_next.set(true);
    });
    let curve = StoredValue::new_local(curve);
    live::live(move || {
        // What is read while the whole page is made must not make it again.
        is_next.get().then(|| {
            untrack(|| {
                keep_curve(app, curve.get_value());
                if browser::embedded() { view! { <Embedded /> }.into_any() } else { first_screen(app) }
            })
        })
    })
}

/// What a person sees first, and in steps what follows.
fn first_screen(app: App) -> AnyView {
    let switches = plot::Switches::of(app);
    // What a person sees first is there first; the rest follows in steps, so that none of them keeps the page busy for long.
    let step = RwSignal::new(0);
    for later in 1..=LATER_STEPS {
        browser::after(later * LATER_PAUSE, move || step.set(later));
    }
    let more = move || {
        view! {
            <div class="more" class:is-stale=move || app.shows_the_run_before()>
                <outcome::Outcome />
                <item_estimates::AllFilms />
                <network_panel::NetworkPanel />
                <quality::Quality turn=chart_box::TURNS - 1 switches />
                <positions::Positions />
                <results::Results />
                <share::Share />
            </div>
            <footer::Footer />
        }
    };
    view! {
        <button class="skip-link" on:click=|_| skip()>"Skip to the run"</button>
        <header::Header />
        <notices::Notices />
        <main class="page">
            <story_band::StoryBand />
            <which_reading::WhichReading />
            <own_table::OwnTable />
            <div class="main">
                <stage::Stage />
                <charts::Charts switches />
            </div>
            {from_step(step, 1, || view! { <agents::Agents /> })}
            {live::live(move || (step.get() == 0).then(|| view! { <section class="card agents agents-shell"></section> }))}
            {from_step(step, 2, more)}
        </main>
        <view::ViewPlace />
        {from_step(step, 3, || view! { <drawer::Drawer /> })}
        {from_step(step, 4, || view! { <catalogue::Catalogue /> <terms::Glossary /> <share::Sharing /> <report::Report /> })}
        <p class="visually-hidden" role="status" aria-live="polite">{live::live(move || app.announcement.get())}</p>
    }
    .into_any()
}

/// To the button that runs, or to the stage while that can't be pressed.
fn skip() {
    browser::focus("stage");
    browser::focus("run-play");
}

/// What stands in another page: the stage, the large chart and the way to everything else.
#[component]
fn Embedded() -> impl IntoView {
    let app = App::here();
    let switches = plot::Switches::of(app);
    view! {
        <notices::Notices />
        <main class="embed">
            <header class="embed-head">
                <h1>{live::live(move || app.heading())}</h1>
                <a href=move || app.link() target="_blank" rel="noopener" data-testid="open-whole">"Open in Bandit Playground"</a>
            </header>
            <stage::Stage />
            <charts::Charts switches />
        </main>
        <share::Sharing />
    }
}

/// How many steps the parts that are not seen at first are made in, and the time between two, in milliseconds.
const LATER_STEPS: u64 = 4;
const LATER_PAUSE: u64 = 50;

/// A part of the page that is made at a step after the first screen.
fn from_step<V: IntoView + 'static>(
    step: RwSignal<u64>,
    wanted: u64,
    view: impl Fn() -> V + Send + 'static,
) -> AnyView {
    let is_due = live::memo(move || step.get() >= wanted);
    live::live(move || is_due.get().then(&view))
}

/// Shows the curve of the static page, which is of the default experiment, until the run has given one.
fn keep_curve(app: App, curve: Option<web_sys::Element>) {
    let is_of_it = app.experiment.with_untracked(|experiment| *experiment == Experiment::default());
    let Some(curve) = curve.filter(|_| is_of_it) else { return };
    app.precomputed.set(true);
    Effect::new(move || {
        let plot = document().query_selector("[data-testid=large-chart]").ok().flatten();
        if let Some(plot) = plot.filter(|_| app.precomputed.get_untracked()) {
            let _ = plot.append_child(&curve);
        }
    });
}

/// What happens to the window.
fn listen(app: App) {
    let _ = window_event_listener(ev::popstate, move |_| app.open_address(false));
    let _ = window_event_listener(ev::resize, move |_| {
        app.narrow.set(browser::is_narrow());
        app.redraw.update(|count| *count += 1);
    });
    let _ = window_event_listener(ev::keydown, move |event| keys::press(app, &event));
    let _ = window_event_listener(ev::beforeunload, move |event| {
        if app.would_lose() {
            event.prevent_default();
        }
    });
    for leaves in ["visibilitychange", "pagehide"] {
        let _ = window_event_listener_untyped(leaves, move |_| app.keep_run_under_way());
    }
    let _ = window_event_listener_untyped("beforeprint", move |_| app.printing.set(true));
    let _ = window_event_listener_untyped("afterprint", move |_| app.printing.set(false));
    let _ = window_event_listener(ev::keydown, move |event| {
        // The report needs the code of the link, which takes a moment.
        if (event.ctrl_key() || event.meta_key()) && event.key() == "p" && !browser::embedded() {
            event.prevent_default();
            app.print();
        }
    });
    let _ = window_event_listener(ev::dragover, move |event| event.prevent_default());
    let _ = window_event_listener(ev::drop, move |event| {
        event.prevent_default();
        if let Some(files) = event.data_transfer().and_then(|transfer| transfer.files()) {
            app.take_files(ratings::list(&files));
        }
    });
    browser::on_system_theme(move || {
        app.theme.set(browser::theme());
        browser::show_theme(app.theme.get_untracked());
        app.redraw.update(|count| *count += 1);
    });
}
