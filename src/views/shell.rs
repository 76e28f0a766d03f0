//! How the program begins, and which view is shown.

use std::cell::Cell;

use js_sys::Function;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::class::Class;
use super::editor::{Editing, editor_view};
use super::exploring::Exploring;
use super::learn::learn_view;
use super::logging::Logging;
use super::looping::{Looping, loop_view};
use super::names::{
    CLASS, COMPARE, DATA, EDITOR, LEARN, LOGS, LOOP, PLAY, PROFILE, RUNS, TUNE, rest_of, view_of,
};
use super::play::{Playing, play_view};
use super::profiling::Profiling;
use super::state::Views;
use super::tuning::Tuning;
use super::{class_view, compare_view, data_view, logs_view, profile_view, runs_view, tune_view};
use crate::ui::live::{effect, live, memo};

thread_local! {
    static SHOWN: Cell<Option<Views>> = const { Cell::new(None) };
}

/// Shows the view that this fragment of an address names, in an element of the page; where one is shown already, it changes to that.
pub fn open(fragment: &str, element: HtmlElement, page: Function) {
    if let Some(views) = SHOWN.get() {
        return views.shown_again(fragment);
    }
    let fragment = fragment.to_owned();
    leptos::mount::mount_to(element, move || {
        let views = Views::new(fragment);
        SHOWN.set(Some(views));
        views.begin(page);
        shell(views)
    })
    .forget();
}

fn shell(views: Views) -> AnyView {
    let (tuning, profiling, logging) = (Tuning::new(views), Profiling::new(views), Logging::new(views));
    let (class, playing) = (Class::new(views), Playing::new(views));
    let (exploring, looping, editing) = (Exploring::new(views), Looping::new(views), Editing::new(views));
    let view =
        // The page opens no view that has no name.
        memo(move || views.fragment.with(|fragment| view_of(fragment).copied().unwrap_or(RUNS)));
    let rest = memo(move || views.fragment.with(|fragment| rest_of(fragment).to_owned()));
    effect(move || {
        views.shows.track();
        if view.get() == TUNE {
            tuning.shown(&rest.get());
        }
        if view.get() == PROFILE {
            profiling.shown();
        }
        if view.get() == LOGS {
            logging.shown();
        }
        if view.get() == DATA {
            untrack(|| exploring.shown());
        }
        if view.get() == CLASS {
            class.shown(&rest.get());
        }
        if view.get() == PLAY {
            playing.shown(&rest.get());
        }
        if view.get() == EDITOR {
            untrack(|| editing.shown());
        }
        if view.get() == LOOP {
            looping.shown(&rest.get());
        }
    });
    let content = move || match view.get() {
        LEARN => learn_view(views, rest),
        CLASS => class_view::class_view(class),
        PLAY => play_view(playing),
        LOOP => loop_view(looping),
        EDITOR => editor_view(editing),
        COMPARE => compare_view::compare_view(views, rest),
        TUNE => tune_view::tune_view(tuning),
        PROFILE => profile_view::profile_view(profiling),
        DATA => data_view::data_view(exploring),
        LOGS => logs_view::logs_view(logging),
        _ => runs_view::runs_view(views),
    };
    view! {
        <div class="views">
            {live(content)}
        </div>
        <p class="visually-hidden" role="status" aria-live="polite" data-testid="views-said">{live(move || views.said.get())}</p>
    }
    .into_any()
}
