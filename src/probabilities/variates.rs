//! Random numbers whose density and distribution function are known.

use crate::math::beta_distribution;

/// A random number with a density whose logarithm is concave: it has one top and falls off on both sides.
///
/// # Examples
/// ```
/// use bandit_playground::probabilities::{Normal, largest_of};
///
/// let surer = Normal { mean: 1.0, deviation: 0.5 };
/// let better = Normal { mean: 3.0, deviation: 0.5 };
/// let chances = largest_of(&[surer, better]);
/// // The difference is 2 with a standard deviation of 0.71: above zero in 99.8 % of draws.
/// assert!((chances.values[1] - 0.998).abs() < 0.001);
/// ```
pub trait Variate {
    /// Where the density has its top.
    fn mode(&self) -> f64;

    /// A distance over which the density changes.
    fn scale(&self) -> f64;

    /// Logarithm of the density.
    fn log_density(&self, x: f64) -> f64;

    /// Probability of a number of at most `x`.
    fn distribution(&self, x: f64) -> f64;

    /// Places besides the top where the density bends.
    fn bends(&self) -> &[f64] {
        &[]
    }
}

/// A normal variate; one with a deviation of zero is always its mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    /// Mean.
    pub mean: f64,
    /// Standard deviation, at least zero.
    pub deviation: f64,
}

impl Variate for Normal {
    fn mode(&self) -> f64 {
        self.mean
    }

    fn scale(&self) -> f64 {
        self.deviation
    }

    fn log_density(&self, x: f64) -> f64 {
        let z = (x - self.mean) / self.deviation;
        -0.5 * z * z - libm::log(self.deviation) - 0.5 * libm::log(2.0 * std::f64::consts::PI)
    }

    fn distribution(&self, x: f64) -> f64 {
        0.5 * libm::erfc((self.mean - x) / self.deviation * std::f64::consts::FRAC_1_SQRT_2)
    }
}

/// A Gumbel variate: `location` minus `scale` times the logarithm of an exponential variate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gumbel {
    /// Its mode.
    pub location: f64,
    /// Its scale, above zero.
    pub scale: f64,
}

impl Variate for Gumbel {
    fn mode(&self) -> f64 {
        self.location
    }

    fn scale(&self) -> f64 {
        self.scale
    }

    fn log_density(&self, x: f64) -> f64 {
        let z = (x - self.location) / self.scale;
        -z - libm::exp(-z) - libm::log(self.scale)
    }

    fn distribution(&self, x: f64) -> f64 {
        libm::exp(-libm::exp(-(x - self.location) / self.scale))
    }
}

/// The logarithm of the odds of a Beta(alpha, beta) variate: in the same order as the variate itself, but with room
/// near zero and one, where weak priors have most of theirs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaLogOdds {
    alpha: f64,
    beta: f64,
    log_beta: f64,
}

impl BetaLogOdds {
    /// Of Beta(`alpha`, `beta`), both above zero.
    pub fn new(alpha: f64, beta: f64) -> BetaLogOdds {
        BetaLogOdds { alpha, beta, log_beta: beta_distribution::log_beta(alpha, beta) }
    }
}

impl Variate for BetaLogOdds {
    fn mode(&self) -> f64 {
        libm::log(self.alpha / self.beta)
    }

    fn scale(&self) -> f64 {
        f64::sqrt(1.0 / self.alpha + 1.0 / self.beta)
    }

    fn log_density(&self, x: f64) -> f64 {
        let softplus = x.max(0.0) + libm::log1p(libm::exp(-x.abs()));
        self.alpha * x - (self.alpha + self.beta) * softplus - self.log_beta
    }

    fn distribution(&self, x: f64) -> f64 {
        beta_distribution::distribution_of_log_odds(self.alpha, self.beta, self.log_beta, x)
    }

    fn bends(&self) -> &[f64] {
        &[-20.0, -8.0, -3.0, 0.0, 3.0, 8.0, 20.0]
    }
}
