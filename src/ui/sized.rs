//! How large an element is, as a signal.

use leptos::html;
use leptos::prelude::*;

use super::browser::BoxObserver;
use super::live::effect;
use crate::chart::Size;

/// How large the element is, in the pixels of this screen.
fn size_of(plot: &web_sys::Element) -> Size {
    Size {
        width: f64::from(plot.client_width()),
        height: f64::from(plot.client_height()),
        ratio: window().device_pixel_ratio().max(1.0),
    }
}

/// How large the element is, whatever changes it: the window, a line of text above, a story. It is measured only when the
/// browser has laid the page out: asked in between, it would do so once more.
pub fn box_of(plot: NodeRef<html::Div>) -> RwSignal<Size> {
    let boxed = RwSignal::new(Size { width: 0.0, height: 0.0, ratio: 1.0 });
    let observer = StoredValue::new_local(None::<BoxObserver>);
    effect(move || {
        let Some(plot) = plot.get() else { return };
        // A box that changes once more when its chart is gone changes nothing.
        let of = plot.clone();
        let changed = move || {
            let _ = boxed.try_set(size_of(&of));
        };
        observer.set_value(BoxObserver::new(&plot, changed));
    });
    boxed
}
