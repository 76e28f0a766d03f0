//! Curves of agents of several runs over each other.

mod reading;
mod table;

use super::axes::{Axes, ROUNDS};
use super::ends::{self, End};
use super::layout::{Frame, Ink, Layout, Paint, Point, Primitive, Size};
use super::marks::{self, Mark};
use super::path::{clipped, thinned};
use super::scale::{range_around, range_from_zero};
use super::sketch::Sketch;
use super::theme::{Theme, dash};
use crate::metrics::{Accumulation, Metric};
use crate::results::Band;
use crate::runs::{Axis, CurvePoint, Side, aligned, moving_mean, smoothed};

/// Width of a curve, CSS pixels.
const CURVE: f64 = 2.0;

/// Opacity of a band, and of the line that was smoothed.
const BEHIND: (f64, f64) = (0.18, 0.35);

/// A sum that goes so little below zero, as a share of where it goes, has an axis from zero on.
const BELOW: f64 = 0.05;

/// Of an axis of the share of the horizon, which is drawn in percent.
const PERCENT: f64 = 100.0;

/// What is drawn of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// What the curves are aligned by.
    pub axis: Axis,
    /// The mean over so many rounds instead of the metric as it is recorded; none for that.
    pub window: Option<u64>,
    /// Weight of the exponential smoothing, in [0, 1); zero for none.
    pub smoothing: f64,
}

/// A curve of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlay {
    /// What it is called.
    pub label: String,
    /// The metric along the axis, with the 95 % confidence interval of its mean where that is known and of seeds enough.
    pub points: Vec<CurvePoint>,
    /// The line that is drawn, a value a point.
    pub line: Vec<f64>,
}

/// Curves over each other: data, to be laid out for a size.
#[derive(Debug, Clone, PartialEq)]
pub struct OverlayChart {
    metric: &'static Metric,
    title: String,
    axis: Axis,
    /// Whether the lines are not the points themselves, which then lie behind them.
    is_smoothed: bool,
    curves: Vec<Overlay>,
    sketch: Option<Sketch>,
    happened: Vec<Mark>,
    theme: Theme,
}

impl Overlay {
    /// The curve of a policy as a run is going on; `bands` are of this metric at these rounds, from the first.
    pub fn of_bands(label: &str, metric: &Metric, rounds: &[u64], bands: &[Band]) -> Overlay {
        let shown = bands.iter().map(|band| band.shown_within(metric.range));
        let point = |(round, band): (&u64, Band)| CurvePoint {
            x: *round as f64,
            round: *round,
            mean: band.mean,
            low: band.low,
            high: band.high,
        };
        let points: Vec<CurvePoint> = rounds.iter().zip(shown).map(point).collect();
        let line = points.iter().map(|point| point.mean).collect();
        Overlay { label: label.to_owned(), points, line }
    }

    /// The curve of a metric of an agent; `seconds` is how long its run took. It is empty where the run does not have the metric, or
    /// not the mean over a window that was asked for.
    pub fn new(label: String, side: &Side<'_>, metric: &Metric, shape: Shape, seconds: f64) -> Overlay {
        let mut points = aligned(side, metric, shape.axis, seconds);
        let seeds = side.results.finals(side.policy, metric).len();
        for point in &mut points {
            let band =
                Band { mean: point.mean, standard_error: 0.0, low: point.low, high: point.high, seeds };
            let shown = band.shown_within(metric.range);
            (point.low, point.high) = (shown.low, shown.high);
        }
        if let Some(window) = shape.window {
            let means = moving_mean(side, metric, window).unwrap_or_default();
            points.truncate(means.len());
            // What is kept of a run says nothing of how means over a window spread.
            for (point, mean) in points.iter_mut().zip(means) {
                (point.mean, point.low, point.high) = (mean, mean, mean);
            }
        }
        let means: Vec<f64> = points.iter().map(|point| point.mean).collect();
        let line = if shape.smoothing > 0.0 { smoothed(&means, shape.smoothing) } else { means };
        Overlay { label, points, line }
    }
}

impl OverlayChart {
    /// The chart of these curves, which get colours, dashes and markers by their places. `unit` is the unit of the rewards.
    pub fn new(
        metric: &'static Metric,
        unit: &str,
        shape: Shape,
        curves: Vec<Overlay>,
        theme: Theme,
    ) -> OverlayChart {
        let unit = metric.unit_in(unit);
        let over =
            shape.window.map_or_else(String::new, |window| format!(", mean of the last {window} rounds"));
        let unit = if unit.is_empty() { String::new() } else { format!(" ({unit})") };
        let title = format!("{}{over}{unit}", metric.title);
        OverlayChart {
            metric,
            title,
            axis: shape.axis,
            is_smoothed: shape.smoothing > 0.0,
            curves,
            sketch: None,
            happened: Vec::new(),
            theme,
        }
    }

    /// The same with what a person expects, and axes that hold it.
    pub fn with_sketch(self, sketch: Sketch) -> OverlayChart {
        OverlayChart { sketch: Some(sketch), ..self }
    }

    /// The same with marks where something happened.
    pub fn with_marks(self, happened: Vec<Mark>) -> OverlayChart {
        OverlayChart { happened, ..self }
    }

    /// What is drawn, in a few words: the metric, the curves, and the marks.
    pub fn title(&self) -> String {
        let labels: Vec<&str> = self.curves.iter().map(|curve| curve.label.as_str()).collect();
        let marks = marks::words(&self.happened, |place| self.place_words(place));
        format!("{} over {}: {}{marks}", self.title, self.across(), labels.join(", "))
    }

    fn across(&self) -> &'static str {
        match self.axis {
            Axis::Rounds => ROUNDS,
            Axis::Share => "% of the horizon",
            Axis::Seconds => "seconds",
        }
    }

    /// Where a point is along the axis as it is drawn.
    fn place(&self, point: &CurvePoint) -> f64 {
        if self.axis == Axis::Share { PERCENT * point.x } else { point.x }
    }

    /// The primitives for a size.
    pub fn layout(&self, size: Size) -> Layout {
        let size = size.validated(false);
        let ends = self.ends();
        let gutter = ends::gutter(&ends, size);
        let last = self.curves.iter().flat_map(|curve| &curve.points).map(|point| self.place(point));
        let reach = self.sketch.as_ref().map_or(0.0, |sketch| sketch.reach.0);
        let last = last.filter(|place| place.is_finite()).fold(reach, f64::max);
        let axes = Axes {
            horizon: 0,
            log_x: false,
            range: self.range(),
            log_y: false,
            percent: self.metric.is_share,
            title: Some(self.title.clone()),
            small: false,
            across: self.across(),
            end: Some(if last > 0.0 { last } else { 1.0 }),
            right: gutter.unwrap_or(16.0),
            rounds: Vec::new(),
        };
        let (frame, axes) = axes.lay_out(size);
        let mut marks = marks::lines(&self.happened, &frame);
        let column = 1.0 / size.ratio;
        for (index, curve) in self.curves.iter().enumerate() {
            marks.extend(self.band(curve, index, &frame, column));
        }
        for (index, curve) in self.curves.iter().enumerate() {
            let raw = curve.points.iter().map(|point| point.mean);
            if self.is_smoothed {
                let paint = Paint { ink: Ink::Series(index), opacity: BEHIND.1 };
                marks.extend(self.line(curve, raw, &frame, column, paint, 1.0, &[]));
            }
            let paint = Ink::Series(index).into();
            marks.extend(self.line(
                curve,
                curve.line.iter().copied(),
                &frame,
                column,
                paint,
                CURVE,
                dash(index),
            ));
        }
        marks.extend(self.sketch.iter().flat_map(|sketch| sketch.marks(&frame)));
        marks.extend(ends::marks(&ends, &frame, gutter));
        Layout { size, theme: self.theme, title: self.title(), axes, marks, frame }
    }

    /// Ends of the vertical axis.
    fn range(&self) -> (f64, f64) {
        let points = self.curves.iter().flat_map(|curve| &curve.points);
        let values = points.flat_map(|point| [point.low, point.mean, point.high]);
        let reach = self.sketch.iter().flat_map(|sketch| [0.0, sketch.reach.1]);
        let (lowest, highest) = values
            .chain(reach)
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        // The band of a sum may begin a little below zero.
        let is_whole = self.metric.accumulation == Accumulation::Sum && lowest >= -BELOW * highest;
        match (self.metric.is_share, is_whole) {
            (true, _) => (0.0, 1.0),
            (false, true) => range_from_zero(highest),
            (false, false) => range_around(lowest, highest),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what a line is drawn with")]
    fn line(
        &self,
        curve: &Overlay,
        values: impl Iterator<Item = f64>,
        frame: &Frame,
        column: f64,
        paint: Paint,
        width: f64,
        dash: &'static [f64],
    ) -> Vec<Primitive> {
        let places = curve.points.iter().zip(values).filter(|(_, value)| value.is_finite());
        let points: Vec<Point> = places
            .map(|(point, value)| Point { x: frame.x_at(self.place(point)), y: frame.y.place(value) })
            .collect();
        let parts = clipped(&thinned(&points, column), frame).into_iter().filter(|part| part.len() > 1);
        parts.map(|points| Primitive::Line { points, paint, width, dash }).collect()
    }

    /// The area between the ends of the intervals.
    fn band(&self, curve: &Overlay, index: usize, frame: &Frame, column: f64) -> Option<Primitive> {
        let known = || curve.points.iter().filter(|point| point.low.is_finite() && point.high.is_finite());
        if !known().any(|point| point.high > point.low) {
            return None;
        }
        let edge = |end: fn(&CurvePoint) -> f64| {
            let places =
                known().map(|point| Point { x: frame.x_at(self.place(point)), y: frame.y_of(end(point)) });
            thinned(&places.collect::<Vec<Point>>(), column)
        };
        let mut points = edge(|point| point.high);
        points.extend(edge(|point| point.low).into_iter().rev());
        let paint = Paint { ink: Ink::Series(index), opacity: BEHIND.0 };
        (points.len() > 2).then_some(Primitive::Area { points, paint })
    }

    fn ends(&self) -> Vec<End> {
        let end = |(index, curve): (usize, &Overlay)| {
            let (point, mean) = curve.points.last().zip(curve.line.last().copied())?;
            let value = self.value_words(point, mean);
            let label = curve.label.clone();
            mean.is_finite().then(|| End { index, label, value, round: self.place(point), mean, left: None })
        };
        self.curves.iter().enumerate().filter_map(end).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{AVERAGE_REWARD, REGRET};

    pub(super) fn curve(label: &str, ends: f64, points: u64) -> Overlay {
        let point = |place: u64| {
            let x = ends * place as f64 / points as f64;
            let mean = 10.0 * x.sqrt();
            CurvePoint { x, round: 10 * place, mean, low: mean - 1.0, high: mean + 1.0 }
        };
        let points: Vec<CurvePoint> = (1..=points).map(point).collect();
        let line = points.iter().map(|point| point.mean).collect();
        Overlay { label: label.to_owned(), points, line }
    }

    pub(super) fn chart(metric: &'static Metric, shape: Shape, curves: Vec<Overlay>) -> OverlayChart {
        OverlayChart::new(metric, "stars", shape, curves, Theme::Light)
    }

    pub(super) const PLAIN: Shape = Shape { axis: Axis::Rounds, window: None, smoothing: 0.0 };
    const SIZE: Size = Size { width: 700.0, height: 400.0, ratio: 1.0 };

    fn lines(layout: &Layout, index: usize) -> Vec<&Vec<Point>> {
        let of = |mark: &&Primitive| matches!(mark, Primitive::Line { paint, .. } if paint.ink == Ink::Series(index));
        layout
            .marks
            .iter()
            .filter(of)
            .filter_map(|mark| match mark {
                Primitive::Line { points, .. } => Some(points),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn runs_end_where_they_end() {
        let curves = vec![curve("Short", 500.0, 50), curve("Long", 1_000.0, 100)];
        let layout = chart(&REGRET, PLAIN, curves).layout(SIZE);
        let end = |index: usize| lines(&layout, index)[0].last().copied().expect("a point");
        assert!((end(1).x - layout.frame.right).abs() < 1e-9);
        let middle = (layout.frame.left + layout.frame.right) / 2.0;
        assert!((end(0).x - middle).abs() < 1.0, "{:?} {middle}", end(0));
        for index in 0..2 {
            for point in lines(&layout, index)[0] {
                assert!(layout.frame.contains(*point), "{point:?}");
            }
        }
    }

    #[test]
    fn curves_are_read_at_their_last_point_up_to_a_place() {
        let curves = vec![curve("Short", 500.0, 5), curve("Long", 1_000.0, 5)];
        let chart = chart(&REGRET, PLAIN, curves);
        assert_eq!(chart.stops(), [100.0, 200.0, 300.0, 400.0, 500.0, 600.0, 800.0, 1_000.0]);
        let said = |place: f64| chart.readings(place).into_iter().map(|(_, value)| value).collect::<Vec<_>>();
        assert_eq!(said(50.0), [None, None]);
        assert_eq!(said(300.0), [Some("173.2 ± 1.0".to_owned()), Some("141.4 ± 1.0".to_owned())]);
        assert_eq!(said(600.0), [None, Some("244.9 ± 1.0".to_owned())]);
        assert_eq!(chart.place_words(600.0), "round 600");
    }

    #[test]
    fn shares_of_the_horizon_are_percent_and_a_fast_run_has_an_axis_too() {
        let shape = Shape { axis: Axis::Share, ..PLAIN };
        let layout = chart(&REGRET, shape, vec![curve("One", 1.0, 20)]).layout(SIZE);
        let texts: Vec<&str> = layout
            .axes
            .iter()
            .filter_map(|axis| match axis {
                Primitive::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert!(texts.contains(&"100") && texts.contains(&"% of the horizon"), "{texts:?}");
        let shape = Shape { axis: Axis::Seconds, ..PLAIN };
        let layout = chart(&REGRET, shape, vec![curve("Fast", 0.02, 20)]).layout(SIZE);
        assert!((layout.frame.x.high - 0.02).abs() < 1e-12, "{:?}", layout.frame.x);
    }

    #[test]
    fn what_was_smoothed_lies_behind_its_line() {
        let mut noisy = curve("Noisy", 100.0, 40);
        let means: Vec<f64> = noisy.points.iter().map(|point| point.mean).collect();
        noisy.line = smoothed(&means, 0.9);
        let shape = Shape { smoothing: 0.9, ..PLAIN };
        let layout = chart(&AVERAGE_REWARD, shape, vec![noisy]).layout(SIZE);
        // The line of its name is the third.
        assert_eq!(lines(&layout, 0).len(), 3);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let empty = Overlay { label: "None".to_owned(), points: Vec::new(), line: Vec::new() };
        let layout = chart(&REGRET, PLAIN, vec![empty]).layout(SIZE);
        assert!(layout.marks.is_empty() && !layout.axes.is_empty());
    }
}
