//! The focus of a person who uses the keyboard: where what has it goes, it moves to what is nearest, and never to the page's body.

use std::cell::{Cell, RefCell};

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, MutationObserver, MutationObserverInit};

use super::browser::after;

/// What can have the focus.
const FOCUSABLE: &str = "a[href], button, input, select, textarea, summary, [tabindex]";

/// What can't have it, though it is there.
const SHUT: &str = ":disabled, [hidden], [hidden] *, dialog:not([open]) *";

/// The attributes that make it so.
const SHUTS: [&str; 3] = ["disabled", "hidden", "open"];

/// How long is waited for what takes the place of what is gone, and for what is disabled: it may be enabled again; milliseconds.
const GRACE: (u64, u64) = (40, 200);

/// What has the focus, and where it is.
struct Held {
    element: HtmlElement,
    /// What it lies in, from within outwards, and its place among what can have the focus there.
    within: Vec<(Element, i32)>,
}

thread_local! {
    static HELD: RefCell<Option<Held>> = const { RefCell::new(None) };
    /// Whether the person uses a pointer. Then nothing moves: the next key would press what the focus has moved to.
    static POINTS: Cell<bool> = const { Cell::new(false) };
}

/// Begins to follow the focus.
pub fn keep_focus() {
    for kind in ["focusin", "keydown", "pointerdown", "focusout"] {
        let heard = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            if kind == "focusout" {
                return after(0, forget);
            }
            if kind != "focusin" {
                POINTS.set(kind == "pointerdown");
            }
            if POINTS.get() { HELD.set(None) } else { hold(&event) }
        });
        // Before the control itself, which may be gone when it has done what its key means.
        let heard = heard.into_js_value();
        let _ = window().add_event_listener_with_callback_and_bool(kind, heard.unchecked_ref(), true);
    }
    let changed = Closure::<dyn Fn()>::new(|| {
        let gone = |held: &Held| is_gone(&held.element).then(|| held.element.is_connected());
        if let Some(is_there) = HELD.with_borrow(|held| held.as_ref().and_then(gone)) {
            after(if is_there { GRACE.1 } else { GRACE.0 }, bring_back);
        }
    });
    let wanted = MutationObserverInit::new();
    wanted.set_child_list(true);
    wanted.set_subtree(true);
    wanted.set_attribute_filter(&SHUTS.map(JsValue::from).into_iter().collect::<Array>());
    if let Ok(observer) = MutationObserver::new(changed.as_ref().unchecked_ref()) {
        let _ = observer.observe_with_options(&document(), &wanted);
        changed.forget();
    }
}

/// Notes what has the focus.
fn hold(event: &Event) {
    let element = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    // The keys of a page without a focus are its body's.
    let Some(element) = element.filter(|element| element.matches(FOCUSABLE).unwrap_or(false)) else { return };
    let rooms = std::iter::successors(element.parent_element(), |room| room.parent_element());
    let within = rooms.map(|room| (room.clone(), focusable(&room).index_of(&element, 0))).collect();
    HELD.set(Some(Held { element, within }));
}

/// Forgets what has lost the focus though it could have it: the person has left it.
fn forget() {
    if !has_focus() {
        HELD.with_borrow_mut(|held| drop(held.take_if(|held| !is_gone(&held.element))));
    }
}

/// Gives the focus to what is nearest to what is gone, unless something has it by now.
fn bring_back() {
    let active = document().active_element();
    let is_it = |held: &Held| active.as_ref() == Some(&held.element);
    let lost = HELD.with_borrow_mut(|held| held.take_if(|held| !is_it(held) || is_gone(&held.element)));
    let lost = lost.filter(|held| is_it(held) || !has_focus());
    let Some(Held { element, within }) = lost else { return };
    if !takes(&element) {
        within.iter().any(|(room, place)| enter(room, *place, &element));
    }
}

/// Gives the focus to what is nearest to a place in an element: to what has the name of what is gone, or what stands there now.
fn enter(room: &Element, place: i32, gone: &HtmlElement) -> bool {
    let members: Vec<HtmlElement> = if room.is_connected() {
        focusable(room).iter().filter_map(|member| member.dyn_into().ok()).collect()
    } else {
        Vec::new()
    };
    let same = |name: &str| {
        let wanted = gone.get_attribute(name)?;
        members.iter().position(|member| member.get_attribute(name).as_ref() == Some(&wanted))
    };
    let place = same("aria-label").or_else(|| same("data-testid")).unwrap_or(place.max(0) as usize);
    let (before, after) = members.split_at(place.min(members.len().saturating_sub(1)));
    let (mut before, mut after) = (before.iter().rev(), after.iter());
    loop {
        match (after.next(), before.next()) {
            (None, None) => return false,
            (next, previous) => {
                if [next, previous].into_iter().flatten().any(takes) {
                    return true;
                }
            }
        }
    }
}

fn focusable(room: &Element) -> Array {
    room.query_selector_all(FOCUSABLE).map(|list| Array::from(&list)).unwrap_or_default()
}

fn is_gone(element: &Element) -> bool {
    !element.is_connected() || element.matches(SHUT).unwrap_or(false)
}

fn has_focus() -> bool {
    document().active_element().is_some_and(|element| element.tag_name() != "BODY")
}

/// Gives it the focus; says whether it could have it.
pub fn takes(element: &HtmlElement) -> bool {
    let _ = element.focus();
    document().active_element().as_ref() == Some(element)
}
