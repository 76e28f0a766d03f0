//! The final value of a metric over a parameter: where an experiment's policies are one agent with different values of one
//! number, that number is an axis.

use super::axes::Axes;
use super::curves::Curves;
use super::interval::interval;
use super::layout::{Align, Ink, Layout, Paint, Point, Primitive, Size, TEXT_SIZE, text_width};
use super::numbers::counted;
use super::scale::{compact, range_around, range_from_zero};
use super::theme::{Theme, marker};
use crate::descriptor::{Kind, Parameter, Scale, Value};
use crate::math::sorting::sort_indexes;
use crate::metrics::Metric;
use crate::results::{Band, RunLog, paired_of};
use crate::spec::{Experiment, PolicySpec};

/// Places of the horizontal axis.
const PLACES: f64 = 1_000.0;

/// Half the side of a mark, CSS pixels.
const MARK: f64 = 5.0;

/// Fewest different values that make a curve.
const FEWEST: usize = 3;

/// What an experiment's policies differ in.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    /// The only parameter in which they differ.
    pub parameter: &'static Parameter,
    /// Its values with the policy that has each, ascending.
    pub values: Vec<(f64, usize)>,
}

/// The number in which all policies differ, where they are one agent and differ in nothing else but their names: three values
/// or more, each once.
pub fn sweep(experiment: &Experiment) -> Option<Sweep> {
    let (first, others) = experiment.policies.split_first()?;
    let part = first.part().filter(|_| others.len() + 1 >= FEWEST)?;
    let number = |policy: &PolicySpec, parameter| match policy.agent.parameters.get(parameter) {
        Value::Number(number) => Some(number),
        _ => None,
    };
    let differs = |parameter: &&Parameter| {
        let value = |policy: &PolicySpec| policy.agent.parameters.get(parameter);
        others.iter().any(|other| value(other) != value(first))
    };
    let alike = |other: &PolicySpec| other.agent.id == first.agent.id && other.stream == first.stream;
    let mut different = part.parameters.iter().filter(differs).filter(|_| others.iter().all(alike));
    let (Some(parameter), None) = (different.next(), different.next()) else { return None };
    let numbers: Vec<f64> =
        experiment.policies.iter().map(|policy| number(policy, parameter)).collect::<Option<_>>()?;
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    sort_indexes(&mut order, &|one, other| numbers[one].total_cmp(&numbers[other]));
    let values: Vec<(f64, usize)> = order.into_iter().map(|index| (numbers[index], index)).collect();
    let once = values.windows(2).all(|pair| pair[0].0 < pair[1].0);
    once.then_some(Sweep { parameter, values })
}

/// A value of the parameter and what came of it.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    value: f64,
    policy: usize,
    band: Band,
    hidden: bool,
}

/// The final value of a metric over the parameter, with intervals: data, to be laid out for a size.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterChart {
    metric: &'static Metric,
    parameter: &'static Parameter,
    entries: Vec<Entry>,
    /// Index of the best entry, and whether it is better beyond chance than its neighbours below and above.
    best: Option<(usize, [Option<bool>; 2])>,
    seeds: usize,
    theme: Theme,
}

impl ParameterChart {
    /// The chart of what the curves hold at their last checkpoint; none where there is no such parameter, or no checkpoint yet.
    /// Bit `i` of `hidden` is set where policy `i` is not drawn.
    pub fn new(
        log: &RunLog,
        curves: &Curves,
        metric: &'static Metric,
        hidden: u16,
        theme: Theme,
    ) -> Option<ParameterChart> {
        let Sweep { parameter, values } = sweep(&log.experiment)?;
        let entry = |(value, policy): (f64, usize)| {
            let band = curves.bands(policy, metric).last()?.shown_within(metric.range);
            Some(Entry { value, policy, band, hidden: hidden & (1 << policy) != 0 })
        };
        let entries: Vec<Entry> = values.into_iter().map(entry).collect::<Option<_>>()?;
        let sign = if metric.lower_is_better { 1.0 } else { -1.0 };
        let known = (0..entries.len()).filter(|index| entries[*index].band.mean.is_finite());
        let best =
            known.min_by(|a, b| (sign * entries[*a].band.mean).total_cmp(&(sign * entries[*b].band.mean)));
        let better = |best: usize, other: Option<&Entry>| {
            let pair = paired_of(log, entries[best].policy, other?.policy, metric);
            Some(if metric.lower_is_better { pair.is_better() } else { pair.seeds > 1 && pair.low > 0.0 })
        };
        let best = best.map(|best| {
            let below = best.checked_sub(1).and_then(|below| entries.get(below));
            (best, [better(best, below), better(best, entries.get(best + 1))])
        });
        let seeds = log.policies.first().map_or(0, |policy| policy.seeds.len());
        Some(ParameterChart { metric, parameter, entries, best, seeds, theme })
    }

    /// Which value is best, and whether more than chance tells it from its neighbours.
    pub fn sentence(&self) -> String {
        let Some((best, better)) = self.best else { return String::new() };
        let name = self.parameter.title;
        let value = self.entries[best].value;
        let beyond: Vec<String> = [best.checked_sub(1), Some(best + 1)]
            .into_iter()
            .zip(better)
            .filter(|(_, better)| *better == Some(false))
            .filter_map(|(index, _)| Some(self.entries.get(index?)?.value.to_string()))
            .collect();
        let seeds = counted(self.seeds as u64, "seed", "seeds");
        if beyond.is_empty() {
            format!("{name} {value} is best, and better than its neighbours with {seeds}.")
        } else {
            format!("{name} {value} is best, but {seeds} can't tell it from {}.", beyond.join(" and "))
        }
    }

    /// The values with what came of each, for a table: the parameter's, the metric's with its interval, and whether it is the
    /// best.
    pub fn rows(&self) -> Vec<(f64, String, bool)> {
        let is_best = |index: usize| self.best.is_some_and(|(best, _)| best == index);
        let row = |(index, entry): (usize, &Entry)| {
            (entry.value, interval(&entry.band, self.metric), is_best(index))
        };
        self.entries.iter().enumerate().map(row).collect()
    }

    /// The value nearest to a place of the frame, as [`Frame`](super::Frame) calls rounds, and what came of it.
    pub fn words_at(&self, place: u64) -> String {
        let away = |entry: &Entry| (self.place(entry.value) - place as f64).abs();
        let nearest = self.entries.iter().min_by(|a, b| away(a).total_cmp(&away(b)));
        nearest.map_or_else(String::new, |entry| {
            format!("{} {}: {}", self.parameter.title, entry.value, interval(&entry.band, self.metric))
        })
    }

    /// Where a value is on the axis, from 0 to [`PLACES`]: as on the parameter's slider, where a logarithmic scale has zero at
    /// a place of its own.
    fn place(&self, value: f64) -> f64 {
        let is_log = matches!(
            self.parameter.kind,
            Kind::Number { scale: Scale::Logarithmic, .. }
                | Kind::Schedule { scale: Scale::Logarithmic, .. }
                | Kind::Integer { scale: Scale::Logarithmic, .. }
        );
        let values = || self.entries.iter().map(|entry| entry.value);
        let highest = values().fold(f64::NEG_INFINITY, f64::max);
        let lowest = values().filter(|value| !is_log || *value > 0.0).fold(f64::INFINITY, f64::min);
        if !is_log {
            return PLACES * (value - lowest) / (highest - lowest);
        }
        // As far from the least ratio as the values are from each other.
        let zero = if values().any(|value| value <= 0.0) { PLACES / self.entries.len() as f64 } else { 0.0 };
        if value <= 0.0 {
            return 0.0;
        }
        let share = if highest > lowest { (value / lowest).ln() / (highest / lowest).ln() } else { 1.0 };
        zero + share * (PLACES - zero)
    }

    /// Ends of the vertical axis.
    fn range(&self) -> (f64, f64) {
        let shown = self.entries.iter().filter(|entry| !entry.hidden);
        let ends = shown.flat_map(|entry| [entry.band.low, entry.band.mean, entry.band.high]);
        let ends = ends.filter(|end| end.is_finite());
        let (low, high) =
            ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
        if low >= 0.0 && low < 0.5 * high { range_from_zero(high) } else { range_around(low, high) }
    }

    /// The primitives for a size.
    pub fn layout(&self, size: Size) -> Layout {
        let size = size.validated(false);
        let axes = Axes {
            horizon: PLACES as u64,
            log_x: false,
            range: self.range(),
            log_y: false,
            percent: self.metric.is_share,
            title: None,
            small: false,
            across: self.parameter.title,
            end: None,
            right: 24.0,
            rounds: vec![PLACES as u64],
        };
        let (mut frame, mut axes) = axes.lay_out(size);
        // The ends have room for their marks, and the ticks are the values themselves.
        frame.left += 12.0;
        frame.x.from = frame.left;
        // Keys and the pointer go from value to value.
        let shown = self.entries.iter().filter(|entry| !entry.hidden);
        frame.rounds = shown.map(|entry| self.place(entry.value).round() as u64).collect();
        let below = frame.bottom + 7.0 + TEXT_SIZE / 2.0;
        axes.retain(|primitive| match primitive {
            Primitive::Text { at, align, .. } => at.y < frame.bottom || *align == Align::Right,
            Primitive::Rule { from, to, .. } => from.x != to.x || from.y < frame.bottom,
            _ => true,
        });
        let x_of = |entry: &Entry| frame.x.place(self.place(entry.value));
        let mut free_from = 0.0;
        for entry in &self.entries {
            let (x, text) = (x_of(entry), compact(entry.value));
            let half = text_width(&text) / 2.0;
            let (from, to) = (Point { x, y: frame.bottom }, Point { x, y: frame.bottom + 5.0 });
            axes.push(Primitive::Rule { from, to, ink: Ink::Axis });
            if x - half >= free_from {
                axes.push(Primitive::Text {
                    text,
                    at: Point { x, y: below },
                    align: Align::Centre,
                    ink: Ink::Muted,
                });
                free_from = x + half + 8.0;
            }
        }
        let shown: Vec<&Entry> =
            self.entries.iter().filter(|entry| !entry.hidden && entry.band.mean.is_finite()).collect();
        let at = |entry: &Entry, value: f64| Point { x: x_of(entry), y: frame.y_of(value) };
        let line = |points, paint, width| Primitive::Line { points, paint, width, dash: &[] };
        let curve = shown.iter().map(|entry| at(entry, entry.band.mean)).collect();
        let mut marks = vec![line(curve, Paint { ink: Ink::Muted, opacity: 0.6 }, 1.5)];
        for entry in &shown {
            let ink = Ink::Series(entry.policy);
            if entry.band.high > entry.band.low {
                let ends = vec![at(entry, entry.band.high), at(entry, entry.band.low)];
                marks.push(line(ends, ink.into(), 2.0));
            }
            let points = marker(entry.policy).outline(at(entry, entry.band.mean), MARK);
            marks.push(Primitive::Area { points, paint: ink.into() });
        }
        if let Some(best) = self.best.and_then(|(best, _)| self.entries.get(best)).filter(|best| !best.hidden)
        {
            let Point { x, y } = at(best, best.band.mean);
            let half = MARK + 4.0;
            let corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)];
            let ring = corners.map(|(across, down)| Point { x: x + across, y: y + down }).to_vec();
            marks.push(line(ring, Ink::Text.into(), 1.5));
            let align = if x > (frame.left + frame.right) / 2.0 { Align::Right } else { Align::Left };
            let away = if align == Align::Right { -half - 5.0 } else { half + 5.0 };
            let text = "best".to_owned();
            marks.push(Primitive::Text { text, at: Point { x: x + away, y }, align, ink: Ink::Text });
        }
        let title = format!("{} by {}", self.metric.title, self.parameter.title);
        Layout { size, theme: self.theme, title, axes, marks, frame }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::saved_svg;
    use crate::chart::summary::tests::made_up;
    use crate::metrics::{AVERAGE_REWARD, REGRET};
    use crate::spec::link;
    use proptest::prelude::*;

    /// A complete run of LinUCB with these values of alpha, in which regret is that of the value and a little of the seed.
    fn swept(alphas: &[f64], seeds: u32, regret: impl Fn(usize, usize) -> f64) -> RunLog {
        let mut log = made_up(&vec!["lin_ucb"; alphas.len()], seeds, |policy, seed, round| {
            round * regret(policy, seed)
        });
        for (policy, alpha) in log.experiment.policies.iter_mut().zip(alphas) {
            let parameter = policy.part().and_then(|part| part.parameter("alpha")).expect("it has one");
            policy.agent.parameters.set(parameter, Value::Number(*alpha));
        }
        log
    }

    fn chart(log: &RunLog, metric: &'static Metric) -> Option<ParameterChart> {
        let mut curves = Curves::new(log.policies.len());
        curves.catch_up(log);
        ParameterChart::new(log, &curves, metric, 0, Theme::Light)
    }

    const SIZE: Size = Size { width: 640.0, height: 300.0, ratio: 1.0 };

    #[test]
    fn one_agent_that_differs_in_one_number_is_a_sweep_and_nothing_else_is() {
        let of = |text: &str| sweep(&link::decode(text).expect("it is a link").experiment);
        let found =
            of("#1c=lin_ucb;alpha=3&c=lin_ucb;alpha=0;label=None&c=lin_ucb").expect("they differ in alpha");
        assert_eq!((found.parameter.name, found.values), ("alpha", vec![(0.0, 1), (1.0, 2), (3.0, 0)]));
        for other in [
            "#1c=lin_ucb;alpha=3&c=lin_ucb",
            "#1c=lin_ucb;alpha=3&c=lin_ucb;alpha=0&c=lin_ts",
            "#1c=lin_ucb;alpha=3&c=lin_ucb;alpha=0&c=lin_ucb;tikhonov=2",
            "#1c=lin_ucb;alpha=3&c=lin_ucb;alpha=3&c=lin_ucb",
            "#1w=movielens_per_arm&c=lin_ucb;model=shared&c=lin_ucb;model=shared;alpha=2&c=lin_ucb",
            "#1c=lin_ucb;alpha=3&c=lin_ucb;alpha=0;stream=1&c=lin_ucb",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
        // The story of exploration has its curve.
        let story = crate::stories::find("exploration").expect("there is one");
        assert_eq!(sweep(&story.experiment()).map(|sweep| sweep.values.len()), Some(5));
    }

    #[test]
    fn the_best_value_is_told_from_its_neighbours_by_pairs_of_seeds() {
        // Seeds differ more than values do, but in the same way for all of them.
        let levels = [3.0, 1.0, 2.0];
        let clear = swept(&[0.0, 0.3, 30.0], 6, |policy, seed| {
            levels[policy] + seed as f64 + 0.01 * (policy * seed) as f64
        });
        let found = chart(&clear, &REGRET).expect("it is a sweep");
        assert_eq!(found.sentence(), "Alpha 0.3 is best, and better than its neighbours with 6 seeds.");
        let rows = found.rows();
        assert_eq!(
            rows.iter().map(|row| (row.0, row.2)).collect::<Vec<_>>(),
            [(0.0, false), (0.3, true), (30.0, false)]
        );
        let tied = swept(&[0.0, 0.3, 30.0], 6, |policy, seed| {
            levels[policy] + if policy == 2 && seed % 2 == 0 { -2.0 } else { 0.0 }
        });
        assert_eq!(
            chart(&tied, &REGRET).expect("it is a sweep").sentence(),
            "Alpha 0.3 is best, but 6 seeds can't tell it from 30."
        );
        // All earn the same.
        let equal = chart(&clear, &AVERAGE_REWARD).expect("it is a sweep");
        assert!(equal.sentence().contains("can't tell it from"), "{}", equal.sentence());
    }

    #[test]
    fn zero_has_a_place_on_a_logarithmic_axis_and_canvas_and_file_show_the_same() {
        let log = swept(&[0.0, 0.1, 1.0, 10.0], 5, |policy, seed| 1.0 + policy as f64 + 0.1 * seed as f64);
        let chart = chart(&log, &REGRET).expect("it is a sweep");
        let places: Vec<f64> = [0.0, 0.1, 1.0, 10.0].map(|value| chart.place(value)).to_vec();
        assert_eq!(places, [0.0, 250.0, 625.0, 1_000.0]);
        let layout = chart.layout(SIZE);
        // It is read value by value.
        let walked = |key: &str, here: Option<u64>| layout.frame().walked(key, here).flatten();
        assert_eq!((walked("Home", None), walked("ArrowRight", Some(250))), (Some(0), Some(625)));
        assert!(chart.words_at(0).starts_with("Alpha 0: "), "{}", chart.words_at(0));
        assert!(chart.words_at(600).starts_with("Alpha 1: "), "{}", chart.words_at(600));
        let text = saved_svg(&layout, "");
        for shown in ["best", "Alpha", ">0.1<", ">10<"] {
            assert!(text.contains(shown), "{shown} in {text}");
        }
        let whiskers = layout.marks.iter().filter(
            |mark| matches!(mark, Primitive::Line { paint, .. } if matches!(paint.ink, Ink::Series(_))),
        );
        assert_eq!(whiskers.count(), 4);
    }

    proptest! {
        /// Whatever the values and what came of them, marks are in the frame and in the order of the values.
        #[test]
        fn marks_stay_in_the_frame_in_their_order(
            mut alphas in proptest::collection::vec(0.0_f64..100.0, 3..8),
            levels in proptest::collection::vec(0.0_f64..1e4, 8),
            width in 80.0_f64..900.0,
        ) {
            alphas.sort_by(f64::total_cmp);
            alphas.dedup();
            prop_assume!(alphas.len() >= 3);
            let log = swept(&alphas, 5, |policy, seed| levels[policy] + seed as f64);
            let chart = chart(&log, &REGRET).expect("it is a sweep");
            let layout = chart.layout(Size { width, ..SIZE });
            let Primitive::Line { points, .. } = &layout.marks[0] else { panic!("the curve comes first") };
            prop_assert!(points.windows(2).all(|pair| pair[0].x <= pair[1].x));
            prop_assert!(points.iter().all(|point| layout.frame().contains(*point)), "{:?}", points);
            prop_assert_eq!(points.len(), alphas.len());
        }
    }
}
