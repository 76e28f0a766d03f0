//! The Page-Hinkley test: Page 1954, Continuous Inspection Schemes; Hinkley 1971, Inference about the Change-point from Cumulative
//! Sum Tests.
//!
//! Of numbers x with the mean so far m, the sums of x - m - delta and of x - m + delta are kept. A change is found where the first has
//! risen by more than the threshold above its least, or the second has fallen by more than that below its greatest. The place of that
//! least or greatest is where the change is taken to be.

use serde::{Deserialize, Serialize};

/// The test, to both sides.
///
/// # Examples
/// ```
/// use bandit_playground::pipeline::drift::PageHinkley;
///
/// let mut test = PageHinkley::for_shares();
/// assert!((0..500).all(|_| test.push(0.8).is_none()), "nothing has changed");
/// let found = (1..500).find_map(|_| test.push(0.2)).expect("it fell");
/// assert!(found < 90, "so many numbers came after the change: {found}");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageHinkley {
    delta: f64,
    threshold: f64,
    forgetting: f64,
    least_count: u64,
    count: u64,
    mean: f64,
    rise: f64,
    least: f64,
    since_least: u64,
    fall: f64,
    greatest: f64,
    since_greatest: u64,
}

impl PageHinkley {
    /// A test with this `delta` (changes below it are not looked for), `threshold` on the sums and factor by which sums are
    /// forgotten with each number (1 for never); it finds nothing before the `least_count`th number.
    pub fn new(delta: f64, threshold: f64, forgetting: f64, least_count: u64) -> PageHinkley {
        PageHinkley {
            delta,
            threshold,
            forgetting,
            least_count,
            count: 0,
            mean: 0.0,
            rise: 0.0,
            least: f64::INFINITY,
            since_least: 0,
            fall: 0.0,
            greatest: f64::NEG_INFINITY,
            since_greatest: 0,
        }
    }

    /// The test for numbers from 0 to 1: it finds a mean that changes by 0.3 after about 160 of them, and rarely finds anything where
    /// none changes.
    pub fn for_shares() -> PageHinkley {
        PageHinkley::new(0.05, 40.0, 1.0, 30)
    }

    /// Takes the next number; where a change is found, how many of the numbers, the latest ones, came after it. It then begins again.
    pub fn push(&mut self, value: f64) -> Option<u64> {
        self.count += 1;
        self.mean += (value - self.mean) / self.count as f64;
        let deviation = value - self.mean;
        self.rise = self.forgetting * self.rise + deviation - self.delta;
        self.fall = self.forgetting * self.fall + deviation + self.delta;
        self.since_least += 1;
        self.since_greatest += 1;
        if self.rise < self.least {
            (self.least, self.since_least) = (self.rise, 0);
        }
        if self.fall > self.greatest {
            (self.greatest, self.since_greatest) = (self.fall, 0);
        }
        if self.count < self.least_count {
            return None;
        }
        let found = if self.rise - self.least > self.threshold {
            self.since_least
        } else if self.greatest - self.fall > self.threshold {
            self.since_greatest
        } else {
            return None;
        };
        *self = PageHinkley::new(self.delta, self.threshold, self.forgetting, self.least_count);
        Some(found)
    }
}
