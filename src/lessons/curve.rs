//! Curves of a run at five points, and what shape they have.

use crate::chart::numbers::{percent, readable, uncertain, whole};
use crate::metrics::{Metric, REGRET};
use crate::results::{Band, RunLog, band};
use crate::stories::unit;

/// At how many points a curve is sketched and compared: after each fifth of the rounds.
pub const POINTS: usize = 5;

/// The slopes of the last two fifths and of the first two differ by less than this factor in a straight curve.
const STRAIGHT: f64 = 1.5;

/// What a curve that starts at zero looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// It grows less and less.
    Flattens,
    /// It grows by the same amount all the time.
    Straight,
    /// It grows more and more.
    Steepens,
}

/// All shapes, in the order in which they are offered.
pub const SHAPES: [Shape; 3] = [Shape::Flattens, Shape::Straight, Shape::Steepens];

impl Shape {
    /// The shape of a curve that is zero at the start and has these values after each fifth.
    pub fn of(points: [f64; POINTS]) -> Shape {
        let [_, second, third, _, last] = points;
        let (early, late) = (second, last - third);
        if late * STRAIGHT < early {
            Shape::Flattens
        } else if late > early * STRAIGHT {
            Shape::Steepens
        } else {
            Shape::Straight
        }
    }

    /// What it is called where it is picked.
    pub fn title(self) -> &'static str {
        match self {
            Shape::Flattens => "It flattens",
            Shape::Straight => "It goes straight up",
            Shape::Steepens => "It gets steeper",
        }
    }

    /// After the name of what has it.
    pub fn verb(self) -> &'static str {
        match self {
            Shape::Flattens => "flattens",
            Shape::Straight => "goes straight up",
            Shape::Steepens => "gets steeper",
        }
    }
}

/// The rounds after which a curve is compared.
pub fn rounds(horizon: u64) -> [u64; POINTS] {
    std::array::from_fn(|index| horizon * (index as u64 + 1) / POINTS as u64)
}

/// A metric of a policy after each fifth of the rounds, over seeds. Between checkpoints what is kept is interpolated. None as
/// long as the run is not through, and where it has no such policy or metric.
pub fn curve(log: &RunLog, policy: usize, metric: &Metric) -> Option<[Band; POINTS]> {
    if !log.is_complete() {
        return None;
    }
    let seeds = log.policies.get(policy)?.seeds.len();
    let mut bands = [Band::default(); POINTS];
    for (band_of, round) in bands.iter_mut().zip(rounds(log.experiment.horizon)) {
        let values: Option<Vec<f64>> =
            (0..seeds).map(|seed| at(log, log.kept(policy, seed, metric), metric, round)).collect();
        *band_of = band(&values?);
    }
    Some(bands)
}

/// What is shown of a metric after this round.
fn at(log: &RunLog, kept: &[f64], metric: &Metric, round: u64) -> Option<f64> {
    let after = log.rounds.partition_point(|checkpoint| *checkpoint < round);
    let (later, value) = (*log.rounds.get(after)?, *kept.get(after)?);
    let before = after.checked_sub(1).and_then(|before| Some((*log.rounds.get(before)?, *kept.get(before)?)));
    let (earlier, start) = before.unwrap_or((0, 0.0));
    let part = (round.saturating_sub(earlier)) as f64 / (later - earlier).max(1) as f64;
    Some(metric.shown(start + part * (value - start), round.max(1)))
}

/// A metric of a policy at the end of a run, one number a seed; none as long as it is not through, and where it has no such
/// policy or metric.
pub fn finals(log: &RunLog, policy: usize, metric: &Metric) -> Option<Vec<f64>> {
    let (last, round) = (log.rounds.len().checked_sub(1)?, log.experiment.horizon);
    if !log.is_complete() {
        return None;
    }
    let seeds = log.policies.get(policy)?.seeds.len();
    (0..seeds).map(|seed| Some(metric.shown(*log.kept(policy, seed, metric).get(last)?, round))).collect()
}

/// A number of a metric over seeds with its interval: "6,939 ± 412", "27.4 ± 7.0 %".
pub(super) fn number(band: &Band, metric: &Metric) -> String {
    let half = (band.high - band.low) / 2.0;
    match (metric.is_share, band.seeds) {
        (true, 0 | 1) => percent(band.mean),
        (true, _) => format!("{} %", uncertain(100.0 * band.mean, 100.0 * half)),
        (false, 0 | 1) => readable(band.mean),
        (false, _) => uncertain(band.mean, half),
    }
}

/// The unit behind a number of a metric in this run, with a space before it; empty where there is none.
pub(super) fn unit_behind(metric: &Metric, log: &RunLog) -> String {
    let unit = unit(metric, log);
    if unit.is_empty() || metric.is_share { String::new() } else { format!(" {unit}") }
}

/// What a policy came to, in words: "6,939 ± 412 stars missed", "NDCG 0.930 ± 0.010".
pub fn amount(band: &Band, metric: &Metric, log: &RunLog) -> String {
    let with_unit = number(band, metric) + &unit_behind(metric, log);
    if metric == &REGRET { format!("{with_unit} missed") } else { format!("{} {with_unit}", metric.title) }
}

/// What a policy came to at the end, in a sentence: "Never explores: 6,939 ± 412 stars missed after 5,000 rounds."
pub fn result(log: &RunLog, policy: usize, metric: &Metric) -> Option<String> {
    let band = band(&finals(log, policy, metric)?);
    let (label, rounds) = (log.experiment.label(policy), whole(log.experiment.horizon));
    Some(format!("{label}: {} after {rounds} rounds.", amount(&band, metric, log)))
}
