//! Parts of a view that follow signals, behind one type.
//!
//! Every closure has a type of its own, and for the type of each that stands in a `view!` Leptos is compiled once more: its
//! effect, its state, and how that is built, mounted and replaced. Behind boxes they all have one type.

use std::sync::Arc;

use leptos::prelude::*;

/// A part of a view that is made again when a signal in it changes. It does what the closure itself would do in a `view!`.
pub fn live<V: IntoView + 'static>(mut view: impl FnMut() -> V + Send + 'static) -> AnyView {
    let view: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || view().into_any());
    view.into_any()
}

/// An entry of a list: what tells it from the others, and how it is made.
struct Entry {
    key: String,
    view: Box<dyn FnOnce() -> AnyView + Send>,
}

/// A list that follows signals, in which what is made of an item stays as long as an item has its key. It does what `<For>`
/// does.
pub fn each<T: Send + 'static, V: IntoView + 'static>(
    items: impl Fn() -> Vec<T> + Send + 'static,
    key: impl Fn(&T) -> String + Send + 'static,
    view: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView {
    let view = Arc::new(view);
    let entry = move |item: T| {
        let (key, view) = (key(&item), Arc::clone(&view));
        Entry { key, view: Box::new(move || view(item).into_any()) }
    };
    let entries: Box<dyn Fn() -> Vec<Entry> + Send> =
        Box::new(move || items().into_iter().map(&entry).collect());
    view! { <For each=entries key=|entry| entry.key.clone() children=|entry| (entry.view)() /> }.into_any()
}
