//! Play, pause, step, reset, speed, progress, and whether the run was reproduced.

use leptos::ev;
use leptos::prelude::*;

use super::super::browser;
use super::super::logic::pacing::{STOPS, speed_text};
use super::super::logic::verdict::Verdict;
use super::super::state::App;
use super::icon::{Icon, Picture};
use super::live::{live, memo};
use super::roving;
use super::share;
use crate::chart::numbers::whole;
use crate::session::pace::{PLACES, Speed};
use crate::session::{Event, RunState};
use crate::views::names::{PROFILE, fragment};

/// What the arrow keys go through. Sliders keep the arrows, and are stops of the Tab key.
const BUTTONS: &str = ".btn, .run-left, .badge";

#[component]
pub fn RunBar() -> impl IntoView {
    let app = App::here();
    let state = move || app.state.get();
    // The rounds and their number are of the same run: the one that is being prepared, or else the one that is shown.
    let preparing = memo(move || app.state.get() == RunState::Preparing);
    let rounds = memo(move || if preparing.get() { 0 } else { app.rounds.get() });
    let horizon = memo(move || {
        let of = if preparing.get() { app.experiment } else { app.shown };
        of.with(|experiment| experiment.horizon)
    });
    let playing = app.playing;
    let can_step = memo(move || app.state.get() == RunState::Paused);
    let play_icon = Signal::derive(move || if playing.get() { Icon::Pause } else { Icon::Play });
    let prepares =
        memo(move || app.state.get() == RunState::Preparing && app.preparation.with(Option::is_some));
    let before = memo(move || {
        app.shows_the_run_before()
            && !state().waits_for_data()
            && !matches!(state(), RunState::Cancelled | RunState::Failed)
    });
    // Up and down are no keys of a row.
    let walk = |event: ev::KeyboardEvent| {
        if !matches!(event.key().as_str(), "ArrowUp" | "ArrowDown") {
            roving::walk(&event, ".run-bar", BUTTONS, false);
        }
    };
    view! {
        <div class="run-bar" class:prepares=move || prepares.get() role="toolbar" aria-label="Run" on:keydown=walk>
            <button
                class="btn btn-primary run-play"
                id="run-play"
                data-testid="play"
                title="Space"
                disabled=move || state().waits_for_data()
                on:click=move |_| app.send(Event::Toggle)
            >
                <Picture icon=play_icon />
                " "
                <span>{live(move || {
                    if playing.get() { "Pause" } else if state() == RunState::Done { "Run again" } else { "Run" }
                })}</span>
            </button>
            // It lies along the upper edge, but the button that runs comes first.
            <Progress rounds horizon prepares />
            <button class="btn run-step" data-testid="step" tabindex="-1" title="One round (→)" disabled=move || !can_step.get() on:click=move |_| app.send(Event::Step { by_phase: false })>
                <Picture icon=Icon::Round /> " " <span class="btn-text">"Round"</span>
            </button>
            <button class="btn run-phase" data-testid="phase" tabindex="-1" title="Next phase of a round (↓)" disabled=move || !can_step.get() on:click=move |_| app.send(Event::StepPhase)>
                <Picture icon=Icon::Phase /> " " <span class="btn-text">"Phase"</span>
            </button>
            <button
                class="btn btn-icon btn-ghost run-reset"
                tabindex="-1"
                data-testid="reset"
                aria-label="Reset"
                title="Reset: back to round 0 with the very same randomness (R)"
                disabled=move || state().waits_for_data() || state() == RunState::Preparing
                on:click=move |_| app.send(Event::Reset)
            >
                <Picture icon=Icon::Reset />
            </button>
            <button class="btn btn-icon btn-ghost run-seed" tabindex="-1" data-testid="new-seed" aria-label="New seed" title="New seed: other randomness" on:click=move |_| app.new_seed()>
                <Picture icon=Icon::Dice />
            </button>
            <SpeedSlider />
            <div class="run-stats" class:is-stale=move || before.get()>
                <span class="run-round">
                    "Round "
                    <span data-testid="round">{live(move || whole(rounds.get()))}</span>
                </span>
                <span class="run-of">
                    {live(move || format!("of {}, ", whole(horizon.get())))}
                    <span data-testid="run-state">{live(move || state().word())}</span>
                </span>
                <a class="run-left" tabindex="-1" href=fragment(&PROFILE, "") data-testid="pace" title=PROFILE.about on:click=move |_| app.commit()>{live(move || app.pace.get())}</a>
                {live(move || before.get().then(|| view! {
                    <span class="stale">"Settings changed"<span class="visually-hidden">": these are the results before"</span></span>
                }))}
            </div>
            <Preparing prepares />
            {live(move || if app.intro.get() && app.digest.get().is_none() { view! { <Skip /> }.into_any() } else { view! { <Badge /> }.into_any() })}
        </div>
    }
}

/// How far the run is, as a line along the upper edge. It can be dragged back: the run is replayed with the same randomness.
#[component]
fn Progress(rounds: Memo<u64>, horizon: Memo<u64>, prepares: Memo<bool>) -> impl IntoView {
    let app = App::here();
    let done = move || app.preparation.with(|preparation| preparation.as_ref().map_or(0.0, |of| of.fraction));
    let percent = move || (100.0 * done()) as u64;
    let task = move || app.preparation.with(|preparation| preparation.as_ref().map(|of| of.task.clone()));
    let share = move || {
        if prepares.get() { done() } else { rounds.get() as f64 / horizon.get().max(1) as f64 }
    };
    let can_seek = move || matches!(app.state.get(), RunState::Paused | RunState::Running | RunState::Done);
    let seek = move |event| {
        if let Ok(round) = event_target_value(&event).parse() {
            app.send(Event::Seek(round));
        }
    };
    view! {
        <div
            class="progress"
            role="progressbar"
            aria-label=move || if prepares.get() { "Preparing the environment" } else { "Rounds" }
            aria-valuemin="0"
            aria-valuemax=move || if prepares.get() { 100 } else { horizon.get() }.to_string()
            aria-valuenow=move || if prepares.get() { percent() } else { rounds.get() }.to_string()
            aria-valuetext=move || prepares.get().then(|| format!("{}, {} %", task().unwrap_or_default(), percent()))
            data-testid="progress"
        >
            <div class="progress-fill" style:--p=move || format!("{:.4}", share())></div>
        </div>
        <input
            class="scrubber"
            type="range"
            data-testid="scrubber"
            aria-label="Go to round"
            title="Drag to go to a round: it is replayed with the same randomness"
            min="0"
            max=move || horizon.get().to_string()
            disabled=move || !can_seek()
            prop:value=move || rounds.get().to_string()
            on:change=seek
        />
    }
}

#[component]
pub fn SpeedSlider() -> impl IntoView {
    let app = App::here();
    let stops: Vec<_> = STOPS
        .into_iter()
        .map(|(name, place)| {
            view! {
                <button
                    class="stop"
                    class:stop-here=move || app.speed.get() == place
                    title=speed_text(Speed::at(place))
                    tabindex="-1"
                    on:click=move |_| app.set_speed(place)
                >
                    {name}
                </button>
            }
        })
        .collect();
    view! {
        <div class="run-speed" role="group" aria-label="Speed" title=move || speed_text(Speed::at(app.speed.get()))>
            <div class="stops" aria-hidden="true">{stops}</div>
            <input
                type="range"
                min="0"
                max=PLACES.to_string()
                data-testid="speed"
                aria-label="Speed"
                aria-valuetext=move || speed_text(Speed::at(app.speed.get()))
                prop:value=move || app.speed.get().to_string()
                on:input=move |event| {
                    if let Ok(place) = event_target_value(&event).parse() {
                        app.set_speed(place);
                    }
                }
            />
        </div>
    }
}

/// What is being prepared, in the place of the stats, once it takes long.
#[component]
fn Preparing(prepares: Memo<bool>) -> impl IntoView {
    let app = App::here();
    let done = move || app.preparation.with(|preparation| preparation.as_ref().map_or(0.0, |of| of.fraction));
    let task = memo(move || {
        app.preparation
            .with(|preparation| preparation.as_ref().map_or_else(String::new, |of| of.task.clone()))
    });
    view! {
        <div class="run-preparing" hidden=move || !prepares.get() data-testid="preparation">
            <span class="run-task">
                <span class="run-task-what">"Preparing the environment: "</span>
                {live(move || task.get())}
            </span>
            <span class="run-percent">{live(move || format!("{} %", (100.0 * done()) as u64))}</span>
            {live(move || prepares.get().then(|| view! {
                <button
                    class="btn btn-small run-cancel"
                    data-testid="cancel"
                    title="Esc"
                    aria-label="Cancel preparing the environment"
                    on:click=move |_| app.cancel_preparation()
                >
                    "Cancel"
                </button>
            }))}
        </div>
    }
}

/// Ends the slow beginning of the first visit.
#[component]
fn Skip() -> impl IntoView {
    let app = App::here();
    let skip = move |_| {
        app.skip_intro();
        browser::focus("run-play");
    };
    view! {
        <button class="btn run-skip" data-testid="skip" title="The run goes to its end at full speed" on:click=skip>
            "Skip ahead"
        </button>
    }
}

/// The digest of the finished run, and whether it is the one that came with the link.
#[component]
fn Badge() -> impl IntoView {
    let app = App::here();
    let short = |digest: &str| match (digest.get(..8), digest.get(digest.len().saturating_sub(4)..)) {
        (Some(first), Some(last)) => format!("{first}…{last}"),
        _ => digest.to_owned(),
    };
    live(move || {
        let digest = app.digest.get().filter(|_| !app.stale.get());
        let (class, word, below) = match (digest, app.verdict()) {
            (None, _) => ("badge badge-wait", "Digest", "at the end".to_owned()),
            (Some(digest), Some(Verdict::Reproduced)) => {
                ("badge badge-good", "Reproduced", short(&digest.digest))
            }
            (Some(_), Some(Verdict::Differs)) => ("badge badge-bad", "Differs", "see why".to_owned()),
            (Some(digest), _) => ("badge", "Digest", short(&digest.digest)),
        };
        let check = (word == "Reproduced").then(|| view! { <Picture icon=Icon::Check /> });
        view! {
            <button
                class=class
                tabindex="-1"
                data-testid="badge"
                title="The digest is a fingerprint of the results: the same wherever the link is opened"
                on:click=move |_| share::open(app)
            >
                {check}
                <span>{word} " " <span class="mono">{below}</span></span>
            </button>
        }
    })
}
