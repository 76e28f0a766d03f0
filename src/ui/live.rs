//! What follows signals, behind one type.
//!
//! Every closure has a type of its own, and for the type of each that stands in a `view!` or is given to a memo, an effect or
//! `<For>`, Leptos is compiled once more. Behind a box they have one type, and the page's program is a twentieth smaller
//! (compressed). What takes the boxes are functions of their own: a closure within a generic function is one for each of
//! its types.

use std::sync::Arc;

use leptos::prelude::*;

/// A closure whose table of functions has this one alone: that of a `dyn Fn` has two more, which nothing would call.
trait Follow<T> {
    fn follow(&self) -> T;
}

impl<T, F: Fn() -> T> Follow<T> for F {
    fn follow(&self) -> T {
        self()
    }
}

/// A part of a view that is made again when a signal in it changes. It does what the closure itself would do in a `view!`.
pub fn live<V: IntoView + 'static>(view: impl Fn() -> V + Send + 'static) -> AnyView {
    live_boxed(Box::new(move || view().into_any()))
}

fn live_boxed(view: Box<dyn Follow<AnyView> + Send>) -> AnyView {
    (move || view.follow()).into_any()
}

/// What `value` returns, and again when a signal in it has changed. It does what `Memo::new` does.
pub fn memo<T: PartialEq + Send + Sync + 'static>(value: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    memo_boxed(Box::new(value))
}

fn memo_boxed<T: PartialEq + Send + Sync + 'static>(value: Box<dyn Follow<T> + Send + Sync>) -> Memo<T> {
    Memo::new(move |_| value.follow())
}

/// Does something, and again when a signal in it has changed. It does what `Effect::new` does.
pub fn effect(run: impl Fn() + 'static) {
    effect_boxed(Box::new(run));
}

fn effect_boxed(run: Box<dyn Follow<()>>) {
    Effect::new(move |_| run.follow());
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
    each_boxed(Box::new(move || items().into_iter().map(&entry).collect()))
}

fn each_boxed(entries: Box<dyn Follow<Vec<Entry>> + Send>) -> AnyView {
    view! {
        <For each=move || entries.follow() key=|entry| entry.key.clone() children=|entry| (entry.view)() />
    }
    .into_any()
}
