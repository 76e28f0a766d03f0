//! A chart on the page: two canvases (axes below, curves above), a crosshair in the DOM, and keys to walk it.
//!
//! Axes are drawn again only when they change; under the pointer only the crosshair moves. At full speed the charts
//! take turns, one a frame, so that no frame is long.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::super::state::App;
use super::canvas::{fit, paint, paint_all};
use super::live::{effect, live};
use super::save::save_menu;
use crate::chart::{Frame, Layout, Size, draw_axes, draw_marks};
use crate::ui::sized::box_of;

/// How a chart of a run is read with keys.
pub const BY_ROUND: &str = "Arrow keys read it round by round; the table below has the final numbers.";

/// How many charts take turns.
pub const TURNS: u64 = 5;

/// The curve that the static page shows.
pub const PRECOMPUTED: &str = "svg.chart";

/// What a chart has drawn last.
#[derive(Default)]
struct Drawn {
    axes: Option<u64>,
    frame: Option<Frame>,
}

/// A chart of some layout.
#[component]
pub fn ChartBox(
    /// Name of the chart for screen readers.
    #[prop(into)]
    name: Signal<String>,
    /// Which turn it has among the charts that follow the run; none where it shows something else.
    turn: Option<u64>,
    /// How it is read with keys.
    reading: &'static str,
    /// Where the crosshair is.
    at: RwSignal<Option<u64>>,
    test_id: &'static str,
    /// The layout of what there is now; tracks what else it depends on.
    layout: Callback<Size, Option<Layout>>,
    /// The layout that is saved, with all that stands around the chart.
    picture: Callback<Size, Option<Layout>>,
    /// What a screen reader says of a round.
    words: Callback<u64, String>,
) -> impl IntoView {
    let app = App::here();
    let plot: NodeRef<html::Div> = NodeRef::new();
    let (below, above): (NodeRef<html::Canvas>, NodeRef<html::Canvas>) = (NodeRef::new(), NodeRef::new());
    let drawn = StoredValue::new_local(Drawn::default());
    // Grows when the frame moves, so that the crosshair follows.
    let frames = RwSignal::new(0_u64);

    let boxed = box_of(plot);
    effect(move || {
        let version = turn.map(|_| app.log_version.get());
        app.redraw.track();
        let size = boxed.get();
        let running = app.charts_take_turns();
        let (Some(plot), Some(below), Some(above)) = (plot.get(), below.get(), above.get()) else { return };
        // The layout tracks its options, so it is asked for even when it is not this chart's turn.
        let wait = running && turn.zip(version).is_some_and(|(turn, version)| version % TURNS != turn);
        let Some(layout) = layout.run(size).filter(|_| size.width >= 1.0) else { return };
        if wait {
            return;
        }
        if app.precomputed.get_untracked() {
            if let Ok(Some(curve)) = plot.query_selector(PRECOMPUTED) {
                curve.remove();
            }
            app.precomputed.set(false);
        }
        drawn.update_value(|drawn| {
            let resized = fit(&below, size) | fit(&above, size);
            let axes = layout.axes_key();
            if resized || drawn.axes != Some(axes) {
                paint(&below, |area| draw_axes(area, &layout));
                drawn.axes = Some(axes);
            }
            paint(&above, |area| draw_marks(area, &layout));
            drawn.frame = Some(layout.frame().clone());
        });
        frames.update(|frames| *frames += 1);
    });

    let line = move || {
        frames.track();
        let round = at.get()?;
        drawn.with_value(|drawn| {
            let frame = drawn.frame.as_ref()?;
            let pixels = |length: f64| format!("{length:.1}px");
            let (left, top, height) =
                (pixels(frame.x_of(round)), pixels(frame.top), pixels(frame.bottom - frame.top));
            Some(view! { <div class="crosshair" style:left=left style:top=top style:height=height></div> })
        })
    };
    let point = move |event: ev::PointerEvent| {
        let Some(plot) = plot.get_untracked() else { return };
        let x = f64::from(event.client_x()) - plot.get_bounding_client_rect().left();
        let round = drawn.with_value(|drawn| drawn.frame.as_ref().map(|frame| frame.round_at(x)));
        if at.get_untracked() != round {
            at.set(round);
        }
    };
    let leave = move |event: ev::PointerEvent| {
        // A finger lifts after it has pointed; what it pointed at stays.
        if event.pointer_type() == "mouse" {
            at.set(None);
        }
    };
    let walk = move |event: ev::KeyboardEvent| {
        let here = at.get_untracked();
        let walked =
            drawn.with_value(|drawn| drawn.frame.as_ref().and_then(|frame| frame.walked(&event.key(), here)));
        let Some(round) = walked else { return };
        event.prevent_default();
        event.stop_propagation();
        at.set(round);
        if let Some(round) = round {
            app.announcement.set(words.run(round));
        }
    };
    view! {
        {save_menu(app, test_id, picture)}
        <div
            class="chart-plot"
            role="img"
            tabindex="0"
            data-testid=test_id
            aria-label=move || format!("{}. {reading}", name.get())
            node_ref=plot
            on:pointermove=point
            on:pointerdown=point
            on:pointerleave=leave
            on:keydown=walk
        >
            <canvas class="chart-canvas" node_ref=below aria-hidden="true"></canvas>
            <canvas class="chart-canvas" node_ref=above aria-hidden="true"></canvas>
            {live(line)}
        </div>
    }
}

/// A small chart of a run, which neither the pointer nor keys read.
#[component]
pub fn MiniBox(
    /// Which turn it has among the charts that follow the run.
    turn: u64,
    /// The layout of what there is now; tracks what else it depends on.
    layout: Callback<Size, Option<Layout>>,
) -> impl IntoView {
    let app = App::here();
    let plot: NodeRef<html::Div> = NodeRef::new();
    let canvas: NodeRef<html::Canvas> = NodeRef::new();
    let boxed = box_of(plot);
    effect(move || {
        let version = app.log_version.get();
        app.redraw.track();
        let size = boxed.get();
        let running = app.charts_take_turns();
        let Some(canvas) = canvas.get() else { return };
        let Some(layout) = layout.run(size).filter(|_| size.width >= 1.0) else { return };
        if running && version % TURNS != turn {
            return;
        }
        paint_all(&canvas, &layout);
    });
    view! {
        <div class="mini-plot" node_ref=plot><canvas class="chart-canvas" node_ref=canvas aria-hidden="true"></canvas></div>
    }
}
