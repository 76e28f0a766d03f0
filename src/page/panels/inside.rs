//! "Look inside": one round, one phase at a time, as one contender lives it.

use leptos::prelude::*;

use super::super::logic::arms::{MOST_SHOWN, scale, shown};
use super::super::logic::phases::{PHASES, Phase};
use super::super::logic::why::{choice_sentence, why_not};
use super::super::state::{App, RunState};
use super::network_view::network_view;
use super::slates::Slates;
use super::swatch::Swatch;
use super::user_and_films::{film_card, user_card};
use crate::chart::numbers::{readable, whole};
use crate::experiment::{ContenderView, RoundView};

#[component]
pub fn Inside() -> impl IntoView {
    let app = App::here();
    let chosen = RwSignal::new(0_usize);
    let body = move || match app.view.get() {
        Some(view) => view! { <OneRound view chosen /> }.into_any(),
        None => view! { <p class="help">{hint(app.state.get())}</p> }.into_any(),
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
            "Pause, and the last round is shown here: the user, every film with its estimate, what was chosen and why."
        }
        _ => {
            "Go one round (→) or one phase (↓) further, and that round is shown here: the user, every film with its estimate, what was chosen and why."
        }
    }
}

#[component]
fn OneRound(view: RoundView, chosen: RwSignal<usize>) -> impl IntoView {
    let app = App::here();
    let contenders = view.contenders.len();
    let seed = view.seed + 1;
    let round = view.round;
    let phases: Vec<_> = PHASES.iter().map(|phase| view! { <PhaseStep phase=*phase /> }).collect();
    let tabs: Vec<_> = (0..contenders).map(|index| view! { <Tab index chosen /> }).collect();
    let user = user_card(&view);
    let slates = view.slates.as_deref().cloned();
    let of_slates = slates.is_some();
    let view = StoredValue::new(view);
    view! {
        <p class="inside-round">
            <strong data-testid="inside-round">{format!("Round {}", whole(round))}</strong>
            <span class="muted">{format!(" of seed {seed}")}</span>
        </p>
        <ol class="phases" aria-label="Phases of the round">{phases}</ol>
        <p class="phase-sentence" data-testid="phase-sentence" role="status">{move || {
                let phase = app.phase.get();
                if of_slates { phase.slate_sentence() } else { phase.sentence() }
            }}</p>
        {user}
        {slates.map(|slates| view! { <Slates slates /> })}
        {(!of_slates).then(|| view! { <div class="tabs" role="tablist" aria-label="Contender">{tabs}</div> })}
        {move || {
            let index = chosen.get().min(contenders.saturating_sub(1));
            let phase = app.phase.get();
            view.with_value(|view| view.contenders.get(index).map(|_| view! { <Thoughts view=view.clone() contender=index phase /> }))
        }}
    }
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
                on:click=move |_| {
                    app.eye.set(1);
                    app.phase.set(phase);
                }
            >
                {phase.title()}
            </button>
        </li>
    }
}

#[component]
fn Tab(index: usize, chosen: RwSignal<usize>) -> impl IntoView {
    let app = App::here();
    let label = move || app.experiment.with(|experiment| experiment.label(index));
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

/// What the contender thinks, chooses and learns.
#[component]
fn Thoughts(view: RoundView, contender: usize, phase: Phase) -> impl IntoView {
    let all = RwSignal::new(false);
    let asked = RwSignal::new(None::<usize>);
    let many = view.arms.len() > MOST_SHOWN;
    let Some(thinker) = view.contenders.get(contender).cloned() else { return ().into_any() };
    let story = story(&view, &thinker, phase);
    let network = thinker.inner.as_ref().filter(|_| phase == Phase::Update).map(network_view);
    let view = StoredValue::new(view);
    let films = move || {
        view.with_value(|view| {
            // Before there are scores the films stand as they are offered.
            let arms = if phase == Phase::Context {
                (0..view.arms.len()).collect()
            } else {
                shown(view, contender, all.get())
            };
            let most = if all.get() { usize::MAX } else { MOST_SHOWN + 2 };
            let scale = scale(view, contender);
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
            let sentence = view.with_value(|view| why_not(view, contender, arm));
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
                "Bar: estimate. Whisker: its uncertainty. Tick: the score that decides. Diamond: the true value, which no agent sees. Click a film to ask why, or why not."
            </p>
        </div>
    }
    .into_any()
}

/// What has happened so far, in sentences.
fn story(view: &RoundView, contender: &ContenderView, phase: Phase) -> String {
    let title = |arm: usize| view.arms.get(arm).map_or("?", |arm| arm.card.title.as_str());
    let mut sentences = Vec::new();
    if phase >= Phase::Choice {
        sentences.push(choice_sentence(view, contender));
    }
    if phase >= Phase::Feedback {
        let best = view.arms.get(view.best).map_or(f64::NAN, |arm| arm.expectation);
        sentences.push(format!("It earned {}.", readable(contender.reward)));
        sentences.push(if contender.regret <= 1e-9 {
            "No other arm was better on average: no regret.".to_owned()
        } else {
            format!(
                "The oracle would have chosen {} (worth {}): a regret of {}.",
                title(view.best),
                readable(best),
                readable(contender.regret)
            )
        });
    }
    if phase == Phase::Update {
        let of = |numbers: &[f64]| numbers.get(contender.chosen).copied();
        if let Some((before, after)) = of(&contender.before.estimates).zip(of(&contender.after.estimates)) {
            sentences.push(format!(
                "Its estimate of {} went from {} to {}.",
                title(contender.chosen),
                readable(before),
                readable(after)
            ));
        }
    }
    if sentences.is_empty() { format!("{} arms are on offer.", view.arms.len()) } else { sentences.join(" ") }
}
