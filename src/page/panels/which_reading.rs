//! A file that could be data of several kinds: the question which it is.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::super::actions::reading_id;
use super::super::logic::which_reading::{question, title};
use super::super::state::App;
use crate::data::{Ambiguity, DataKind};

/// The question, while it is open. Nothing changes until it is answered; Escape and "Cancel" leave everything as it is.
#[component]
pub fn WhichReading() -> impl IntoView {
    let app = App::here();
    let cancel_by_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            app.answer_which_reading(None);
        }
    };
    let answer = move |read_as: Option<DataKind>| move |_| app.answer_which_reading(read_as);
    let button = move |kind: &DataKind| {
        let (id, words) = (reading_id(*kind), format!("Read as {}", kind.words.a));
        view! {
            <button class="btn btn-primary" id=id.clone() data-testid=id on:click=answer(Some(*kind))>{words}</button>
        }
    };
    move || {
        app.which_reading.get().map(|Ambiguity { file, kinds }| {
            view! {
                <section
                    class="panel own-table"
                    role="dialog"
                    aria-labelledby="which-reading-title"
                    aria-describedby="which-reading-text"
                    data-testid="which-reading"
                    on:keydown=cancel_by_key
                >
                    <h2 id="which-reading-title">{title(&kinds)}</h2>
                    <p class="facts" id="which-reading-text">
                        <strong>{file}</strong>
                        {question(&kinds)}
                    </p>
                    <div class="add-row">
                        {kinds.iter().map(button).collect::<Vec<_>>()}
                        <button class="btn" data-testid="read-as-nothing" on:click=answer(None)>"Cancel"</button>
                    </div>
                </section>
            }
        })
    }
}
