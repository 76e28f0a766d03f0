//! Student's t.

use super::{Interval, IntervalKind, IntervalMethod};
use crate::descriptor::{Descriptor, words};
use crate::evaluation::terms::{Terms, moments};
use crate::results::significance::t_upper_quantile;

/// Student's t.
pub static INTERVAL: IntervalKind = IntervalKind {
    part: Descriptor {
        id: "normal",
        title: "Normal",
        sentence: words(
            "The estimate and so many standard errors to both sides, by Student's t: right where no few rows decide the estimate.",
        ),
        citation: words("Student 1908, The Probable Error of a Mean"),
        facts: &[],
        parameters: &[],
    },
    is_for_adaptive_logs: false,
    method: IntervalMethod::Terms(|_, terms, confidence| interval(terms, confidence)),
};

/// The interval; none for fewer than two rows.
pub fn interval(terms: &Terms, confidence: f64) -> Option<Interval> {
    let rest = terms.len().checked_sub(1).filter(|rest| *rest > 0)? as f64;
    let (_, variance) = moments(&terms.linearized());
    let half = t_upper_quantile(rest, (1.0 - confidence) / 2.0) * (variance / rest).sqrt();
    Some(Interval::around(terms.value(), half))
}

/// The standard error of an estimate; none for fewer than two rows.
pub fn standard_error(terms: &Terms) -> Option<f64> {
    let rest = terms.len().checked_sub(1).filter(|rest| *rest > 0)? as f64;
    Some((moments(&terms.linearized()).1 / rest).sqrt())
}
