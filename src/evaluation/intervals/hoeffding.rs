//! Hoeffding's interval.

use super::{Interval, IntervalKind, IntervalMethod};
use crate::descriptor::{Descriptor, words};
use crate::evaluation::terms::Terms;

/// Hoeffding's interval.
pub static INTERVAL: IntervalKind = IntervalKind {
    part: Descriptor {
        id: "hoeffding",
        title: "Hoeffding",
        sentence: words(
            "Holds for rows of any distribution within the range that the log shows, however few they are; so it is wide.",
        ),
        citation: words("Hoeffding 1963, Probability Inequalities for Sums of Bounded Random Variables"),
        facts: &[],
        parameters: &[],
    },
    is_for_adaptive_logs: false,
    method: IntervalMethod::Terms(|_, terms, confidence| interval(terms, confidence)),
};

/// The least and the greatest of what rows add; 0 is among them, since an action that the policy does not take adds that.
pub(super) fn range(terms: &[f64]) -> (f64, f64) {
    terms.iter().fold((0.0, 0.0), |(low, high), term| (f64::min(low, *term), f64::max(high, *term)))
}

/// The interval; none without rows.
pub fn interval(terms: &Terms, confidence: f64) -> Option<Interval> {
    let rows = terms.linearized();
    let (low, high) = range(&rows);
    let half = (high - low) * (libm::log(2.0 / (1.0 - confidence)) / (2.0 * rows.len() as f64)).sqrt();
    (!rows.is_empty()).then(|| Interval::around(terms.value(), half))
}
