//! A mean with its interval, in words.

use crate::results::Band;

/// A mean with half the width of its interval.
pub fn interval(band: &Band, text: fn(f64) -> String) -> String {
    if band.seeds < 2 {
        text(band.mean)
    } else {
        format!("{} ± {}", text(band.mean), text(band.high - band.mean))
    }
}
