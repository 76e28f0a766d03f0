//! The line chart: one curve a policy, with its band.

use super::axes::{Axes, ROUNDS};
use super::curves::{Curves, member, tail};
use super::labels::spread;
use super::layout::{
    Align, Frame, Ink, Layout, NARROW, Paint, Point, Primitive, Size, TEXT_SIZE, shortened, text_width,
};
use super::numbers::counted;
use super::path::{clipped, thinned};
use super::scale::{range_around, range_from_zero, range_of_logarithms};
use super::theme::{Theme, dash, marker};
use crate::metrics::{Accumulation, Metric, REGRET};
use crate::results::{Band, RunLog};

/// Most seeds of a policy that are drawn as lines of their own: the first so many.
pub const MOST_MEMBERS: usize = 30;

/// Width of a curve, CSS pixels.
const CURVE: f64 = 2.0;

/// Radius of a marker, CSS pixels.
const MARKER: f64 = 5.0;

/// From the end of a line to the marker beside it, CSS pixels.
const TO_MARKER: f64 = 16.0;

/// From the end of a line to its name, CSS pixels.
const TO_NAME: f64 = 26.0;

/// From one name to the next, CSS pixels.
const NAME_GAP: f64 = TEXT_SIZE + 4.0;

/// Averages over so small a part of the run are mostly noise and don't set the range of their axis.
const SETTLING: f64 = 0.01;

/// How a line chart is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Rounds on a logarithmic axis.
    pub log_x: bool,
    /// Values on a logarithmic axis; what is not above zero is left out.
    pub log_y: bool,
    /// A faint line for each seed, up to [`MOST_MEMBERS`] a policy.
    pub members: bool,
    /// Bit `i` is set where policy `i` is not drawn; it keeps its colour.
    pub hidden: u16,
    /// The colours.
    pub theme: Theme,
}

impl Default for Options {
    fn default() -> Options {
        Options { log_x: false, log_y: false, members: false, hidden: 0, theme: Theme::Light }
    }
}

/// A curve, its band and its members, at rounds.
#[derive(Debug, Clone, PartialEq)]
struct Series {
    label: String,
    bands: Vec<(u64, Band)>,
    members: Vec<Vec<(u64, f64)>>,
}

/// One metric over rounds, a curve a policy: data, to be laid out for a size.
#[derive(Debug, Clone, PartialEq)]
pub struct LineChart {
    metric: &'static Metric,
    options: Options,
    title: String,
    horizon: u64,
    rounds: Vec<u64>,
    series: Vec<Series>,
}

/// Cumulative regret of a complete run, as the page shows it first.
pub fn regret_chart(log: &RunLog) -> LineChart {
    let mut curves = Curves::new(log.policies.len());
    curves.catch_up(log);
    LineChart::new(log, &curves, &REGRET, Options::default())
}

impl Options {
    /// Whether a policy is not drawn.
    pub fn hides(&self, policy: usize) -> bool {
        u32::try_from(policy)
            .ok()
            .and_then(|bit| 1_u16.checked_shl(bit))
            .is_some_and(|bit| self.hidden & bit != 0)
    }
}

impl LineChart {
    /// The chart of what the curves hold of this log, and of the round where all seeds stand now.
    pub fn new(log: &RunLog, curves: &Curves, metric: &'static Metric, options: Options) -> LineChart {
        let rounds = log.rounds[..curves.checkpoints().min(log.rounds.len())].to_vec();
        let series = log.policies.iter().enumerate().map(|(index, policy)| {
            let bands = rounds.iter().copied().zip(curves.bands(index, metric).iter().copied());
            if options.hides(index) {
                return Series { label: String::new(), bands: Vec::new(), members: Vec::new() };
            }
            let seeds = if options.members { policy.seeds.len().min(MOST_MEMBERS) } else { 0 };
            let line = |seed| rounds.iter().copied().zip(member(log, index, seed, metric)).collect();
            Series {
                label: policy.label.clone(),
                bands: bands.chain(tail(log, index, metric)).collect(),
                members: (0..seeds).map(line).collect(),
            }
        });
        LineChart {
            metric,
            options,
            title: axis_title(log, metric),
            horizon: log.experiment.horizon,
            series: series.collect(),
            rounds,
        }
    }

    /// What is drawn, in a few words: the metric and the policies.
    pub fn title(&self) -> String {
        let shown = self.series.iter().filter(|series| !series.label.is_empty());
        let labels: Vec<&str> = shown.map(|series| series.label.as_str()).collect();
        format!("{} over {}: {}", self.title, counted(self.horizon, "round", "rounds"), labels.join(", "))
    }

    /// The primitives for a size.
    pub fn layout(&self, size: Size) -> Layout {
        let size = size.validated();
        let names = self.name_width(size);
        let axes = Axes {
            horizon: self.horizon,
            log_x: self.options.log_x,
            range: self.range(),
            log_y: self.options.log_y,
            percent: self.metric.is_share,
            title: self.title.clone(),
            across: ROUNDS,
            right: names.map_or(16.0, |width| width + TO_NAME + 4.0),
            rounds: self.rounds.clone(),
        };
        let (frame, axes) = axes.lay_out(size);
        let mut marks = Vec::new();
        let column = 1.0 / size.ratio;
        for (index, series) in self.series.iter().enumerate() {
            marks.extend(self.band(series, index, &frame, column));
        }
        for (index, series) in self.series.iter().enumerate() {
            for member in &series.members {
                let paint = Paint { ink: Ink::Series(index), opacity: 0.3 };
                marks.extend(self.line(member.iter().copied(), &frame, column, paint, 1.0, &[]));
            }
        }
        for (index, series) in self.series.iter().enumerate() {
            let means = series.bands.iter().map(|(round, band)| (*round, band.mean));
            let ink = Ink::Series(index);
            marks.extend(self.line(means, &frame, column, ink.into(), CURVE, dash(index)));
        }
        marks.extend(self.ends(&frame, names));
        Layout { size, theme: self.options.theme, title: self.title(), axes, marks, frame }
    }

    /// Room for the longest name, CSS pixels; none where the chart is too narrow for names.
    fn name_width(&self, size: Size) -> Option<f64> {
        let widest = self.series.iter().map(|series| text_width(&series.label)).fold(0.0, f64::max);
        (size.width >= NARROW).then_some(widest.min(0.26 * size.width))
    }

    /// Ends of the vertical axis.
    fn range(&self) -> (f64, f64) {
        let is_sum = self.metric.accumulation == Accumulation::Sum;
        let settling = if is_sum { 0.0 } else { SETTLING * self.horizon as f64 };
        let bands = || self.series.iter().flat_map(|series| &series.bands);
        let validated = bands().any(|(round, _)| *round as f64 >= settling);
        let counted = bands().filter(|(round, _)| !validated || *round as f64 >= settling);
        let counted: Vec<&Band> = counted.map(|(_, band)| band).collect();
        let highest = counted.iter().map(|band| band.high).fold(f64::NEG_INFINITY, f64::max);
        if self.options.log_y {
            let positive = counted.iter().flat_map(|band| [band.mean, band.low]).filter(|value| *value > 0.0);
            return range_of_logarithms(positive.fold(f64::INFINITY, f64::min), highest);
        }
        if is_sum {
            return range_from_zero(highest);
        }
        if self.metric.is_share {
            return (0.0, 1.0);
        }
        range_around(counted.iter().map(|band| band.low).fold(f64::INFINITY, f64::min), highest)
    }

    /// Whether the vertical axis has a place for a value.
    fn shows(&self, value: f64) -> bool {
        value.is_finite() && (!self.options.log_y || value > 0.0)
    }

    /// A line through values, cut where the axis has no place for them.
    fn line(
        &self,
        values: impl Iterator<Item = (u64, f64)>,
        frame: &Frame,
        column: f64,
        paint: Paint,
        width: f64,
        dash: &'static [f64],
    ) -> Vec<Primitive> {
        let values: Vec<(u64, f64)> = values.collect();
        let parts = values.chunk_by(|a, b| self.shows(a.1) == self.shows(b.1));
        let mut lines = Vec::new();
        for part in parts.filter(|part| part.iter().all(|(_, value)| self.shows(*value))) {
            let place =
                |(round, value): &(u64, f64)| Point { x: frame.x_of(*round), y: frame.y.place(*value) };
            let points: Vec<Point> = part.iter().map(place).collect();
            let inside =
                clipped(&thinned(&points, column), frame).into_iter().filter(|points| points.len() > 1);
            lines.extend(inside.map(|points| Primitive::Line { points, paint, width, dash }));
        }
        lines
    }

    /// The area between the ends of the 95 % interval.
    fn band(&self, series: &Series, index: usize, frame: &Frame, column: f64) -> Option<Primitive> {
        let wide = |band: &Band| band.high > band.low && band.low.is_finite() && band.high.is_finite();
        let edge = |end: fn(&Band) -> f64| {
            let shown = series.bands.iter().filter(|(_, band)| self.shows(band.high));
            let points = shown.map(|(round, band)| Point { x: frame.x_of(*round), y: frame.y_of(end(band)) });
            thinned(&points.collect::<Vec<Point>>(), column)
        };
        if !series.bands.iter().any(|(_, band)| wide(band)) {
            return None;
        }
        let mut points = edge(|band| band.high);
        points.extend(edge(|band| band.low).into_iter().rev());
        let paint = Paint { ink: Ink::Series(index), opacity: 0.18 };
        (points.len() > 2).then_some(Primitive::Area { points, paint })
    }

    /// A marker for each line: beside its end, before its name, where there is room, else on it. Lines that end
    /// together are told apart beside their ends.
    fn ends(&self, frame: &Frame, names: Option<f64>) -> Vec<Primitive> {
        let ends = self.series.iter().enumerate().filter_map(|(index, series)| {
            let (round, band) = series.bands.last()?;
            self.shows(band.mean).then(|| (index, Point { x: frame.x_of(*round), y: frame.y_of(band.mean) }))
        });
        let ends: Vec<(usize, Point)> = ends.collect();
        let shape = |index: usize, centre: Point| {
            let points = marker(index).outline(centre, MARKER);
            Primitive::Area { points, paint: Ink::Series(index).into() }
        };
        let wanted: Vec<f64> = ends.iter().map(|(_, end)| end.y).collect();
        let half = TEXT_SIZE / 2.0;
        let places = spread(&wanted, NAME_GAP, frame.top + half, frame.bottom - half);
        let Some((places, width)) = places.zip(names) else {
            return ends.into_iter().map(|(index, end)| shape(index, end)).collect();
        };
        let mut marks = Vec::new();
        for ((index, end), y) in ends.into_iter().zip(places) {
            let beside = Point { x: end.x + TO_MARKER, y };
            let paint = Ink::Series(index).into();
            marks.push(Primitive::Line { points: vec![end, beside], paint, width: 1.0, dash: &[] });
            marks.push(shape(index, beside));
            let text = shortened(&self.series[index].label, width);
            let at = Point { x: end.x + TO_NAME, y };
            marks.push(Primitive::Text { text, at, align: Align::Left, ink: Ink::Text });
        }
        marks
    }
}

/// What the vertical axis shows, with its unit.
fn axis_title(log: &RunLog, metric: &Metric) -> String {
    let unit = metric.unit_in(log.experiment.reward_unit());
    if unit.is_empty() { metric.title.to_owned() } else { format!("{} ({unit})", metric.title) }
}
