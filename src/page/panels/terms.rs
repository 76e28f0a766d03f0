//! Words that are explained where they stand, and the page of all of them.

use leptos::prelude::*;

use super::super::state::App;
use super::dialog::dialog;
use super::live::{effect, live};
use crate::chart::numbers::capital;
use crate::ui::glossary::{Piece, TERMS, pieces};
use crate::ui::word::Word;

/// A text in which the words of the field can be asked about, and which follows its signal.
#[component]
pub fn Explained(#[prop(into)] text: Signal<String>) -> impl IntoView {
    live(move || text.with(|text| explained(text)))
}

/// A text in which the words of the field can be asked about.
pub fn explained(text: &str) -> AnyView {
    let all: Vec<&str> = TERMS.iter().map(|term| term.title).collect();
    let shown = pieces(text, &all).into_iter().map(|piece| match piece {
        Piece::Text(text) => text.to_owned().into_any(),
        Piece::Term(term, word) => view! { <Word term word=word.to_owned() /> }.into_any(),
    });
    shown.collect::<Vec<_>>().into_any()
}

/// All words.
#[component]
pub fn Glossary() -> impl IntoView {
    let app = App::here();
    effect(move || app.follow_glossary());
    let entries: Vec<_> =
        TERMS.iter().map(|term| view! { <dt>{capital(term.title)}</dt> <dd>{term.text}</dd> }).collect();
    let body = view! { <dl class="catalogue-body" tabindex="0">{entries}</dl> }.into_any();
    dialog(app.glossary, ("glossary", "glossary-title"), "Glossary", body)
}
