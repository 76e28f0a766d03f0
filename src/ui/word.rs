//! A word of the field that is explained where it stands.

use leptos::ev;
use leptos::prelude::*;

use super::glossary::Term;
use super::live::live;
use crate::chart::numbers::capital;

/// A word with what it means, which opens over it and closes with Escape.
#[component]
pub fn Word(term: &'static Term, word: String) -> impl IntoView {
    let open = RwSignal::new(false);
    let close = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.prevent_default();
            open.set(false);
        }
    };
    view! {
        <span class="anchor" on:mouseleave=move |_| open.set(false) on:keydown=close>
            <button
                class="term"
                aria-expanded=move || open.get().to_string()
                on:mouseenter=move |_| open.set(true)
                on:focus=move |_| open.set(true)
                on:blur=move |_| open.set(false)
                on:click=move |_| open.set(true)
            >
                {word}
            </button>
            <span class="pop" role="status">
                {live(move || open.get().then(|| view! { <b>{capital(term.title)}</b> {term.text} }))}
            </span>
        </span>
    }
}
