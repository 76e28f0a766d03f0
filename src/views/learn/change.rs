//! Change one thing: values to try, a question, and what all of them came to.

use leptos::prelude::*;

use super::pick::pick;
use super::prose::inline;
use super::state::Learn;
use crate::chart::interval;
use crate::lessons::{Change, Said};
use crate::metrics::Metric;
use crate::results::Band;
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::live;

/// The question with its options, below the text.
pub fn question(learn: Learn) -> AnyView {
    let Some(change) = untrack(|| learn.change()) else { return ().into_any() };
    let option = |(place, title): (usize, String)| {
        let choose = move || {
            learn.answer.set(Some(place));
            learn.checked.set(false);
        };
        pick("answer", place, title, move || learn.answer.get() == Some(place), choose)
    };
    let options: Vec<_> = change.options().into_iter().enumerate().map(option).collect();
    let is_busy = move || learn.checked.get() && learn.lab.progress.with(Option::is_some);
    let mark = move || {
        let mark = learn.mark()?;
        note(learn, mark.is_right);
        Some(view! {
            <p class="learn-score" class:is-good=mark.is_right role="status" data-testid="lesson-mark">{mark.sentence}</p>
            <p>{inline(change.why)}</p>
        })
    };
    view! {
        <p class="learn-question"><b>{inline(change.question)}</b></p>
        <fieldset class="learn-picks"><legend>"Try values beside the chart, then answer"</legend>{options}</fieldset>
        <div class="learn-actions">
            <button
                class="btn btn-primary"
                data-testid="check-answer"
                disabled=move || learn.answer.get().is_none() || is_busy()
                on:click=move |_| learn.check()
            >
                <Picture icon=Icon::Check />
                "Check the answer"
            </button>
        </div>
        {live(mark)}
    }
    .into_any()
}

/// Keeps what was answered, once it is known whether it is right.
fn note(learn: Learn, is_right: bool) {
    let (Some(lesson), Some(answer)) = (untrack(|| learn.lesson()), learn.answer.get_untracked()) else {
        return;
    };
    let Ok(answer) = u8::try_from(answer) else { return };
    let step = learn.step.get_untracked() as u8;
    let score = if is_right { 100 } else { 0 };
    let said = Said::Option(answer);
    let is_kept = untrack(|| learn.record(usize::from(step)));
    if is_kept.is_some_and(|record| record.said == said && record.score == score && record.tries > 0) {
        return;
    }
    learn.keep(move |progress| progress.say(lesson.id, step, said, score));
}

/// The values, below the chart: one of them is run and drawn, and what was measured with each stands beside it.
pub fn values(learn: Learn) -> Option<AnyView> {
    let change = learn.change()?;
    let parameter = change.parameter()?;
    let titles = change.titles();
    let of = |value: usize| change.measured(&learn.run_of(&change.experiment(value)?)?.log);
    let measured: Vec<Option<Band>> = (0..titles.len()).map(of).collect();
    let least = if metric(change).is_share { 1.0 } else { 0.0 };
    let most = measured.iter().flatten().map(|band| band.high.max(band.mean)).fold(least, f64::max);
    let row = |(place, title): (usize, String)| {
        let is_shown = move || learn.value.get() == place;
        let look = move |_| {
            learn.value.set(place);
            if let Some(experiment) = change.experiment(place) {
                learn.show(vec![experiment]);
            }
        };
        let result = measured[place].map(|band| {
            let width = format!("{:.1}%", if most > 0.0 { 100.0 * band.mean.max(0.0) / most } else { 0.0 });
            view! {
                <span class="learn-bar"><span style:width=width></span></span>
                <span class="learn-measured">{interval(&band, metric(change))}</span>
            }
        });
        let missing = measured[place].is_none().then(|| view! { <span class="muted">"not run yet"</span> });
        view! {
            <li class:is-picked=is_shown>
                <button class="btn" aria-pressed=move || is_shown().to_string() data-testid=format!("value-{place}") on:click=look>{title}</button>
                {result}
                {missing}
            </li>
        }
    };
    let rows: Vec<_> = titles.into_iter().enumerate().map(row).collect();
    Some(
        view! {
            <section class="card learn-change" aria-label="Change one thing">
                <h2>{format!("Change one thing: {}", parameter.title)}</h2>
                <p class="muted">{parameter.help}</p>
                <ul class="learn-values" data-testid="change-values">{rows}</ul>
                <p class="muted">{metric(change).title} ", with its 95 % interval over seeds"</p>
            </section>
        }
        .into_any(),
    )
}

/// By what the question is answered.
fn metric(change: &Change) -> &'static Metric {
    change.subject().1
}
