//! A dialog: what it is called, how it is closed, and that the focus goes in and comes back.

use leptos::html;
use leptos::prelude::*;

use super::icon::{Icon, Picture};
use super::live::effect;

/// A dialog that is open while the signal says so. The browser moves the focus into it and back, and closes it with Escape.
pub fn dialog(
    open: RwSignal<bool>,
    /* class and id of the heading */ (class, id): (&'static str, &'static str),
    title: &'static str,
    body: AnyView,
) -> AnyView {
    let dialog: NodeRef<html::Dialog> = NodeRef::new();
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog class=format!("catalogue {class}") node_ref=dialog aria-labelledby=id on:close=move |_| open.set(false)>
            <header class="catalogue-head">
                <h2 id=id>{title}</h2>
                <button class="btn btn-icon btn-ghost glossary-close" aria-label="Close" title="Esc" on:click=move |_| open.set(false)>
                    <Picture icon=Icon::Remove />
                </button>
            </header>
            {body}
        </dialog>
    }
    .into_any()
}
