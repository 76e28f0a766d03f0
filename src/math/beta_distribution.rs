//! The Beta distribution: its distribution function and its upper quantile, on [`libm`] alone, so that the bits are
//! the same everywhere.

/// Relative size of the last term at which the continued fraction ends.
const PRECISION: f64 = 1e-15;

/// What stands in for a zero denominator in the continued fraction.
const TINY: f64 = 1e-300;

/// Terms of the continued fraction at most; it needs about the square root of the larger parameter.
const MOST_TERMS: u32 = 100_000;

/// The probability that a Beta(`alpha`, `beta`) variate is at most `x`; `alpha` and `beta` above zero, `x` in [0, 1].
///
/// The regularized incomplete beta function by its continued fraction, evaluated as Lentz does (DLMF 8.17.22;
/// Thompson and Barnett 1986).
pub fn distribution(alpha: f64, beta: f64, x: f64) -> f64 {
    let (lower, upper) = tails(alpha, beta, log_beta(alpha, beta), x, 1.0 - x);
    if lower < upper { lower } else { 1.0 - upper }
}

/// The probability that a Beta(`alpha`, `beta`) variate exceeds `x`, as [`distribution`] has it; small ones keep their digits.
pub fn upper_tail(alpha: f64, beta: f64, x: f64) -> f64 {
    tails(alpha, beta, log_beta(alpha, beta), x, 1.0 - x).1
}

/// The x which a Beta(`alpha`, `beta`) variate exceeds with probability `upper_tail`; `alpha` and `beta` above zero,
/// `upper_tail` in [0, 1].
///
/// Newton's method on the distribution function, kept within a bracket by bisection, to the last bits of x; the tail
/// that is smaller is the one that is compared, so that small tails keep their digits.
pub fn upper_quantile(alpha: f64, beta: f64, upper_tail: f64) -> f64 {
    if upper_tail >= 1.0 {
        return 0.0;
    }
    if upper_tail <= 0.0 {
        return 1.0;
    }
    let log_beta = log_beta(alpha, beta);
    let (mut low, mut high) = (0.0, 1.0);
    let mut x = first_guess(alpha, beta, upper_tail);
    // Bisection alone needs a thousand steps to reach the smallest numbers; none of our quantiles are there.
    for _ in 0..200 {
        let (lower, upper) = tails(alpha, beta, log_beta, x, 1.0 - x);
        // Positive where x is too large.
        let excess = if upper < 0.5 { upper_tail - upper } else { lower - (1.0 - upper_tail) };
        if excess > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let log_density = (alpha - 1.0) * libm::log(x) + (beta - 1.0) * libm::log1p(-x) - log_beta;
        let step = excess / libm::exp(log_density);
        let newton = x - step;
        let trusted = newton > low && newton < high;
        let next = if trusted { newton } else { 0.5 * (low + high) };
        let moved = (next - x).abs();
        x = next;
        // Newton squares the error, so a step of 1e-9 leaves nothing that a number can hold. Near one it is the rest that
        // must be exact.
        if (trusted && moved <= 1e-9 * x.min(1.0 - x)) || high - low <= f64::EPSILON * high {
            break;
        }
    }
    x
}

/// The normal approximation of Abramowitz and Stegun 26.5.22, which is good for parameters of one and more.
fn first_guess(alpha: f64, beta: f64, upper_tail: f64) -> f64 {
    let mean = alpha / (alpha + beta);
    if alpha < 1.0 || beta < 1.0 {
        return mean;
    }
    let normal = normal_upper_quantile(upper_tail);
    let (a, b) = (1.0 / (2.0 * alpha - 1.0), 1.0 / (2.0 * beta - 1.0));
    let lambda = (normal * normal - 3.0) / 6.0;
    let h = 2.0 / (a + b);
    let w = normal * f64::sqrt((h + lambda).max(0.0)) / h - (b - a) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
    let guess = alpha / (alpha + beta * libm::exp(-2.0 * w));
    if guess > 0.0 && guess < 1.0 { guess } else { mean }
}

/// The upper quantile of the standard normal distribution, to about 4e-4 (Abramowitz and Stegun 26.2.23).
fn normal_upper_quantile(tail: f64) -> f64 {
    let smaller = tail.min(1.0 - tail);
    let t = f64::sqrt(-2.0 * libm::log(smaller));
    let size = t
        - (2.515_517 + t * (0.802_853 + t * 0.010_328))
            / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)));
    if tail < 0.5 { size } else { -size }
}

/// The probability that the logarithm of the odds of a Beta(`alpha`, `beta`) variate is at most `log_odds`; `log_beta` is
/// [`log_beta`] of both.
pub fn distribution_of_log_odds(alpha: f64, beta: f64, log_beta: f64, log_odds: f64) -> f64 {
    // So far out the first term of the series in the odds is all there is.
    const FAR: f64 = 40.0;
    if log_odds < -FAR {
        return (libm::exp(alpha * log_odds - log_beta) / alpha).min(1.0);
    }
    if log_odds > FAR {
        return 1.0 - (libm::exp(-beta * log_odds - log_beta) / beta).min(1.0);
    }
    let odds = libm::exp(log_odds);
    let (lower, upper) = tails(alpha, beta, log_beta, odds / (1.0 + odds), 1.0 / (1.0 + odds));
    if lower < upper { lower } else { 1.0 - upper }
}

/// ln B(alpha, beta).
pub fn log_beta(alpha: f64, beta: f64) -> f64 {
    libm::lgamma(alpha) + libm::lgamma(beta) - libm::lgamma(alpha + beta)
}

/// Lower and upper tail at `x`, where `rest` is 1 - x. The one for which the fraction converges fast is computed, the
/// other is one minus it.
fn tails(alpha: f64, beta: f64, log_beta: f64, x: f64, rest: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if rest <= 0.0 {
        return (1.0, 0.0);
    }
    let front = libm::exp(alpha * libm::log(x) + beta * libm::log(rest) - log_beta);
    if x < (alpha + 1.0) / (alpha + beta + 2.0) {
        let lower = (front * fraction(alpha, beta, x) / alpha).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (front * fraction(beta, alpha, rest) / beta).min(1.0);
        (1.0 - upper, upper)
    }
}

/// The continued fraction of the incomplete beta function.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let nonzero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for term in 1..=MOST_TERMS {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / nonzero(1.0 + even * d);
        c = nonzero(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / nonzero(1.0 + odd * d);
        c = nonzero(1.0 + odd / c);
        let change = d * c;
        value *= change;
        if (change - 1.0).abs() < PRECISION {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use statrs::distribution::{Beta, ContinuousCDF};

    #[test]
    fn closed_forms() {
        // Beta(1, 1) is uniform; Beta(2, 1) has distribution x^2; Beta(1, b) has upper tail (1 - x)^b.
        assert!((distribution(1.0, 1.0, 0.3) - 0.3).abs() < 1e-15);
        assert!((distribution(2.0, 1.0, 0.6) - 0.36).abs() < 1e-15);
        assert!((upper_quantile(1.0, 3.0, 0.008) - 0.8).abs() < 1e-14);
        assert!((upper_quantile(2.0, 1.0, 0.75) - 0.5).abs() < 1e-14);
        assert_eq!((upper_quantile(2.0, 3.0, 1.0), upper_quantile(2.0, 3.0, 0.0)), (0.0, 1.0));
    }

    proptest! {
        /// Another library's distribution function, which is made by other means.
        #[test]
        fn the_distribution_is_that_of_statrs(
            alpha in 0.1_f64..500.0, beta in 0.1_f64..500.0, x in 0.001_f64..0.999,
        ) {
            let expected = Beta::new(alpha, beta).map(|known| known.cdf(x)).unwrap_or(f64::NAN);
            prop_assert!((distribution(alpha, beta, x) - expected).abs() < 1e-10);
        }

        /// The quantile undoes the distribution function, for small tails too.
        #[test]
        fn the_quantile_undoes_the_distribution(
            alpha in 0.5_f64..2000.0, beta in 0.5_f64..2000.0, exponent in -18.0_f64..-0.01,
        ) {
            let tail = libm::exp(exponent);
            let x = upper_quantile(alpha, beta, tail);
            let found = distribution(beta, alpha, 1.0 - x);
            // 1 - x is exact to half a unit of one, which the density turns into an error of the tail.
            let log_density = (alpha - 1.0) * libm::log(x) + (beta - 1.0) * libm::log1p(-x) - log_beta(alpha, beta);
            let error = 1e-9 * tail + 1e-15 * libm::exp(log_density);
            prop_assert!((found - tail).abs() < error, "{x}: {found:e} for {tail:e}");
        }
    }

    #[test]
    fn a_million_pulls_are_no_trouble() {
        // Nearly normal, with Cornish and Fisher's correction for its skewness.
        let (alpha, beta, normal) = (300_001.0_f64, 700_001.0_f64, 4.753_424_309);
        let sum = alpha + beta;
        let deviation = (alpha * beta / (sum + 1.0)).sqrt() / sum;
        let skewness = 2.0 * (beta - alpha) * (sum + 1.0).sqrt() / ((sum + 2.0) * (alpha * beta).sqrt());
        let expected = alpha / sum + deviation * (normal + skewness * (normal * normal - 1.0) / 6.0);
        let x = upper_quantile(alpha, beta, 1e-6);
        assert!((x - expected).abs() < 1e-8, "{x} {expected}");
    }
}
