//! All lessons, by path.

use leptos::prelude::*;

use super::super::names::{CLASS, PLAY, fragment};
use super::state::{Learn, address};
use crate::lessons::{Lesson, PATHS, Path, of_path};
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::live;

/// The paths with their lessons.
pub fn list(learn: Learn) -> AnyView {
    let paths: Vec<_> = PATHS
        .into_iter()
        .filter(|path| of_path(*path).next().is_some())
        .map(|path| path_of(learn, path))
        .collect();
    view! {
        <div class="views-head">
            <div>
                <h1>"Learn"</h1>
                <p class="muted">"Predict first, then run it. Every number that is shown is measured in this browser; what is done is kept in it, and nothing is sent."</p>
            </div>
            <div class="views-actions">
                <a class="btn" href=fragment(&PLAY, "") data-testid="to-play"><Picture icon=Icon::Play />"Play against the bandits"</a>
                <a class="btn" href=fragment(&CLASS, "") data-testid="to-class"><Picture icon=Icon::Person />"Results of a class"</a>
            </div>
        </div>
        <div class="learn-paths" data-testid="lessons">{paths}</div>
    }
    .into_any()
}

fn path_of(learn: Learn, path: Path) -> AnyView {
    let lessons: Vec<_> = of_path(path).map(|lesson| entry(learn, lesson)).collect();
    view! {
        <section class="card learn-path">
            <h2>{path.title()}</h2>
            <p class="muted">{path.sentence()}</p>
            <ol>{lessons}</ol>
        </section>
    }
    .into_any()
}

fn entry(learn: Learn, lesson: &'static Lesson) -> AnyView {
    let steps = lesson.steps.len();
    let done = move || learn.progress.with(|progress| progress.done(lesson.id).len().min(steps));
    let words = move || match done() {
        0 => format!("{} min", lesson.minutes),
        done if done == steps => "done".to_owned(),
        done => format!("{done} of {steps} steps"),
    };
    let mark = move || (done() == steps).then(|| view! { <Picture icon=Icon::Check /> });
    view! {
        <li>
            <a href=address(lesson, None) class:is-done=move || done() == steps data-testid=format!("lesson-{}", lesson.id)>
                <span class="learn-mark">{live(mark)}</span>
                <span>{lesson.title}</span>
                <span class="muted">{live(words)}</span>
            </a>
        </li>
    }
    .into_any()
}
