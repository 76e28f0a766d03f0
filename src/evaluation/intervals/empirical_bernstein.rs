//! The empirical Bernstein interval.

use super::hoeffding::range;
use super::{Interval, IntervalKind, IntervalMethod};
use crate::descriptor::{Descriptor, words};
use crate::evaluation::terms::{Terms, moments};

/// The empirical Bernstein interval.
pub static INTERVAL: IntervalKind = IntervalKind {
    part: Descriptor {
        id: "empirical_bernstein",
        title: "Empirical Bernstein",
        sentence: words(
            "Holds for rows of any distribution within the range that the log shows, and is narrower than Hoeffding's where they vary little.",
        ),
        citation: words(
            "Maurer and Pontil 2009, Empirical Bernstein Bounds and Sample Variance Penalization",
        ),
        facts: &[],
        parameters: &[],
    },
    is_for_adaptive_logs: false,
    method: IntervalMethod::Terms(|_, terms, confidence| interval(terms, confidence)),
};

/// The interval, both ends of which fail with half of the probability; none for fewer than two rows.
pub fn interval(terms: &Terms, confidence: f64) -> Option<Interval> {
    let rows = terms.linearized();
    let rest = rows.len().checked_sub(1).filter(|rest| *rest > 0)? as f64;
    let ((low, high), (_, variance)) = (range(&rows), moments(&rows));
    let log = libm::log(4.0 / (1.0 - confidence));
    let half = (2.0 * log * variance / rest).sqrt() + 7.0 * (high - low) * log / (3.0 * rest);
    Some(Interval::around(terms.value(), half))
}
