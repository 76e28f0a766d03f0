//! What the page asks, and what is in the way of the run, above the run bar: whether a long run is to end, and whether one that
//! was under way when the page closed is to go on.

use leptos::prelude::*;

use super::super::state::App;
use super::live::{live, memo};
use crate::session::RunState;

#[component]
pub fn Ask() -> impl IntoView {
    let app = App::here();
    let sentence = memo(move || {
        let asked = app.asked.get();
        let blocked = asked.is_empty() && app.state.get() == RunState::Failed;
        let obstacle = app.experiment.with(|experiment| experiment.obstacle()).filter(|_| blocked);
        obstacle.map_or(asked, |obstacle| format!("This experiment can't run: {obstacle}"))
    });
    let button = move |id: &'static str, text: [&'static str; 2], yes: bool| {
        let text = move || text[usize::from(app.is_offering())];
        view! { <button class="btn btn-small" id=id data-testid=id on:click=move |_| app.answer(yes)>{live(text)}</button> }
            .into_any()
    };
    let buttons = move || {
        (!app.asked.with(String::is_empty)).then(|| {
            [
                button("ask-keep", ["Keep running", "Go on"], true),
                button("ask-again", ["Start again", "Dismiss"], false),
            ]
        })
    };
    view! {
        <p class="ask" data-testid="ask" hidden=move || sentence.with(String::is_empty)>
            <span role="status">{live(move || sentence.get())}</span>
            {live(buttons)}
        </p>
    }
}
