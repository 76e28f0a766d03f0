//! The trials of a study: what each came to with the best so far, and every setting as a line.

use super::axes::Axes;
use super::compared::noun;
use super::layout::{Align, Frame, Ink, Layout, Paint, Point, Primitive, Size, text_width};
use super::numbers::{capital, counted, readable, whole};
use super::scale::{Scale, compact, range_around, range_from_zero};
use super::theme::{Marker, Theme};
use crate::descriptor::Value;
use crate::metrics::{Accumulation, Metric};
use crate::tune::{Domain, Study};

/// Radius of a trial, CSS pixels.
const DOT: f64 = 3.5;

/// How many of the best trials stand out.
const BEST: usize = 3;

/// What one trial came to.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Outcome {
    trial: usize,
    /// The mean over the tuning seeds; of one that was stopped early as if it had gone on in the same way.
    value: f64,
    /// Whether it has run for all rounds.
    is_whole: bool,
}

/// What trials came to.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchChart {
    metric: &'static Metric,
    unit: String,
    horizon: u64,
    planned: usize,
    outcomes: Vec<Outcome>,
    baseline: Option<f64>,
    /// The policy's place, which gives its colour.
    agent: usize,
    theme: Theme,
}

/// What trials came to so far, those that were stopped scaled up to all rounds where the metric is a sum.
fn outcomes(study: &Study) -> Vec<Outcome> {
    let horizon = study.spec().experiment.horizon;
    let outcome = |trial: usize| {
        let (rung, mean) = study.latest(trial)?;
        let rounds = study.rounds_of(trial, rung);
        let is_sum = study.metric().accumulation == Accumulation::Sum;
        let value = if is_sum { mean * horizon as f64 / rounds as f64 } else { mean };
        // A score that is no number counts as the worst there is, and has no place in a picture.
        (value.abs() < f64::MAX / 2.0).then_some(Outcome { trial, value, is_whole: rounds == horizon })
    };
    (0..study.state().trials.len()).filter_map(outcome).collect()
}

/// The mean of the policy as the experiment has it over the tuning seeds; none before all are there.
fn baseline(study: &Study) -> Option<f64> {
    let scores = study.state().baseline.get(..study.spec().seeds as usize)?;
    Some(scores.iter().copied().sum::<Option<f64>>()? / scores.len() as f64)
}

/// Of a sum that can only grow, values beyond this many times the best and the policy as it is stand at the edge: what is far worse would
/// leave no room for what is compared.
const FAR: f64 = 3.0;

/// Ends of an axis that holds these values, or those of them that are not far worse.
fn near_range(metric: &Metric, values: &[f64], baseline: Option<f64>) -> (f64, f64) {
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let far = FAR * baseline.unwrap_or(lowest).max(lowest);
    if metric.lower_is_better && !metric.is_share && lowest >= 0.0 && far > 0.0 && highest > far {
        return range_from_zero(far);
    }
    range_of(metric, values.iter().copied())
}

/// Ends of an axis that holds these values.
fn range_of(metric: &Metric, values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    match metric.is_share {
        true => (0.0, 1.0),
        false if low >= 0.0 && low < 0.3 * high => range_from_zero(high),
        false => range_around(low, high),
    }
}

impl SearchChart {
    /// The chart of a study as far as it has come.
    pub fn new(study: &Study, theme: Theme) -> SearchChart {
        let experiment = &study.spec().experiment;
        SearchChart {
            metric: study.metric(),
            unit: study.metric().unit_in(experiment.reward_unit()),
            horizon: experiment.horizon,
            planned: study.planned(),
            outcomes: outcomes(study),
            baseline: baseline(study),
            agent: study.spec().agent,
            theme,
        }
    }

    /// What is drawn, in a sentence.
    pub fn sentence(&self) -> String {
        let Some(best) = self.best_so_far().last().map(|(_, best)| *best) else {
            return "No trial has run for all rounds yet.".to_owned();
        };
        let through = counted(self.outcomes.len() as u64, "trial", "trials");
        format!("The best of {through} so far comes to {}.", readable(best))
    }

    fn is_better(&self, one: f64, other: f64) -> bool {
        if self.metric.lower_is_better { one < other } else { one > other }
    }

    /// The trials that were better than all before them, with what they came to, among those that ran for all rounds.
    fn best_so_far(&self) -> Vec<(usize, f64)> {
        let mut best: Vec<(usize, f64)> = Vec::new();
        for outcome in self.outcomes.iter().filter(|outcome| outcome.is_whole) {
            if best.last().is_none_or(|(_, last)| self.is_better(outcome.value, *last)) {
                best.push((outcome.trial, outcome.value));
            }
        }
        best
    }

    /// The primitives for a size.
    pub fn layout(&self, size: Size) -> Layout {
        let size = size.validated(false);
        let values: Vec<f64> =
            self.outcomes.iter().map(|outcome| outcome.value).chain(self.baseline).collect();
        let unit = if self.unit.is_empty() { String::new() } else { format!(" ({})", self.unit) };
        let axes = Axes {
            horizon: 0,
            log_x: false,
            range: near_range(self.metric, &values, self.baseline),
            log_y: false,
            percent: self.metric.is_share,
            title: Some(format!("{}{unit}", self.metric.title)),
            small: false,
            across: "trials",
            end: Some(self.planned.max(2) as f64),
            right: 16.0,
            rounds: Vec::new(),
        };
        let (frame, axes) = axes.lay_out(size);
        let at = |trial: usize, value: f64| Point { x: frame.x_at(trial as f64 + 1.0), y: frame.y_of(value) };
        let mut marks = Vec::new();
        if let Some(baseline) = self.baseline {
            let y = frame.y_of(baseline);
            marks.push(Primitive::Line {
                points: vec![Point { x: frame.left, y }, Point { x: frame.right, y }],
                paint: Ink::Muted.into(),
                width: 1.5,
                dash: &[4.0, 4.0],
            });
            let text = format!("as it is {}", readable(baseline));
            let above = Point { x: frame.right, y: (y - 9.0).max(frame.top + 6.0) };
            marks.push(Primitive::Text { text, at: above, align: Align::Right, ink: Ink::Muted });
        }
        for outcome in &self.outcomes {
            marks.push(if outcome.is_whole {
                let points = Marker::Circle.outline(at(outcome.trial, outcome.value), DOT);
                Primitive::Area { points, paint: Ink::Axis.into() }
            } else {
                ring(at(outcome.trial, outcome.value), Ink::Axis)
            });
        }
        marks.extend(self.steps(&frame));
        Layout { size, theme: self.theme, title: self.title(), axes, marks, frame }
    }

    /// What is drawn, in a few words.
    pub fn title(&self) -> String {
        format!("{} of trials, and the best so far", self.metric.title)
    }

    /// What the marks mean, for a line beside the chart.
    pub fn legend(&self) -> String {
        let scaled = match self.metric.accumulation {
            Accumulation::Sum => " and is scaled up to all",
            _ => "",
        };
        format!(
            "{} after {} rounds; an open dot was stopped early{scaled}; what is far worse is at the edge",
            capital(&noun(self.metric)),
            whole(self.horizon)
        )
    }

    /// The line of the best so far, with its marks and its last value.
    fn steps(&self, frame: &Frame) -> Vec<Primitive> {
        let best = self.best_so_far();
        let Some((_, last)) = best.last().copied() else { return Vec::new() };
        let ink = Ink::Series(self.agent);
        let mut points: Vec<Point> = Vec::new();
        for (trial, value) in &best {
            let x = frame.x_at(*trial as f64 + 1.0);
            points.extend(points.last().map(|before| Point { x, y: before.y }));
            points.push(Point { x, y: frame.y_of(*value) });
        }
        let reached = self.outcomes.last().map_or(0, |outcome| outcome.trial);
        points.push(Point { x: frame.x_at(reached as f64 + 1.0), y: frame.y_of(last) });
        let mut marks = vec![Primitive::Line { points, paint: ink.into(), width: 2.5, dash: &[] }];
        marks.extend(best.iter().map(|(trial, value)| {
            let centre = Point { x: frame.x_at(*trial as f64 + 1.0), y: frame.y_of(*value) };
            Primitive::Area { points: Marker::Circle.outline(centre, DOT + 1.0), paint: ink.into() }
        }));
        let text = format!("best so far {}", readable(last));
        let y = (frame.y_of(last) + 11.0).min(frame.bottom - 7.0);
        marks.push(Primitive::Text { text, at: Point { x: frame.right, y }, align: Align::Right, ink });
        marks
    }
}

/// An open dot.
fn ring(centre: Point, ink: Ink) -> Primitive {
    let mut points = Marker::Circle.outline(centre, DOT);
    points.extend(points.first().copied());
    Primitive::Line { points, paint: ink.into(), width: 1.5, dash: &[] }
}

/// A parameter or the metric as an upright axis.
#[derive(Debug, Clone, PartialEq)]
struct Upright {
    name: String,
    ticks: Vec<(f64, String)>,
    low: f64,
    high: f64,
    /// Whether the smaller values stand above.
    is_turned: bool,
}

/// Every trial as a line through its parameters and what it came to; better is up.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingsChart {
    axes: Vec<Upright>,
    /// Of each trial its coordinates, the worst first.
    lines: Vec<Vec<f64>>,
    agent: usize,
    theme: Theme,
}

impl SettingsChart {
    /// The chart of a study as far as it has come.
    pub fn new(study: &Study, theme: Theme) -> SettingsChart {
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
            let places = dimensions.iter().zip(setting);
            let mut line: Vec<f64> =
                places.filter_map(|(dimension, value)| dimension.domain.coordinate(value)).collect();
            line.push(outcome.value);
            Some(line)
        };
        let mut lines: Vec<Vec<f64>> = study.ranking().into_iter().filter_map(line).collect();
        lines.reverse();
        SettingsChart { axes, lines, agent: study.spec().agent, theme }
    }

    /// What is drawn, in a few words.
    pub fn title(&self) -> String {
        let names: Vec<&str> = self.axes.iter().map(|axis| axis.name.as_str()).collect();
        format!(
            "{} as lines through {}",
            counted(self.lines.len() as u64, "trial", "trials"),
            names.join(", ")
        )
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
                // On its own ground, so that lines don't run through it.
                let half = text_width(text) / 2.0;
                let centre = match align {
                    Align::Left => at.x + half,
                    Align::Centre => at.x,
                    Align::Right => at.x - half,
                };
                let corner =
                    |across: f64, down: f64| Point { x: centre + across * (half + 2.0), y: at.y + down };
                let points = vec![corner(-1.0, -7.0), corner(1.0, -7.0), corner(1.0, 7.0), corner(-1.0, 7.0)];
                let paint = Paint { ink: Ink::Background, opacity: 0.8 };
                marks.push(Primitive::Area { points, paint });
                marks.push(Primitive::Text { text: text.clone(), at, align, ink: Ink::Muted });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::saved_svg;
    use crate::spec::{Experiment, PartChoice};
    use crate::tune::{Dimension, HYPERBAND, Job, Space, StudySpec};
    use proptest::prelude::*;

    const SIZE: Size = Size { width: 640.0, height: 240.0, ratio: 1.0 };

    /// A study of LinUCB with a made-up metric, after so many runs.
    fn study(runs: usize, score: impl Fn(&[Value], &Job) -> f64) -> Study {
        let mut spec = StudySpec {
            experiment: Experiment { horizon: 900, ..Experiment::default() },
            agent: 0,
            space: Space::default(),
            sampler: PartChoice::new(&HYPERBAND),
            trials: None,
            metric: "regret".to_owned(),
            seeds: 2,
            held_out: 2,
            study_seed: 1,
        };
        let part = spec.part().expect("an agent");
        spec.space.dimensions =
            ["alpha", "bias"].map(|text| Dimension::parse(part, text).expect("a dimension")).to_vec();
        let mut study = Study::new(spec).expect("a study");
        for _ in 0..runs {
            let Some(job) = study.ask() else { break };
            let setting = study.setting(job.contestant).map(<[Value]>::to_vec).unwrap_or_default();
            study.tell(&job, score(&setting, &job));
        }
        study
    }

    fn alpha(setting: &[Value]) -> f64 {
        match setting.first() {
            Some(Value::Number(number)) => *number,
            _ => 1.0,
        }
    }

    #[test]
    fn the_best_so_far_only_improves_and_bad_trials_leave_room() {
        let through = study(10_000, |setting, job| (1.0 + alpha(setting)) * job.rounds as f64);
        assert!(through.is_done());
        let chart = SearchChart::new(&through, Theme::Light);
        let best = chart.best_so_far();
        assert!(!best.is_empty() && best.windows(2).all(|pair| pair[0].1 > pair[1].1), "{best:?}");
        // Alpha 100 comes to 50 times as much as alpha 1, the default.
        let layout = chart.layout(SIZE);
        assert!(layout.frame.y.high <= 3.0 * 2.0 * 900.0 * 1.5, "{:?}", layout.frame.y);
        let text = saved_svg(&layout, "");
        assert!(text.contains("best so far") && text.contains("as it is"), "{text}");
        assert!(chart.sentence().starts_with("The best of "), "{}", chart.sentence());
        let none = SearchChart::new(&study(0, |_, _| 0.0), Theme::Dark);
        assert_eq!(none.sentence(), "No trial has run for all rounds yet.");
        assert!(none.layout(SIZE).marks.is_empty());
    }

    #[test]
    fn every_trial_with_a_score_is_a_line() {
        let some = study(60, |setting, job| alpha(setting) + job.rounds as f64);
        let scored = (0..some.state().trials.len()).filter(|trial| some.latest(*trial).is_some()).count();
        let chart = SettingsChart::new(&some, Theme::Light);
        assert_eq!(chart.lines.len(), scored);
        assert_eq!(
            chart.axes.iter().map(|axis| axis.name.as_str()).collect::<Vec<_>>(),
            ["alpha", "bias", "Cumulative regret"]
        );
        let text = saved_svg(&chart.layout(SIZE), "");
        for shown in [">alpha<", ">bias<", ">0.001<", ">100<"] {
            assert!(text.contains(shown), "{shown} in {text}");
        }
    }

    proptest! {
        /// Whatever the scores, even those that are no numbers, all marks lie within the picture.
        #[test]
        fn marks_stay_in_the_picture(
            scores in proptest::collection::vec(prop_oneof![-1e6_f64..1e6, Just(f64::NAN), Just(0.0)], 1..40),
            runs in 0_usize..300, width in 130.0_f64..900.0
        ) {
            let some = study(runs, |_, job| scores[(job.seed as usize + job.rounds as usize) % scores.len()]);
            let size = Size { width, ..SIZE };
            let layouts = [SearchChart::new(&some, Theme::Light).layout(size), SettingsChart::new(&some, Theme::Dark).layout(size)];
            for layout in &layouts {
                for mark in &layout.marks {
                    let points = match mark {
                        Primitive::Line { points, .. } => points.as_slice(),
                        _ => &[],
                    };
                    for point in points {
                        prop_assert!((-8.0..=size.width + 8.0).contains(&point.x), "{:?}", mark);
                        prop_assert!((0.0..=size.height).contains(&point.y), "{:?}", mark);
                    }
                }
            }
        }
    }
}
