//! Files that could be ratings or a table: the question which of both they are.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::super::actions::AS_RATINGS_ID;
use super::super::state::App;
use crate::data::ReadAs;

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
    let answer = move |read_as: Option<ReadAs>| move |_| app.answer_which_reading(read_as);
    move || {
        app.which_reading.get().map(|file| {
            view! {
                <section
                    class="panel own-table"
                    role="dialog"
                    aria-labelledby="which-reading-title"
                    aria-describedby="which-reading-text"
                    data-testid="which-reading"
                    on:keydown=cancel_by_key
                >
                    <h2 id="which-reading-title">"Ratings or a table?"</h2>
                    <p class="facts" id="which-reading-text">
                        <strong>{file}</strong>
                        " names a user, a movie and a rating, and other columns beside them. Read it as ratings to run on its users and films, or as a table to classify its rows by one of the columns."
                    </p>
                    <div class="add-row">
                        <button class="btn btn-primary" id=AS_RATINGS_ID data-testid=AS_RATINGS_ID on:click=answer(Some(ReadAs::Ratings))>"Read as ratings"</button>
                        <button class="btn btn-primary" data-testid="read-as-table" on:click=answer(Some(ReadAs::Table))>"Read as a table"</button>
                        <button class="btn" data-testid="read-as-nothing" on:click=answer(None)>"Cancel"</button>
                    </div>
                </section>
            }
        })
    }
}
