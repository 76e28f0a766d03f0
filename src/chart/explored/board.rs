//! What the pictures are put together from.

use super::super::labels::grounded;
use super::super::layout::{Align, Ink, Layout, Paint, Point, Primitive, Size, shortened, text_width};
use super::super::numbers::{readable, whole};
use super::super::scale::Scale;
use super::super::theme::Theme;

/// A line of text, CSS pixels.
pub(super) const LINE: f64 = 16.0;

/// How much of the tick's names an axis has room for, CSS pixels between two of them.
const GAP: f64 = 8.0;

/// Of the ground of a band, and of what is filled below a curve.
pub(super) const TINT: f64 = 0.12;

/// A drawing as it grows.
pub(super) struct Board {
    pub size: Size,
    axes: Vec<Primitive>,
    marks: Vec<Primitive>,
}

pub(super) fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

/// A number at an axis.
pub(super) fn tick_words(value: f64) -> String {
    if value >= 1.0 && value.fract() == 0.0 { whole(value as u64) } else { readable(value) }
}

impl Board {
    pub fn new(size: Size) -> Board {
        Board { size, axes: Vec::new(), marks: Vec::new() }
    }

    pub fn layout(self, title: String, theme: Theme) -> Layout {
        let mut layout = Layout::of(title, self.size, theme, self.marks);
        layout.axes = self.axes;
        layout
    }

    /// A rectangle between two corners.
    pub fn block(&mut self, (left, top): (f64, f64), (right, bottom): (f64, f64), ink: Ink, opacity: f64) {
        let points = vec![point(left, top), point(right, top), point(right, bottom), point(left, bottom)];
        self.marks.push(Primitive::Area { points, paint: Paint { ink, opacity } });
    }

    pub fn area(&mut self, points: Vec<Point>, ink: Ink, opacity: f64) {
        self.marks.push(Primitive::Area { points, paint: Paint { ink, opacity } });
    }

    pub fn line(&mut self, points: Vec<Point>, ink: Ink, width: f64, dash: &'static [f64]) {
        if points.len() > 1 {
            self.marks.push(Primitive::Line { points, paint: ink.into(), width, dash });
        }
    }

    /// A round dot.
    pub fn dot(&mut self, at: Point, radius: f64) {
        const CORNERS: usize = 16;
        let corner = |index: usize| {
            let angle = std::f64::consts::TAU * index as f64 / CORNERS as f64;
            point(at.x + radius * libm::cos(angle), at.y + radius * libm::sin(angle))
        };
        self.area((0..CORNERS).map(corner).collect(), Ink::Text, 1.0);
    }

    pub fn text(&mut self, text: &str, at: Point, align: Align, ink: Ink) {
        self.marks.push(Primitive::Text { text: text.to_owned(), at, align, ink });
    }

    /// The same on its own ground, so that it can be read where lines and bars are.
    pub fn grounded(&mut self, text: &str, at: Point, align: Align) {
        self.marks.extend(grounded(text.to_owned(), at, align, Ink::Text));
    }

    /// The same, with its middle moved so far that all of it is on the drawing.
    pub fn text_inside(&mut self, text: &str, at: Point, ink: Ink) {
        let text = shortened(text, self.size.width - 4.0);
        let half = text_width(&text) / 2.0;
        let x = at.x.clamp(half + 2.0, (self.size.width - half - 2.0).max(half + 2.0));
        self.marks.push(Primitive::Text { text, at: point(x, at.y), align: Align::Centre, ink });
    }

    /// A line across with its number before it.
    pub fn rule(&mut self, (left, right): (f64, f64), y: f64, words: &str, is_axis: bool) {
        let ink = if is_axis { Ink::Axis } else { Ink::Grid };
        self.axes.push(Primitive::Rule { from: point(left, y), to: point(right, y), ink });
        let at = point(left - 6.0, y);
        self.axes.push(Primitive::Text { text: words.to_owned(), at, align: Align::Right, ink: Ink::Muted });
    }

    /// A line down.
    pub fn rule_down(&mut self, x: f64, (top, bottom): (f64, f64)) {
        self.axes.push(Primitive::Rule { from: point(x, top), to: point(x, bottom), ink: Ink::Grid });
    }

    /// Lines across with their numbers, about so many.
    pub fn rules(&mut self, scale: &Scale, across: (f64, f64), about: f64) {
        for tick in scale.ticks(about) {
            self.rule(across, scale.place(tick), &tick_words(tick), tick == scale.low);
        }
    }

    /// Texts below each other's places along an axis: every one where there is room, otherwise every second, fifth, tenth, …
    pub fn labels(&mut self, labels: &[(f64, &str)], y: f64) {
        let wide = labels.iter().map(|(_, label)| text_width(label)).fold(0.0, f64::max) + GAP;
        let apart = match labels {
            [(first, _), .., (last, _)] => (last - first) / (labels.len() - 1) as f64,
            _ => wide,
        };
        let strides = (0..6).flat_map(|power| [1, 2, 5].map(move |factor| factor * 10_usize.pow(power)));
        let stride = strides.into_iter().find(|stride| *stride as f64 * apart >= wide).unwrap_or(1);
        for (x, label) in labels.iter().step_by(stride) {
            self.text_inside(label, point(*x, y), Ink::Muted);
        }
    }
}

/// How wide the widest of these is.
pub(super) fn widest<'a>(texts: impl Iterator<Item = &'a str>) -> f64 {
    texts.map(text_width).fold(0.0, f64::max)
}
