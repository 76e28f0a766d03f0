//! Every setting of a study as a line through its parameters and what it came to.

use super::{BEST, DOT, baseline, near_range, outcomes};
use crate::chart::labels::grounded;
use crate::chart::layout::{Align, Frame, Ink, Layout, Paint, Point, Primitive, Size};
use crate::chart::numbers::counted;
use crate::chart::scale::{Scale, compact};
use crate::chart::theme::{Marker, Theme};
use crate::descriptor::Value;
use crate::tune::{Domain, Study};

/// A parameter or the metric as an upright axis.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Upright {
    pub(super) name: String,
    ticks: Vec<(f64, String)>,
    low: f64,
    high: f64,
    /// Whether the smaller values stand above.
    is_turned: bool,
}

/// A range of values; an end that is none is open.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ValueRange {
    /// The smallest.
    pub low: Option<f64>,
    /// The largest.
    pub high: Option<f64>,
}

impl ValueRange {
    /// Whether a value is in it; one that is no number is in any.
    fn has(self, number: Option<f64>) -> bool {
        let Some(number) = number else { return true };
        self.low.is_none_or(|low| number >= low) && self.high.is_none_or(|high| number <= high)
    }
}

/// Every trial as a line through its parameters and what it came to; better is up.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingsChart {
    pub(super) axes: Vec<Upright>,
    /// Of each trial its coordinates, the worst first.
    pub(super) lines: Vec<Vec<f64>>,
    /// How many trials there are with those that are not shown.
    all: usize,
    agent: usize,
    theme: Theme,
}

impl SettingsChart {
    /// The chart of a study as far as it has come.
    pub fn new(study: &Study, theme: Theme) -> SettingsChart {
        SettingsChart::within(study, theme, &[])
    }

    /// The same of the trials within these ranges: one for each parameter in turn, and then one for the metric. What has none is in any.
    pub fn within(study: &Study, theme: Theme, ranges: &[ValueRange]) -> SettingsChart {
        let outcomes = outcomes(study);
        let dimensions = &study.spec().space.dimensions;
        let mut axes: Vec<Upright> = dimensions
            .iter()
            .map(|dimension| {
                let (low, high) = dimension
                    .domain
                    .ends()
                    .unwrap_or_else(|| (-0.5, dimension.domain.size().map_or(0.5, |size| size as f64 - 0.5)));
                let is_turned = false;
                Upright {
                    name: dimension.name.clone(),
                    ticks: ticks(&dimension.domain),
                    low,
                    high,
                    is_turned,
                }
            })
            .collect();
        let metric = study.metric();
        let values: Vec<f64> = outcomes.iter().map(|outcome| outcome.value).collect();
        let (low, high) = near_range(metric, &values, baseline(study));
        let shown = |value: f64| if metric.is_share { 100.0 * value } else { value };
        axes.push(Upright {
            name: metric.title.to_owned(),
            ticks: [low, (low + high) / 2.0, high].map(|value| (value, compact(shown(value)))).to_vec(),
            low,
            high,
            is_turned: metric.lower_is_better,
        });
        let line = |trial: usize| {
            let outcome = outcomes.iter().find(|outcome| outcome.trial == trial)?;
            let setting = &study.state().trials.get(trial)?.setting;
            let numbers = setting.iter().map(|value| match value {
                Value::Number(number) => Some(*number),
                _ => None,
            });
            let numbers = numbers.chain([Some(shown(outcome.value))]);
            if !ranges.iter().zip(numbers).all(|(range, number)| range.has(number)) {
                return None;
            }
            let places = dimensions.iter().zip(setting);
            let mut line: Vec<f64> =
                places.filter_map(|(dimension, value)| dimension.domain.coordinate(value)).collect();
            line.push(outcome.value);
            Some(line)
        };
        let mut lines: Vec<Vec<f64>> = study.ranking().into_iter().filter_map(line).collect();
        lines.reverse();
        SettingsChart { axes, lines, all: outcomes.len(), agent: study.spec().agent, theme }
    }

    /// What is drawn, in a few words.
    pub fn title(&self) -> String {
        let names: Vec<&str> = self.axes.iter().map(|axis| axis.name.as_str()).collect();
        let all = counted(self.all as u64, "trial", "trials");
        let shown = if self.lines.len() == self.all { all } else { format!("{} of {all}", self.lines.len()) };
        format!("{shown} as lines through {}", names.join(", "))
    }

    /// The primitives for a size.
    pub fn layout(&self, size: Size) -> Layout {
        let size = size.validated(false);
        let (top, bottom) = (44.0, size.height - 22.0);
        let (left, right) = (28.0, size.width - 28.0);
        let last = self.axes.len().saturating_sub(1).max(1) as f64;
        let x_of = |place: usize| left + (right - left) * place as f64 / last;
        let y_of = |axis: &Upright, value: f64| {
            let share = ((value - axis.low) / (axis.high - axis.low)).clamp(0.0, 1.0);
            if axis.is_turned { top + share * (bottom - top) } else { bottom - share * (bottom - top) }
        };
        let (mut below, mut marks) = (Vec::new(), Vec::new());
        for place in 0..self.axes.len() {
            let x = x_of(place);
            below.push(Primitive::Rule {
                from: Point { x, y: top },
                to: Point { x, y: bottom },
                ink: Ink::Axis,
            });
        }
        for (rank, line) in self.lines.iter().enumerate() {
            let from_best = self.lines.len() - 1 - rank;
            let places = self.axes.iter().zip(line).enumerate();
            let points: Vec<Point> = places
                .map(|(place, (axis, value))| Point { x: x_of(place), y: y_of(axis, *value) })
                .collect();
            let (paint, width) = match from_best {
                0 => (Ink::Series(self.agent).into(), 3.0),
                rank if rank < BEST => (Ink::Text.into(), 1.5),
                _ => (Paint { ink: Ink::Axis, opacity: 0.4 }, 1.0),
            };
            if from_best == 0 {
                marks.extend(points.iter().map(|centre| Primitive::Area {
                    points: Marker::Circle.outline(*centre, DOT + 1.0),
                    paint,
                }));
            }
            marks.push(Primitive::Line { points, paint, width, dash: &[] });
        }
        for (place, axis) in self.axes.iter().enumerate() {
            let x = x_of(place);
            let (align, shift) = match place {
                0 => (Align::Left, -left + 4.0),
                place if place + 1 == self.axes.len() => (Align::Right, size.width - 4.0 - right),
                _ => (Align::Centre, 0.0),
            };
            let name = Point { x: x + shift, y: 10.0 };
            below.push(Primitive::Text { text: axis.name.clone(), at: name, align, ink: Ink::Text });
            for (value, text) in &axis.ticks {
                let y = y_of(axis, *value);
                let (at, align) = match y {
                    y if y <= top + 1.0 => (Point { x: x + shift, y: top - 12.0 }, align),
                    y if y >= bottom - 1.0 => (Point { x: x + shift, y: bottom + 12.0 }, align),
                    y if place + 1 == self.axes.len() => (Point { x: x - 7.0, y }, Align::Right),
                    y => (Point { x: x + 7.0, y }, Align::Left),
                };
                marks.extend(grounded(text.clone(), at, align, Ink::Muted));
            }
        }
        let x = Scale { low: 0.0, high: last, log: false, from: left, to: right };
        let y = Scale { low: 0.0, high: 1.0, log: false, from: bottom, to: top };
        let frame = Frame { left, top, right, bottom, x, y, rounds: Vec::new() };
        Layout { size, theme: self.theme, title: self.title(), axes: below, marks, frame }
    }
}

/// The values that stand beside the axis of a parameter: both ends and round numbers between, or all options.
fn ticks(domain: &Domain) -> Vec<(f64, String)> {
    match domain {
        Domain::Options { values } => {
            let text = |value: &Value| match value {
                Value::Number(number) => compact(*number),
                other => other.to_string(),
            };
            values.iter().enumerate().map(|(place, value)| (place as f64, text(value))).collect()
        }
        Domain::Range { low, high, log, .. } => {
            let scale = Scale { low: *low, high: *high, log: *log, from: 0.0, to: 1.0 };
            let (first, last) = domain.ends().unwrap_or((*low, *high));
            let near = |tick: &f64| {
                let share = scale.place(*tick);
                (0.12..0.88).contains(&share)
            };
            let inner = scale.ticks(4.0).into_iter().filter(near);
            let inner = inner.map(|tick| (domain.scaled(tick), compact(tick)));
            [(first, compact(*low))].into_iter().chain(inner).chain([(last, compact(*high))]).collect()
        }
    }
}
