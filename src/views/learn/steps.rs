//! The text of a lesson, step by step: the one that is open says what it says and asks what it asks.

use leptos::prelude::*;

use super::guesses::guesses;
use super::pick::pick;
use super::prose::{inline, paragraph};
use super::state::{Learn, OPEN_STEP, address, list_address};
use crate::chart::noun;
use crate::lessons::{Guess, LESSONS, Lesson, POINTS, Prediction, Source, Step, Task};
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::live;

/// The steps of a lesson, with the way on below.
pub fn steps(learn: Learn, lesson: &'static Lesson) -> AnyView {
    let step = move |(place, step): (usize, &'static Step)| {
        let is_open = move || learn.step.get() == place;
        let done = move || learn.record(place).is_some();
        let mark = move || {
            if done() && !is_open() {
                view! { <Picture icon=Icon::Check /> }.into_any()
            } else {
                (place + 1).to_string().into_any()
            }
        };
        let content = move || is_open().then(|| open_step(learn, step));
        view! {
            <li class="learn-step" class:is-open=is_open class:is-done=done data-testid=format!("step-{}", place + 1)>
                <a
                    class="learn-step-title"
                    href=address(lesson, Some(place))
                    id=move || is_open().then_some(OPEN_STEP)
                    aria-current=move || is_open().then_some("step")
                >
                    <span class="learn-mark">{live(mark)}</span>
                    {step.title}
                    <span class="visually-hidden">{live(move || if done() { ", done" } else { "" })}</span>
                </a>
                {live(content)}
            </li>
        }
    };
    let steps: Vec<_> = lesson.steps.iter().enumerate().map(step).collect();
    view! { <ol class="learn-steps">{steps}</ol> {live(move || way_on(learn, lesson))} {live(move || for_teachers(learn, lesson))} }.into_any()
}

fn open_step(learn: Learn, step: &'static Step) -> AnyView {
    let text: Vec<_> = step.text.iter().map(|text| paragraph(text)).collect();
    let task = match &step.task {
        Task::Read => ().into_any(),
        Task::Predict(prediction) => predict(learn, prediction),
        Task::Compare => live(move || compare(learn)),
        Task::Change(_) => super::change::question(learn),
        Task::Sources(sources) => {
            view! { <ul class="learn-sources">{sources.iter().map(source).collect::<Vec<_>>()}</ul> }
                .into_any()
        }
    };
    view! { <div class="learn-text">{text} {task} {live(move || problem(learn))}</div> }.into_any()
}

fn source(source: &'static Source) -> AnyView {
    view! { <li>{source.authors} ": " <cite>{source.title}</cite> ", " {source.section} "."</li> }.into_any()
}

/// What went wrong, with a way to try again.
fn problem(learn: Learn) -> Option<AnyView> {
    let problem = learn.lab.problem.get();
    (!problem.is_empty()).then(|| {
        view! {
            <p class="views-notice is-bad" role="alert" data-testid="lesson-problem">{problem}</p>
            <button class="btn" on:click=move |_| learn.run_shown()>"Try again"</button>
        }
        .into_any()
    })
}

fn predict(learn: Learn, prediction: &'static Prediction) -> AnyView {
    let content = move || {
        match (learn.is_revealed(), learn.run().is_some()) {
            (false, _) => ask(learn, prediction),
            (true, true) => outcome(learn, prediction),
            // The chart shows how far it is, unless it was stopped.
            (true, false) => live(move || run_on(learn)),
        }
    };
    view! { <p class="learn-question"><b>{inline(prediction.question)}</b></p> {live(content)} }.into_any()
}

/// What can be picked, and the way to the run.
fn ask(learn: Learn, prediction: &'static Prediction) -> AnyView {
    let Some(experiment) = untrack(|| learn.scene()).map(|scene| scene.run.experiment()) else {
        return ().into_any();
    };
    let is_sketched = prediction.curve.is_some();
    let all = guesses(prediction, &experiment);
    let is_winner = |guess: &Guess| matches!(guess, Guess::Winner(_));
    let group = |wanted: bool, legend: &str| {
        let of_group = all.iter().enumerate().filter(|(_, (guess, _))| is_winner(guess) == wanted);
        let picks: Vec<_> = of_group
            .map(|(place, (_, title))| {
                pick(
                    "guess",
                    place,
                    title.clone(),
                    move || learn.picked.get() == Some(place),
                    move || {
                        // One guess counts, and it is seen which.
                        learn.sketch.set([None; POINTS]);
                        learn.picked.set(Some(place));
                    },
                )
            })
            .collect();
        let legend = legend.to_owned();
        (!picks.is_empty())
            .then(|| view! { <fieldset class="learn-picks"><legend>{legend}</legend>{picks}</fieldset> })
    };
    let best = if prediction.metric.lower_is_better { "least" } else { "most" };
    let winner = if is_sketched {
        format!("Or pick who ends with {best} {}", noun(prediction.metric))
    } else {
        "Pick one".to_owned()
    };
    let picks =
        view! { {group(false, "Draw the curve on the chart, or pick its shape")} {group(true, &winner)} };
    let missing = move || {
        let placed = learn.sketch.get().into_iter().flatten().count();
        match (learn.guess().is_some(), is_sketched && placed > 0) {
            (true, _) => String::new(),
            (false, true) => format!("Place {} more to run, or pick one above.", points(POINTS - placed)),
            (false, false) if is_sketched => "Draw or pick something to run.".to_owned(),
            (false, false) => "Pick one to run.".to_owned(),
        }
    };
    view! {
        {picks}
        <div class="learn-actions learn-run">
            <button class="btn btn-primary" data-testid="run-lesson" disabled=move || learn.guess().is_none() on:click=move |_| learn.predict()>
                <Picture icon=Icon::Play />
                "Run"
            </button>
            <button
                class="btn btn-ghost"
                data-testid="skip-prediction"
                on:click=move |_| {
                    learn.picked.set(None);
                    learn.sketch.set([None; POINTS]);
                    learn.predict();
                }
            >
                "Skip"
            </button>
        </div>
        <p class="muted" role="status">{live(missing)}</p>
    }
    .into_any()
}

fn points(count: usize) -> String {
    if count == 1 { "1 point".to_owned() } else { format!("{count} points") }
}

/// The way on with a run that was stopped.
fn run_on(learn: Learn) -> Option<AnyView> {
    let is_still = learn.lab.progress.with(Option::is_none) && learn.lab.problem.with(String::is_empty);
    is_still.then(|| {
        view! {
            <div class="learn-actions">
                <button class="btn btn-primary" data-testid="run-again" on:click=move |_| learn.run_shown()><Picture icon=Icon::Play />"Run"</button>
            </div>
        }
        .into_any()
    })
}

/// How the prediction was, and why.
fn outcome(learn: Learn, prediction: &'static Prediction) -> AnyView {
    let score = score(learn);
    view! {
        {score}
        <p>{inline(prediction.why)}</p>
        <div class="learn-actions">
            <button class="btn btn-small" data-testid="predict-again" on:click=move |_| learn.predict_again()>
                <Picture icon=Icon::Reset />
                "Predict again"
            </button>
        </div>
    }
    .into_any()
}

fn score(learn: Learn) -> Option<AnyView> {
    let score = learn.score()?;
    let is_good = score.points >= 50;
    Some(
        view! {
            <p class="learn-score" class:is-good=is_good role="status" data-testid="lesson-score">
                <b>{format!("{} of 100 points. ", score.points)}</b>
                {score.sentence}
            </p>
        }
        .into_any(),
    )
}

/// What the run says about what the lesson claims.
fn compare(learn: Learn) -> AnyView {
    if let Some((lesson, (place, _))) = learn.lesson().zip(learn.predicted()).filter(|_| !learn.is_revealed())
    {
        return view! {
            <p>"Say first what you expect: the result comes after that."</p>
            <p><a class="btn" data-testid="predict-first" href=address(lesson, Some(place))>{lesson.steps[place].title}</a></p>
        }
        .into_any();
    }
    let findings = learn.run().zip(learn.scene()).and_then(|(run, scene)| scene.run.findings(&run.log));
    let findings: Vec<_> =
        findings.unwrap_or_default().iter().map(|finding| view! { <li>{finding.sentence()}</li> }).collect();
    view! { {score(learn)} <ul class="learn-findings" data-testid="lesson-findings">{findings}</ul> }
        .into_any()
}

/// To the step before and the next one, and from the last step to the next lesson.
fn way_on(learn: Learn, lesson: &'static Lesson) -> AnyView {
    let step = learn.step.get();
    let back = step.checked_sub(1).map(|before| {
        view! {
            <a class="btn btn-ghost" data-testid="step-back" href=address(lesson, Some(before))>
                <Picture icon=Icon::Previous />
                {lesson.steps[before].title}
            </a>
        }
    });
    let place = LESSONS.iter().position(|known| known.id == lesson.id).unwrap_or_default();
    let next = match lesson.steps.get(step + 1) {
        Some(next) => {
            let word = if learn.is_revealed() { "Next" } else { "Skip to" };
            Some((address(lesson, Some(step + 1)), format!("{word}: {}", next.title)))
        }
        None => {
            LESSONS.get(place + 1).map(|next| (address(next, None), format!("Next lesson: {}", next.title)))
        }
    };
    let next = match next {
        Some((address, words)) => view! {
            <a
                class="btn"
                class:btn-primary=move || learn.is_revealed()
                data-testid="step-next"
                href=address
                on:click=move |_| learn.leave_step()
            >
                {words}
            </a>
        }
        .into_any(),
        None => view! {
            <a class="btn btn-primary" data-testid="step-next" href=list_address() on:click=move |_| learn.leave_step()>"All lessons"</a>
        }
        .into_any(),
    };
    view! { <nav class="learn-way" aria-label="Steps">{back} {next}</nav> }.into_any()
}

/// What only teachers are shown.
fn for_teachers(learn: Learn, lesson: &'static Lesson) -> AnyView {
    let switch = move |event| learn.set_teacher(event_target_checked(&event));
    let content = learn.teacher.get().then(|| {
        let misconceptions: Vec<_> =
            lesson.teacher.misconceptions.iter().map(|text| view! { <li>{*text}</li> }).collect();
        let answers: Vec<_> = lesson.answers().into_iter().map(|text| view! { <li>{text}</li> }).collect();
        view! {
            <div class="learn-teacher" data-testid="teacher">
                <p><b>"Needs: "</b> {lesson.teacher.needs} {format!(" About {} minutes.", lesson.minutes)}</p>
                <p><b>"Often believed:"</b></p>
                <ul>{misconceptions}</ul>
                <details><summary>"Answers"</summary><ul>{answers}</ul></details>
            </div>
        }
    });
    view! {
        <div class="learn-foot">
            <label><input type="checkbox" data-testid="teacher-switch" prop:checked=move || learn.teacher.get() on:change=switch /> " Notes for teachers"</label>
            {content}
        </div>
    }
    .into_any()
}
