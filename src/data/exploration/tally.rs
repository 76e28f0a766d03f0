//! Sums that the order of ratings does not change, and quantiles.

/// A count and the sum of half stars that belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub count: u64,
    pub half_stars: u64,
}

impl Tally {
    /// One more.
    pub fn add(&mut self, half_stars: u8) {
        self.count += 1;
        self.half_stars += u64::from(half_stars);
    }

    /// Those of another, too.
    pub fn merge(&mut self, other: Tally) {
        self.count += other.count;
        self.half_stars += other.half_stars;
    }

    /// Mean in stars; none of none.
    pub fn mean(self) -> Option<f64> {
        (self.count > 0).then(|| self.half_stars as f64 / 2.0 / self.count as f64)
    }
}

/// The quantile of ascending values, by linear interpolation between order statistics; NaN of none.
pub(super) fn quantile(ascending: &[f64], share: f64) -> f64 {
    let Some(last) = ascending.len().checked_sub(1) else { return f64::NAN };
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = libm::floor(place) as usize;
    let above = (below + 1).min(last);
    ascending[below] + (place - below as f64) * (ascending[above] - ascending[below])
}
