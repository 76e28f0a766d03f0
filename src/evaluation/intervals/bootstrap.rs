//! The bootstrap: estimates from rows drawn with replacement.

use super::{Interval, IntervalKind, IntervalMethod};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, words};
use crate::evaluation::terms::{Terms, mean};
use crate::math::random::RngStream;

/// Number of resamples.
static RESAMPLES: Parameter = Parameter {
    name: "resamples",
    title: words("Resamples"),
    kind: Kind::Integer { minimum: 100, maximum: 100_000, default: 1_000, scale: Scale::Logarithmic },
    unit: "",
    help: words("How often the rows are drawn again; a long log takes a while."),
};

/// Seed of the draws.
static SEED: Parameter = Parameter {
    name: "seed",
    title: words("Seed"),
    kind: Kind::Integer { minimum: 0, maximum: 1_000_000, default: 0, scale: Scale::Linear },
    unit: "",
    help: words("Seed of the draws: the same seed gives the same interval."),
};

/// The percentile bootstrap.
pub static INTERVAL: IntervalKind = IntervalKind {
    part: Descriptor {
        id: "bootstrap",
        title: "Bootstrap",
        sentence: words(
            "Where most estimates lie when as many rows are drawn from the log with replacement; a self-normalized one is normalized in each draw.",
        ),
        citation: words("Efron 1979, Bootstrap Methods: Another Look at the Jackknife"),
        facts: &[],
        parameters: &[RESAMPLES, SEED],
    },
    is_for_adaptive_logs: false,
    method: IntervalMethod::Terms(|values, terms, confidence| {
        let found = bootstrap(terms, values.count(&RESAMPLES), values.count(&SEED) as u64, confidence)?;
        Some(found.interval)
    }),
};

/// What resampling found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// Mean of the resamples' estimates.
    pub mean: f64,
    /// Their percentiles.
    pub interval: Interval,
}

/// So many resamples; none for fewer than two rows, and without resamples.
pub fn bootstrap(terms: &Terms, resamples: usize, seed: u64, confidence: f64) -> Option<Bootstrap> {
    if terms.len() < 2 || resamples == 0 {
        return None;
    }
    let mut stream = RngStream::new(seed, 0, "bootstrap of an estimate");
    let mut sums = Vec::new();
    let rows = terms.len();
    let mut estimates: Vec<f64> =
        (0..resamples).map(|_| terms.resampled(|| stream.below(rows), &mut sums)).collect();
    // A resample of a self-normalized estimator may hold no weight at all.
    estimates.retain(|estimate| !estimate.is_nan());
    estimates.sort_by(f64::total_cmp);
    let tail = (1.0 - confidence) / 2.0;
    let interval = Interval { low: quantile(&estimates, tail)?, high: quantile(&estimates, 1.0 - tail)? };
    Some(Bootstrap { mean: mean(&estimates), interval })
}

/// The quantile of sorted numbers, linear between two of them (Hyndman and Fan 1996, type 7); none of no numbers.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let below = place.floor() as usize;
    let (low, high) = (sorted[below], sorted[(below + 1).min(sorted.len() - 1)]);
    let part = place - below as f64;
    // Without this, an infinite number beside a part of 0 would be NaN.
    Some(if part == 0.0 { low } else { low + part * (high - low) })
}
