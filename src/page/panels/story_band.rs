//! The story at the top: its question, what to watch, the experiment in a line, and all stories as pictures.

use leptos::prelude::*;

use super::super::logic::first_screen::chips;
use super::super::state::App;
use super::icon::{Icon, Picture};
use super::live::{effect, live, memo};
use super::roving;
use super::terms::Explained;
use crate::spec::link;
use crate::stories::picture::SIZE;
use crate::stories::{STORIES, Story};

#[component]
pub fn StoryBand() -> impl IntoView {
    let app = App::here();
    let shown = memo(move || {
        let link = app.experiment.with(|experiment| link::encode(experiment, None));
        STORIES.iter().position(|story| story.link == link)
    });
    // The story that a changed experiment came from, for "back" and the neighbours.
    effect(move || {
        if let Some(index) = shown.get() {
            app.story.set(index);
        }
    });
    let last = move || STORIES[app.story.get()];
    let place = move || {
        match shown.get() {
        Some(index) => view! { <b>{format!("Story {} of {}", index + 1, STORIES.len())}</b> " · " {last().title} }.into_any(),
        None => view! {
            <b>"Your own experiment"</b> " · back to "
            <button class="link" data-testid="back-to-story" on:click=move |_| app.open_story(app.story.get_untracked())>{last().title}</button>
        }
        .into_any(),
    }
    };
    let question = move || app.heading();
    let watch = Signal::derive(move || app.words());
    let has_note = move || app.note.with(|note| !note.is_empty());
    let standing = memo(move || app.headline());
    let thumbs: Vec<_> =
        STORIES.iter().enumerate().map(|(index, story)| view! { <Thumb index story shown /> }).collect();
    let step = move |by: usize, icon: Icon, name: &'static str, key: &'static str| {
        view! {
            <button class="btn btn-icon btn-ghost" aria-label=name title=format!("{name} ({key})") on:click=move |_| app.step_story(by)>
                <Picture icon=icon />
            </button>
        }
    };
    view! {
        <section class="band" aria-label="Story">
            <div class="band-words">
                <div class="eyebrow">
                    {step(STORIES.len() - 1, Icon::Previous, "Previous story", "[")}
                    <span class="where">{live(place)}</span>
                    {step(1, Icon::Next, "Next story", "]")}
                    <World />
                </div>
                <h1 data-testid="question">{live(question)}</h1>
                <p class="watch" class:note=has_note data-testid="watch"><Explained text=watch /></p>
                // Where the charts are below the fold: the result belongs to what is seen first.
                <p class="standing">{live(move || if app.shows_the_run_before() { String::new() } else { standing.get() })}</p>
            </div>
            <div class="stories" role="toolbar" aria-label="Stories" on:keydown=|event| roving::walk(&event, ".stories", ".thumb", false)>
                {thumbs}
            </div>
        </section>
    }
}

/// A story as a picture.
#[component]
fn Thumb(index: usize, story: &'static Story, shown: Memo<Option<usize>>) -> impl IntoView {
    let app = App::here();
    let strokes: Vec<_> = story
        .picture
        .iter()
        .map(|stroke| {
            let width = stroke.style.width();
            view! {
                <path
                    d=stroke.path
                    fill=if width.is_some() { "none" } else { "currentColor" }
                    stroke=width.map(|_| "currentColor")
                    stroke-width=width
                    stroke-dasharray=stroke.style.dashes()
                    stroke-linecap="round"
                    stroke-linejoin="round"
                />
            }
        })
        .collect();
    view! {
        <button
            class="thumb"
            data-testid=format!("story-{index}")
            aria-label=format!("{}. {}", index + 1, story.title)
            aria-pressed=move || (shown.get() == Some(index)).to_string()
            tabindex=move || roving::stop(index == app.story.get())
            on:click=move |_| app.open_story(index)
        >
            <svg viewBox=format!("0 0 {} {}", SIZE.0, SIZE.1) aria-hidden="true">{strokes}</svg>
            <span class="thumb-name">{story.label}</span>
        </button>
    }
}

/// The experiment in a line; it opens all settings.
#[component]
fn World() -> impl IntoView {
    let app = App::here();
    let chips = move || {
        let chips = app.experiment.with(chips);
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
            {live(chips)}
            <Picture icon=Icon::Settings />
        </button>
    }
}
