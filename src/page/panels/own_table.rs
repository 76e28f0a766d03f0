//! A person's own table: which column is the label, which are the context, and the way to run on it.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::super::actions::LABEL_ID;
use super::super::logic::own_table::{TableImport, label_option};
use super::super::state::App;
use super::keys::takes_escape;
use crate::chart::numbers::{counted, whole};
use crate::data::DataKind;
use crate::data::kinds::table::{DESCRIPTOR, LABEL, LEFT_OUT};
use crate::data::table::{ColumnSummary, MOST_BYTES, MOST_COLUMNS, MOST_ROWS};
use crate::spec::Experiment;

/// The kind of data.
const KIND: DataKind = DataKind(&DESCRIPTOR);

/// Whether the experiment is on the person's own table.
pub fn is_in_use(experiment: &Experiment) -> bool {
    experiment.sources.get(KIND).is_some()
}

/// The panel, open while there is a table to choose the columns of.
#[component]
pub fn OwnTable() -> impl IntoView {
    let app = App::here();
    // Another table is another panel; another choice of columns is not.
    let table = Memo::new(move |_| app.offer.with(|offer| offer.as_ref().map(|offer| offer.summary.clone())));
    let close_by_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !takes_escape(&event) {
            event.stop_propagation();
            app.close_offer();
        }
    };
    move || {
        let summary = table.get()?;
        let facts = format!(
            ": {}, {}.",
            counted(summary.rows as u64, "row", "rows"),
            counted(summary.columns.len() as u64, "column", "columns")
        );
        Some(view! {
            <section class="panel own-table" aria-labelledby="own-table-title" data-testid="own-table" on:keydown=close_by_key>
                <h2 id="own-table-title">"Your table"</h2>
                <p class="facts"><strong>{summary.name.clone()}</strong> {facts} " Each row is a round's context, each label an arm, and the right label earns 1."</p>
                <Label columns=summary.columns.clone() />
                <Consequence />
                <div class="add-row">
                    <button
                        class="btn btn-primary"
                        data-testid="run-on-table"
                        disabled=move || problem(app).is_some()
                        on:click=move |_| app.run_on_offer()
                    >
                        "Run on this table"
                    </button>
                    <button class="btn" data-testid="close-table" on:click=move |_| app.close_offer()>"Not now"</button>
                </div>
                <Columns columns=summary.columns />
            </section>
        })
    }
}

fn problem(app: App) -> Option<String> {
    app.offer.with(|offer| offer.as_ref().and_then(TableImport::problem))
}

fn change(app: App, change: impl FnOnce(&mut TableImport)) {
    app.offer.update(|offer| {
        if let Some(offer) = offer {
            change(offer);
        }
    });
}

#[component]
fn Label(columns: Vec<ColumnSummary>) -> impl IntoView {
    let app = App::here();
    let is_label =
        move |name: &str| app.offer.with(|offer| offer.as_ref().is_some_and(|offer| offer.label == name));
    let option = |column: &ColumnSummary| {
        let own = column.name.clone();
        view! {
            <option value=column.name.clone() disabled=column.no_label.is_some() prop:selected=move || is_label(&own)>
                {label_option(column)}
            </option>
        }
    };
    let options: Vec<_> = columns.iter().map(option).collect();
    let choose = move |event| change(app, |offer| offer.set_label(&event_target_value(&event)));
    view! {
        <div class="param param-choice">
            <label class="param-label" for=LABEL_ID>"Label"</label>
            <select class="select" id=LABEL_ID data-testid=LABEL_ID on:change=choose>
                {options}
            </select>
        </div>
    }
}

#[component]
fn Consequence() -> impl IntoView {
    let app = App::here();
    view! {
        <p role="status" data-testid="table-consequence">
            {move || match problem(app) {
                Some(sentence) => view! { <span class="error-text">{sentence}</span> }.into_any(),
                None => app.offer.with(|offer| offer.as_ref().map(TableImport::consequence)).into_any(),
            }}
        </p>
    }
}

/// A check box for each column.
#[component]
fn Columns(columns: Vec<ColumnSummary>) -> impl IntoView {
    let app = App::here();
    let count = move || app.offer.with(|offer| offer.as_ref().map(TableImport::used)).unwrap_or_default();
    let rows: Vec<_> = columns.into_iter().map(|column| view! { <Column column /> }).collect();
    view! {
        <details>
            <summary data-testid="table-columns">
                "Columns of the context "
                <span class="summary-note">{move || {
                    let (used, all) = count();
                    format!("{used} of {all}")
                }}</span>
            </summary>
            <ul class="table-columns" tabindex="0" aria-label="Columns">{rows}</ul>
            <p class="help">
                {format!(
                    "Numbers are standardized; one that is missing counts as the mean and sets a feature of its own. Each category is a feature. Leave out what names a row: nothing can be learned from it. A table may have {} rows, {} columns and {} MB.",
                    whole(MOST_ROWS as u64),
                    whole(MOST_COLUMNS as u64),
                    MOST_BYTES >> 20,
                )}
            </p>
        </details>
    }
}

#[component]
fn Column(column: ColumnSummary) -> impl IntoView {
    let app = App::here();
    let words = column.words();
    let says_nothing = column.features == 0;
    let name = StoredValue::new(column.name.clone());
    let is_label = Memo::new(move |_| {
        app.offer
            .with(|offer| offer.as_ref().is_some_and(|offer| name.with_value(|name| offer.label == *name)))
    });
    let used = Memo::new(move |_| {
        app.offer.with(|offer| offer.as_ref().is_some_and(|offer| name.with_value(|name| offer.uses(name))))
    });
    let check = move |event| {
        let checked = event_target_checked(&event);
        change(app, |offer| name.with_value(|name| offer.set_used(name, checked)));
    };
    view! {
        <li>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || used.get() && !says_nothing
                    disabled=move || is_label.get() || says_nothing
                    on:change=check
                />
                <span>
                    {column.name}
                    " "
                    <span class="muted">{move || if is_label.get() { "the label".to_owned() } else { words.clone() }}</span>
                </span>
            </label>
        </li>
    }
}

/// In the form of the environment of this experiment: which table of the person's own it is made from, or could be; none where
/// it is not made from tables.
pub fn in_use(experiment: &Experiment) -> Option<impl IntoView + use<>> {
    experiment.uses(KIND).then(|| view! { <TableInUse /> })
}

#[component]
fn TableInUse() -> impl IntoView {
    let app = App::here();
    let in_use = Memo::new(move |_| app.experiment.with(|experiment| experiment.sources.get(KIND).cloned()));
    move || {
        match (in_use.get(), app.last_read.get().remove(KIND)) {
            (Some(source), last) => {
                let left_out = match source.values(&LEFT_OUT) {
                    [] => String::new(),
                    names => format!(" Left out: {}.", names.join(", ")),
                };
                let label = format!(": the label is \"{}\".{left_out}", source.value(&LABEL));
                let fingerprint = source.fingerprint.clone();
                let change = last.is_some().then(|| {
                    view! { <button class="btn btn-small" id="table-change" data-testid="table-change" on:click=move |_| app.show_offer(&fingerprint)>"Label and columns"</button> }
                });
                view! {
                    <p class="facts" data-testid="table-in-use">
                        <strong>{source.name}</strong>
                        {label}
                    </p>
                    <div class="add-row">
                        {change}
                        <button class="btn btn-small" data-testid="bundled-table" on:click=move |_| app.use_bundled(KIND)>"Use a bundled table"</button>
                    </div>
                }
                .into_any()
            }
            (None, Some((name, fingerprint))) => view! {
                <button class="btn btn-small" id="table-change" data-testid="table-change" on:click=move |_| app.show_offer(&fingerprint)>
                    {format!("Run on {name}")}
                </button>
            }
            .into_any(),
            (None, None) => {
                view! { <p class="help">"Drop a CSV of your own on the page to classify its rows."</p> }.into_any()
            }
        }
    }
}
