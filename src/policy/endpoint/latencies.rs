//! How long answers take: a histogram of a fixed size, whatever comes.

use serde::{Deserialize, Serialize};

/// Parts of each doubling: a percentile is read at most one part in so many, 3 %, too high.
const PARTS: usize = 32;

/// Doublings of a nanosecond up to 2^40 of them, 18 minutes; what takes longer counts as that.
const DOUBLINGS: usize = 40;

/// Buckets: whole nanoseconds up to `PARTS`, and then `PARTS` for each further doubling.
const BUCKETS: usize = PARTS * (DOUBLINGS - PARTS.ilog2() as usize + 1);

/// Latencies in buckets whose width grows with them, as HdrHistogram has it (Tene 2012): 9 kB for any number of answers. Two can be added, so
/// that threads count apart.
///
/// # Examples
/// ```
/// use bandit_playground::policy::endpoint::Latencies;
///
/// let mut latencies = Latencies::default();
/// (1..=100).for_each(|answer| latencies.record(f64::from(answer) / 10.0));
/// let summary = latencies.summary();
/// assert_eq!(summary.answers, 100);
/// assert!((summary.p50 - 5.0).abs() < 0.2 && (summary.p99 - 9.9).abs() < 0.3);
/// assert_eq!(summary.max, 10.0);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Latencies {
    buckets: Vec<u64>,
    answers: u64,
    /// Nanoseconds.
    sum: f64,
    max: u64,
}

/// What latencies come to, in milliseconds; zeros without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct LatencySummary {
    /// Answers that were measured.
    pub answers: u64,
    /// All of them took so long together.
    pub sum: f64,
    /// The median.
    pub p50: f64,
    /// 95 % were as fast or faster.
    pub p95: f64,
    /// 99 % were as fast or faster.
    pub p99: f64,
    /// The slowest.
    pub max: f64,
}

impl Default for Latencies {
    fn default() -> Latencies {
        Latencies { buckets: vec![0; BUCKETS], answers: 0, sum: 0.0, max: 0 }
    }
}

/// The bucket of so many nanoseconds.
fn bucket(nanoseconds: u64) -> usize {
    if nanoseconds < PARTS as u64 {
        return nanoseconds as usize;
    }
    let doubling = nanoseconds.ilog2() - PARTS.ilog2();
    // Its first bits are from PARTS to 2 PARTS - 1.
    let place = PARTS * doubling as usize + (nanoseconds >> doubling) as usize;
    place.min(BUCKETS - 1)
}

/// The longest that falls into a bucket, in nanoseconds.
fn upper_end(bucket: usize) -> u64 {
    if bucket < 2 * PARTS {
        return bucket as u64;
    }
    let doubling = bucket / PARTS - 1;
    (((bucket - PARTS * doubling) as u64 + 1) << doubling) - 1
}

impl Latencies {
    /// Takes the time of an answer, in milliseconds; one that a coarse clock gives as zero or less counts as zero.
    pub fn record(&mut self, milliseconds: f64) {
        // A cast of a float keeps within the range.
        let nanoseconds = (1e6 * milliseconds) as u64;
        if let Some(count) = self.buckets.get_mut(bucket(nanoseconds)) {
            *count += 1;
        }
        self.answers += 1;
        self.sum += nanoseconds as f64;
        self.max = self.max.max(nanoseconds);
    }

    /// Takes those of others.
    pub fn add(&mut self, others: &Latencies) {
        for (own, other) in self.buckets.iter_mut().zip(&others.buckets) {
            *own += other;
        }
        self.answers += others.answers;
        self.sum += others.sum;
        self.max = self.max.max(others.max);
    }

    /// The time within which this share of answers came, in milliseconds; zero without any.
    fn percentile(&self, share: f64) -> f64 {
        let wanted = (share * self.answers as f64).ceil().max(1.0) as u64;
        let mut seen = 0;
        let place = self.buckets.iter().position(|count| {
            seen += count;
            seen >= wanted
        });
        place.map_or(0.0, |place| upper_end(place).min(self.max) as f64 / 1e6)
    }

    /// What they come to.
    pub fn summary(&self) -> LatencySummary {
        LatencySummary {
            answers: self.answers,
            sum: self.sum / 1e6,
            p50: self.percentile(0.5),
            p95: self.percentile(0.95),
            p99: self.percentile(0.99),
            max: self.max as f64 / 1e6,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn buckets_follow_each_other_without_a_gap() {
        for place in 1..BUCKETS {
            let before = upper_end(place - 1);
            assert_eq!((bucket(before), bucket(before + 1)), (place - 1, place), "{place}");
        }
        assert_eq!(bucket(u64::MAX), BUCKETS - 1);
        assert_eq!(Latencies::default().summary(), LatencySummary::default());
    }

    proptest! {
        /// Percentiles are those of the sorted times, at most 1 in 32 too high; two halves come to the same as the whole.
        #[test]
        fn percentiles_are_those_of_the_sorted_times(times in prop::collection::vec(0_u64..5_000_000_000, 1..300)) {
            let mut halves = [Latencies::default(), Latencies::default()];
            let mut whole = Latencies::default();
            for (index, time) in times.iter().enumerate() {
                halves[index % 2].record(*time as f64 / 1e6);
                whole.record(*time as f64 / 1e6);
            }
            let [mut sum, other] = halves;
            sum.add(&other);
            prop_assert_eq!(&sum.buckets, &whole.buckets);
            let mut sorted = times.clone();
            sorted.sort_unstable();
            let summary = whole.summary();
            for (share, found) in [(0.5, summary.p50), (0.95, summary.p95), (0.99, summary.p99)] {
                let place = (share * times.len() as f64).ceil() as usize - 1;
                let exact = sorted[place] as f64 / 1e6;
                // A nanosecond for the rounding of milliseconds.
                prop_assert!(found > exact - 2e-6 && found <= exact * (1.0 + 1.0 / 32.0) + 2e-6, "{found} {exact}");
            }
        }
    }
}
