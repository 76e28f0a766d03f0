//! Single keys: space plays and pauses, arrows step, R resets.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::super::browser;
use super::super::logic::pacing::STOPS;
use super::super::state::App;
use crate::session::{Event, RunState};
use crate::stories::STORIES;
use crate::views::names::{DATA, LOGS, PROFILE, RUNS, TUNE};

/// What the keys do, for people.
pub const KEYS: [(&str, &str); 18] = [
    ("Space", "play or pause"),
    ("→", "one round"),
    ("↓", "next phase of a round"),
    ("←", "one round back (replayed)"),
    ("← and →", "from button to button while one of the run bar has the focus"),
    ("1 to 4", "speed: watch, slow, fast, max"),
    ("L", "look at the next agent"),
    ("[ and ]", "previous and next story"),
    ("S", "all settings"),
    ("R", "reset, same randomness"),
    ("K", "runs that are kept"),
    ("D", "what the ratings are like"),
    ("O", "logs"),
    ("T", "search the best setting of an agent"),
    ("P", "where the time of a run goes"),
    ("?", "glossary"),
    ("Esc", "cancel a long preparation"),
    ("Ctrl+Z", "undo a change of the experiment"),
];

/// Takes a key, unless it belongs to the element that has the focus.
pub fn press(app: App, event: &web_sys::KeyboardEvent) {
    if event.default_prevented() {
        return;
    }
    let key = event.key();
    if app.is_covered() {
        // All other keys are the view's.
        if key == "Escape" && !takes_escape(event) {
            event.prevent_default();
            app.leave_view();
        }
        return;
    }
    let command = event.ctrl_key() || event.meta_key();
    // Fields have no use for Escape, so that it cancels from there, too.
    if key == "Escape" && app.preparation.with_untracked(Option::is_some) && !takes_escape(event) {
        event.prevent_default();
        return app.cancel_preparation();
    }
    if belongs_to_element(event, &key) {
        return;
    }
    if command && !event.alt_key() && key.eq_ignore_ascii_case("z") {
        event.prevent_default();
        return if event.shift_key() { app.redo() } else { app.undo() };
    }
    if command || event.alt_key() || !app.shortcuts.get_untracked() {
        return;
    }
    match key.as_str() {
        // What they open is not there.
        "s" | "S" | "[" | "]" | "?" if browser::embedded() => return,
        " " => app.send(Event::Toggle),
        "ArrowRight" => app.send(Event::Step { by_phase: false }),
        "ArrowDown" if app.state.get_untracked() == RunState::Paused => app.send(Event::StepPhase),
        "ArrowLeft" => app.send(Event::StepBack),
        "r" | "R" => app.send(Event::Reset),
        "s" | "S" => app.drawer.update(|open| *open = !*open),
        "[" => app.step_story(STORIES.len() - 1),
        "]" => app.step_story(1),
        "k" | "K" => app.go_to_view(&RUNS, ""),
        "d" | "D" => app.go_to_view(&DATA, ""),
        "o" | "O" => app.go_to_view(&LOGS, ""),
        "t" | "T" => app.go_to_view(&TUNE, ""),
        "p" | "P" => app.go_to_view(&PROFILE, ""),
        "?" => app.glossary.set(true),
        "l" | "L" => {
            let agents = app.shown.with_untracked(|experiment| experiment.policies.len());
            app.lens.update(|lens| *lens = (*lens + 1) % agents.max(1));
        }
        digit => match digit.parse::<usize>().ok().and_then(|digit| STOPS.get(digit.checked_sub(1)?)) {
            Some((_, place)) => app.set_speed(*place),
            None => return,
        },
    }
    event.prevent_default();
}

/// Whether Escape closes something at the element first: a dialog, an open list of entries, a word that is being composed.
pub fn takes_escape(event: &web_sys::KeyboardEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    // A browser that does not know `:open` refuses the selector, and keeps the key to its list.
    let is_open_list = |element: &web_sys::Element| element.matches("select:open").unwrap_or(false);
    let in_dialog = |element: &web_sys::Element| element.closest("dialog").ok().flatten().is_some();
    // What is gone from the page has been closed by this very key.
    let takes =
        |element: web_sys::Element| !element.is_connected() || in_dialog(&element) || is_open_list(&element);
    event.is_composing() || element.is_some_and(takes)
}

/// Fields take all other keys; buttons and the like take space; what is scrolled or walked through takes arrows.
fn belongs_to_element(event: &web_sys::KeyboardEvent, key: &str) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    let inside = |selector: &str| element.closest(selector).ok().flatten().is_some();
    let checkbox = "input[type=checkbox], input[type=radio]";
    // A slider takes the keys that move it, and no others.
    if inside("input[type=range]") {
        let moves = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];
        return moves.contains(&key);
    }
    if inside("input, textarea, select, dialog") && !inside(checkbox) {
        return true;
    }
    match key {
        " " => inside("button, summary, a, [role=radio], [role=tab]") || inside(checkbox),
        "ArrowDown" => inside("[tabindex], input[type=radio]"),
        "ArrowLeft" | "ArrowRight" => {
            inside("[role=radio], [role=tab], .chart-plot, .scroll-x, input[type=radio]")
        }
        _ => false,
    }
}
