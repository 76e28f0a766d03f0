//! The Data view: what the ratings are like that Play learns from, or a person's own, and what that does to agents.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::explored::{self, Card};
use super::exploring::Exploring;
use super::plot::plot;
use crate::chart::numbers::percent;
use crate::chart::{DataChart, DataPicture};
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{live, memo};

/// The whole view.
pub fn data_view(exploring: Exploring) -> AnyView {
    let over = RwSignal::new(false);
    let drop_files = move |event: ev::DragEvent| {
        event.prevent_default();
        // The page would take them for its own.
        event.stop_propagation();
        over.set(false);
        if let Some(files) = event.data_transfer().and_then(|transfer| transfer.files()) {
            exploring.open(&files);
        }
    };
    let drag = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    view! {
        <div class="data" class:is-over=move || over.get() data-testid="data-view" on:drop=drop_files on:dragover=drag on:dragleave=move |_| over.set(false)>
            {head(exploring)}
            {problem(exploring)}
            {content(exploring)}
            {drop_card(exploring)}
        </div>
    }
    .into_any()
}

fn head(exploring: Exploring) -> AnyView {
    let about = move || {
        exploring.found.with(|found| {
            let found = found.as_ref()?;
            let rest = if found.is_own {
                "They are looked at here, and Play does not use them yet."
            } else {
                "The films and tastes on Play come from them, with their biases."
            };
            let about = format!(": {}. {rest}", explored::about(&found.exploration));
            Some(view! { <b data-testid="data-name">{found.exploration.name.clone()}</b> {about} }.into_any())
        })
    };
    let is_own = memo(move || exploring.found.with(|found| found.as_ref().is_some_and(|found| found.is_own)));
    let back = move || {
        is_own.get().then(|| {
            view! {
                <button class="btn" data-testid="data-of-page" aria-disabled=move || exploring.is_busy().to_string() on:click=move |_| exploring.look_at_page()>"Ratings of Play"</button>
            }
        })
    };
    view! {
        <div class="views-head">
            <div>
                <h1 id="data-title" tabindex="-1">"Data"</h1>
                <p class="muted" data-testid="data-about">{live(about)}</p>
            </div>
            <div class="views-actions">
                {live(back)}
                <button class="btn btn-primary" data-testid="data-use" aria-disabled=move || exploring.is_busy().to_string() on:click=move |_| exploring.use_on_play()>
                    <Picture icon=Icon::Play />
                    "Use on Play"
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn problem(exploring: Exploring) -> AnyView {
    live(move || {
        let problem = exploring.problem.get();
        let keep = exploring.keep.get().map(|users| {
            view! {
                <button class="btn btn-small" data-testid="data-keep" on:click=move |_| exploring.open_fewer(users)>{Exploring::keep_words(users)}</button>
            }
        });
        (!problem.is_empty()).then(|| {
            view! { <p class="views-notice is-bad" role="alert" data-testid="data-problem">{problem} " " {keep}</p> }
        })
    })
}

fn content(exploring: Exploring) -> AnyView {
    let has_none = memo(move || exploring.found.with(Option::is_none));
    let empty = move || {
        has_none.get().then(|| {
            let again = move || {
                (!exploring.is_busy()).then(|| {
                    view! { <button class="btn" data-testid="data-again" on:click=move |_| exploring.look_at_page()>"Load the ratings of Play"</button> }
                })
            };
            view! {
                <section class="card data-empty" data-testid="data-empty">
                    <p class="muted">"No ratings are there yet: those of Play are loaded, or drop your own below."</p>
                    {live(again)}
                </section>
            }
        })
    };
    let cards = move || {
        exploring.found.with(|found| {
            let found = found.as_ref()?;
            let cards: Vec<_> =
                explored::cards(&found.exploration).into_iter().map(|card| card_view(exploring, card)).collect();
            Some(view! { <div class="data-grid" data-testid="data-cards">{cards} {person_card(exploring)}</div> })
        })
    };
    view! {
        {live(empty)}
        {live(cards)}
    }
    .into_any()
}

/// A picture in its box.
fn picture(exploring: Exploring, name: String, picture: DataPicture) -> AnyView {
    let title = name.clone();
    let layout = move |size| {
        let (picture, title) = (picture.clone(), title.clone());
        Some(DataChart { picture, title, theme: exploring.views.theme.get() }.layout(size))
    };
    plot("data-plot", "data-picture", Signal::stored(name), layout)
}

/// The same as a table, which opens below.
fn table(title: &str, head: &[&'static str], rows: &[Vec<String>]) -> AnyView {
    let label = format!("Table: {title}");
    let columns: Vec<_> = head.iter().map(|name| view! { <th scope="col">{*name}</th> }).collect();
    let row = |cells: &Vec<String>| {
        let mut cells = cells.iter();
        let first = cells.next().cloned().unwrap_or_default();
        let rest: Vec<_> = cells.map(|cell| view! { <td>{cell.clone()}</td> }).collect();
        view! { <tr><th scope="row">{first}</th>{rest}</tr> }
    };
    let body: Vec<_> = rows.iter().map(row).collect();
    view! {
        <details class="data-table">
            <summary>"As a table"</summary>
            <div class="scroll-x" tabindex="0" role="region" aria-label=label>
                <table class="logs-table">
                    <thead><tr>{columns}</tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn card_view(exploring: Exploring, card: Card) -> AnyView {
    let heading = format!("data-{}-title", card.id);
    let labelled = heading.clone();
    let drawn = card.picture.clone().map(|drawn| picture(exploring, card.name.clone(), drawn));
    let rows = (!card.rows.is_empty()).then(|| table(&card.title, &card.head, &card.rows));
    let story = card.story;
    let action = (!story.is_empty()).then(|| {
        let name = format!("See what it does to the agents: {}", card.title);
        view! {
            <button class="data-see" data-testid=format!("data-see-{}", card.id) aria-label=name on:click=move |_| exploring.see(story)>
                "See what it does to the agents " <Picture icon=Icon::Next />
            </button>
        }
    });
    view! {
        <section class="card data-card" aria-labelledby=labelled data-testid=format!("data-card-{}", card.id)>
            <div class="data-head">
                <h2 id=heading>{card.title.clone()}</h2>
                <span class="muted" data-testid=format!("data-caption-{}", card.id)>{card.caption.clone()}</span>
            </div>
            {drawn}
            <p class="data-said" data-testid=format!("data-said-{}", card.id)><b>{card.lead.clone()}</b> " " {card.rest.clone()}</p>
            {action}
            {rows}
        </section>
    }
    .into_any()
}

fn person_card(exploring: Exploring) -> AnyView {
    let said = move || {
        let person = exploring.person.with(|person| person.as_ref().map(explored::person_sentence));
        person.unwrap_or_default()
    };
    let drawn = move || {
        exploring.person.with(|person| {
            let person = person.as_ref().filter(|person| !person.genres.is_empty())?;
            let name = format!("Ratings of user {} by genre", person.id);
            let rows = explored::person_rows(person);
            let table = table(&name, &["Genre", "Ratings", "Mean stars"], &rows);
            let films = format!("Rated highest: {}.", person.films.join("; "));
            Some(view! {
                {picture(exploring, name, explored::person_picture(person))}
                <p class="help">{films}</p>
                {table}
            })
        })
    };
    let unknown = move || {
        let unknown = exploring.no_person.get();
        (!unknown.is_empty()).then(
            || view! { <p class="data-unknown" role="alert" data-testid="data-no-person">{unknown}</p> },
        )
    };
    let enter = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            exploring.look_up();
        }
    };
    view! {
        <section class="card data-card" aria-labelledby="data-person-title" data-testid="data-card-person">
            <div class="data-head">
                <h2 id="data-person-title">"One person"</h2>
                <span class="muted">"the genres that they like most"</span>
            </div>
            <div class="data-person">
                <label>
                    "User id "
                    <input class="param-number" type="text" inputmode="numeric" data-testid="data-user" prop:value=move || exploring.typed.get() on:input=move |event| exploring.typed.set(event_target_value(&event)) on:change=move |_| exploring.look_up() on:keydown=enter />
                </label>
                <button class="btn btn-icon" aria-label="User before" data-testid="data-user-before" on:click=move |_| exploring.step(false)><Picture icon=Icon::Previous /></button>
                <button class="btn btn-icon" aria-label="User after" data-testid="data-user-after" on:click=move |_| exploring.step(true)><Picture icon=Icon::Next /></button>
            </div>
            {live(unknown)}
            <p class="data-said" role="status" data-testid="data-said-person">{live(said)}</p>
            {live(drawn)}
        </section>
    }
    .into_any()
}

fn drop_card(exploring: Exploring) -> AnyView {
    let input: NodeRef<html::Input> = NodeRef::new();
    let chosen = move |_| {
        if let Some(input) = input.get() {
            if let Some(files) = input.files() {
                exploring.open(&files);
            }
            input.set_value("");
        }
    };
    let pick = move |_| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    let is_busy = memo(move || exploring.is_busy());
    let progress = move || {
        let work = exploring.work.get()?;
        let share = work.share.map(|share| 100.0 * share);
        let value = share.map(|share| share.floor().to_string());
        let words = match work.share.filter(|share| *share > 0.0) {
            Some(share) => format!("{}, {} …", work.what, percent(share)),
            None => format!("{} …", work.what),
        };
        Some(view! {
            <span data-testid="data-progress">{words}</span>
            <span class="tune-bar" role="progressbar" aria-label="Progress" aria-valuemin="0" aria-valuemax="100" aria-valuenow=value>
                <i style:width=format!("{:.1}%", share.unwrap_or(0.0))></i>
            </span>
        })
    };
    let stop = move || {
        is_busy.get().then(|| {
            view! {
                <button class="btn" data-testid="data-stop" on:click=move |_| exploring.stop()><Picture icon=Icon::Remove />"Stop"</button>
            }
        })
    };
    view! {
        <section class="card data-own" aria-labelledby="data-own-title">
            <h2 id="data-own-title" class="visually-hidden">"Your own ratings"</h2>
            <div class="logs-drop data-drop">
                <p><b>"Drop your own ratings here"</b> " or"</p>
                <button class="btn" data-testid="data-open" aria-disabled=move || is_busy.get().to_string() on:click=pick><Picture icon=Icon::Up />"Choose files"</button>
                <input type="file" multiple hidden data-testid="data-file" aria-label="Ratings" node_ref=input on:change=chosen />
                <p class="help">"GroupLens' zip or its parts, a CSV that names user, movie and rating, or a bundle; they stay in this browser."</p>
            </div>
            <div class="data-progress">{live(progress)}</div>
            {live(stop)}
        </section>
    }
    .into_any()
}
