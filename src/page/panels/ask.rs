//! What the page asks, and what is in the way of the run, above the run bar: whether a long run is to end, and whether one that
//! was under way when the page closed is to go on.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::App;
use super::live::live;
use crate::chart::numbers::whole;
use crate::session::{Question, RunState};

#[component]
pub fn Ask() -> impl IntoView {
    let app = App::here();
    let asked = move || {
        if let Some(question) = app.question.get() {
            // The answer that loses nothing is at hand.
            browser::after(0, || browser::focus("ask-keep"));
            return Some(ask(
                sentence(app, question),
                ("ask-keep", "Keep running", Box::new(move || app.answer(false))),
                ("ask-again", "Start again", Box::new(move || app.answer(true))),
            ));
        }
        if let Some((round, horizon)) = app.unfinished.get() {
            return Some(ask(
                format!("The run was at round {} of {} when the page closed.", whole(round), whole(horizon)),
                ("ask-go-on", "Go on", Box::new(move || app.go_on_unfinished())),
                ("ask-dismiss", "Dismiss", Box::new(move || app.forget_unfinished())),
            ));
        }
        let blocked = app.state.get() == RunState::Failed;
        let obstacle = app.experiment.with(|experiment| experiment.obstacle()).filter(|_| blocked)?;
        Some(
            view! { <p class="ask" data-testid="ask">{format!("This experiment can't run: {obstacle}")}</p> }
                .into_any(),
        )
    };
    view! { {live(asked)} }
}

fn sentence(app: App, question: Question) -> String {
    let seconds = app.peek(|internals| internals.session.worked() / 1_000.0) as u64;
    let what = match question {
        Question::Replay(_) => "Start again from round 0?",
        Question::Change => "Start again with the changed settings?",
        Question::Earlier(_) => "Stop it and show the earlier run?",
    };
    format!("This run has computed for {seconds} seconds. {what}")
}

/// Id, text, and what is done.
type Answer = (&'static str, &'static str, Box<dyn Fn() + Send>);

fn ask(sentence: String, first: Answer, second: Answer) -> AnyView {
    let button = |(id, text, act): Answer| {
        view! { <button class="btn btn-small" id=id data-testid=id on:click=move |_| act()>{text}</button> }
            .into_any()
    };
    view! {
        <p class="ask" role="group" data-testid="ask">
            <span role="status">{sentence}</span> {button(first)} {button(second)}
        </p>
    }
    .into_any()
}
