//! How the program begins, and which view is shown.

use std::cell::Cell;

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::names::{COMPARE, rest_of, view_of};
use super::state::Views;
use super::{compare_view, runs_view};
use crate::ui::live::{live, memo};

thread_local! {
    static SHOWN: Cell<Option<Views>> = const { Cell::new(None) };
}

/// Shows the view that this fragment of an address names, in an element of the page; where one is shown already, it changes to that.
pub fn open(fragment: &str, element: HtmlElement) {
    if let Some(views) = SHOWN.get() {
        return views.shown_again(fragment);
    }
    let fragment = fragment.to_owned();
    leptos::mount::mount_to(element, move || {
        let views = Views::new(fragment);
        SHOWN.set(Some(views));
        view! { <Shell views /> }
    })
    .forget();
}

#[component]
fn Shell(views: Views) -> impl IntoView {
    views.begin();
    let is_comparison =
        memo(move || views.fragment.with(|fragment| view_of(fragment).is_some_and(|view| *view == COMPARE)));
    let content = move || {
        if is_comparison.get() {
            let wanted = memo(move || views.fragment.with(|fragment| rest_of(fragment).to_owned()));
            compare_view::compare_view(views, wanted)
        } else {
            runs_view::runs_view(views)
        }
    };
    view! {
        <div class="views">{live(content)}</div>
        <p class="visually-hidden" role="status" aria-live="polite" data-testid="views-said">{live(move || views.said.get())}</p>
    }
}
