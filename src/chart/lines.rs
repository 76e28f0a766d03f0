//! The line chart: one curve a policy, with its band.

use super::axes::{Axes, ROUNDS};
use super::curves::{Curves, tail};
use super::ends::{self, End};
use super::interval::interval;
use super::layout::{Frame, Ink, Layout, Paint, Point, Primitive, Size};
use super::numbers::counted;
use super::path::{clipped, thinned};
use super::scale::{range_around, range_from_zero, range_of_logarithms};
use super::theme::{Theme, dash};
use crate::math::sorting::sorted;
use crate::metrics::{Accumulation, Metric, REGRET};
use crate::results::{Band, FEWEST_SEEDS_OF_A_BAND, RunLog};

/// Most seeds of a policy that are drawn as lines of their own: the first so many.
pub const MOST_MEMBERS: usize = 30;

/// Width of a curve, CSS pixels.
const CURVE: f64 = 2.0;

/// A curve that ends so many times above the next one is left out of a scale of the learners.
const FAR_ABOVE: f64 = 3.0;

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
    /// Whether sums have a scale of the curves that learn: one that ends more than three times above the next leaves the
    /// frame at the top.
    pub learners: bool,
    /// Whether the chart is small: without names and titles.
    pub small: bool,
    /// Whether the title of the values stands elsewhere.
    pub untitled: bool,
    /// The colours.
    pub theme: Theme,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            log_x: false,
            log_y: false,
            members: false,
            hidden: 0,
            learners: false,
            small: false,
            untitled: false,
            theme: Theme::Light,
        }
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
            // Too few seeds for a band are shown themselves.
            let few = (2..FEWEST_SEEDS_OF_A_BAND).contains(&policy.seeds.len());
            let seeds = if options.members || few { policy.seeds.len().min(MOST_MEMBERS) } else { 0 };
            let line = |seed| rounds.iter().copied().zip(log.shown(index, seed, metric)).collect();
            Series {
                label: policy.label.clone(),
                bands: bands
                    .chain(tail(log, index, metric))
                    .map(|(round, band)| (round, band.shown_within(metric.range)))
                    .collect(),
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
        let size = size.validated(self.options.small);
        let small = self.options.small;
        let range = self.range();
        let ends = self.ends(range.1);
        let gutter = if small { None } else { ends::gutter(&ends, size) };
        let axes = Axes {
            horizon: self.horizon,
            log_x: self.options.log_x,
            range,
            log_y: self.options.log_y,
            percent: self.metric.is_share,
            title: (!small && !self.options.untitled).then(|| self.title.clone()),
            small,
            across: ROUNDS,
            end: None,
            right: gutter.unwrap_or(if small { 10.0 } else { 16.0 }),
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
        marks.extend(ends::marks(&ends, &frame, gutter));
        Layout { size, theme: self.options.theme, title: self.title(), axes, marks, frame }
    }

    /// The policies whose curves leave the frame at the top, so that those of the learners can be told apart: all above the
    /// widest gap of a factor of more than three between two final values. None where sums are not what is drawn, or where
    /// nothing is far above the rest.
    pub fn far_above(&self) -> Vec<usize> {
        if self.metric.accumulation != Accumulation::Sum || self.options.log_y {
            return Vec::new();
        }
        let last = |(index, series): (usize, &Series)| Some((index, series.bands.last()?.1.mean));
        let ends: Vec<(usize, f64)> = self.series.iter().enumerate().filter_map(last).collect();
        let ends = sorted(ends, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let gap = |place: &usize| ends[*place].1 / ends[place + 1].1;
        // Two curves stay, to be compared with each other.
        let gaps = (0..ends.len().saturating_sub(2))
            .filter(|place| ends[place + 1].1 > 0.0 && gap(place) > FAR_ABOVE);
        let widest = gaps.max_by(|a, b| gap(a).total_cmp(&gap(b)));
        widest.map_or_else(Vec::new, |place| ends[..=place].iter().map(|(index, _)| *index).collect())
    }

    /// Ends of the vertical axis.
    fn range(&self) -> (f64, f64) {
        let is_sum = self.metric.accumulation == Accumulation::Sum;
        let settling = if is_sum { 0.0 } else { SETTLING * self.horizon as f64 };
        let left_out = if self.options.learners { self.far_above() } else { Vec::new() };
        let shown = || {
            self.series
                .iter()
                .enumerate()
                .filter(|(index, _)| !left_out.contains(index))
                .map(|(_, series)| series)
        };
        let values = || {
            let bands = shown().flat_map(|series| &series.bands);
            let bands =
                bands.flat_map(|(round, band)| [band.mean, band.low, band.high].map(|value| (*round, value)));
            bands.chain(shown().flat_map(|series| series.members.iter().flatten().copied()))
        };
        let settled = values().any(|(round, _)| round as f64 >= settling);
        let counted = || {
            values().filter(move |(round, _)| !settled || *round as f64 >= settling).map(|(_, value)| value)
        };
        let highest = counted().fold(f64::NEG_INFINITY, f64::max);
        if self.options.log_y {
            return range_of_logarithms(
                counted().filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min),
                highest,
            );
        }
        if is_sum {
            return range_from_zero(highest);
        }
        if self.metric.is_share {
            return (0.0, 1.0);
        }
        range_around(counted().fold(f64::INFINITY, f64::min), highest)
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

    /// Where the curves end, or leave the frame at its `highest` value.
    fn ends(&self, highest: f64) -> Vec<End> {
        let end = |(index, series): (usize, &Series)| {
            let (round, band) = *series.bands.last()?;
            if !self.shows(band.mean) {
                return None;
            }
            let left = series.bands.iter().find(|(_, band)| self.options.learners && band.mean > highest);
            let left = left.filter(|_| band.mean > highest).map(|(round, _)| *round as f64);
            let value = interval(&band, self.metric);
            Some(End {
                index,
                label: series.label.clone(),
                value,
                round: round as f64,
                mean: band.mean,
                left,
            })
        };
        self.series.iter().enumerate().filter_map(end).collect()
    }
}

/// What the vertical axis shows, with its unit.
fn axis_title(log: &RunLog, metric: &Metric) -> String {
    let unit = metric.unit_in(log.experiment.reward_unit());
    if unit.is_empty() { metric.title.to_owned() } else { format!("{} ({unit})", metric.title) }
}
