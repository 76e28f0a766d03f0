//! Words that are explained where they stand, and the page of all of them.

use leptos::ev;
use leptos::prelude::*;

use super::super::logic::glossary::{Piece, TERMS, Term, pieces};
use super::super::state::App;
use super::dialog::dialog;
use super::live::live;
use crate::chart::numbers::capital;

/// A text in which the words of the field can be asked about.
#[component]
pub fn Explained(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let shown = move || {
        let all: Vec<&str> = TERMS.iter().map(|term| term.title).collect();
        text.with(|text| {
            pieces(text, &all)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(text) => view! { {text.to_owned()} }.into_any(),
                    Piece::Term(term, word) => view! { <Word term word=word.to_owned() /> }.into_any(),
                })
                .collect::<Vec<_>>()
        })
    };
    view! { {live(shown)} }
}

#[component]
fn Word(term: &'static Term, word: String) -> impl IntoView {
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

/// All words.
#[component]
pub fn Glossary() -> impl IntoView {
    let app = App::here();
    let entries: Vec<_> =
        TERMS.iter().map(|term| view! { <dt>{capital(term.title)}</dt> <dd>{term.text}</dd> }).collect();
    let body = view! { <dl class="catalogue-body">{entries}</dl> }.into_any();
    dialog(app.glossary, ("glossary", "glossary-title"), "Glossary", body)
}
