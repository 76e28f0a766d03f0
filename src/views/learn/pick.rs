//! Something that can be picked: a guess or an answer.

use leptos::prelude::*;

/// An option of a group of radio buttons; `choose` is called when a person picks it.
pub fn pick(
    group: &'static str,
    place: usize,
    title: String,
    is_picked: impl Fn() -> bool + Copy + Send + 'static,
    choose: impl Fn() + 'static,
) -> AnyView {
    view! {
        <label class="learn-pick" class:is-picked=is_picked>
            <input
                type="radio"
                name=group
                data-testid=format!("{group}-{place}")
                prop:checked=is_picked
                on:change=move |_| choose()
            />
            {title}
        </label>
    }
    .into_any()
}
