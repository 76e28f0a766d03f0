//! The editor: a text with line numbers, what is wrong with it, and what can be called.

use leptos::ev::KeyboardEvent;
use leptos::html::Textarea;
use leptos::prelude::*;

use super::state::{Editing, Said};
use super::text::{self, Change};
use crate::chart::numbers::whole;
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{live, memo};

/// The whole view.
pub fn editor_view(editing: Editing) -> AnyView {
    on_cleanup(move || editing.leave());
    let area = NodeRef::<Textarea>::new();
    let is_working = memo(move || editing.said.with(|said| *said == Said::Working));
    let count = move || whole(editing.text.with(|text| text::lines(text)) as u64);
    view! {
        <div class="editor" data-testid="editor-view">
            <div class="views-head">
                <div>
                    <h1>"Your own agent"</h1>
                    <p class="muted">"Two functions: one chooses, one learns. It races the others on the same users and the same seeds."</p>
                </div>
                <div class="views-actions">
                    <button class="btn" data-testid="editor-check" disabled=move || is_working.get() on:click=move |_| editing.check(false)>"Check"</button>
                    <button class="btn btn-primary" title="Ctrl+Enter" data-testid="editor-run" disabled=move || is_working.get() on:click=move |_| editing.check(true)><Picture icon=Icon::Play />"Run in the race"</button>
                </div>
            </div>
            <div class="editor-grid">
                <section class="card editor-card" aria-labelledby="editor-title">
                    <div class="tune-head">
                        <h2 id="editor-title">"Code"</h2>
                        <span class="muted">{live(count)}" lines in Rhai, kept in this browser"</span>
                    </div>
                    {examples(editing)}
                    {code(editing, area)}
                    {said(editing, area)}
                    {completions(editing, area)}
                    <p class="muted" id="editor-keys">"Tab indents; Esc, then Tab leaves the editor. Ctrl+Enter runs, Ctrl+Space completes a name, F8 goes to the error."</p>
                </section>
                {helpers(editing)}
            </div>
        </div>
    }
    .into_any()
}

/// Makes a change in the text, as if it were typed.
fn make(editing: Editing, area: NodeRef<Textarea>, change: &Change) {
    let Some(area) = area.get_untracked() else { return };
    if area.set_range_text_with_start_and_end(&change.text, change.from, change.to).is_ok() {
        let _ = area.set_selection_range(change.selected.0, change.selected.1);
        editing.caret.set(change.selected.1);
        editing.change(area.value());
    }
}

fn selected(area: NodeRef<Textarea>) -> Option<(u32, u32)> {
    let area = area.get_untracked()?;
    Some((area.selection_start().ok()??, area.selection_end().ok()??))
}

fn go_to_error(editing: Editing, area: NodeRef<Textarea>) {
    if let (Some(area), Some((from, to))) = (area.get_untracked(), editing.wrong_line()) {
        let _ = area.focus();
        let _ = area.set_selection_range(from, to);
    }
}

fn code(editing: Editing, area: NodeRef<Textarea>) -> AnyView {
    // After Esc, Tab goes on to the next control.
    let leaves = StoredValue::new_local(false);
    let complete = move |at: u32| {
        let text = editing.text.get_untracked();
        let names = editing.helpers.with_untracked(|helpers| names(helpers));
        let found = text::completions(&text, at, names.iter().map(String::as_str));
        if let Some(name) = found.first() {
            make(editing, area, &text::completed(&text, at, name));
        }
    };
    let keys = move |event: KeyboardEvent| {
        let left = leaves.try_update_value(|leaves| {
            std::mem::replace(leaves, event.key() == "Escape" || event.key() == "Shift" && *leaves)
        });
        let Some(selected) = selected(area) else { return };
        let text = editing.text.get_untracked();
        let command = event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            "Tab" if left == Some(true) || command || event.alt_key() => return,
            "Tab" => make(editing, area, &text::indented(&text, selected, event.shift_key())),
            "Enter" if command => editing.check(true),
            "Enter" if event.is_composing() || event.shift_key() => return,
            "Enter" => make(editing, area, &text::next_line(&text, selected)),
            " " if command => complete(selected.1),
            "F8" => go_to_error(editing, area),
            // It would close the view.
            "Escape" => {}
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let moved = move || {
        if let Some((_, caret)) = selected(area) {
            editing.caret.set(caret);
        }
    };
    let wrong = memo(move || match editing.said.get() {
        Said::Wrong(line, _) => line,
        _ => None,
    });
    let count = memo(move || editing.text.with(|text| text::lines(text)));
    let numbers = move || {
        let wrong = wrong.get();
        let number = |number: usize| {
            let is_wrong = wrong == Some(number);
            view! { <span class:is-wrong=is_wrong data-testid=is_wrong.then_some("editor-wrong-line")>{number.to_string()}</span> }
        };
        (1..=count.get()).map(number).collect::<Vec<_>>()
    };
    let is_invalid = move || editing.said.with(|said| matches!(said, Said::Wrong(..))).to_string();
    view! {
        <div class="editor-code">
            <div class="editor-numbers" aria-hidden="true">{live(numbers)}</div>
            <textarea
                node_ref=area
                id="editor-text"
                class="editor-text"
                data-testid="editor-text"
                aria-label="Code of your agent"
                aria-describedby="editor-said editor-keys"
                aria-invalid=is_invalid
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                wrap="off"
                rows=move || (count.get() + 1).to_string()
                prop:value=move || editing.text.get()
                on:input=move |event| {
                    editing.change(event_target_value(&event));
                    moved();
                }
                on:keydown=keys
                on:keyup=move |_| moved()
                on:click=move |_| moved()
            ></textarea>
        </div>
    }
    .into_any()
}

/// The names of what can be called.
fn names(helpers: &[(String, String)]) -> Vec<String> {
    let name = |(call, _): &(String, String)| {
        let before = call.split('(').next().unwrap_or_default();
        before.rsplit('.').next().unwrap_or_default().to_owned()
    };
    helpers.iter().map(name).collect()
}

fn examples(editing: Editing) -> AnyView {
    let buttons = move || {
        let button = |(title, source): (String, String)| {
            let id = format!("example-{}", title.to_lowercase().replace(' ', "-"));
            view! { <button class="btn btn-small" data-testid=id on:click=move |_| editing.start_from(source.clone())>{title}</button> }
        };
        editing.examples.get().into_iter().map(button).collect::<Vec<_>>()
    };
    let back = move || {
        editing.replaced.get().map(|before| {
            let back = move |_| {
                editing.change(before.clone());
                editing.replaced.set(None);
            };
            view! { <button class="btn btn-small" data-testid="editor-back" on:click=back><Picture icon=Icon::Undo />"Back to your text"</button> }
        })
    };
    view! {
        <div class="views-actions" role="group" aria-label="Start from">
            <span class="muted">"Start from"</span>
            {live(buttons)}
            {live(back)}
        </div>
    }
    .into_any()
}

fn said(editing: Editing, area: NodeRef<Textarea>) -> AnyView {
    let words = move || {
        match editing.said.get() {
        Said::Nothing => None,
        Said::Working => Some(view! { <p class="muted">"Checking …"</p> }.into_any()),
        Said::Right => Some(
            view! { <p class="editor-right" data-testid="editor-right"><Picture icon=Icon::Check />"It chose and learned for 60 rounds in a small world, and went on after being saved and loaded."</p> }
                .into_any(),
        ),
        Said::Wrong(line, sentence) => {
            let button = line.map(|_| view! { <button class="btn btn-small" data-testid="editor-go" on:click=move |_| go_to_error(editing, area)>"Go to the line"</button> });
            Some(
                view! { <p class="views-notice is-bad" data-testid="editor-error"><span>{sentence}</span>" "{button}</p> }
                    .into_any(),
            )
        }
    }
    };
    view! { <div id="editor-said" role="status">{live(words)}</div> }.into_any()
}

fn completions(editing: Editing, area: NodeRef<Textarea>) -> AnyView {
    let found = memo(move || {
        let names = editing.helpers.with(|helpers| names(helpers));
        editing
            .text
            .with(|text| text::completions(text, editing.caret.get(), names.iter().map(String::as_str)))
    });
    let buttons = move || {
        let button = |name: String| {
            let shown = name.clone();
            let complete = move |_| {
                let text = editing.text.get_untracked();
                make(editing, area, &text::completed(&text, editing.caret.get_untracked(), &name));
                if let Some(area) = area.get_untracked() {
                    let _ = area.focus();
                }
            };
            view! { <button class="btn btn-small" tabindex="-1" on:click=complete><code>{shown}</code></button> }
        };
        found.get().into_iter().map(button).collect::<Vec<_>>()
    };
    view! { <div class="views-actions editor-completions" data-testid="editor-completions">{live(buttons)}</div> }.into_any()
}

fn helpers(editing: Editing) -> AnyView {
    let rows = move || {
        let row =
            |(call, sentence): (String, String)| view! { <dt><code>{call}</code></dt><dd>{sentence}</dd> };
        editing.helpers.get().into_iter().map(row).collect::<Vec<_>>()
    };
    view! {
        <section class="card editor-card" aria-labelledby="editor-helpers-title">
            <h2 id="editor-helpers-title">"What you may call"</h2>
            <p class="muted">"The functions are " <code>"init(arms, features)"</code> ", " <code>"choose(round)"</code> " and " <code>"learn(round, arm, reward)"</code> "; what init gives is " <code>"this"</code> " in the others. The agent sees contexts and rewards, never true values. It is stopped where it counts more than a million operations in a call, and a link has room for 8 KB of packed code."</p>
            <div class="editor-list" tabindex="0" role="region" aria-label="Functions and their sentences"><dl class="editor-helpers" data-testid="editor-helpers">{live(rows)}</dl></div>
        </section>
    }
    .into_any()
}
