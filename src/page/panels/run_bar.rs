//! Play, pause, step, reset, speed and progress.

use leptos::prelude::*;

use super::super::logic::pacing::speed_text;
use super::super::state::App;
use super::icon::{Icon, Picture};
use crate::chart::numbers::{counted, whole};
use crate::session::pace::{PLACES, Speed};
use crate::session::{Event, RunState};

#[component]
pub fn RunBar() -> impl IntoView {
    let app = App::here();
    let state = move || app.state.get();
    // The rounds and their number are of the same run: the one that is being prepared, or else the one that is shown.
    let preparing = Memo::new(move |_| app.state.get() == RunState::Preparing);
    let rounds = Memo::new(move |_| if preparing.get() { 0 } else { app.rounds.get() });
    let horizon = Memo::new(move |_| {
        let of = if preparing.get() { app.experiment } else { app.shown };
        of.with(|experiment| experiment.horizon)
    });
    let playing = app.playing;
    let can_step = Memo::new(move |_| app.state.get() == RunState::Paused);
    let play_icon = Signal::derive(move || if playing.get() { Icon::Pause } else { Icon::Play });
    let prepares =
        Memo::new(move |_| app.state.get() == RunState::Preparing && app.preparation.with(Option::is_some));
    let done = move || app.preparation.with(|preparation| preparation.as_ref().map_or(0.0, |of| of.fraction));
    let percent = move || (100.0 * done()) as u64;
    let task = Memo::new(move |_| {
        app.preparation
            .with(|preparation| preparation.as_ref().map_or_else(String::new, |of| of.task.clone()))
    });
    let share = move || {
        if prepares.get() { done() } else { rounds.get() as f64 / horizon.get().max(1) as f64 }
    };
    let before = Memo::new(move |_| {
        app.shows_the_run_before()
            && !state().waits_for_data()
            && !matches!(state(), RunState::Cancelled | RunState::Failed)
    });
    view! {
        <div class="run-bar" class:prepares=move || prepares.get() role="toolbar" aria-label="Run">
            <div class="run-buttons">
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
                    <span class="btn-text">{move || {
                        if playing.get() { "Pause" } else if state() == RunState::Done { "Run again" } else { "Run" }
                    }}</span>
                </button>
                <button class="btn run-step" data-testid="step" title="One round (→)" disabled=move || !can_step.get() on:click=move |_| app.send(Event::Step { by_phase: false })>
                    <Picture icon=Icon::Round /> " " <span class="btn-text">"Round"</span>
                </button>
                <button class="btn run-phase" data-testid="phase" title="Next phase of a round (↓)" disabled=move || !can_step.get() on:click=move |_| app.send(Event::StepPhase)>
                    <Picture icon=Icon::Phase /> " " <span class="btn-text">"Phase"</span>
                </button>
                <button
                    class="btn run-reset"
                    data-testid="reset"
                    title="Reset: back to round 0 with the very same randomness (R)"
                    disabled=move || state().waits_for_data() || state() == RunState::Preparing
                    on:click=move |_| app.send(Event::Reset)
                >
                    <Picture icon=Icon::Reset /> " " <span class="btn-text">"Reset"</span>
                </button>
                <button class="btn run-seed" data-testid="new-seed" title="New seed: other randomness" on:click=move |_| app.new_seed()>
                    <Picture icon=Icon::Dice /> " " <span class="btn-text">"New seed"</span>
                </button>
            </div>
            <label class="run-speed">
                <span class="run-speed-label">"Speed"</span>
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
                <output>{move || speed_text(Speed::at(app.speed.get()))}</output>
            </label>
            <div class="run-progress">
                <div
                    class="progress"
                    role="progressbar"
                    aria-label=move || if prepares.get() { "Preparing the environment" } else { "Rounds" }
                    aria-valuemin="0"
                    aria-valuemax=move || if prepares.get() { 100 } else { horizon.get() }.to_string()
                    aria-valuenow=move || if prepares.get() { percent() } else { rounds.get() }.to_string()
                    aria-valuetext=move || prepares.get().then(|| format!("{}, {} %", task.get(), percent()))
                    data-testid="progress"
                >
                    <div class="progress-fill" style=move || format!("--p:{:.4}", share())></div>
                </div>
                <div class="run-stats" class:is-stale=move || before.get()>
                    <span class="run-round">
                        <span data-testid="round">{move || whole(rounds.get())}</span>
                        {move || format!(" / {}", counted(horizon.get(), "round", "rounds"))}
                    </span>
                    <span class="run-state" data-testid="run-state">{move || state().word()}</span>
                    <span class="run-left" data-testid="pace">{move || app.pace.get()}</span>
                    {move || before.get().then(|| view! {
                        <span class="stale">"settings changed"<span class="stale-more">": these are the results before"</span></span>
                    })}
                </div>
            </div>
            <div class="run-preparing" hidden=move || !prepares.get() data-testid="preparation">
                <span class="run-task">
                    <span class="run-task-what">"Preparing the environment: "</span>
                    {move || task.get()}
                </span>
                <span class="run-percent">{move || format!("{} %", percent())}</span>
                {move || prepares.get().then(|| view! {
                    <button
                        class="btn run-cancel"
                        data-testid="cancel"
                        title="Esc"
                        aria-label="Cancel preparing the environment"
                        on:click=move |_| app.cancel_preparation()
                    >
                        "Cancel"
                    </button>
                })}
            </div>
        </div>
    }
}
