//! Many seeds: mean, standard error and a 95 % band.

use serde::{Deserialize, Serialize};

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

/// Whether the interval of a mean over so many seeds says something, and so is shown.
pub fn has_interval(seeds: usize) -> bool {
    seeds >= FEWEST_SEEDS_OF_A_BAND
}

impl Band {
    /// Whether there are so many seeds that the interval says something.
    pub fn has_interval(&self) -> bool {
        has_interval(self.seeds)
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

/// The 97.5 % quantile of Student's t. Beyond the table by its expansion around the normal one (Abramowitz and Stegun 1964,
/// 26.7.5), to seven digits.
fn t_quantile(degrees_of_freedom: usize) -> f64 {
    let known = degrees_of_freedom.checked_sub(1).and_then(|place| QUANTILES.get(place));
    known.copied().unwrap_or_else(|| {
        let (z, degrees) = (1.959_963_984_540_054_f64, degrees_of_freedom as f64);
        let first = (z * z * z + z) / 4.0;
        let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
        let third = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
        z + (first + (second + third / degrees) / degrees) / degrees
    })
}

/// The quantiles of one to a hundred degrees of freedom, as an experiment of so many seeds needs them: a table is smaller than
/// the gamma function that they come from, which the page would carry for this alone. A test compares it with statrs.
#[rustfmt::skip]
static QUANTILES: [f64; 100] = [
    12.706204736174694, 4.302652729749462, 3.1824463052837078, 2.7764451051977934, 2.5705818356363146,
    2.4469118511449786, 2.364624251592784, 2.306004135204166, 2.262157162798205, 2.228138851986274,
    2.200985160091639, 2.1788128296672284, 2.1603686564627913, 2.144786687917804, 2.131449545559776,
    2.1199052992212546, 2.1098155778333156, 2.1009220402410382, 2.0930240544083087, 2.085963447265864,
    2.0796138447276795, 2.0738730679040254, 2.0686576104190486, 2.0638985616280245, 2.0595385527532972,
    2.0555294386428735, 2.0518305164802846, 2.0484071417952454, 2.045229642132703, 2.0422724563012378,
    2.039513446396408, 2.0369333434601016, 2.0345152974493383, 2.0322445093177186, 2.030107928250343,
    2.0280940009804502, 2.0261924630291093, 2.0243941639119694, 2.022690920036761, 2.021075390306273,
    2.019540970441376, 2.0180817028184443, 2.016692199227824, 2.0153675744437636, 2.014103388880846,
    2.012895598919429, 2.0117405137297655, 2.010634757624232, 2.0095752371292392, 2.008559112100761,
    2.007583770315836, 2.006646805061688, 2.0057459953178687, 2.0048792881880564, 2.0040447832891455,
    2.003240718847872, 2.002465459291007, 2.0017174841452356, 2.000995378088267, 2.0002978220142604,
    1.999623584994939, 1.9989715170333788, 1.998340542520741, 1.997729654317693, 1.9971379083920038,
    1.9965644189523117, 1.996008354025296, 1.9954689314298435, 1.9949454151072374, 1.994437111771186,
    1.9939433678456255, 1.9934635666618719, 1.992997125889855, 1.992543495180932, 1.9921021540022417,
    1.9916726096446642, 1.9912543953883846, 1.9908470688116906, 1.9904502102301285, 1.990063421254446,
    1.9896863234569029, 1.989318557136572, 1.9889597801751624, 1.9886096669757083, 1.9882679074772216,
    1.98793420623902, 1.9876082815890708, 1.9872898648311692, 1.986978699506281, 1.9866745407037683,
    1.9863771544186177, 1.98608631695113, 1.9858018143458227, 1.985523441866604, 1.9852510035054978,
    1.984984311522457, 1.9847231860139845, 1.9844674545084815, 1.9842169515864174, 1.9839715185235518,
];

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

    #[test]
    fn quantiles_are_those_of_statrs() {
        use statrs::distribution::{ContinuousCDF, StudentsT};
        for degrees in (1..=130).chain([1_000]) {
            let exact = StudentsT::new(0.0, 1.0, degrees as f64).expect("a distribution").inverse_cdf(0.975);
            let far = (t_quantile(degrees) / exact - 1.0).abs();
            let most = if degrees <= 100 { 1e-9 } else { 1e-6 };
            assert!(far < most, "{degrees}: {} and {exact}", t_quantile(degrees));
        }
        // Of a hundred thousand, where statrs 0.18 is off in the sixth digit, the expansion's own first terms.
        assert!((t_quantile(100_000) - 1.959_987_707_5).abs() < 1e-9, "{}", t_quantile(100_000));
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
