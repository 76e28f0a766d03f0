//! A run in the list, and everything of it where it is unfolded.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::preview::{PICTURE, Preview};
use super::state::Views;
use super::times::when;
use super::words::size;
use crate::chart::numbers::{duration, whole};
use crate::chart::{Point, marker};
use crate::runs::{Edit, RunHeader, RunId, tidy_tags};
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{effect, live, memo};
use crate::worker::kept_runs::KeptEntry;

/// A row, and one below it while it is unfolded.
pub fn run_row(views: Views, shown: Memo<Vec<KeptEntry>>, entry: KeptEntry) -> AnyView {
    let id = StoredValue::new(entry.header.id.clone());
    let entry = memo(move || {
        let find = |shown: &Vec<KeptEntry>| {
            shown.iter().find(|other| id.with_value(|id| *id == other.header.id)).cloned()
        };
        // Until the row is gone it is what it was.
        shown.with(find).unwrap_or_else(|| entry.clone())
    });
    let of = move |read: fn(&RunHeader) -> String| live(move || entry.with(|entry| read(&entry.header)));
    let is_chosen = memo(move || views.chosen.with(|chosen| id.with_value(|id| chosen.contains(id))));
    let is_unfolded =
        memo(move || views.unfolded.with(|unfolded| unfolded.as_ref() == Some(&id.get_value())));
    let is_renamed = memo(move || views.renamed.with(|renamed| renamed.as_ref() == Some(&id.get_value())));
    let is_pinned = memo(move || entry.with(|entry| entry.header.pinned));
    let in_bin = memo(move || entry.with(|entry| entry.header.is_deleted()));
    let shift = RwSignal::new(false);
    let name = move || entry.with(|entry| entry.header.name.clone());
    let chosen = move |event| {
        views.choose(shown, &id.get_value(), event_target_checked(&event), shift.get_untracked())
    };
    let unfold = move |_| {
        let id = id.get_value();
        views
            .unfolded
            .update(|unfolded| *unfolded = if unfolded.as_ref() == Some(&id) { None } else { Some(id) });
    };
    let title = move || {
        if is_renamed.get() {
            return rename(views, entry);
        }
        view! {
            <button class="run-title" aria-expanded=move || is_unfolded.get().to_string() title="Show everything of this run" on:click=unfold>{live(name)}</button>
            <button class="btn btn-icon btn-ghost run-rename" aria-label=move || format!("Rename {}", name()) title="Rename" on:click=move |_| views.renamed.set(Some(id.get_value()))>
                <Picture icon=Icon::Pencil />
            </button>
        }
        .into_any()
    };
    let tags = move || {
        let tags = entry.with(|entry| entry.header.tags.clone());
        tags.into_iter().map(|tag| view! { <span class="tag">{tag}</span> }).collect::<Vec<_>>()
    };
    // The row is not made again where the results of another one have come.
    let results = memo(move || {
        entry.with(|entry| views.previews.with(|previews| previews.get(&entry.header.content).cloned()))
    });
    let best = move || match results.get() {
        None => view! { <span class="muted">"…"</span> }.into_any(),
        Some(None) => view! { <span class="muted">"no results yet"</span> }.into_any(),
        Some(Some(preview)) => best_agent(views, preview),
    };
    let actions = move || {
        if in_bin.get() {
            return view! { <button class="btn btn-small" on:click=move |_| views.restore(vec![id.get_value()])>"Restore"</button> }.into_any();
        }
        let pin = move |_| {
            views.edit(id.get_value(), Edit { pinned: Some(!is_pinned.get_untracked()), ..Edit::default() });
        };
        let open = move |_| views.open_run(&entry.with_untracked(|entry| entry.header.link.clone()));
        view! {
            <button class="btn btn-icon btn-ghost run-pin" aria-pressed=move || is_pinned.get().to_string() aria-label=move || format!("Pin {}", name()) title="Pinned runs come first and stay when room is made" on:click=pin>
                <Picture icon=Icon::Pin />
            </button>
            <button class="btn btn-small" aria-label=move || format!("Open {}", name()) on:click=open>"Open"</button>
            <button class="btn btn-icon btn-ghost" aria-label=move || format!("Delete {}", name()) title="Delete" on:click=move |_| views.delete(vec![id.get_value()])>
                <Picture icon=Icon::Remove />
            </button>
        }
        .into_any()
    };
    view! {
        <tr class="run" class:is-chosen=move || is_chosen.get() data-run=id.get_value().to_string() data-testid="run">
            <td class="run-check">
                // A thumb needs more than the box.
                <label class="run-hit">
                    <input
                        type="checkbox"
                        aria-label=move || format!("Choose {}", name())
                        prop:checked=move || is_chosen.get()
                        on:click=move |event: ev::MouseEvent| shift.set(event.shift_key())
                        on:change=chosen
                    />
                </label>
            </td>
            <td class="run-name">
                <div class="run-line">{live(title)}</div>
                <div class="run-tags">{live(tags)}</div>
            </td>
            <td class="run-what">
                <div>{of(|header| header.environment.clone())}</div>
                <div class="run-small">{of(|header| header.agents.join(", "))}</div>
            </td>
            <td class="run-best">{live(best)}</td>
            <td class="run-rounds">{of(rounds)}</td>
            <td class="run-digest"><code>{of(digest)}</code></td>
            <td class="run-when">
                <div>{of(|header| when(header.created))}</div>
                <div class="run-small">{of(|header| duration(header.seconds))}</div>
            </td>
            <td class="run-actions"><div>{live(actions)}</div></td>
        </tr>
        {live(move || is_unfolded.get().then(|| unfolded(views, entry)))}
    }
    .into_any()
}

/// "5,000 × 10", and how far a run came that is not through.
fn rounds(header: &RunHeader) -> String {
    let all = format!("{} × {}", whole(header.horizon), header.seeds);
    if header.is_complete() { all } else { format!("{all}, stopped at {}", whole(header.rounds_done)) }
}

fn digest(header: &RunHeader) -> String {
    header.digest.as_ref().map_or_else(|| "–".to_owned(), |digest| digest.digest.chars().take(8).collect())
}

fn best_agent(views: Views, preview: Preview) -> AnyView {
    let colour = move || views.theme.get().series_css(preview.index);
    let outline = marker(preview.index).outline(Point { x: 6.0, y: 6.0 }, 5.0);
    let corners: Vec<String> =
        outline.iter().map(|corner| format!("{:.1},{:.1}", corner.x, corner.y)).collect();
    view! {
        <div class="run-result">
            <svg class="spark" viewBox=format!("0 0 {} {}", PICTURE.0, PICTURE.1) aria-hidden="true">
                <path d=preview.path fill="none" stroke=colour stroke-width="2" stroke-linejoin="round" />
            </svg>
            <div>
                <div class="run-agent">
                    <svg class="token" viewBox="0 0 12 12" aria-hidden="true"><polygon points=corners.join(" ") fill=colour /></svg>
                    {preview.label}
                </div>
                <div class="run-small" title=preview.metric>{preview.value}</div>
            </div>
        </div>
    }
    .into_any()
}

/// The name in a field: Enter keeps it, Escape leaves it as it was.
fn rename(views: Views, entry: Memo<KeptEntry>) -> AnyView {
    let field: NodeRef<html::Input> = NodeRef::new();
    effect(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let (id, before) = entry.with_untracked(|entry| (entry.header.id.clone(), entry.header.name.clone()));
    let old = before.clone();
    let keep = move || {
        // The field loses the focus once more when it goes, after Enter or Escape.
        if views.renamed.get_untracked().as_ref() != Some(&id) {
            return;
        }
        let Some(field) = field.try_get_untracked().flatten() else { return };
        let name = field.value().trim().to_owned();
        views.renamed.set(None);
        if !name.is_empty() && name != old {
            views.edit(id.clone(), Edit { name: Some(name), ..Edit::default() });
        }
    };
    let enter = keep.clone();
    let press = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => enter(),
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            views.renamed.set(None);
        }
        _ => {}
    };
    view! {
        <input class="param-text run-field" aria-label="Name of the run" data-testid="run-name-field" maxlength="200" value=before node_ref=field on:keydown=press on:blur=move |_| keep() />
    }
    .into_any()
}

/// Everything of a run: its note and tags to be written, and what there is to know.
fn unfolded(views: Views, entry: Memo<KeptEntry>) -> AnyView {
    let (header, bytes) = entry.with_untracked(|entry| (entry.header.clone(), entry.bytes));
    let id = StoredValue::new(header.id.clone());
    let note = move |event| {
        views.edit(id.get_value(), Edit { note: Some(event_target_value(&event)), ..Edit::default() });
    };
    let tags = move |event| {
        let written: Vec<String> = event_target_value(&event).split(',').map(str::to_owned).collect();
        views.edit(id.get_value(), Edit { tags: Some(tidy_tags(&written)), ..Edit::default() });
    };
    let does = move |word: &'static str, act: fn(Views, Vec<RunId>)| {
        view! { <button class="btn btn-small" on:click=move |_| act(views, vec![id.get_value()])>{word}</button> }
    };
    let facts = [
        ("Digest", header.digest_text()),
        ("Engine", format!("{}, numerics {}", header.engine, header.numerics)),
        ("Size", size(bytes)),
        ("Id", header.id.to_string()),
    ];
    let facts: Vec<_> = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <dt>{name}</dt><dd><code>{value}</code></dd> })
        .collect();
    view! {
        <tr class="run-more" data-testid="run-more">
            <td colspan="8">
                <div class="run-details">
                    <label>"Tags, separated by commas" <input class="param-text" data-testid="run-tags" value=header.tags.join(", ") on:change=tags /></label>
                    <label>"Note" <textarea class="param-text" rows="3" data-testid="run-note" prop:value=header.note on:change=note></textarea></label>
                    <dl>{facts}</dl>
                    <div class="run-files">
                        {does("Export", |views, ids| views.export(Some(ids)))}
                        {does("CSV", Views::save_table)}
                        {does("TensorBoard", Views::save_for_tensorboard)}
                        {does("Copy Python", Views::copy_python)}
                    </div>
                </div>
            </td>
        </tr>
    }
    .into_any()
}
