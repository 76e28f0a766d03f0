//! Groups that are one stop of the Tab key, with arrows inside.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::ui::focus::takes;

/// Moves the focus by an arrow key, Home or End among the elements of `group` that match `selector`, and presses what it comes
/// to where `presses` says so, as radio groups do.
pub fn walk(event: &KeyboardEvent, group: &str, selector: &str, presses: bool) {
    let Some(here) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return;
    };
    let Some(members) = here.closest(group).ok().flatten().map(|group| members(&group, selector)) else {
        return;
    };
    let Some(place) = members.iter().position(|member| member.contains(Some(&here))) else { return };
    const BACK: usize = usize::MAX;
    let (mut next, step) = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => (place.wrapping_add(1), 1),
        "ArrowLeft" | "ArrowUp" => (place.wrapping_add(BACK), BACK),
        "Home" => (0, 1),
        "End" => (members.len() - 1, BACK),
        _ => return,
    };
    event.prevent_default();
    while let Some(member) = members.get(next).filter(|_| next != place) {
        // What is hidden or disabled can't take it.
        if takes(member) {
            if presses {
                member.click();
            }
            return;
        }
        next = next.wrapping_add(step);
    }
}

fn members(group: &web_sys::Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = group.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.item(index)?.dyn_into().ok()).collect()
}

/// Whether an element of a group is the one that Tab stops at.
pub fn stop(is_it: bool) -> &'static str {
    if is_it { "0" } else { "-1" }
}
