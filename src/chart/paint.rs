//! From primitives to any plotters backend.
//!
//! Backends count in whole device pixels, so everything is multiplied by the size's ratio before it is rounded. A
//! canvas backend sets neither dashes nor joins: dashes are cut here, and the page sets `lineJoin = "round"` on its
//! context once.

use plotters::backend::DrawingBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

use super::layout::{Align, Ink, Layout, Paint, Point, Primitive, TEXT_SIZE};
use super::path::dashes;
use super::theme::Theme;

/// What the letters of a chart look like.
const FONT: &str = "system-ui, sans-serif";

/// Fills the area with the theme's background and draws grid, axis, numbers and titles. Needed only when
/// [`Layout::axes_key`] has changed.
///
/// # Errors
/// What the backend can't draw.
pub fn draw_axes<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    layout: &Layout,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    area.fill(&rgb(Ink::Background, layout.theme))?;
    layout.axes.iter().try_for_each(|primitive| draw(area, layout, primitive))
}

/// Draws lines, areas, markers and names over what is there. A canvas of their own has to be cleared before.
///
/// # Errors
/// What the backend can't draw.
pub fn draw_marks<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    layout: &Layout,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    layout.marks.iter().try_for_each(|primitive| draw(area, layout, primitive))
}

fn rgb(ink: Ink, theme: Theme) -> RGBColor {
    let colour = ink.colour(theme);
    RGBColor(colour.0, colour.1, colour.2)
}

fn draw<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    layout: &Layout,
    primitive: &Primitive,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    let ratio = layout.size.ratio;
    let device = |length: f64| (length * ratio).round() as i32;
    let pixel = |point: &Point| (device(point.x), device(point.y));
    let mixed = |paint: &Paint| rgb(paint.ink, layout.theme).mix(paint.opacity);
    match primitive {
        Primitive::Line { points, paint, width, dash } => {
            let style =
                ShapeStyle { color: mixed(paint), filled: false, stroke_width: device(*width).max(1) as u32 };
            dashes(points, dash, 1.0).iter().try_for_each(|piece| {
                let pixels: Vec<(i32, i32)> = piece.iter().map(pixel).collect();
                area.draw(&PathElement::new(pixels, style))
            })
        }
        Primitive::Area { points, paint } => {
            let pixels: Vec<(i32, i32)> = points.iter().map(pixel).collect();
            area.draw(&Polygon::new(pixels, ShapeStyle::from(mixed(paint)).filled()))
        }
        Primitive::Rule { from, to, ink } => {
            // A filled rectangle has sharp edges at every ratio, which a stroked line has not.
            let ((left, top), (right, bottom)) = (pixel(from), pixel(to));
            let wide = device(1.0).max(1);
            let corner = if top == bottom { (right, top + wide) } else { (left + wide, bottom) };
            area.draw(&Rectangle::new([(left, top), corner], rgb(*ink, layout.theme).filled()))
        }
        Primitive::Text { text, at, align, ink } => {
            let across = match align {
                Align::Left => HPos::Left,
                Align::Centre => HPos::Center,
                Align::Right => HPos::Right,
            };
            let font = FontDesc::new(FontFamily::Name(FONT), TEXT_SIZE * ratio, FontStyle::Normal);
            let colour = rgb(*ink, layout.theme);
            let style = TextStyle::from(font).color(&colour).pos(Pos::new(across, VPos::Center));
            area.draw_text(text, &style, pixel(at))
        }
    }
}
