//! How the program begins, and which view is shown.

use std::cell::Cell;

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::learn::learn_view;
use super::names::{COMPARE, LEARN, RUNS, rest_of, view_of};
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
    // The page opens no view that has no name.
    let shown = memo(move || views.fragment.with(|fragment| view_of(fragment).copied().unwrap_or(RUNS)));
    let content = move || {
        let wanted = memo(move || views.fragment.with(|fragment| rest_of(fragment).to_owned()));
        match shown.get() {
            LEARN => learn_view(views, wanted),
            COMPARE => compare_view::compare_view(views, wanted),
            _ => runs_view::runs_view(views),
        }
    };
    view! {
        <div class="views">{live(content)}</div>
        <p class="visually-hidden" role="status" aria-live="polite" data-testid="views-said">{live(move || views.said.get())}</p>
    }
}
