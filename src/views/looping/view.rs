//! The Loop view: the clock, the steps, what serves, what happened, and the versions.

use leptos::prelude::*;

use super::super::plot::plot;
use super::drawn::{chart, speed};
use super::parts::{ask_card, file_card, step_card, versions_card};
use super::state::{Looping, SPEEDS};
use super::words::{Doing, StepBox, boxes, is_turning_point, serving};
use crate::chart::numbers::capital;
use crate::pipeline::{Record, clock_words};
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{live, memo};

/// So many of the latest records are shown.
const SHOWN: usize = 60;

/// The whole view.
pub fn loop_view(looping: Looping) -> AnyView {
    on_cleanup(move || looping.leave());
    let problem = move || {
        let problem = looping.problem.get();
        (!problem.is_empty()).then(
            || view! { <p class="views-notice is-bad" role="alert" data-testid="loop-problem">{problem}</p> },
        )
    };
    let preparing = move || {
        let preparing = looping.preparing.get();
        (!preparing.is_empty())
            .then(|| view! { <p class="muted" data-testid="loop-preparing">{preparing}" …"</p> })
    };
    view! {
        <div class="loop" data-testid="loop-view">
            <div class="views-head">
                <div>
                    <h1>"Loop"</h1>
                    <p class="muted">"A policy is trained from a log, passes a gate, answers users as a canary and then alone; what they answer is joined into the log, and when tastes have moved it is trained again."</p>
                </div>
                {clock(looping)}
            </div>
            {live(problem)}
            <div role="status">{live(preparing)}</div>
            <div class="loop-grid">
                <div class="loop-main">
                    {steps_card(looping)}
                    <div class="loop-below">
                        {regret_card(looping)}
                        {versions_card(looping)}
                    </div>
                    {journal_card(looping)}
                </div>
                <div class="loop-side">
                    {step_card(looping)}
                    {ask_card(looping)}
                    {file_card(looping)}
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn clock(looping: Looping) -> AnyView {
    let time = move || {
        let clock = looping.standing.with(|standing| standing.as_ref().map(|own| own.clock));
        capital(&clock_words(clock.unwrap_or(0)))
    };
    let is_over = memo(move || {
        looping.standing.with(|standing| standing.as_ref().is_some_and(|own| own.summary.is_over))
    });
    let digest = move || {
        let digest = looping.standing.with(|standing| {
            standing.as_ref().filter(|own| own.summary.is_over).map(|own| own.summary.digest.clone())
        });
        digest.map(|digest| view! { <span class="muted">"Digest " <code data-testid="loop-digest">{digest}</code></span> })
    };
    let toggle = move || {
        let (icon, word) = if looping.is_playing.get() {
            (Icon::Pause, "Pause")
        } else if looping.standing.with(|standing| standing.as_ref().is_some_and(|own| own.rounds > 0)) {
            (Icon::Play, "Go on")
        } else {
            (Icon::Play, "Start")
        };
        view! { <Picture icon=icon />{word} }
    };
    let speeds: Vec<_> = SPEEDS
        .iter()
        .enumerate()
        .map(|(index, (title, _))| {
            view! { <option value=index.to_string() selected=move || looping.speed.get() == index>{*title}</option> }
        })
        .collect();
    let choose = move |event| {
        if let Ok(index) = event_target_value(&event).parse() {
            looping.speed.set(index);
        }
    };
    view! {
        <div class="views-actions">
            <span class="loop-clock"><b data-testid="loop-clock">{live(time)}</b> " " <span class="muted">"simulated"</span></span>
            {live(digest)}
            <button class="btn btn-primary" data-testid="loop-toggle" disabled=move || is_over.get() on:click=move |_| looping.toggle()>{live(toggle)}</button>
            <select class="select select-inline" aria-label="Speed of the clock" data-testid="loop-speed" on:change=choose>{speeds}</select>
            <button class="btn" data-testid="loop-again" on:click=move |_| looping.again()><Picture icon=Icon::Reset />"From the beginning"</button>
            <a class="btn" data-testid="loop-link" href=move || looping.link()><Picture icon=Icon::Link />"Link"</a>
        </div>
    }
    .into_any()
}

/// The class of how a step is doing.
fn class(doing: Doing) -> &'static str {
    match doing {
        Doing::Idle => "is-idle",
        Doing::Waiting => "is-waiting",
        Doing::Running => "is-running",
        Doing::Done => "is-done",
        Doing::Cached => "is-cached",
        Doing::Failed => "is-failed",
    }
}

fn picture(doing: Doing) -> Option<Icon> {
    match doing {
        Doing::Idle | Doing::Waiting => None,
        Doing::Running => Some(Icon::Play),
        Doing::Done | Doing::Cached => Some(Icon::Check),
        Doing::Failed => Some(Icon::Remove),
    }
}

fn step_button(looping: Looping, own: StepBox) -> AnyView {
    let StepBox { step, doing, said } = own;
    let descriptor = step.descriptor();
    let picture = picture(doing).map(|icon| view! { <Picture icon=icon /> });
    view! {
        <li class=format!("loop-step is-{}", descriptor.id)>
            <button
                class=format!("loop-box {}", class(doing))
                aria-pressed=move || (looping.chosen.get() == step).to_string()
                data-testid=format!("step-{}", descriptor.id)
                on:click=move |_| looping.chosen.set(step)
            >
                <b>{descriptor.title}</b>
                <span class="loop-doing">{picture}{doing.word()}</span>
                <span class="loop-said">{said}</span>
            </button>
        </li>
    }
    .into_any()
}

fn steps_card(looping: Looping) -> AnyView {
    let all = memo(move || {
        looping.spec.with(|spec| {
            let spec = spec.as_ref()?;
            looping.standing.with(|standing| {
                let standing = standing.as_ref()?;
                looping.records.with(|records| Some(boxes(spec, standing, records)))
            })
        })
    });
    let steps = move || {
        all.get().map(|all| {
            let buttons: Vec<_> = all.into_iter().map(|own| step_button(looping, own)).collect();
            view! { <ol class="loop-steps" data-testid="loop-steps">{buttons}</ol> }
        })
    };
    let run = move || {
        let active = looping
            .standing
            .with(|standing| standing.as_ref().map(|own| (own.active.clone(), own.summary.runs)));
        match active {
            Some((Some(active), _)) => format!("Run {} is under way ({})", active.run, active.reason.words()),
            Some((None, runs)) => format!("{runs} runs so far"),
            None => String::new(),
        }
    };
    let answers =
        move || looping.standing.with(|standing| standing.as_ref().and_then(|own| speed(&own.latency)));
    let serves = move || looping.standing.with(|standing| standing.as_ref().map(serving));
    view! {
        <section class="card loop-card" aria-labelledby="loop-steps-title">
            <div class="tune-head">
                <h2 id="loop-steps-title">"The steps"</h2>
                <span class="muted" data-testid="loop-run">{live(run)}</span>
            </div>
            {live(steps)}
            <div class="loop-serving">
                <h3>"Serving now"</h3>
                <p data-testid="loop-serving">{live(serves)}</p>
                <p class="muted" data-testid="loop-latency">{live(answers)}</p>
            </div>
        </section>
    }
    .into_any()
}

fn regret_card(looping: Looping) -> AnyView {
    let unit =
        move || looping.spec.with(|spec| spec.as_ref().map_or("", |spec| spec.experiment.reward_unit()));
    let drawn = move || {
        let theme = looping.views.theme.get();
        looping.standing.with(|standing| {
            let standing = standing.as_ref().filter(|own| own.summary.curve.len() > 1)?;
            looping.records.with(|records| {
                looping.after.with(|after| Some(chart(standing, (records, after), unit(), theme)))
            })
        })
    };
    let name = Signal::derive(move || drawn().map_or_else(String::new, |chart| chart.title()));
    let has_curve = memo(move || drawn().is_some());
    let plot = move || {
        if has_curve.get() {
            plot("loop-plot", "loop-regret", name, move |size| Some(drawn()?.layout(size)))
        } else {
            view! { <p class="muted">"The curve of all users' regret stands here once some have asked."</p> }
                .into_any()
        }
    };
    view! {
        <section class="card loop-card" aria-labelledby="loop-regret-title">
            <h2 id="loop-regret-title">"Regret of all users"</h2>
            <p class="muted">"What they missed of the best arms, which only a simulation knows. Steep: the policy is poor or stale. Flat: it serves well. Marked are changes that were found (drift), runs (train), canaries, and versions from when they answer all requests."</p>
            {live(plot)}
        </section>
    }
    .into_any()
}

fn journal_line(record: &Record) -> Option<AnyView> {
    let words = record.happened.words()?;
    let class = if is_turning_point(&record.happened) { "is-turn" } else { "" };
    Some(
        view! { <li class=class><span class="muted">{capital(&clock_words(record.time))}</span> <span>{capital(&words)}</span></li> }
            .into_any(),
    )
}

fn journal_card(looping: Looping) -> AnyView {
    let lines = move || {
        looping
            .records
            .with(|records| records.iter().rev().take(SHOWN).filter_map(journal_line).collect::<Vec<_>>())
    };
    view! {
        <section class="card loop-card" aria-labelledby="loop-journal-title">
            <h2 id="loop-journal-title">"Journal"</h2>
            <ol class="loop-journal" tabindex="0" aria-labelledby="loop-journal-title" data-testid="loop-journal">{live(lines)}</ol>
        </section>
    }
    .into_any()
}
