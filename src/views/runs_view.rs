//! The runs that are kept: a list to search, order and choose from.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::doing::runs;
use super::run_row::run_row;
use super::runs_bars::{selection_bar, toast, toolbar};
use super::state::{PAGE, Views};
use super::words::{EXAMPLES, size};
use crate::chart::numbers::counted;
use crate::runs::RunId;
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{each, live, memo};
use crate::worker::kept_runs::{KeptEntry, KeptListing};

/// Bytes of the unit in which the limit is set.
const MEGABYTE: f64 = 1e6;

/// What the limit is of. A search takes little room and much work: none is removed unasked.
const LIMIT: &str = "Where a new run needs room, runs in the bin and then the oldest that are not pinned are removed for good, and the page says \
    which. Searches don't count: only you remove them, under Tune.";

/// The list with all around it.
pub fn runs_view(views: Views) -> AnyView {
    let over = RwSignal::new(false);
    let drop_files = move |event: ev::DragEvent| {
        event.prevent_default();
        // The page would take it for data.
        event.stop_propagation();
        over.set(false);
        if let Some(files) = event.data_transfer().and_then(|transfer| transfer.files()) {
            views.import(list(&files));
        }
    };
    let drag = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    view! {
        <div
            class="runs"
            class:is-over=move || over.get()
            data-testid="runs-view"
            on:drop=drop_files
            on:dragover=drag
            on:dragleave=move |_| over.set(false)
        >
            {head(views)}
            {live(move || notices(views))}
            {live(move || views.listing.with(Option::is_some).then(|| list_of_runs(views)))}
            {live(move || toast(views))}
        </div>
    }
    .into_any()
}

/// The files of a list.
fn list(files: &web_sys::FileList) -> Vec<web_sys::File> {
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

fn head(views: Views) -> AnyView {
    let input: NodeRef<html::Input> = NodeRef::new();
    let chosen = move |_| {
        if let Some(input) = input.get() {
            views.import(input.files().map(|files| list(&files)).unwrap_or_default());
            input.set_value("");
        }
    };
    let pick = move |_| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    let total = move || {
        views.listing.with(|listing| {
            let listing = listing.as_ref()?;
            let kept = listing.entries.iter().filter(|entry| !entry.header.is_deleted()).count();
            let searches = match listing.studies.count {
                0 => String::new(),
                count => format!(" and {}", counted(count, "search", "searches")),
            };
            Some(format!("{}{searches} in this browser, {}", runs(kept), size(bytes(listing))))
        })
    };
    let limit = move || {
        let limit = views.listing.with(|listing| listing.as_ref().and_then(|listing| listing.limit));
        limit.map_or_else(String::new, |limit| (limit as f64 / MEGABYTE).to_string())
    };
    let set_limit = move |event| {
        let text = event_target_value(&event);
        match text.trim().parse::<f64>() {
            Ok(number) if number > 0.0 => views.set_limit(Some((number * MEGABYTE) as u64)),
            _ if text.trim().is_empty() => views.set_limit(None),
            _ => views.fail("the limit must be a number of megabytes above zero, or empty for none"),
        }
    };
    let nothing =
        move || views.listing.with(|listing| listing.as_ref().is_none_or(|all| all.entries.is_empty()));
    view! {
        <div class="views-head">
            <div>
                <h1>"Runs"</h1>
                <p class="muted" data-testid="runs-total">{live(total)}</p>
            </div>
            <div class="views-actions">
                <label class="runs-limit" title=LIMIT>
                    "Runs at most"
                    <input class="param-number" type="number" min="1" step="any" placeholder="no limit" data-testid="runs-limit" prop:value=limit on:change=set_limit />
                    "MB"
                </label>
                <button class="btn" data-testid="runs-import" on:click=pick>
                    <Picture icon=Icon::Up />
                    "Import"
                </button>
                <input type="file" accept=".zip,application/zip" multiple hidden data-testid="runs-file" aria-label="Runs as a zip" node_ref=input on:change=chosen />
                <button class="btn" data-testid="runs-export-all" disabled=nothing on:click=move |_| views.export(None)>
                    <Picture icon=Icon::Down />
                    "Export all"
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Bytes of all that is kept: runs, those in the bin and those that can't be read, and searches.
fn bytes(listing: &KeptListing) -> u64 {
    let entries = listing.entries.iter().map(|entry| entry.bytes);
    entries.chain(listing.broken.iter().map(|broken| broken.bytes)).sum::<u64>() + listing.studies.bytes
}

/// What must be said: what went wrong, what an import did not take, what can't be read, that nothing can be stored.
fn notices(views: Views) -> AnyView {
    let problem = views.problem.get();
    let problem = (!problem.is_empty()).then(
        || view! { <p class="views-notice is-bad" role="alert" data-testid="runs-problem">{problem}</p> },
    );
    let lines = views.report.get();
    let report = (!lines.is_empty()).then(|| {
        let lines: Vec<_> = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect();
        view! { <ul class="views-notice" data-testid="runs-report">{lines}</ul> }
    });
    let (remark, broken) = views.listing.with(|listing| {
        let listing = listing.as_ref();
        (
            listing.and_then(|all| all.remark.clone()),
            listing.map(|all| all.broken.clone()).unwrap_or_default(),
        )
    });
    let remark =
        remark.map(|remark| view! { <p class="views-notice" data-testid="runs-remark">{remark}</p> });
    let broken = (!broken.is_empty()).then(|| {
        let count = broken.len();
        let lines: Vec<_> = broken
            .into_iter()
            .map(|broken| view! { <li><code>{broken.place}</code> ": " {broken.reason} " (" {size(broken.bytes)} ")"</li> })
            .collect();
        let head = if count == 1 { "1 entry can't be read; it is left as it is".to_owned() } else { format!("{count} entries can't be read; they are left as they are") };
        view! { <details class="views-notice" data-testid="runs-broken"><summary>{head}</summary><ul>{lines}</ul></details> }
    });
    view! { {problem} {report} {remark} {broken} }.into_any()
}

fn list_of_runs(views: Views) -> AnyView {
    let is_empty =
        memo(move || views.listing.with(|listing| listing.as_ref().is_none_or(|all| all.entries.is_empty())));
    let content = move || {
        if is_empty.get() {
            return view! {
                <div class="card runs-empty" data-testid="runs-empty">
                    <h2>"No runs are kept yet"</h2>
                    <p>"A run is one experiment with its settings, curves and final metrics. Each one that finishes in the playground is kept here, in this browser alone, and so is one that you replace after more than a second of computing."</p>
                    <p>"Runs that were exported, here or by " <code>"bandit-playground runs export"</code> ", come in by \"Import\" or by dropping the zip on this page."</p>
                </div>
            }
            .into_any();
        }
        table(views)
    };
    live(content)
}

fn table(views: Views) -> AnyView {
    let found = views.found();
    let shown = views.shown(found);
    let more = move || {
        let hidden = found.with(Vec::len).saturating_sub(views.rows.get());
        (hidden > 0).then(|| {
            view! {
                <button class="btn runs-more" data-testid="runs-more" on:click=move |_| views.rows.update(|rows| *rows += PAGE)>
                    {format!("Show {} more", hidden.min(PAGE))}
                </button>
            }
        })
    };
    let none = move || {
        found.with(Vec::is_empty).then(|| {
            let text = if views.bin.get() { "Nothing is in the bin." } else { "No run matches." };
            view! { <p class="runs-none" data-testid="runs-none">{text} " " {EXAMPLES}</p> }
        })
    };
    let keys = move |event: ev::KeyboardEvent| press(views, shown, &event);
    // Not made again with every listing: a question that was asked there stays asked, and the focus stays.
    let chosen = memo(move || (views.agents_of_chosen(), views.bin.get()));
    let selection = move || selection_bar(views, chosen.get());
    view! {
        <div class="card runs-card">
            {toolbar(views)}
            {live(selection)}
            <table class="runs-table" on:keydown=keys>
                <caption class="visually-hidden">
                    "Runs that are kept. In the column of boxes, up and down go to the next run, Shift with them chooses on the way, Delete deletes what is chosen."
                </caption>
                <thead>
                    <tr>
                        <th scope="col"><span class="visually-hidden">"Choose"</span></th>
                        <th scope="col">"Run"</th>
                        <th scope="col">"Environment and agents"</th>
                        <th scope="col">"Best agent"</th>
                        <th scope="col">"Rounds × seeds"</th>
                        <th scope="col">"Digest"</th>
                        <th scope="col">"When"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {each(move || shown.get(), |entry: &KeptEntry| entry.header.id.to_string(), move |entry| run_row(views, shown, entry))}
                </tbody>
            </table>
            {live(none)}
            {live(more)}
        </div>
    }
    .into_any()
}

/// Keys in the table: up and down along the boxes, Delete.
fn press(views: Views, shown: Memo<Vec<KeptEntry>>, event: &ev::KeyboardEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    if target.type_() != "checkbox" {
        return;
    }
    let row = |element: &Element| element.closest("[data-run]").ok().flatten();
    let Some(here) = row(&target) else { return };
    match event.key().as_str() {
        key @ ("ArrowDown" | "ArrowUp") => {
            event.prevent_default();
            let mut next = Some(here);
            let next = loop {
                next = next.and_then(|row| {
                    if key == "ArrowDown" {
                        row.next_element_sibling()
                    } else {
                        row.previous_element_sibling()
                    }
                });
                match &next {
                    Some(element) if !element.has_attribute("data-run") => {}
                    _ => break next,
                }
            };
            let Some(next) = next else { return };
            let id = next.get_attribute("data-run").and_then(|id| id.parse::<RunId>().ok());
            if let Some(id) = id.filter(|_| event.shift_key()) {
                let own = target
                    .closest("[data-run]")
                    .ok()
                    .flatten()
                    .and_then(|row| row.get_attribute("data-run")?.parse().ok());
                if views.anchor.with_untracked(Option::is_none) {
                    views.anchor.set(own);
                }
                views.choose(shown, &id, true, true);
            }
            let field = next.query_selector("input[type=checkbox]").ok().flatten();
            if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
                let _ = field.focus();
            }
        }
        "Delete" if !views.bin.get_untracked() => {
            event.prevent_default();
            let chosen = untrack(|| views.chosen_in_order());
            let own = here.get_attribute("data-run").and_then(|id| id.parse().ok());
            let ids = if chosen.is_empty() { own.into_iter().collect() } else { chosen };
            views.delete(ids);
        }
        _ => {}
    }
}
