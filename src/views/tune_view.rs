//! Tuning: the form of a search, or a study with what came of it.

use leptos::prelude::*;

use super::study_words::{entry, goal, through, title};
use super::tune_form::form;
use super::tune_study::study;
use super::tuning::{Stage, Tuning};
use crate::chart::numbers::{duration, whole};
use crate::tune::{Study, StudyState};
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{live, memo};

/// The whole view.
pub fn tune_view(tuning: Tuning) -> AnyView {
    let is_form = memo(move || tuning.stage.with(|stage| *stage == Stage::Form));
    let content = move || if is_form.get() { form_with_list(tuning) } else { study(tuning) };
    let problem = move || {
        let problem = tuning.problem.get();
        (!problem.is_empty()).then(
            || view! { <p class="views-notice is-bad" role="alert" data-testid="tune-problem">{problem}</p> },
        )
    };
    let unknown = move || {
        let unknown = tuning.unknown.get();
        (!unknown.is_empty())
            .then(|| view! { <p class="views-notice" role="status" data-testid="tune-unknown">{unknown}</p> })
    };
    view! {
        <div class="tune" data-testid="tune-view">
            {live(unknown)}
            {live(move || if is_form.get() { form_head() } else { study_head(tuning) })}
            {live(problem)}
            {live(content)}
        </div>
    }
    .into_any()
}

fn form_head() -> AnyView {
    view! {
        <div class="views-head">
            <div>
                <h1>"Tune"</h1>
                <p class="muted">"Let the best setting of an agent be searched: most trials are stopped early, the promising ones run on."</p>
            </div>
        </div>
    }
    .into_any()
}

fn study_head(tuning: Tuning) -> AnyView {
    let text = |of: fn(&Study) -> String| move || tuning.with(|study, _| of(study)).unwrap_or_default();
    let progress = move || {
        let (all, done, left) = tuning.progress();
        let share = 100.0 * done as f64 / all.max(1) as f64;
        let trials = tuning.with(|study, _| match study.winner_is_known() {
            true => "the winner on held-out seeds".to_owned(),
            false => format!("{} of {} trials", through(study), study.planned()),
        });
        let trials = trials.unwrap_or_default();
        let words = match (tuning.stage.get(), left) {
            (Stage::Starting(what), _) => format!("{what} …"),
            (Stage::Running, Some(left)) => format!("{trials}, {} left", duration(left)),
            (Stage::Running, None) => trials,
            (Stage::Stopped, _) => format!("Stopped: {trials}, {} of {} rounds", whole(done), whole(all)),
            (Stage::Done | Stage::Form, _) => format!("Done: {} rounds", whole(all)),
        };
        let value = share.floor().to_string();
        view! {
            <span class="tune-bar" role="progressbar" aria-label="Progress" aria-valuemin="0" aria-valuemax="100" aria-valuenow=value>
                <i style:width=format!("{share:.1}%")></i>
            </span>
            <span data-testid="tune-progress">{words}</span>
        }
    };
    let stand = memo(move || tuning.stage.with(|stage| (stage.is_at_work(), *stage == Stage::Stopped)));
    let buttons = move || {
        match stand.get() {
        (true, _) => view! {
            <button class="btn" data-testid="tune-stop" on:click=move |_| tuning.stop()><Picture icon=Icon::Pause />"Stop"</button>
        }
        .into_any(),
        (false, is_stopped) => view! {
            {is_stopped.then(|| view! {
                <button class="btn btn-primary" data-testid="tune-resume" on:click=move |_| tuning.resume()><Picture icon=Icon::Play />"Resume"</button>
            })}
            <button class="btn" data-testid="tune-new" on:click=move |_| tuning.leave()>"New search"</button>
        }
        .into_any(),
    }
    };
    view! {
        <div class="views-head">
            <div>
                <h1 data-testid="tune-title">{live(text(title))}</h1>
                <p class="muted">{live(text(goal))}</p>
            </div>
            <div class="views-actions">
                <span class="tune-progress">{live(progress)}</span>
                {live(buttons)}
            </div>
        </div>
    }
    .into_any()
}

fn form_with_list(tuning: Tuning) -> AnyView {
    let list = move || {
        let kept = tuning.kept.get();
        let row = |(id, state): (String, Result<StudyState, String>)| {
            let study = state.and_then(|state| match Study::resume(state.clone()) {
                Ok(study) => Ok((state, study)),
                Err(error) => Err(error.to_string()),
            });
            let (name, open) = match study {
                Ok((state, study)) => {
                    let (id, label) = (id.clone(), if study.is_done() { "Open" } else { "Go on" });
                    let open = move |_| tuning.open(id.clone(), state.clone());
                    let button = view! { <button class="btn btn-small" on:click=open>{label}</button> };
                    (entry(&study), Some(button))
                }
                Err(sentence) => (format!("It can't be read: {sentence}."), None),
            };
            let label = format!("Delete: {name}");
            view! {
                <li>
                    <span>{name}</span>
                    <span class="tune-kept-acts">
                        {open}
                        <button class="btn btn-small btn-icon btn-ghost" aria-label=label title="Delete for good" on:click=move |_| tuning.remove(id.clone())>
                            <Picture icon=Icon::Remove />
                        </button>
                    </span>
                </li>
            }
        };
        (!kept.is_empty()).then(|| {
            let rows: Vec<_> = kept.into_iter().map(row).collect();
            view! {
                <section class="card tune-card" aria-labelledby="tune-kept-title">
                    <h2 id="tune-kept-title">"Earlier searches"</h2>
                    <ul class="tune-kept" data-testid="tune-kept">{rows}</ul>
                </section>
            }
        })
    };
    view! {
        {form(tuning)}
        {live(list)}
    }
    .into_any()
}
