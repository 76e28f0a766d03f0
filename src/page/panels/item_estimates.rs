//! What each ranker has learned of all films beside what is true: a chart, and a table for looking things up.
//!
//! It stands beside the round shown and not in it, so that a search or a walk through the chart goes on while other rounds
//! are shown.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::super::logic::item_estimates::{SortedBy, found, name, of_item, of_policy, summary};
use super::super::logic::things::{ITEMS, Things, things};
use super::super::state::App;
use super::chart_box::ChartBox;
use super::live::{live, memo};
use super::slates::bar;
use super::swatch::Swatch;
use crate::chart::numbers::{readable, whole};
use crate::chart::{AttractionChart, AttractionOptions, Ink, Size};
use crate::results::ItemEstimates;

/// From so many films on ranks are on a logarithmic axis at first: what matters is at the top.
const MANY: usize = 200;

/// How many rows the table has at first, and how many more each time.
const ROWS: usize = 20;

const READING: &str = "Arrow keys read it one by one, Page Up and Page Down in larger steps; the table below finds them by name.";

/// Chart and table, once a round of slates has been looked into.
#[component]
pub fn AllFilms() -> impl IntoView {
    let app = App::here();
    let there = memo(move || app.item_estimates.with(Option::is_some));
    live(move || there.get().then(|| view! { <ChartAndTable /> }))
}

/// What the slates of the round looked into are made of.
fn named(app: App) -> Memo<Things> {
    memo(move || app.view.with(|view| view.as_ref().map_or(ITEMS, things)))
}

/// Names of the films and of the policies.
fn names<T>(app: App, read: impl FnOnce(&[String], &[String]) -> T) -> Option<T> {
    let labels: Vec<String> = app.shown.with_untracked(|experiment| {
        (0..experiment.policies.len()).map(|index| experiment.label(index)).collect()
    });
    app.with_log(|log, _| read(&log.items, &labels))
}

#[component]
fn ChartAndTable() -> impl IntoView {
    let app = App::here();
    let (at, named) = (RwSignal::new(None::<u64>), named(app));
    let log_x = RwSignal::new(None::<bool>);
    let many = memo(move || {
        app.item_estimates.with(|item_estimates| {
            item_estimates.as_ref().is_some_and(|item_estimates| item_estimates.items.len() > MANY)
        })
    });
    let logarithmic = memo(move || log_x.get().unwrap_or(many.get()));
    let layout = Callback::new(move |size: Size| {
        let options = AttractionOptions {
            log_x: logarithmic.get(),
            hidden: app.hidden_curves(),
            theme: app.theme.get(),
        };
        app.item_estimates
            .get()
            .map(|item_estimates| AttractionChart::new(&item_estimates, options).layout(size))
    });
    let picture = Callback::new(move |size: Size| {
        let legend: Vec<_> = app.shown.with(|experiment| {
            (0..experiment.policies.len())
                .map(|index| (Ink::Series(index), experiment.label(index)))
                .collect()
        });
        layout.run(size).map(|drawn| drawn.headed(&legend))
    });
    let told = move |rank: u64| {
        let place = (rank as usize).saturating_sub(1);
        let item_estimates = app.item_estimates.get_untracked()?;
        names(app, |names, labels| of_item(&item_estimates, names, labels, place))
    };
    let words = Callback::new(move |rank: u64| told(rank).unwrap_or_default());
    let summed = memo(move || {
        let item_estimates = app.item_estimates.get();
        item_estimates
            .and_then(|item_estimates| names(app, |_, labels| summary(&item_estimates, labels, named.get())))
            .unwrap_or_default()
    });
    let name = Signal::derive(move || {
        format!("Learned and true attraction of all {}. {}", named.get().many, summed.get())
    });
    let said = move || match at.get() {
        Some(rank) => {
            app.item_estimates.track();
            told(rank).unwrap_or_default()
        }
        None => summed.get(),
    };
    let count = memo(move || app.shown.with(|experiment| experiment.policies.len()));
    let legend = move || (0..count.get()).map(|index| view! { <Entry index /> }).collect::<Vec<_>>();
    view! {
        <section class="beliefs" aria-labelledby="beliefs-title">
            <h3 id="beliefs-title">"What each has learned of all " {live(move || named.get().many)}</h3>
            <p class="help">
                "Line: the true attraction, which no ranker sees, from the most attractive down. Marks: what each ranker has learned, with what it may be as a whisker; where marks would be too many to tell apart, one is the mean of several and a bar spans them. What lies beyond the scale is drawn at its edge."
            </p>
            <div class="chart-options">
                <ul class="legend">{live(legend)}</ul>
                <label class="check">
                    <input
                        type="checkbox"
                        data-testid="beliefs-log"
                        prop:checked=move || logarithmic.get()
                        on:change=move |event| log_x.set(Some(event_target_checked(&event)))
                    />
                    " Ranks on a log axis"
                </label>
            </div>
            <ChartBox name turn=None reading=READING at test_id="beliefs-chart" layout picture words />
            <p class="beliefs-words" data-testid="beliefs-words">{live(said)}</p>
            <Table />
        </section>
    }
}

/// A policy in the legend; one that estimates nothing is said to.
#[component]
fn Entry(index: usize) -> impl IntoView {
    let app = App::here();
    let label = move || app.shown.with(|experiment| experiment.label(index));
    let silent = memo(move || {
        app.item_estimates.with(|item_estimates| {
            let known = item_estimates.as_ref().and_then(|item_estimates| item_estimates.policies.get(index));
            known.is_some_and(|known| known.estimates.is_empty())
        })
    });
    view! {
        <li>
            <Swatch index />
            <span class="legend-label">{live(label)}</span>
            {live(move || silent.get().then_some(" estimates nothing"))}
        </li>
    }
}

#[component]
fn Table() -> impl IntoView {
    let open = RwSignal::new(false);
    let named = named(App::here());
    let toggled = move |event: ev::Event| {
        let details = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    // Nothing is searched and no row is made while no one looks.
    view! {
        <details on:toggle=toggled>
            <summary data-testid="beliefs">"Find " {live(move || article(named.get()))} ": the numbers as a table"</summary>
            {live(move || open.get().then(|| view! { <Rows /> }))}
        </details>
    }
}

#[component]
fn Rows() -> impl IntoView {
    let app = App::here();
    let named = named(app);
    let query = RwSignal::new(String::new());
    let sorted_by = RwSignal::new(SortedBy::Truth);
    let most = RwSignal::new(ROWS);
    let places = memo(move || {
        let item_estimates = app.item_estimates.get()?;
        names(app, |names, _| query.with(|query| found(&item_estimates, names, query, sorted_by.get())))
    });
    let all = move || places.with(|places| places.as_ref().map_or(0, Vec::len));
    let count = memo(move || app.shown.with(|experiment| experiment.policies.len()));
    let heads = move || {
        let head = |index| view! { <Head by=SortedBy::Learned(index) sorted_by /> };
        (0..count.get()).map(head).collect::<Vec<_>>()
    };
    let rows = move || {
        let item_estimates = app.item_estimates.get().unwrap_or_default();
        let shown: Vec<usize> = places.get().unwrap_or_default().into_iter().take(most.get()).collect();
        let row = |names: &[String]| {
            shown.iter().map(|place| row(&item_estimates, names, count.get(), *place)).collect::<Vec<_>>()
        };
        names(app, |names, _| row(names))
    };
    let told = move || match (all(), most.get()) {
        (0, _) => format!("No {} has a name like that.", named.get().one),
        (all, most) if most < all => {
            format!("{} of {}.", whole(most as u64), named.get().counted(all))
        }
        (all, _) => format!("{}.", named.get().counted(all)),
    };
    view! {
        <div class="beliefs-find">
            <label>
                "Find " {live(move || article(named.get()))} " "
                <input
                    type="search"
                    class="catalogue-search"
                    data-testid="beliefs-search"
                    autocomplete="off"
                    prop:value=move || query.get()
                    on:input=move |event| {
                        most.set(ROWS);
                        query.set(event_target_value(&event));
                    }
                />
            </label>
            <span class="muted" role="status" data-testid="beliefs-found">{live(told)}</span>
        </div>
        <div class="scroll-x" tabindex="0" role="group" aria-label="Learned and true attractions">
            <table class="results" data-testid="beliefs-table">
                <caption>
                    "Learned attraction, its interval, and in how many slates it was shown, after the round shown above."
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{live(move || named.get().capital_one())}</th>
                        <Head by=SortedBy::Truth sorted_by />
                        {live(heads)}
                    </tr>
                </thead>
                <tbody>{live(rows)}</tbody>
            </table>
        </div>
        <button
            class="btn btn-small"
            data-testid="beliefs-more"
            hidden=move || all() <= most.get()
            on:click=move |_| most.update(|most| *most += ROWS)
        >
            {format!("Show {ROWS} more")}
        </button>
    }
}

/// One of them: `a film`, `an item`.
fn article(things: Things) -> String {
    format!("{} {}", if things.one.starts_with(['a', 'i']) { "an" } else { "a" }, things.one)
}

/// The head of a column that the table can be sorted by.
#[component]
fn Head(by: SortedBy, sorted_by: RwSignal<SortedBy>) -> impl IntoView {
    let app = App::here();
    let title = move || match by {
        SortedBy::Truth => view! { "True attraction" }.into_any(),
        SortedBy::Learned(index) => {
            let label = move || app.shown.with(|experiment| experiment.label(index));
            view! { <Swatch index /> " " {live(label)} }.into_any()
        }
    };
    let chosen = move || sorted_by.get() == by;
    view! {
        <th scope="col" aria-sort=move || if chosen() { "descending" } else { "none" }>
            <button class="th-button" on:click=move |_| sorted_by.set(by)>
                {live(title)}
                <span aria-hidden="true">{live(move || if chosen() { " ▾" } else { "" })}</span>
            </button>
        </th>
    }
}

/// What is known of the film at a place.
fn row(
    item_estimates: &ItemEstimates,
    names: &[String],
    policies: usize,
    place: usize,
) -> impl IntoView + use<> {
    let truth = item_estimates.attractions.get(place).map_or(f64::NAN, |truth| f64::from(*truth));
    let cell = |index: usize| {
        view! {
            <td>
                {bar(item_estimates.learned(index, place), Some(truth))}
                {of_policy(item_estimates, index, place)}
            </td>
        }
    };
    let cells: Vec<_> = (0..policies).map(cell).collect();
    view! {
        <tr>
            <th scope="row">{name(item_estimates, names, place).to_owned()}</th>
            <td>{format!("{} (rank {})", readable(truth), whole(place as u64 + 1))}</td>
            {cells}
        </tr>
    }
}
