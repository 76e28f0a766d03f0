//! A chart of a view: as large as its place, and drawn again when that or what it shows changes.

use leptos::html;
use leptos::prelude::*;

use crate::chart::{Layout, Size};
use crate::ui::canvas::paint_all;
use crate::ui::live::effect;
use crate::ui::sized::box_of;

/// A chart in a box of this class; `name` is what a screen reader says of it. `layout` tracks what it depends on.
pub fn plot(
    class: &'static str,
    test_id: &'static str,
    name: Signal<String>,
    layout: impl Fn(Size) -> Option<Layout> + 'static,
) -> AnyView {
    let (place, canvas): (NodeRef<html::Div>, NodeRef<html::Canvas>) = (NodeRef::new(), NodeRef::new());
    let boxed = box_of(place);
    effect(move || {
        let size = boxed.get();
        let Some(canvas) = canvas.get() else { return };
        // An element that is not laid out has no size; what it shows is followed all the same.
        if let Some(layout) = layout(size).filter(|_| size.width >= 1.0) {
            paint_all(&canvas, &layout);
        }
    });
    view! {
        <div class=class role="img" data-testid=test_id aria-label=move || name.get() node_ref=place>
            <canvas class="chart-canvas" node_ref=canvas aria-hidden="true"></canvas>
        </div>
    }
    .into_any()
}
