//! Which ratings are in use, and how to bring one's own.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::super::state::{App, DataInUse};
use crate::chart::numbers::{counted, percent};
use crate::data::kinds::ratings::DESCRIPTOR;
use crate::data::{DataKind, DataSummary, Summary};

/// The files of a list.
pub fn list(files: &web_sys::FileList) -> Vec<web_sys::File> {
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

#[component]
pub fn Ratings() -> impl IntoView {
    let app = App::here();
    let input: NodeRef<html::Input> = NodeRef::new();
    let over = RwSignal::new(false);
    let chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            let files = input.files().map(|files| list(&files)).unwrap_or_default();
            // Or else the same file can't be chosen again.
            input.set_value("");
            app.take_files(files);
        }
    };
    let browse = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let leave = move |event: leptos::ev::DragEvent| {
        // Going over to a child is no leaving.
        let to = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let zone = event.current_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if !zone.is_some_and(|zone| zone.contains(to.as_ref())) {
            over.set(false);
        }
    };
    let back = move |(kind, _): (DataKind, &DataInUse)| {
        view! {
            <button class="btn" data-testid="use-bundled" on:click=move |_| app.use_bundled(kind)>
                {format!("Back to {}", kind.words.bundled)}
            </button>
        }
    };
    view! {
        <section class="panel" aria-labelledby="ratings-title">
            <h2 id="ratings-title">"Ratings"</h2>
            {move || app.data.get().remove(DataKind(&DESCRIPTOR)).map(|data| view! { <Facts data /> })}
            <div
                class="drop"
                class:drop-over=move || over.get()
                on:dragenter=move |_| over.set(true)
                on:dragleave=leave
                on:drop=move |_| over.set(false)
            >
                <p>"Drop MovieLens files here: a GroupLens zip, or its ratings with the films and users beside them. Or a table of your own (CSV) with a label in each row, to be classified. Nothing is uploaded."</p>
                <input
                    class="visually-hidden"
                    node_ref=input
                    type="file"
                    multiple=true
                    tabindex="-1"
                    aria-label="MovieLens files, a table or an experiment"
                    data-testid="files"
                    on:change=chosen
                />
                <button class="btn" id="choose-files" disabled=move || app.reading.with(Option::is_some) on:click=browse>"Choose files"</button>
                {move || app.data.get().iter().filter(|(_, data)| !data.bundled).map(back).collect::<Vec<_>>()}
                <Progress />
            </div>
        </section>
    }
}

#[component]
fn Progress() -> impl IntoView {
    let app = App::here();
    move || {
        app.reading.get().map(|reading| {
            let text = format!("{}: {}", reading.stage, percent(reading.fraction));
            view! {
                <div class="reading" role="status">
                    <progress max="1" value=reading.fraction.to_string() aria-label="Reading files"></progress>
                    <span>{text}</span>
                </div>
            }
        })
    }
}

#[component]
fn Facts(data: DataInUse) -> impl IntoView {
    let DataInUse { summary: DataSummary { name, .. }, bundled } = data.clone();
    let summary: Summary = data.summary.own()?;
    let years = summary.years.map(|(first, last)| format!(", {first} to {last}")).unwrap_or_default();
    let who = if summary.demographics {
        "Age, gender and occupation are known and can be part of the context."
    } else {
        ""
    };
    Some(view! {
        <p class="facts" data-testid="ratings">
            <strong>{if bundled { "MovieLens, bundled".to_owned() } else { name }}</strong>
            {format!(
                ": {} of {}{years} by {}, {:.2} stars on average. {who}",
                counted(summary.ratings as u64, "rating", "ratings"),
                counted(summary.movies as u64, "film", "films"),
                counted(summary.users as u64, "user", "users"),
                summary.mean_stars,
            )}
        </p>
    })
}
