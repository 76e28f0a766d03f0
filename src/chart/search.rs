//! The trials of a study: what each came to with the best so far, and every setting as a line.

pub mod settings;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::axes::Axes;
use super::compared::noun;
use super::labels::grounded;
use super::layout::{Align, Frame, Ink, Layout, Point, Primitive, Size};
use super::numbers::{capital, counted, readable, whole};
use super::scale::{range_around, range_from_zero};
use super::theme::{Marker, Theme};
use crate::metrics::{Accumulation, Metric};
use crate::tune::Study;

/// Radius of a trial, CSS pixels.
const DOT: f64 = 3.5;

/// How many of the best trials stand out.
const BEST: usize = 3;

/// What is beyond this is no number: such a score counts as the worst there is.
const WORST: f64 = f64::MAX / 2.0;

/// What one trial came to.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Outcome {
    trial: usize,
    /// The mean over the tuning seeds; of one that was stopped early as if it had gone on as the others did.
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

/// How many times as large a sum is after all rounds as after so many: as it grew in the trials that were run so far, from one rung to the
/// next, and in proportion to the rounds where none was. Regret grows ever more slowly in a trial that learns, so that proportion alone
/// would make every trial that was stopped look worse than it is.
fn growth(study: &Study, rounds: u64) -> f64 {
    let trials = || 0..study.state().trials.len();
    let mean_after = |trial: usize, wanted: u64| {
        let rungs = study.state().trials.get(trial)?.scores.len();
        let rung = (0..rungs).find(|rung| study.rounds_of(trial, *rung) == wanted)?;
        study.mean(trial, rung).filter(|mean| mean.abs() < WORST)
    };
    let (mut factor, mut reached) = (1.0, rounds);
    let horizon = study.spec().experiment.horizon;
    while reached < horizon {
        let later = study.brackets().iter().flat_map(|bracket| &bracket.rungs).map(|rung| rung.rounds);
        let next = later.filter(|rounds| *rounds > reached).min().unwrap_or(horizon);
        let both = trials().filter_map(|trial| mean_after(trial, reached).zip(mean_after(trial, next)));
        let (before, after) = both.fold((0.0, 0.0), |sums, both| (sums.0 + both.0, sums.1 + both.1));
        let grown: f64 = after / before;
        factor *= if grown.is_finite() && grown > 0.0 { grown } else { next as f64 / reached as f64 };
        reached = next;
    }
    factor
}

/// What trials came to so far, those that were stopped scaled up to all rounds where the metric is a sum.
fn outcomes(study: &Study) -> Vec<Outcome> {
    let horizon = study.spec().experiment.horizon;
    let is_sum = study.metric().accumulation == Accumulation::Sum;
    let mut factors: BTreeMap<u64, f64> = BTreeMap::new();
    let mut outcome = |trial: usize| {
        let (rung, mean) = study.latest(trial)?;
        let rounds = study.rounds_of(trial, rung);
        let factor =
            *factors.entry(rounds).or_insert_with(|| if is_sum { growth(study, rounds) } else { 1.0 });
        let value = mean * factor;
        // A score that is no number counts as the worst there is, and has no place in a picture.
        (value.abs() < WORST).then_some(Outcome { trial, value, is_whole: rounds == horizon })
    };
    (0..study.state().trials.len()).filter_map(&mut outcome).collect()
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
        let (mut marks, mut label) = (Vec::new(), None);
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
            label = Some(grounded(text, above, Align::Right, Ink::Muted));
        }
        for outcome in &self.outcomes {
            marks.push(if outcome.is_whole {
                let points = Marker::Circle.outline(at(outcome.trial, outcome.value), DOT);
                Primitive::Area { points, paint: Ink::Axis.into() }
            } else {
                ring(at(outcome.trial, outcome.value), Ink::Axis)
            });
        }
        // Above the dots, which would run through it.
        marks.extend(label.into_iter().flatten());
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
            Accumulation::Sum => " and stands where it would be had it grown as those that ran on",
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
        marks.extend(grounded(text, Point { x: frame.right, y }, Align::Right, ink));
        marks
    }
}

/// An open dot.
fn ring(centre: Point, ink: Ink) -> Primitive {
    let mut points = Marker::Circle.outline(centre, DOT);
    points.extend(points.first().copied());
    Primitive::Line { points, paint: ink.into(), width: 1.5, dash: &[] }
}
