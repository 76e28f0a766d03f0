//! What a person expects of a curve before it is measured: a few points, drawn over the chart.

use super::layout::{Align, Frame, Ink, Point, Primitive};

/// Dots and gaps of the line, CSS pixels.
const DOTS: &[f64] = &[2.0, 4.0];

/// Width of the line, CSS pixels.
const WIDTH: f64 = 2.0;

/// From the last point up to the name, CSS pixels.
const TO_NAME: f64 = 16.0;

/// What a person expects of a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Sketch {
    /// Places along the axis, from left to right, with the value that is expected there; none where none was placed yet.
    pub points: Vec<(f64, Option<f64>)>,
    /// How far the axes go at least: along, and up.
    pub reach: (f64, f64),
    /// What the line is called; empty for no name.
    pub name: String,
}

impl Sketch {
    /// The line through the points that are placed, from zero on, and its name above the last one.
    pub(super) fn marks(&self, frame: &Frame) -> Vec<Primitive> {
        let at = |x: f64, y: f64| Point { x: frame.x_at(x), y: frame.y_of(y) };
        let placed = self.points.iter().filter_map(|(x, y)| Some(at(*x, (*y)?)));
        let points: Vec<Point> = std::iter::once(at(0.0, 0.0)).chain(placed).collect();
        let Some(last) = points.last().copied().filter(|_| points.len() > 1) else { return Vec::new() };
        let mut marks = vec![Primitive::Line { points, paint: Ink::Text.into(), width: WIDTH, dash: DOTS }];
        if !self.name.is_empty() {
            let y = (last.y - TO_NAME).max(frame.top + TO_NAME / 2.0);
            let at = Point { x: last.x.min(frame.right), y };
            marks.push(Primitive::Text { text: self.name.clone(), at, align: Align::Right, ink: Ink::Text });
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{OverlayChart, Shape, Size, Theme};
    use crate::metrics::REGRET;
    use crate::runs::Axis;

    const SIZE: Size = Size { width: 700.0, height: 400.0, ratio: 1.0 };

    fn chart(points: Vec<(f64, Option<f64>)>) -> crate::chart::Layout {
        let shape = Shape { axis: Axis::Rounds, window: None, smoothing: 0.0 };
        let sketch = Sketch { points, reach: (5_000.0, 8_000.0), name: "Your sketch".to_owned() };
        OverlayChart::new(&REGRET, "stars", shape, Vec::new(), Theme::Light).with_sketch(sketch).layout(SIZE)
    }

    #[test]
    fn axes_hold_a_sketch_before_anything_is_measured() {
        let empty = chart(vec![(1_000.0, None), (5_000.0, None)]);
        assert_eq!((empty.frame.x.high, empty.frame.y.low), (5_000.0, 0.0));
        assert!(empty.frame.y.high >= 8_000.0);
        assert!(empty.marks.is_empty(), "{:?}", empty.marks);
        let placed = chart(vec![(1_000.0, Some(900.0)), (3_000.0, None), (5_000.0, Some(2_000.0))]);
        let line = placed.marks.iter().find_map(|mark| match mark {
            Primitive::Line { points, .. } => Some(points),
            _ => None,
        });
        assert_eq!(line.map(Vec::len), Some(3));
        assert!(line.is_some_and(|points| points.iter().all(|point| placed.frame.contains(*point))));
    }
}
