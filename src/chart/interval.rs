//! A mean with its interval, in words.

use super::numbers::{percent, readable, uncertain};
use crate::metrics::Metric;
use crate::results::Band;

/// A mean of a metric with half the width of its interval, where there are seeds enough for one.
pub fn interval(band: &Band, metric: &Metric) -> String {
    let shown = band.shown_within(metric.range);
    let half = (shown.high - shown.low) / 2.0;
    match (metric.is_share, half > 0.0) {
        (true, true) => format!("{} %", uncertain(100.0 * band.mean, 100.0 * half)),
        (true, false) => percent(band.mean),
        (false, true) => uncertain(band.mean, half),
        (false, false) => readable(band.mean),
    }
}
