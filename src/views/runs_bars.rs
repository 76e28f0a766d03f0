//! What stands around the list of runs: the search above it, what can be done with chosen runs, what was done last.

use leptos::prelude::*;

use super::comparison::why_not_compared;
use super::doing::runs;
use super::state::Views;
use super::words::{EXAMPLES, Order, tags};
use crate::runs::RunId;
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::live;

/// The search, the order and the tags.
pub fn toolbar(views: Views) -> AnyView {
    let options: Vec<_> = Order::ALL
        .iter()
        .enumerate()
        .map(|(index, order)| view! { <option value=index.to_string()>{order.title()}</option> })
        .collect();
    let order = move |event| {
        let chosen = event_target_value(&event).parse::<usize>().ok();
        if let Some(order) = chosen.and_then(|index| Order::ALL.get(index)) {
            views.order.set(*order);
        }
    };
    let chips = move || {
        let counts =
            views.listing.with(|listing| listing.as_ref().map(|all| tags(&all.entries)).unwrap_or_default());
        let chip = |(tag, count): (String, usize)| {
            let word = format!("#{tag}");
            let (is_on, toggled) = (word.clone(), word.clone());
            let pressed =
                move || views.search.with(|text| text.split_whitespace().any(|own| own == is_on)).to_string();
            let toggle = move |_| views.search.update(|text| *text = toggled_word(text, &toggled));
            view! { <button class="runs-chip" aria-pressed=pressed on:click=toggle>{word} " " <span class="muted">{count}</span></button> }
        };
        counts.into_iter().filter(|(tag, _)| !tag.contains(' ')).take(8).map(chip).collect::<Vec<_>>()
    };
    let deleted = move || {
        let count = views.listing.with(|listing| {
            listing
                .as_ref()
                .map_or(0, |all| all.entries.iter().filter(|entry| entry.header.is_deleted()).count())
        });
        (count > 0 || views.bin.get()).then(|| {
            let toggle = move |_| {
                views.chosen.update(|chosen| chosen.clear());
                views.bin.update(|bin| *bin = !*bin);
            };
            view! {
                <button class="runs-chip" data-testid="runs-bin" aria-pressed=move || views.bin.get().to_string() on:click=toggle>
                    "Recently deleted " <span class="muted">{count}</span>
                </button>
            }
        })
    };
    view! {
        <div class="runs-toolbar">
            <input
                class="param-text runs-search"
                id="runs-search"
                type="search"
                placeholder="Search: linucb movielens #class is:pinned"
                aria-label="Search runs"
                title=EXAMPLES
                data-testid="runs-search"
                prop:value=move || views.search.get()
                on:input=move |event| views.search.set(event_target_value(&event))
            />
            <select class="select runs-order" aria-label="Order" data-testid="runs-order" on:change=order>{options}</select>
            <div class="runs-chips">{live(chips)}{live(deleted)}</div>
        </div>
    }
    .into_any()
}

/// The search with this word, or without it where it has it.
fn toggled_word(text: &str, word: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().filter(|own| *own != word).collect();
    let before = words.join(" ");
    if words.len() < text.split_whitespace().count() {
        before
    } else {
        format!("{before} {word}").trim().to_owned()
    }
}

/// What can be done with the runs that are chosen, which have so many agents, in the bin or not.
pub fn selection_bar(views: Views, (agents, in_bin): (Vec<usize>, bool)) -> AnyView {
    let count = agents.len();
    let does = move |word: &'static str, test_id: &'static str, act: fn(Views, Vec<RunId>)| {
        view! { <button class="btn btn-small" data-testid=test_id on:click=move |_| act(views, views.chosen_in_order())>{word}</button> }
    };
    if in_bin {
        let back = (count > 0).then(|| does("Restore", "chosen-restore", Views::restore));
        let sure = RwSignal::new(false);
        let word =
            move || if sure.get() { "Really remove all of these for good?" } else { "Remove all for good" };
        let press = move |_| {
            if sure.get_untracked() {
                views.empty_bin();
            }
            sure.update(|sure| *sure = !*sure);
        };
        return view! {
            <div class="runs-chosen">
                <span>"Deleted runs stay here until room is needed."</span>
                {back}
                <button class="btn btn-small" data-testid="empty-bin" on:click=press>{live(word)}</button>
            </div>
        }
        .into_any();
    }
    if count == 0 {
        return ().into_any();
    }
    let why = why_not_compared(&agents);
    let can_compare = why.is_none();
    let why = why.map(|why| view! { <span class="muted" data-testid="chosen-why">{why}</span> });
    view! {
        <div class="runs-chosen" role="group" aria-label="Chosen runs" data-testid="runs-chosen">
            <b>{runs(count)} " chosen"</b>
            <button class="btn btn-small btn-primary" data-testid="chosen-compare" disabled=!can_compare on:click=move |_| views.compare(&views.chosen_in_order())>"Compare"</button>
            {why}
            {does("Export", "chosen-export", |views, ids| views.export(Some(ids)))}
            {does("CSV", "chosen-csv", Views::save_table)}
            {does("TensorBoard", "chosen-tensorboard", Views::save_for_tensorboard)}
            {does("Copy Python", "chosen-python", Views::copy_python)}
            {does("Delete", "chosen-delete", Views::delete)}
            <button class="btn btn-small btn-ghost" data-testid="chosen-none" on:click=move |_| views.chosen.update(|chosen| chosen.clear())>"Clear"</button>
        </div>
    }
    .into_any()
}

/// What was done last, with the way back.
pub fn toast(views: Views) -> AnyView {
    let Some(toast) = views.toast.get() else { return ().into_any() };
    let back = (!toast.back.is_empty()).then(|| {
        view! { <button class="btn btn-small" data-testid="undo-delete" on:click=move |_| views.restore(toast.back.clone())>"Undo"</button> }
    });
    let close = move |_| views.toast.set(None);
    view! {
        <div class="views-toast" data-testid="views-toast">
            <span>{toast.text}</span>
            {back}
            <button class="btn btn-icon btn-ghost" aria-label="Dismiss" on:click=close><Picture icon=Icon::Remove /></button>
        </div>
    }
    .into_any()
}
