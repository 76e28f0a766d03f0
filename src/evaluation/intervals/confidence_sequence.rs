//! The anytime-valid confidence sequence: intervals that all hold together, however long the log becomes and whenever one looks.
//!
//! Waudby-Smith, Wu, Ramdas, Karampatziakis and Mineiro 2024, Anytime-valid Off-policy Inference for Contextual Bandits. The reward of a
//! row is brought to 0 to 1 and weighted; w r is then never below 0, and its mean, given all that came before, is the policy's value.
//! With a prediction m of it from 0 to 1 and a bet l from 0 to 1, both made before the row,
//! exp(l (w r - V) - (w r - m)^2 (-ln(1 - l) - l)) multiplies up to a supermartingale (Fan, Grama and Liu 2015), which is rarely large
//! (Ville 1939). That bounds V from below without any bound of the weights; w (1 - r), whose mean is 1 - V, bounds it from above.
//! Nothing asks whether the log's policy learned, so it holds in adaptive logs, too.

use super::{Interval, IntervalKind, IntervalMethod};
use crate::descriptor::{Descriptor, Values, words};
use crate::evaluation::arms::ArmEvidence;
use serde::{Deserialize, Serialize};

/// The confidence sequence.
pub static INTERVAL: IntervalKind = IntervalKind {
    part: Descriptor {
        id: "confidence_sequence",
        title: "Confidence sequence",
        sentence: words(
            "Holds at every length of the log at once, for policies that learned too and weights of any size: one may look at any time and stop when one likes.",
        ),
        citation: words(
            "Waudby-Smith, Wu, Ramdas, Karampatziakis and Mineiro 2024, Anytime-valid Off-policy Inference for Contextual Bandits",
        ),
        facts: &[],
        parameters: &[],
    },
    is_for_adaptive_logs: true,
    method: IntervalMethod::Log(last),
};

fn last(_values: &Values, evidence: &ArmEvidence<'_>, confidence: f64) -> Option<Interval> {
    sequence(evidence, confidence).pop()
}

/// The least and the greatest reward that there can be, as far as the log shows: 0 and 1, or those of the log where they lie outside.
pub fn assumed_range(evidence: &ArmEvidence<'_>) -> [f64; 2] {
    evidence.rewards.iter().fold([0.0, 1.0], |[low, high], reward| [low.min(*reward), high.max(*reward)])
}

/// The interval after each row; empty where probabilities are not known. Rewards outside 0 to 1 are taken from the least to the
/// greatest of the log.
pub fn sequence(evidence: &ArmEvidence<'_>, confidence: f64) -> Vec<Interval> {
    let [low, high] = assumed_range(evidence);
    let mut sequence = ConfidenceSequence::new(low, high, confidence);
    evidence
        .weights
        .iter()
        .zip(&evidence.rewards)
        .map(|(weight, reward)| sequence.push(*weight, *reward))
        .collect()
}

/// Largest bet.
const LARGEST_BET: f64 = 0.5;

/// The sequence as it grows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConfidenceSequence {
    low: f64,
    high: f64,
    below: Side,
    above: Side,
    last: Interval,
}

impl ConfidenceSequence {
    /// For rewards from `low` to `high`, to hold with probability `confidence` at all lengths together.
    pub fn new(low: f64, high: f64, confidence: f64) -> ConfidenceSequence {
        let side = Side::new(libm::log(2.0 / (1.0 - confidence)));
        ConfidenceSequence { low, high, below: side.clone(), above: side, last: Interval { low, high } }
    }

    /// The interval so far.
    pub fn interval(&self) -> Interval {
        self.last
    }

    /// The interval after another row. Where the two bounds have passed each other, one of them has failed, which happens with probability
    /// 1 - `confidence` at most: the interval before it stays.
    pub fn push(&mut self, weight: f64, reward: f64) -> Interval {
        let range = self.high - self.low;
        let share = if range > 0.0 { ((reward - self.low) / range).clamp(0.0, 1.0) } else { 0.0 };
        self.below.push(weight * share);
        self.above.push(weight * (1.0 - share));
        let next =
            Interval { low: self.low + range * self.below.bound, high: self.high - range * self.above.bound };
        if next.low <= next.high {
            self.last = next;
        }
        self.last
    }
}

/// The lower bound of the mean of numbers that are never below 0.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Side {
    /// Logarithm of one over the probability with which the bound may fail.
    log: f64,
    rows: f64,
    sum: f64,
    squares: f64,
    bets: f64,
    won: f64,
    paid: f64,
    /// The largest bound so far, which all hold together.
    bound: f64,
}

impl Side {
    fn new(log: f64) -> Side {
        Side { log, rows: 0.0, sum: 0.0, squares: 0.0, bets: 0.0, won: 0.0, paid: 0.0, bound: 0.0 }
    }

    fn push(&mut self, value: f64) {
        // Before the row: the mean and the variance so far, as if there had been one row of 1/2 and of variance 1/4.
        let count = self.rows + 1.0;
        let predicted = ((0.5 + self.sum) / count).min(1.0);
        let variance = (0.25 + self.squares) / count;
        let bet = (2.0 * self.log / (variance * count * libm::log1p(count))).sqrt().min(LARGEST_BET);
        let difference = value - predicted;
        self.bets += bet;
        self.won += bet * value;
        self.paid += difference * difference * (-libm::log1p(-bet) - bet);
        self.rows = count;
        self.sum += value;
        let mean = ((0.5 + self.sum) / (count + 1.0)).min(1.0);
        self.squares += (value - mean) * (value - mean);
        self.bound = self.bound.max((self.won - self.paid - self.log) / self.bets).min(1.0);
    }
}
