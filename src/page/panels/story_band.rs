//! The story at the top: its question, what to watch, the experiment in a line, and all stories as pictures.

use leptos::prelude::*;

use super::super::logic::presets::presets;
use super::super::state::App;
use super::icon::{Icon, Picture};
use super::roving;
use crate::chart::numbers::{counted, whole};
use crate::spec::Experiment;
use crate::spec::link;

#[component]
pub fn StoryBand() -> impl IntoView {
    let app = App::here();
    let all = StoredValue::new(presets());
    let count = all.with_value(Vec::len);
    let shown = Memo::new(move |_| {
        let current = app.experiment.with(|experiment| link::encode(experiment, None));
        all.with_value(|all| all.iter().position(|preset| link::encode(&preset.experiment, None) == current))
    });
    // The story that a changed experiment came from, for "back" and the neighbours.
    let last = RwSignal::new(0_usize);
    Effect::new(move |_| {
        if let Some(index) = shown.get() {
            last.set(index);
        }
    });
    let open = move |index: usize| {
        let wanted = all.with_value(|all| all[index % count].experiment.clone());
        app.forget_opened();
        // The ratings on the page stay, whatever the story.
        app.edit(|experiment| {
            let ratings = experiment.ratings.take();
            *experiment = wanted;
            experiment.ratings = ratings;
        });
    };
    let title = move || all.with_value(|all| all[last.get()].title);
    let where_ = move || {
        match shown.get() {
        Some(index) => view! { <b>{format!("Story {} of {count}", index + 1)}</b> " · " {title()} }.into_any(),
        None => view! {
            <b>"Your own experiment"</b> " · from "
            <button class="link" data-testid="back-to-story" on:click=move |_| open(last.get_untracked())>{title()}</button>
        }
        .into_any(),
    }
    };
    let question = move || {
        shown.get().map_or_else(|| "What happens if …?", |index| all.with_value(|all| all[index].title))
    };
    let watch = move || {
        shown.get().map_or_else(
            || app.experiment.with(own_words),
            |index| all.with_value(|all| all[index].sentence.to_owned()),
        )
    };
    let thumbs: Vec<_> = (0..count)
        .map(|index| {
            let (title, sentence) = all.with_value(|all| (all[index].title, all[index].sentence));
            let is_stop = move || index == last.get();
            view! {
                <button
                    class="thumb"
                    data-testid=format!("preset-{index}")
                    title=format!("{}. {title}: {sentence}", index + 1)
                    aria-label=format!("{}. {title}", index + 1)
                    aria-pressed=move || (shown.get() == Some(index)).to_string()
                    tabindex=move || roving::stop(is_stop())
                    on:click=move |_| open(index)
                >
                    {index + 1}
                </button>
            }
        })
        .collect();
    let step = move |by: usize, icon: Icon, name: &'static str, keys: &'static str| {
        view! {
            <button class="btn btn-icon btn-ghost" aria-label=name title=format!("{name} ({keys})") on:click=move |_| open(last.get_untracked() + by)>
                <Picture icon=icon />
            </button>
        }
    };
    view! {
        <section class="band" aria-label="Story">
            <div class="band-words">
                <div class="eyebrow">
                    {step(count - 1, Icon::Previous, "Previous story", "[")}
                    <span class="where">{where_}</span>
                    {step(1, Icon::Next, "Next story", "]")}
                    <World />
                </div>
                <h1 data-testid="question">{question}</h1>
                <p class="watch" data-testid="watch">{watch}</p>
            </div>
            <div class="stories" role="toolbar" aria-label="Stories" on:keydown=|event| roving::walk(&event, ".stories", ".thumb", false)>
                {thumbs}
            </div>
        </section>
    }
}

/// The experiment in a line; it opens all settings.
#[component]
fn World() -> impl IntoView {
    let app = App::here();
    let chips = move || {
        let chips = app.experiment.with(|experiment| {
            let environment = experiment.environment_part().map_or("", |part| part.title);
            let mut chips = vec![
                environment.to_owned(),
                counted(experiment.horizon, "round", "rounds"),
                counted(u64::from(experiment.seeds), "seed", "seeds"),
            ];
            let changed = changed_settings(experiment);
            if changed > 0 {
                chips.push(format!("{} changed", counted(changed, "setting", "settings")));
            }
            chips
        });
        chips.into_iter().map(|chip| view! { <span>{chip}</span> }).collect::<Vec<_>>()
    };
    view! {
        <button
            class="world"
            data-testid="settings"
            aria-expanded=move || app.drawer.get().to_string()
            aria-controls="settings"
            title="All settings of the experiment (S)"
            on:click=move |_| app.drawer.update(|open| *open = !*open)
        >
            {chips}
            <Picture icon=Icon::Settings />
        </button>
    }
}

/// How many of the environment's settings are not the defaults.
fn changed_settings(experiment: &Experiment) -> u64 {
    experiment.environment.parameters.0.len() as u64
}

/// What an experiment that is no story is, in a sentence.
fn own_words(experiment: &Experiment) -> String {
    let environment = experiment.environment_part().map_or("", |part| part.title);
    format!(
        "{} in {environment}, for {} rounds. Watch who misses least.",
        counted(experiment.policies.len() as u64, "agent", "agents"),
        whole(experiment.horizon)
    )
}
