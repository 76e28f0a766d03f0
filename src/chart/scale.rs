//! From values to pixels: ranges that change rarely, ticks at round numbers, numbers short enough for an axis.

/// Most decades on a logarithmic axis below the largest value.
const MOST_DECADES: i32 = 6;

/// Means of runs that differ by less than this share of their size may differ by rounding: a sum of a million rewards is
/// off by about a thousand (the root) times half the distance between neighbouring floats.
const ROUNDING: f64 = 1_000.0 * 0.5 * f64::EPSILON;

/// A line from values to pixels, or from their logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Value at the lower end.
    pub low: f64,
    /// Value at the upper end, above `low`.
    pub high: f64,
    /// Whether it is the logarithm that is even; then `low` is above zero.
    pub log: bool,
    /// Place of `low`, CSS pixels.
    pub from: f64,
    /// Place of `high`, CSS pixels.
    pub to: f64,
}

impl Scale {
    /// The place of a value, CSS pixels. A value that a logarithmic scale can't have is at the lower end.
    pub fn place(&self, value: f64) -> f64 {
        let share = if self.log {
            if value <= 0.0 {
                return self.from;
            }
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        self.from + share * (self.to - self.from)
    }

    /// The value at a place, CSS pixels.
    pub fn value(&self, place: f64) -> f64 {
        let share = (place - self.from) / (self.to - self.from);
        if self.log {
            self.low * (self.high / self.low).powf(share)
        } else {
            self.low + share * (self.high - self.low)
        }
    }

    /// Round numbers within the scale, ascending, about so many.
    pub fn ticks(&self, about: f64) -> Vec<f64> {
        if self.log {
            log_ticks(self.low, self.high, about)
        } else {
            linear_ticks(self.low, self.high, about)
        }
    }
}

/// The smallest of 1, 2 and 5 times a power of ten that is not below `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powi(least.log10().floor() as i32);
    let found =
        [1.0, 2.0, 5.0].into_iter().map(|factor| factor * power).find(|step| *step >= least * (1.0 - 1e-9));
    found.unwrap_or(10.0 * power)
}

fn linear_ticks(low: f64, high: f64, about: f64) -> Vec<f64> {
    let step = round_step((high - low) / about.max(1.0));
    let first = (low / step - 1e-6).ceil() as i64;
    let last = (high / step + 1e-6).floor() as i64;
    (first..=last).map(|multiple| multiple as f64 * step).collect()
}

fn log_ticks(low: f64, high: f64, about: f64) -> Vec<f64> {
    let first = low.log10().floor() as i32;
    let last = high.log10().ceil() as i32;
    let within = |tick: &f64| *tick >= low * (1.0 - 1e-9) && *tick <= high * (1.0 + 1e-9);
    let with = |factors: &[f64], stride: usize| -> Vec<f64> {
        let decades = (first..=last).step_by(stride).map(|decade| 10_f64.powi(decade));
        decades.flat_map(|decade| factors.iter().map(move |factor| factor * decade)).filter(within).collect()
    };
    let fine = with(&[1.0, 2.0, 5.0], 1);
    if fine.len() as f64 <= about {
        return fine;
    }
    let stride = (f64::from(last - first) / about.max(1.0)).ceil().max(1.0);
    with(&[1.0], stride as usize)
}

/// A range from zero that grows in steps of a fifth to a half, so that axes change rarely.
pub(super) fn range_from_zero(highest: f64) -> (f64, f64) {
    if !highest.is_finite() || highest <= 0.0 {
        return (0.0, 1.0);
    }
    let power = 10_f64.powi(highest.log10().floor() as i32);
    let factors = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];
    let found = factors.into_iter().map(|factor| factor * power).find(|high| *high >= highest * (1.0 - 1e-9));
    (0.0, found.unwrap_or(10.0 * power))
}

/// A range around these values with round ends.
pub(super) fn range_around(lowest: f64, highest: f64) -> (f64, f64) {
    if !lowest.is_finite() || !highest.is_finite() || lowest > highest {
        return (0.0, 1.0);
    }
    let largest = highest.abs().max(lowest.abs());
    let spread = highest - lowest;
    // Values that differ by rounding only get an axis on which they look equal.
    let spread = if spread > ROUNDING * largest { spread } else { (1e-6 * largest).max(1e-9) };
    let step = round_step(spread / 4.0);
    let (low, high) = ((lowest / step + 1e-6).floor() * step, (highest / step - 1e-6).ceil() * step);
    if low < high { (low, high) } else { (low, low + step) }
}

/// A range above zero for a logarithmic axis, from the lowest positive value on.
pub(super) fn range_of_logarithms(lowest: f64, highest: f64) -> (f64, f64) {
    if !highest.is_finite() || highest <= 0.0 || !lowest.is_finite() || lowest <= 0.0 {
        return (0.1, 1.0);
    }
    let high = range_from_zero(highest).1;
    let low = lowest.min(highest).max(high / 10_f64.powi(MOST_DECADES));
    let power = 10_f64.powi(low.log10().floor() as i32);
    let low =
        [5.0, 2.0].into_iter().map(|factor| factor * power).find(|start| *start <= low).unwrap_or(power);
    if low < high { (low, high) } else { (low, 10.0 * low) }
}

/// Ascending ticks as an axis has them: short (see [`compact`]) where that tells all of them apart, and with as many
/// decimals as their distance needs where it does not.
pub(super) fn tick_texts(ticks: &[f64]) -> Vec<String> {
    let short: Vec<String> = ticks.iter().map(|tick| compact(*tick)).collect();
    if short.windows(2).all(|pair| pair[0] != pair[1]) {
        return short;
    }
    let distances = ticks.windows(2).map(|pair| pair[1] - pair[0]);
    let least = distances.fold(f64::INFINITY, f64::min);
    // A number that is far from 1 in size is shortest with a power of ten, and then its decimals count from its first digit.
    let size = ticks.iter().fold(0.0_f64, |size, tick| size.max(tick.abs())).log10().floor();
    let needed = |from: f64| (from - (least.log10() + 1e-9).floor()).clamp(0.0, 17.0) as usize;
    if (-4.0..15.0).contains(&size) {
        return ticks.iter().map(|tick| format!("{tick:.*}", needed(0.0))).collect();
    }
    ticks.iter().map(|tick| format!("{tick:.*e}", needed(size))).collect()
}

/// A number as an axis has it: `0.05`, `1.5k`, `10k`, `1M`, with at most four digits that count.
pub(super) fn compact(number: f64) -> String {
    let size = number.abs();
    if !number.is_finite() || (size > 0.0 && size < 1e-4) || size >= 1e12 {
        return format!("{number:.0e}");
    }
    let (scaled, unit) = match size {
        _ if size >= 0.999_95e9 => (number / 1e9, "G"),
        _ if size >= 0.999_95e6 => (number / 1e6, "M"),
        _ if size >= 0.999_95e3 => (number / 1e3, "k"),
        _ => (number, ""),
    };
    let whole_digits = if scaled.abs() < 1.0 { 0 } else { scaled.abs().log10().floor() as usize + 1 };
    let decimals = if scaled.abs() < 0.1 { 5 } else { 4_usize.saturating_sub(whole_digits) };
    let text = format!("{scaled:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { format!("{text}{unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn axis_numbers_are_short() {
        let shown =
            [0.0, 0.05, 3.0 * 0.1, 3.25, 999.0, 1_000.0, 1_500.0, 12_500.0, 1e6, 2.5e6, -2_000.0, 1e-5];
        let expected =
            ["0", "0.05", "0.3", "3.25", "999", "1k", "1.5k", "12.5k", "1M", "2.5M", "-2k", "1e-5"];
        assert_eq!(shown.map(compact), expected);
    }

    #[test]
    fn ticks_are_round() {
        let scale = |low, high, log| Scale { low, high, log, from: 0.0, to: 1.0 };
        assert_eq!(scale(0.0, 5_000.0, false).ticks(5.0), [0.0, 1_000.0, 2_000.0, 3_000.0, 4_000.0, 5_000.0]);
        assert_eq!(scale(3.4, 4.1, false).ticks(4.0).len(), 4);
        assert_eq!(scale(1.0, 5_000.0, true).ticks(6.0), [1.0, 10.0, 100.0, 1_000.0]);
        assert_eq!(scale(1.0, 20.0, true).ticks(6.0), [1.0, 2.0, 5.0, 10.0, 20.0]);
    }

    /// Ticks that four digits can't tell apart have as many as it takes.
    #[test]
    fn near_ticks_have_different_texts() {
        assert_eq!(tick_texts(&[0.0, 0.5, 1.0]), ["0", "0.5", "1"]);
        assert_eq!(tick_texts(&[12_345.0, 12_345.5, 12_346.0]), ["12345.0", "12345.5", "12346.0"]);
        assert_eq!(tick_texts(&[1e12, 1e12 + 1.0]), ["1000000000000", "1000000000001"]);
        assert_eq!(tick_texts(&[1.0, 1.000_000_2]), ["1.0000000", "1.0000002"]);
        assert_eq!(tick_texts(&[2.0e-9, 2.00001e-9]), ["2.00000e-9", "2.00001e-9"]);
    }

    /// However near to each other beside their size, different values lie far apart on their axis; what differs by
    /// rounding lies together.
    #[test]
    fn near_values_get_an_axis_on_which_they_differ() {
        for (lowest, highest) in [
            (1e12, 1e12 + 1.0),
            (-1e12 - 1.0, -1e12),
            (0.9, 0.9 + 1e-8),
            (1e-12, 2e-12),
            (1e-300, 2e-300),
            (1e300, 2e300),
            (1e6, 1e6 + 1e-3),
        ] {
            let (low, high) = range_around(lowest, highest);
            let scale = Scale { low, high, log: false, from: 0.0, to: 100.0 };
            let slack = 1e-5 * (high - low);
            assert!(low <= lowest + slack && high >= highest - slack, "{lowest:e}: {low:e} to {high:e}");
            assert!(scale.place(highest) - scale.place(lowest) > 40.0, "{lowest:e}: {low:e} to {high:e}");
            let texts = tick_texts(&scale.ticks(6.0));
            assert!(texts.len() > 2 && texts.windows(2).all(|pair| pair[0] != pair[1]), "{texts:?}");
        }
        let sum = (0..10).map(|_| 0.1).sum::<f64>();
        let (low, high) = range_around(sum.min(1.0), sum.max(1.0));
        assert!((sum - 1.0).abs() / (high - low) < 1e-6 && sum != 1.0);
    }

    #[test]
    fn a_range_grows_in_steps() {
        assert_eq!(
            [0.9, 1.1, 437.0, 9_000.0, 0.0, f64::NAN].map(|top| range_from_zero(top).1),
            [1.0, 1.2, 500.0, 10_000.0, 1.0, 1.0]
        );
        assert_eq!(range_around(3.0, 3.0).0, 3.0);
        assert_eq!(range_of_logarithms(0.3, 437.0), (0.2, 500.0));
        assert_eq!(range_of_logarithms(1e-12, 437.0).0, 5e-4);
    }

    proptest! {
        #[test]
        fn ranges_hold_their_values(a in -1e6_f64..1e6, b in -1e6_f64..1e6) {
            let (lowest, highest) = (a.min(b), a.max(b));
            let (low, high) = range_around(lowest, highest);
            let slack = 1e-5 * (high - low);
            prop_assert!(low < high && low <= lowest + slack && high >= highest - slack);
            let (low, high) = range_from_zero(highest);
            prop_assert!(low < high && (highest <= 0.0 || high >= highest * 0.999_999));
            let (low, high) = range_of_logarithms(a.abs(), a.abs().max(b.abs()));
            prop_assert!(0.0 < low && low < high);
        }

        #[test]
        fn ticks_ascend_within_the_scale(low in 1e-3_f64..1e3, ratio in 1.01_f64..1e5, about in 2.0_f64..12.0, log: bool) {
            let scale = Scale { low, high: low * ratio, log, from: 0.0, to: 100.0 };
            let ticks = scale.ticks(about);
            prop_assert!(ticks.len() as f64 <= about + 2.0, "{:?}", ticks);
            prop_assert!(ticks.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(ticks.iter().all(|tick| (-0.01..=100.01).contains(&scale.place(*tick))));
        }
    }
}
