//! The view of lessons: its head, the text at the left and the chart at the right.

use leptos::prelude::*;

use super::super::state::Views;
use super::state::{Learn, address, list_address};
use super::{change, list, stage, steps};
use crate::chart::interval;
use crate::chart::numbers::whole;
use crate::lessons::curve::finals;
use crate::lessons::{At, LESSONS, Lesson};
use crate::results::band;
use crate::spec::link;
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::live;

/// The lessons, or the one that is wanted: `ID` or `ID,STEP`.
pub fn learn_view(views: Views, wanted: Memo<String>) -> AnyView {
    let learn = Learn::new(views, wanted);
    on_cleanup(move || learn.lab.close());
    let content = move || match learn.lesson.get() {
        Some(place) => lesson(learn, LESSONS[place], place),
        None => {
            let is_unknown = wanted.with(|wanted| !wanted.is_empty());
            let problem = is_unknown.then(|| {
                view! { <p class="views-notice is-bad" role="alert">"There is no lesson of that name; these are all of them."</p> }
            });
            view! { {problem} {list::list(learn)} }.into_any()
        }
    };
    view! { <div class="learn" data-testid="learn-view">{live(content)}</div> }.into_any()
}

fn lesson(learn: Learn, lesson: &'static Lesson, place: usize) -> AnyView {
    let beside = |place: Option<usize>| place.and_then(|place| LESSONS.get(place)).copied();
    let way = |to: Option<&'static Lesson>, icon, word: &str| {
        to.map(|to| {
            view! { <a class="btn btn-icon btn-ghost" href=address(to, None) aria-label=format!("{word} lesson: {}", to.title) title=to.title><Picture icon /></a> }
        })
    };
    let segment = |known: &&'static Lesson| {
        let known = *known;
        let is_done = move || learn.progress.with(|progress| progress.is_done(known.id, known.steps.len()));
        view! {
            <li>
                <a
                    href=address(known, None)
                    class:is-done=is_done
                    class:is-here=known.id == lesson.id
                    aria-label=known.title
                    title=known.title
                    tabindex="-1"
                    aria-current=(known.id == lesson.id).then_some("page")
                ></a>
            </li>
        }
    };
    let segments: Vec<_> = LESSONS.iter().map(segment).collect();
    let done = move || {
        let done = learn.progress.with(|progress| {
            LESSONS.iter().filter(|known| progress.is_done(known.id, known.steps.len())).count()
        });
        format!("{done} done")
    };
    view! {
        <nav class="learn-nav" aria-label="Lessons">
            <a class="compare-back" href=list_address() data-testid="all-lessons"><Picture icon=Icon::Previous />"All lessons"</a>
            {way(beside(place.checked_sub(1)), Icon::Previous, "Previous")}
            <b>{format!("Lesson {} of {}", place + 1, LESSONS.len())}</b>
            <ol class="learn-segments">{segments}</ol>
            <span class="muted">{live(done)}</span>
            {way(beside(Some(place + 1)), Icon::Next, "Next")}
        </nav>
        <div class="learn-grid">
            <section class="learn-left" aria-label="Lesson">
                <p class="learn-eyebrow">{lesson.path.title()} {format!(" · {} min", lesson.minutes)}</p>
                <h1>{lesson.title}</h1>
                {steps::steps(learn, lesson)}
            </section>
            <div class="learn-right">
                <section class="card learn-stage" aria-label="Chart">
                    {live(move || title(learn))}
                    {stage::stage(learn)}
                    {live(move || results(learn))}
                </section>
                {live(move || change::values(learn))}
            </div>
        </div>
    }
    .into_any()
}

/// What is run, and the way to it.
fn title(learn: Learn) -> Option<AnyView> {
    let experiment = learn.experiment()?;
    let environment = experiment.environment_part().map_or("", |part| part.title);
    let seeds = experiment.seeds;
    let seeds = format!("{seeds} {}", if seeds == 1 { "seed" } else { "seeds" });
    let words = format!("{} rounds, {seeds}", whole(experiment.horizon));
    let link = link::encode(&experiment, None);
    Some(
        view! {
            <div class="learn-title">
                <div>
                    <h2>{environment}</h2>
                    <p class="muted">{words}</p>
                </div>
                <a class="btn btn-small" href=link data-testid="open-in-playground">"Open in the playground"</a>
            </div>
        }
        .into_any(),
    )
}

/// What each policy came to, once it is through.
fn results(learn: Learn) -> Option<AnyView> {
    let (scene, run) = (learn.scene()?, learn.run()?);
    // What comes at the end is not told before it is asked for.
    if matches!(scene.at, At::Round(_)) && learn.change().is_none() {
        return None;
    }
    let theme = learn.views.theme.get();
    let shown = |policy: &usize| scene.policies.is_empty() || scene.policies.contains(policy);
    let result = |policy: usize| {
        let value =
            finals(&run.log, policy, scene.metric).map(|values| interval(&band(&values), scene.metric));
        let colour = theme.series(policy).css();
        view! {
            <div>
                <dt style:color=colour>{run.experiment.label(policy)}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let results: Vec<_> = (0..run.log.policies.len()).filter(shown).map(result).collect();
    Some(view! { <dl class="learn-results" data-testid="lesson-results">{results}</dl> }.into_any())
}
