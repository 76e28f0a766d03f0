//! Parts of a view that follow signals, behind one type.

use leptos::prelude::*;

/// A part of a view that is made again when a signal in it changes. It does what the closure itself would do in a `view!`.
///
/// Every closure has a type of its own, and for the type of each that stands in a `view!` Leptos is compiled once more: its
/// effect, its state, and how that is built, mounted and replaced. Behind a box they all have one type.
pub fn live<V: IntoView + 'static>(mut view: impl FnMut() -> V + Send + 'static) -> AnyView {
    let view: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || view().into_any());
    view.into_any()
}
