//! The stage: one round, one phase at a time, as a person would watch it, and the run bar below.

use leptos::prelude::*;

use super::super::logic::first_screen::A_ROUND;
use super::super::logic::phases::{caption, phase_sentence};
use super::super::logic::stage_picture::stage_picture;
use super::super::state::App;
use super::ask::Ask;
use super::floor::Floor;
use super::live::{live, memo};
use super::roving;
use super::run_bar::RunBar;
use super::save::save_menu;
use super::slates::Slates;
use super::terms::explained;
use super::user::user_card;
use crate::chart::Size;
use crate::chart::numbers::whole;
use crate::session::round::{PHASES, Phase};
use crate::session::{Event, RunState};

#[component]
pub fn Stage() -> impl IntoView {
    let app = App::here();
    let looks = memo(move || app.view.with(Option::is_some));
    let body = move || {
        if looks.get() {
            view! { <OneRound /> }.into_any()
        } else {
            view! { <p class="stage-empty">{explained(hint(app.state.get()))}</p> }.into_any()
        }
    };
    view! {
        <section class="card stage" id="stage" tabindex="-1" aria-label="The round">
            <div class="stage-in">{live(body)}</div>
            <Ask />
            <RunBar />
        </section>
    }
}

fn hint(state: RunState) -> &'static str {
    match state {
        RunState::NeedsData(_) => "This experiment needs a file of yours: see the notice.",
        RunState::Loading | RunState::Preparing | RunState::Running => A_ROUND,
        RunState::Failed => {
            "There is no round to show: this experiment can't run as it is set. The notice says why."
        }
        RunState::Cancelled => "Press Run to prepare this experiment again: its first round appears here.",
        _ => {
            "Press Round (→) or Phase (↓): the round appears here, with what each agent estimates, what it picks and why."
        }
    }
}

/// The round looked into. What a person can have the focus on stays when another round is shown.
#[component]
fn OneRound() -> impl IntoView {
    let app = App::here();
    let has_arms = memo(move || app.seen(|view| view.arms().is_some()));
    let some = memo(move || app.shows_some());
    let steps: Vec<_> = PHASES.iter().map(|phase| view! { <Step phase=*phase /> }).collect();
    let floor = move || {
        if has_arms.get() {
            view! { <Floor /> }.into_any()
        } else {
            let slates = app.view.with(|view| view.as_ref().and_then(|view| view.slates().cloned()));
            slates.map(|slates| view! { <Slates slates /> }).into_any()
        }
    };
    let picture = Callback::new(move |_: Size| {
        let label = |index: usize| app.shown.with(|experiment| experiment.label(index));
        app.view.with(|view| view.as_ref().map(|view| stage_picture(view, label, app.theme.get())))
    });
    view! {
        <div class="who">
            {live(move || app.view.with(|view| view.as_ref().map(user_card)))}
            <div
                class="steps"
                role="group"
                aria-label="Phases of the round"
                on:keydown=|event| roving::walk(&event, ".steps", "button", false)
            >
                {steps}
            </div>
        </div>
        <p class="stage-round">
            <strong data-testid="inside-round">
                {live(move || format!("Round {}", whole(app.seen(|view| view.round))))}
            </strong>
            <span data-testid="inside-some">
                {live(move || {
                    let seed = app.seen(|view| view.seed) + 1;
                    let rest = if some.get() { ", one of about two a second that are shown" } else { "" };
                    format!(" of seed {seed}{rest}. ")
                })}
            </span>
            // Two rounds a second are no news to be read out.
            <span class="phase-words" data-testid="phase-sentence" role="status" aria-live=move || if some.get() { "off" } else { "polite" }>
                {live(move || {
                    let phase = app.phase.get();
                    app.seen(|view| phase_sentence(phase, view))
                })}
            </span>
        </p>
        {live(floor)}
        {save_menu(app, "round", picture)}
    }
}

#[component]
fn Step(phase: Phase) -> impl IntoView {
    let app = App::here();
    let is_now = move || phase == app.phase.get();
    view! {
        <button
            class="step"
            class:step-done=move || phase < app.phase.get()
            class:step-now=is_now
            aria-current=move || is_now().then_some("step")
            tabindex=move || roving::stop(is_now())
            on:click=move |_| app.send(Event::ShowPhase(phase))
        >
            <span class="step-dot" aria-hidden="true"></span>
            {phase.title()}
            <small>{live(move || app.seen(|view| caption(phase, view)))}</small>
        </button>
    }
}
