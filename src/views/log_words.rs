//! What the Logs view says of a log and of a report, as texts and places; no browser is needed.

use crate::chart::numbers::{capital, counted, percent, readable, uncertain, whole};
use crate::evaluation::intervals::Interval;
use crate::evaluation::truth::Truth;
use crate::evaluation::{Diagnostics, ESTIMATORS, EstimatorDescriptor, Overlap, Report, ReportRow, Trust};
use crate::interactions::ActionKind;
use crate::worker::logs::{LogRow, LogSummary};

/// The verdicts in the order in which they are shown.
pub const TRUSTS: [Trust; 3] = [Trust::UseHere, Trust::WithCare, Trust::NotYet];

/// What is said where something is not known.
const UNKNOWN: &str = "–";

/// A verdict's name in classes of styles.
pub fn class_of(trust: Trust) -> &'static str {
    match trust {
        Trust::UseHere => "is-good",
        Trust::WithCare => "is-thin",
        Trust::NotYet => "is-weak",
    }
}

/// What an estimator declares.
pub fn declared(id: &str) -> Option<&'static EstimatorDescriptor> {
    ESTIMATORS.iter().copied().find(|estimator| estimator.part.id == id)
}

/// The estimators of a verdict, in the order of the report.
pub fn rows_of(report: &Report, trust: Trust) -> Vec<ReportRow> {
    report.rows.iter().filter(|row| row.verdict.trust == trust).cloned().collect()
}

/// The numbers of a log in pairs of name and value.
pub fn facts(summary: &LogSummary) -> Vec<(&'static str, String)> {
    let slates = summary.slots > 1;
    let mut facts = vec![
        ("Rows", whole(summary.rows)),
        (
            if slates { "Items" } else { "Arms" },
            match summary.offered {
                offered if offered < summary.arms.len() as u64 => {
                    format!("{}, at most {} on offer", whole(summary.arms.len() as u64), whole(offered))
                }
                _ => whole(summary.arms.len() as u64),
            },
        ),
    ];
    if slates {
        facts.push(("Slots", whole(summary.slots)));
    }
    let reward = summary.reward.map_or(UNKNOWN.to_owned(), |(mean, error)| uncertain(mean, 1.96 * error));
    facts.push(("Mean reward", reward));
    if summary.reward_range == Some((0.0, 1.0)) {
        facts.push(("Rewards above 0", whole(summary.positive)));
    } else if let Some((least, greatest)) = summary.reward_range {
        facts.push(("Rewards", format!("{} to {}", readable(least), readable(greatest))));
    }
    if summary.missing > 0 {
        facts.push(("Missing rewards", whole(summary.missing)));
    }
    facts.push(("Probabilities", probabilities(summary)));
    let context = summary.context.len() as u64;
    facts.push((
        "Context",
        match (context, summary.arm_features) {
            (0, 0) => "none".to_owned(),
            (0, features) => format!("{} an arm", counted(features, "feature", "features")),
            (numbers, 0) => counted(numbers, "number", "numbers"),
            (numbers, features) => format!(
                "{}, {} an arm",
                counted(numbers, "number", "numbers"),
                counted(features, "feature", "features")
            ),
        },
    ));
    if summary.groups > 0 {
        facts.push(("Users or groups", whole(summary.groups)));
    }
    facts
}

fn probabilities(summary: &LogSummary) -> String {
    let Some((least, greatest)) = summary.probabilities else { return "none".to_owned() };
    let range = if least == greatest {
        readable(least)
    } else {
        format!("{} to {}", readable(least), readable(greatest))
    };
    match (summary.with_probability, summary.with_all_probabilities) {
        (known, _) if known < summary.rows => format!("{range}, in {} rows", whole(known)),
        (_, all) if all == summary.rows => format!("{range}, of all arms known"),
        _ => range,
    }
}

/// What of a file is not in its log, as a sentence; none where all of it is.
pub fn refused(summary: &LogSummary) -> Option<String> {
    let first = summary.refused.first()?;
    Some(format!(
        "{} left out, the first at {}, line {}: {}.",
        if summary.refused_rows == 1 {
            "1 row is".to_owned()
        } else {
            format!("{} rows are", whole(summary.refused_rows))
        },
        first.file,
        whole(first.line),
        first.reason.trim_end_matches('.')
    ))
}

/// An arm, as a row of a table: its name, the share of the log's choices, that of the policy's where that is known, and its mean reward.
#[derive(Debug, Clone, PartialEq)]
pub struct ArmRow {
    /// Its name.
    pub name: String,
    /// Share of the log's choices.
    pub logged: f64,
    /// Share of the policy's choices; none where no policy was evaluated.
    pub policy: Option<f64>,
    /// Mean reward.
    pub reward: String,
}

/// The arms that are chosen most, at most so many.
pub fn arm_rows(summary: &LogSummary, diagnostics: Option<&Diagnostics>, most: usize) -> Vec<ArmRow> {
    let all: u64 = summary.arms.iter().map(|arm| arm.chosen).sum();
    let mut order: Vec<usize> = (0..summary.arms.len()).collect();
    order.sort_by_key(|arm| std::cmp::Reverse(summary.arms[*arm].chosen));
    let row = |arm: usize| {
        let own = &summary.arms[arm];
        ArmRow {
            name: own.name.clone(),
            logged: own.chosen as f64 / all.max(1) as f64,
            policy: diagnostics.and_then(|found| found.arms.get(arm)).map(|overlap| overlap.policy),
            reward: own.reward.map_or(UNKNOWN.to_owned(), readable),
        }
    };
    order.into_iter().take(most).map(row).collect()
}

/// How well a log covers a policy: the class of the level, where there are weights.
pub fn level(diagnostics: &Diagnostics) -> &'static str {
    let overlap = diagnostics.weights.as_ref().map(|weights| weights.overlap());
    match overlap {
        Some(_) if diagnostics.is_deterministic => "is-weak",
        Some(Overlap::Good) => "is-good",
        Some(Overlap::Thin) => "is-thin",
        _ => "is-weak",
    }
}

/// A bar of the histogram of weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Lower end of its bin.
    pub from: f64,
    /// Rows in it.
    pub rows: usize,
    /// Its height, 0 to 1.
    pub height: f64,
    /// Whether its weights are so large that few rows carry much.
    pub is_large: bool,
}

/// The histogram of weights on a logarithmic axis, with the bins between the least and the greatest that hold nothing.
pub fn bars(diagnostics: &Diagnostics) -> Vec<Bar> {
    let Some(weights) = &diagnostics.weights else { return Vec::new() };
    let most = weights.histogram.iter().map(|(_, rows)| *rows).max().unwrap_or(0).max(1);
    let bar = |(from, rows): &(f64, usize)| Bar {
        from: *from,
        rows: *rows,
        height: *rows as f64 / most as f64,
        is_large: *from >= 9.99,
    };
    weights.histogram.iter().map(bar).collect()
}

/// The scale of a forest plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
}

/// Where an interval stands on a scale, in percent of its width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Its left end.
    pub left: f64,
    /// Its width.
    pub width: f64,
    /// Whether it goes on beyond the scale, to the left and to the right.
    pub is_cut: [bool; 2],
}

impl Scale {
    /// Holds the truth, what the log earned, the estimates that can be used with their intervals, and others that are not far off. Intervals
    /// of others may be cut.
    pub fn of(report: &Report, truth: Option<&Truth>) -> Scale {
        let mut ends = vec![report.logged];
        ends.extend(truth.map(|truth| truth.value));
        let is_used = |row: &&ReportRow| row.verdict.trust != Trust::NotYet;
        let has_used = report.rows.iter().any(|row| is_used(&row) && row.value.is_some());
        for row in report.rows.iter().filter(|row| !has_used || is_used(row)) {
            ends.extend(row.value);
            ends.extend(row.interval.iter().flat_map(|interval| [interval.low, interval.high]));
        }
        let finite = || ends.iter().copied().filter(|end| end.is_finite());
        let (low, high) =
            (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        // One that is far off would leave no room for what can be used.
        let others = report.rows.iter().filter_map(|row| row.value);
        let near = others.filter(|value| (low - (high - low)..=high + (high - low)).contains(value));
        let (low, high) = near.fold((low, high), |(low, high), value| (low.min(value), high.max(value)));
        let room = if high > low { 0.06 * (high - low) } else { low.abs().max(1.0) * 0.1 };
        Scale { low: low - room, high: high + room }
    }

    /// Where a value stands, in percent, within the scale.
    pub fn place(&self, value: f64) -> f64 {
        (100.0 * (value - self.low) / (self.high - self.low)).clamp(0.0, 100.0)
    }

    /// Whether a value is on it.
    pub fn has(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// Where an interval stands.
    pub fn span(&self, interval: &Interval) -> Span {
        let (left, right) = (self.place(interval.low), self.place(interval.high));
        Span {
            left,
            width: (right - left).max(0.0),
            is_cut: [interval.low < self.low, interval.high > self.high],
        }
    }

    /// Round numbers on it, with their places.
    pub fn ticks(&self) -> Vec<(String, f64)> {
        let rough = (self.high - self.low) / 4.0;
        let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|step| *step >= rough);
        let step = step.unwrap_or(rough);
        let first = libm::ceil(self.low / step) as i64;
        let last = libm::floor(self.high / step) as i64;
        let decimals = (-libm::floor(libm::log10(step))).clamp(0.0, 12.0) as usize;
        (first..=last)
            .take(12)
            .map(|tick| {
                let value = tick as f64 * step;
                // No minus zero.
                (format!("{:.decimals$}", if tick == 0 { 0.0 } else { value }), self.place(value))
            })
            // Their texts stay within the axis.
            .filter(|(_, place)| (4.0..=96.0).contains(place))
            .collect()
    }
}

/// An estimate with half of its interval.
pub fn value_words(row: &ReportRow) -> String {
    match (row.value, &row.interval) {
        (None, _) => UNKNOWN.to_owned(),
        (Some(value), Some(interval)) if interval.width().is_finite() => {
            uncertain(value, interval.width() / 2.0)
        }
        (Some(value), _) => readable(value),
    }
}

/// Where the truth is known: how far an estimate is off, and whether its interval holds it.
pub fn off_words(row: &ReportRow, truth: &Truth) -> String {
    let Some(value) = row.value else { return UNKNOWN.to_owned() };
    let off = value - truth.value;
    let sign = if off < 0.0 { "−" } else { "+" };
    let holds =
        row.interval.map(|interval| if interval.holds(truth.value) { ", holds it" } else { ", misses it" });
    format!("{sign}{}{}", readable(off.abs()), holds.unwrap_or_default())
}

/// What was found, in a sentence: what the log's own policy earned, and what the policy would earn by the estimators that can be used.
pub fn finding(report: &Report, policy: &str) -> String {
    let logged = format!("The log's own policy earned {} a row.", readable(report.logged));
    let subject = capital(policy);
    let best = TRUSTS.into_iter().take(2).find_map(|trust| {
        let rows = rows_of(report, trust);
        let mut values: Vec<f64> = rows.iter().filter_map(|row| row.value).collect();
        values.sort_by(f64::total_cmp);
        let low = *values.first()?;
        let high = *values.last()?;
        let (low, high) = (readable(low), readable(high));
        let much = if low == high { low } else { format!("{low} to {high}") };
        Some(match trust {
            Trust::UseHere => {
                format!("{subject} would earn about {much}, by the estimators that can be used here.")
            }
            _ => format!("{subject} would earn {much}, by estimators to be taken with care."),
        })
    });
    let best = best.unwrap_or_else(|| format!("What {policy} would earn, this log does not say yet."));
    format!("{logged} {best}")
}

/// The truth, in a sentence.
pub fn truth_words(truth: &Truth) -> String {
    format!(
        "True value in the log's own {} rounds: {}, and {} with the best arm of every round.",
        whole(truth.rows as u64),
        readable(truth.value),
        readable(truth.best)
    )
}

/// Which estimators hold the truth, in a sentence; none where no interval is known.
pub fn coverage(report: &Report, truth: &Truth) -> Option<String> {
    let intervals: Vec<bool> =
        report.rows.iter().filter_map(|row| Some(row.interval?.holds(truth.value))).collect();
    let holds = intervals.iter().filter(|holds| **holds).count();
    (!intervals.is_empty()).then(|| format!("{holds} of {} intervals hold the truth.", intervals.len()))
}

/// The cells of a row of the table: round, context, choice, probability, reward, why; in a log with so many context features and arms.
pub fn cells(row: &LogRow, context: usize, arms: usize) -> [String; 6] {
    let numbers: Vec<String> = row.context.iter().map(|number| readable(*number)).collect();
    let more = if context > row.context.len() { " …" } else { "" };
    let choice = row.actions.join(", ");
    let choice = match row.offered {
        offered if (offered as usize) < arms => format!("{choice}, of {} on offer", whole(offered.into())),
        _ => choice,
    };
    let reward = match (row.reward.is_nan(), row.arrived) {
        (true, _) => "never arrived".to_owned(),
        (false, Some(round)) => format!("{} in round {}", readable(row.reward), whole(round)),
        (false, None) => readable(row.reward),
    };
    let why = match row.kind {
        ActionKind::Unknown => UNKNOWN.to_owned(),
        kind => kind.name().to_owned(),
    };
    [
        whole(row.round),
        if numbers.is_empty() { UNKNOWN.to_owned() } else { format!("{}{more}", numbers.join(", ")) },
        choice,
        row.probability.map_or(UNKNOWN.to_owned(), readable),
        reward,
        why,
    ]
}

/// The largest weights, in words.
pub fn large_words(diagnostics: &Diagnostics) -> Option<String> {
    let weights = diagnostics.weights.as_ref()?;
    (weights.large > 0).then(|| {
        format!(
            "{} above 10, with {} of the weight; the largest is {}",
            counted(weights.large as u64, "weight", "weights"),
            percent(weights.share_of_large),
            readable(weights.largest.first().map_or(0.0, |(_, weight)| *weight))
        )
    })
}
