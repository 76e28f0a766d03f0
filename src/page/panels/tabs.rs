//! The ways between the playground and the views that cover it: a row of links, and on narrow screens one field.

use leptos::prelude::*;

use super::super::state::App;
use super::live::live;
use crate::views::names::{VIEWS, ViewName, fragment, view_of};

/// What the playground itself is called among the views.
const PLAY: &str = "Play";

fn listed() -> impl Iterator<Item = &'static ViewName> {
    VIEWS.iter().filter(|view| view.is_listed)
}

/// The links. The one that is shown is marked.
pub fn tabs(app: App) -> AnyView {
    let here =
        move |view: &ViewName| app.covered.with(|covered| view_of(covered) == Some(view)).then_some("page");
    let links: Vec<_> = listed()
        .map(|view| {
            let go = move |_| app.commit();
            view! {
                <a href=fragment(view, "") data-testid=format!("{}-tab", view.id) title=view.about aria-current=move || here(view) on:click=go>{view.title}</a>
            }
        })
        .collect();
    let play = move || (!app.is_covered()).then_some("page");
    let options = move || {
        let covered = app.covered.get();
        let option = |title: &'static str, id: &'static str, is_here: bool| view! { <option value=id prop:selected=is_here>{title}</option> };
        let of_view = |view: &'static ViewName| option(view.title, view.id, view_of(&covered) == Some(view));
        // One that is not listed is named only while it is shown.
        let other = view_of(&covered).filter(|view| !view.is_listed).map(of_view);
        std::iter::once(option(PLAY, "", covered.is_empty()))
            .chain(listed().map(of_view))
            .chain(other)
            .collect::<Vec<_>>()
    };
    let choose = move |event| {
        let id = event_target_value(&event);
        match listed().find(|view| view.id == id) {
            Some(view) => app.go_to_view(view, ""),
            None => app.leave_view(),
        }
    };
    view! {
        <nav class="tabs" aria-label="Pages">
            <button aria-current=play data-testid="play-tab" on:click=move |_| app.leave_view()>{PLAY}</button>
            {links}
        </nav>
        <select class="select tabs-field" aria-label="Page" data-testid="pages" on:change=choose>{live(options)}</select>
    }
    .into_any()
}
