//! "Look inside": one round, one phase at a time, as one policy lives it.

use leptos::prelude::*;

use super::super::logic::arms::{MOST_SHOWN, scale, shown};
use super::super::logic::phases::phase_sentence;
use super::super::logic::story::story;
use super::super::logic::things::things;
use super::super::logic::why::why_not;
use super::super::state::App;
use super::item_estimates::AllFilms;
use super::network_view::network_view;
use super::slates::Slates;
use super::swatch::Swatch;
use super::user_and_films::{film_card, user_card};
use crate::chart::numbers::whole;
use crate::results::RoundView;
use crate::session::round::{PHASES, Phase};
use crate::session::{Event, RunState};

#[component]
pub fn Inside() -> impl IntoView {
    let app = App::here();
    let chosen = RwSignal::new(0_usize);
    let looks = Memo::new(move |_| app.view.with(Option::is_some));
    let body = move || {
        if looks.get() {
            view! { <OneRound chosen /> }.into_any()
        } else {
            view! { <p class="help">{hint(app.state.get())}</p> }.into_any()
        }
    };
    view! {
        <section class="panel inside" id="inside" aria-labelledby="inside-title">
            <h2 id="inside-title">"Look inside"</h2>
            {body}
        </section>
    }
}

fn hint(state: RunState) -> &'static str {
    match state {
        RunState::Running => {
            "The next round that is looked into is shown here: what is on offer with its estimates, what was chosen and why."
        }
        _ => {
            "Go one round (→) or one phase (↓) further, and that round is shown here: what is on offer with its estimates, what was chosen and why."
        }
    }
}

/// The round looked into. What a person can have the focus on stays when another round is shown.
#[component]
fn OneRound(chosen: RwSignal<usize>) -> impl IntoView {
    let app = App::here();
    // Slates stand side by side; of arms the thoughts of one policy are shown.
    let policies = Memo::new(move |_| seen(app, |view| view.arms().map(|arms| arms.policies.len())));
    let some = Memo::new(move |_| app.shows_some());
    let phases: Vec<_> = PHASES.iter().map(|phase| view! { <PhaseStep phase=*phase /> }).collect();
    let tabs = move || {
        let tabs: Vec<_> =
            (0..policies.get().unwrap_or(0)).map(|index| view! { <Tab index chosen /> }).collect();
        policies.get().map(|_| view! { <div class="tabs" role="tablist" aria-label="Agent">{tabs}</div> })
    };
    let slates = move || {
        let slates = app.view.with(|view| view.as_ref().and_then(|view| view.slates().cloned()));
        slates.map(|slates| view! { <Slates slates /> })
    };
    let thoughts = move || {
        let phase = app.phase.get();
        let index = chosen.get().min(policies.get()?.saturating_sub(1));
        let view = app.view.get()?;
        Some(view! { <ArmScores view policy=index phase /> })
    };
    view! {
        <p class="inside-round">
            <strong data-testid="inside-round">
                {move || format!("Round {}", whole(seen(app, |view| view.round)))}
            </strong>
            <span class="muted" data-testid="inside-some">
                {move || {
                    let seed = seen(app, |view| view.seed) + 1;
                    let rest = if some.get() { "; at this speed only some rounds are shown, about two a second, and none while something in this one has the focus" } else { "" };
                    format!(" of seed {seed}{rest}")
                }}
            </span>
        </p>
        <ol class="phases" aria-label="Phases of the round">{phases}</ol>
        // Two rounds a second are no news to be read out.
        <p
            class="phase-sentence"
            data-testid="phase-sentence"
            role="status"
            aria-live=move || if some.get() { "off" } else { "polite" }
        >
            {move || {
                let phase = app.phase.get();
                seen(app, |view| phase_sentence(phase, view))
            }}
        </p>
        {move || app.view.with(|view| view.as_ref().map(user_card))}
        {slates}
        <AllFilms />
        {tabs}
        {thoughts}
    }
}

/// Reads the round looked into; nothing of it while there is none.
fn seen<T: Default>(app: App, read: impl FnOnce(&RoundView) -> T) -> T {
    app.view.with(|view| view.as_ref().map(read).unwrap_or_default())
}

#[component]
fn PhaseStep(phase: Phase) -> impl IntoView {
    let app = App::here();
    view! {
        <li>
            <button
                class="phase"
                class:phase-done={move || phase <= app.phase.get()}
                aria-current=move || (phase == app.phase.get()).then_some("step")
                on:click=move |_| app.send(Event::ShowPhase(phase))
            >
                {phase.title()}
            </button>
        </li>
    }
}

#[component]
fn Tab(index: usize, chosen: RwSignal<usize>) -> impl IntoView {
    let app = App::here();
    let label = move || app.shown.with(|experiment| experiment.label(index));
    view! {
        <button
            class="tab"
            role="tab"
            data-testid=format!("inside-tab-{index}")
            aria-selected=move || (chosen.get() == index).to_string()
            on:click=move |_| chosen.set(index)
        >
            <Swatch index />
            " "
            {label}
        </button>
    }
}

/// What the policy thinks, chooses and learns.
#[component]
fn ArmScores(view: RoundView, policy: usize, phase: Phase) -> impl IntoView {
    let all = RwSignal::new(false);
    let asked = RwSignal::new(None::<usize>);
    let named = things(&view);
    let Some(arms) = view.arms() else { return ().into_any() };
    let many = arms.arms.len() > MOST_SHOWN;
    let Some(thinker) = arms.policies.get(policy).cloned() else { return ().into_any() };
    let story = story(&view, arms, &thinker, phase);
    let network = thinker.inner.as_ref().filter(|_| phase == Phase::Update).map(network_view);
    let view = StoredValue::new(view.into_arms().unwrap_or_default());
    let films = move || {
        view.with_value(|view| {
            // Before there are scores the arms stand as they are offered.
            let arms = if phase == Phase::Context {
                (0..view.arms.len()).collect()
            } else {
                shown(view, policy, all.get())
            };
            let most = if all.get() { usize::MAX } else { MOST_SHOWN + 2 };
            let scale = scale(view, policy);
            let card = |arm: usize| {
                let inside = film_card(view, &thinker, arm, phase, scale);
                let is_chosen = arm == thinker.chosen && phase >= Phase::Choice;
                view! {
                    <li>
                        <button
                            class="film"
                            class:film-chosen=is_chosen
                            aria-pressed=move || (asked.get() == Some(arm)).to_string()
                            title="Why, or why not?"
                            disabled=phase < Phase::Choice
                            on:click=move |_| asked.set(Some(arm))
                        >
                            {inside}
                        </button>
                    </li>
                }
            };
            arms.into_iter().take(most).map(card).collect::<Vec<_>>()
        })
    };
    let answer = move || {
        asked.get().filter(|_| phase >= Phase::Choice).map(|arm| {
            let sentence = view.with_value(|view| why_not(view, policy, arm));
            view! { <p class="why" role="status" data-testid="why">{sentence}</p> }
        })
    };
    view! {
        <div class="thoughts" role="tabpanel">
            <p class="story" data-testid="story">{story}</p>
            {answer}
            {network}
            <ul class="films" data-testid="films">{films}</ul>
            {many.then(|| view! {
                <button class="btn btn-small" on:click=move |_| all.update(|all| *all = !*all)>
                    {move || if all.get() { "Show fewer" } else { "Show all arms" }}
                </button>
            })}
            <p class="help legend-bars">
                "Bar: estimate. Whisker: its uncertainty. Tick: the score that decides. Diamond: the true value, which no agent sees. Click one of the "
                {named.many} " to ask why, or why not."
            </p>
        </div>
    }
    .into_any()
}
