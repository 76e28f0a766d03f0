//! Many seeds: mean, standard error and a 95 % band.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean over seeds and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Band {
    /// Mean over seeds.
    pub mean: f64,
    /// Standard error of the mean (sample standard deviation over the root of the number of seeds); zero for one.
    pub standard_error: f64,
    /// Lower end of the 95 % confidence interval of the mean by Student's t; the mean itself for one seed.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Number of seeds.
    pub seeds: usize,
}

/// With fewer seeds an interval says next to nothing: Student's t with one or two degrees of freedom has a factor of 12.7
/// or 4.3, so the seeds themselves are shown.
pub const FEWEST_SEEDS_OF_A_BAND: usize = 4;

impl Band {
    /// Whether there are so many seeds that the interval says something.
    pub fn has_interval(&self) -> bool {
        self.seeds >= FEWEST_SEEDS_OF_A_BAND
    }

    /// The band as it is shown of something that lies between `lowest` and `highest`: cut there, and closed to its mean
    /// where there are too few seeds.
    pub fn shown_within(self, (lowest, highest): (f64, f64)) -> Band {
        if !self.has_interval() {
            return Band { low: self.mean, high: self.mean, ..self };
        }
        // A mean may lie beyond by rounding.
        let (lowest, highest) = (lowest.min(self.mean), highest.max(self.mean));
        Band { low: self.low.max(lowest), high: self.high.min(highest), ..self }
    }
}

/// The band of these numbers, one a seed.
pub fn band(values: &[f64]) -> Band {
    let seeds = values.len();
    if seeds == 0 {
        return Band::default();
    }
    let count = seeds as f64;
    let mean = values.iter().sum::<f64>() / count;
    if seeds == 1 {
        return Band { mean, standard_error: 0.0, low: mean, high: mean, seeds };
    }
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0);
    let standard_error = (variance / count).sqrt();
    let half = t_quantile(seeds - 1) * standard_error;
    Band { mean, standard_error, low: mean - half, high: mean + half, seeds }
}

/// The 97.5 % quantile of Student's t.
fn t_quantile(degrees_of_freedom: usize) -> f64 {
    use std::sync::OnceLock;
    // An experiment has at most 100 seeds, and a chart asks for hundreds of bands a frame.
    static QUANTILES: OnceLock<Vec<f64>> = OnceLock::new();
    let quantile = |degrees: usize| {
        StudentsT::new(0.0, 1.0, degrees as f64).map_or(f64::NAN, |student| student.inverse_cdf(0.975))
    };
    let table = QUANTILES.get_or_init(|| (1..=100).map(quantile).collect());
    table.get(degrees_of_freedom.wrapping_sub(1)).copied().unwrap_or_else(|| quantile(degrees_of_freedom))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_band_ends_where_the_metric_ends() {
        let wide = band(&[0.0, 0.0, 0.0, 1.0]);
        assert!(wide.low < 0.0 && wide.high > 1.0);
        let shown = wide.shown_within((0.0, 1.0));
        assert_eq!((shown.low, shown.mean, shown.high), (0.0, wide.mean, 1.0));
        let few = band(&[0.0, 1.0]);
        assert!(few.high > 6.0 && !few.has_interval());
        let shown = few.shown_within((0.0, 1.0));
        assert_eq!((shown.low, shown.high), (0.5, 0.5));
    }

    /// Quantiles as in the tables of any textbook.
    #[test]
    fn quantiles_are_the_textbook_ones() {
        for (degrees, expected) in [(1, 12.7062), (4, 2.7764), (9, 2.2622), (29, 2.0452), (99, 1.9842)] {
            assert!((t_quantile(degrees) - expected).abs() < 5e-5, "{degrees}: {}", t_quantile(degrees));
        }
    }

    #[test]
    fn a_band_by_hand() {
        let band = band(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(band.mean, 3.0);
        assert!((band.standard_error - 0.5_f64.sqrt()).abs() < 1e-12);
        assert!((band.high - (3.0 + 2.776_445 * 0.5_f64.sqrt())).abs() < 1e-5);
        assert_eq!(crate::results::band(&[2.0]).high, 2.0);
        assert_eq!(crate::results::band(&[]).seeds, 0);
    }
}
