//! The panels of the page, and how it starts.

mod catalogue;
mod chart_box;
mod charts;
mod footer;
mod header;
mod icon;
mod inside;
mod interval;
mod item_estimates;
mod keys;
mod line_plot;
mod measure;
mod measure_table;
mod network_view;
mod notices;
mod own_table;
mod parameter;
mod policies;
mod positions;
mod quality;
mod ratings;
mod results;
mod run_bar;
mod settings;
mod share;
mod slates;
mod swatch;
mod user_and_films;
mod which_reading;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::browser;
use super::state::App;
use crate::chart::numbers::counted;

/// Puts the live page in place of the static one.
pub fn start() {
    let Some(place) =
        document().get_element_by_id("app").and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return;
    };
    place.set_inner_html("");
    leptos::mount::mount_to(place, Page).forget();
}

#[component]
fn Page() -> impl IntoView {
    let app = App::new();
    provide_context(app);
    listen(app);
    app.open_address(true);
    app.start_engine();
    view! {
        <a class="skip-link" href="#charts">"Skip to the charts"</a>
        <div class="app">
            <header::Header />
            <notices::Notices />
            <div class="layout">
                <aside class="col-controls" aria-label="Experiment">
                    <Controls />
                </aside>
                <main class="col-main" class:is-stale=move || app.shows_the_run_before()>
                    <which_reading::WhichReading />
                    <own_table::OwnTable />
                    <run_bar::RunBar />
                    <charts::Charts />
                    <results::Results />
                    <positions::Positions />
                    <share::Share />
                    <inside::Inside />
                </main>
            </div>
            <footer::Footer />
            <catalogue::Catalogue />
        </div>
        <p class="visually-hidden" role="status" aria-live="polite">{move || app.announcement.get()}</p>
    }
}

/// On a narrow screen the controls are folded away at first, so that the charts are seen.
#[component]
fn Controls() -> impl IntoView {
    let app = App::here();
    let wide =
        window().inner_width().ok().and_then(|width| width.as_f64()).is_none_or(|width| width >= 900.0);
    let note = move || {
        app.experiment.with(|experiment| {
            let environment = experiment.environment_part().map_or("", |part| part.title);
            format!("{environment} · {}", counted(experiment.policies.len() as u64, "agent", "agents"))
        })
    };
    view! {
        <details class="controls" open=wide>
            <summary class="controls-summary">"Experiment " <span class="summary-note">{note}</span></summary>
            <div class="controls-body">
                <settings::Presets />
                <policies::Policies />
                <settings::Run />
                <settings::Environment />
                <ratings::Ratings />
            </div>
        </details>
    }
}

/// What happens to the window.
fn listen(app: App) {
    let _ = window_event_listener(ev::popstate, move |_| app.open_address(false));
    let _ = window_event_listener(ev::resize, move |_| app.redraw.update(|count| *count += 1));
    let _ = window_event_listener(ev::keydown, move |event| keys::press(app, &event));
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
