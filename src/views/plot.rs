//! A chart of a view: as large as its place, and drawn again when that or what it shows changes.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::state::Views;
use crate::chart::{Frame, Layout, Size, walked};
use crate::ui::canvas::paint_all;
use crate::ui::live::{effect, live};
use crate::ui::sized::box_of;

/// A chart in a box of this class; `name` is what a screen reader says of it. `layout` tracks what it depends on.
pub fn plot(
    class: &'static str,
    test_id: &'static str,
    name: Signal<String>,
    layout: impl Fn(Size) -> Option<Layout> + 'static,
) -> AnyView {
    let place: NodeRef<html::Div> = NodeRef::new();
    let canvas = drawn(place, Box::new(layout), StoredValue::new_local(None), RwSignal::new(0));
    view! {
        <div class=class role="img" data-testid=test_id aria-label=move || name.get() node_ref=place>{canvas}</div>
    }
    .into_any()
}

/// How a chart is read: by pointing at it, and with keys.
pub struct Reading {
    /// Where along its horizontal axis it is read; none where nowhere.
    pub at: RwSignal<Option<f64>>,
    /// The places where it can be read, in order.
    pub stops: Box<dyn Fn() -> Vec<f64>>,
    /// What a screen reader says of a place.
    pub words: Box<dyn Fn(f64) -> String>,
}

/// How it is said that keys read a chart.
const KEYS: &str = "Arrow keys read it point by point.";

/// The same chart with a line where it is read.
pub fn read_plot(
    views: Views,
    class: &'static str,
    test_id: &'static str,
    name: Signal<String>,
    layout: impl Fn(Size) -> Option<Layout> + 'static,
    reading: Reading,
) -> AnyView {
    let place: NodeRef<html::Div> = NodeRef::new();
    let frame = StoredValue::new_local(None::<Frame>);
    let frames = RwSignal::new(0_u64);
    let canvas = drawn(place, Box::new(layout), frame, frames);
    let Reading { at, stops, words } = reading;
    let stops = StoredValue::new_local(stops);
    let line = move || {
        frames.track();
        let here = at.get()?;
        frame.with_value(|frame| {
            let frame = frame.as_ref()?;
            let pixels = |length: f64| format!("{length:.1}px");
            let (left, top) = (pixels(frame.x_at(here)), pixels(frame.top));
            let height = pixels(frame.bottom - frame.top);
            Some(view! { <div class="crosshair" style:left=left style:top=top style:height=height></div> })
        })
    };
    let point = move |event: ev::PointerEvent| {
        let Some(place) = place.get_untracked() else { return };
        let x = f64::from(event.client_x()) - place.get_bounding_client_rect().left();
        let stops = stops.with_value(|stops| untrack(stops));
        let nearest = frame.with_value(|frame| {
            let frame = frame.as_ref()?;
            let away = |stop: &f64| (frame.x_at(*stop) - x).abs();
            stops.into_iter().min_by(|one, other| away(one).total_cmp(&away(other)))
        });
        if at.get_untracked() != nearest {
            at.set(nearest);
        }
    };
    let leave = move |event: ev::PointerEvent| {
        // A finger lifts after it has pointed; what it pointed at stays.
        if event.pointer_type() == "mouse" {
            at.set(None);
        }
    };
    let walk = move |event: ev::KeyboardEvent| {
        let stops = stops.with_value(|stops| untrack(stops));
        let here = at.get_untracked().map(|here| stops.partition_point(|stop| *stop < here));
        let Some(next) = walked(&event.key(), here, stops.len()) else { return };
        event.prevent_default();
        event.stop_propagation();
        let next = next.and_then(|next| stops.get(next).copied());
        at.set(next);
        if let Some(next) = next {
            views.said.set(untrack(|| words(next)));
        }
    };
    view! {
        <div
            class=class
            role="img"
            tabindex="0"
            data-testid=test_id
            aria-label=move || format!("{}. {KEYS}", name.get().trim_end_matches('.'))
            node_ref=place
            on:pointermove=point
            on:pointerdown=point
            on:pointerleave=leave
            on:keydown=walk
        >
            {canvas}
            {live(line)}
        </div>
    }
    .into_any()
}

/// The canvas of a chart; `frame` is that of the last drawing, and `frames` grows with each.
fn drawn(
    place: NodeRef<html::Div>,
    layout: Box<dyn Fn(Size) -> Option<Layout>>,
    frame: StoredValue<Option<Frame>, LocalStorage>,
    frames: RwSignal<u64>,
) -> AnyView {
    let canvas: NodeRef<html::Canvas> = NodeRef::new();
    let boxed = box_of(place);
    effect(move || {
        let size = boxed.get();
        let Some(canvas) = canvas.get() else { return };
        // An element that is not laid out has no size; what it shows is followed all the same.
        if let Some(layout) = layout(size).filter(|_| size.width >= 1.0) {
            paint_all(&canvas, &layout);
            frame.set_value(Some(layout.frame().clone()));
            frames.update(|frames| *frames += 1);
        }
    });
    view! { <canvas class="chart-canvas" node_ref=canvas aria-hidden="true"></canvas> }.into_any()
}
