//! Layouts on canvases.

use leptos::prelude::*;
use plotters::drawing::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::chart::{Layout, Size, draw_axes, draw_marks};

/// Device pixels a CSS pixel of a saved picture: letters stay sharp on paper and on any screen.
const RATIO: f64 = 2.0;

/// Gives the canvas as many pixels as it covers; says whether that changed it (and cleared it).
pub fn fit(canvas: &HtmlCanvasElement, size: Size) -> bool {
    let (width, height) =
        ((size.width * size.ratio).round() as u32, (size.height * size.ratio).round() as u32);
    if (canvas.width(), canvas.height()) == (width, height) {
        return false;
    }
    canvas.set_width(width);
    canvas.set_height(height);
    true
}

/// What plotters draws on.
pub type Area = plotters::drawing::DrawingArea<CanvasBackend, plotters::coord::Shift>;

/// Clears the canvas and draws on it.
pub fn paint<E: std::fmt::Debug>(canvas: &HtmlCanvasElement, draw: impl FnOnce(&Area) -> Result<(), E>) {
    let context = canvas.get_context("2d").ok().flatten();
    let Some(context) = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok())
    else {
        return;
    };
    context.clear_rect(0.0, 0.0, f64::from(canvas.width()), f64::from(canvas.height()));
    // The backend sets no join, and mitres make spikes of noisy curves.
    context.set_line_join("round");
    context.set_line_cap("round");
    if let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) {
        // A drawing that fails leaves an empty chart; the table beside it has the numbers all the same.
        let _ = draw(&backend.into_drawing_area());
    }
}

/// Draws a whole layout.
pub fn paint_all(canvas: &HtmlCanvasElement, layout: &Layout) {
    fit(canvas, layout.size);
    paint(canvas, |area| {
        draw_axes(area, layout)?;
        draw_marks(area, layout)
    });
}

/// The layout as the address of a PNG; none where the browser has no canvas.
pub fn png(mut layout: Layout) -> Option<String> {
    layout.size.ratio = RATIO;
    let canvas = document().create_element("canvas").ok()?.dyn_into::<HtmlCanvasElement>().ok()?;
    paint_all(&canvas, &layout);
    canvas.to_data_url().ok()
}
