//! Whether two lists of numbers differ by more than chance: Student's t for pairs, Welch's for two samples, and Holm's
//! correction for several such questions.

use serde::{Deserialize, Serialize};

use crate::math::beta_distribution;
use crate::math::sorting::sort_indexes;

/// How often an interval may miss the mean, and a test see a difference where there is none.
const ERROR: f64 = 0.05;

/// How two means differ, and how sure that is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeanDifference {
    /// The first mean minus the second one.
    pub difference: f64,
    /// Standard error of the difference.
    pub standard_error: f64,
    /// Degrees of freedom of Student's t; of Welch's test they are no whole number.
    pub degrees: f64,
    /// Lower end of the 95 % confidence interval of the difference.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Two-sided p-value of no difference.
    pub p: f64,
}

/// The difference of numbers that come in pairs, such as those of two agents under the same seeds (Student's paired t test). None
/// for fewer than two pairs; numbers without a partner are left out.
pub fn paired_difference(first: &[f64], second: &[f64]) -> Option<MeanDifference> {
    let differences: Vec<f64> = first.iter().zip(second).map(|(one, other)| one - other).collect();
    let count = differences.len() as f64;
    let (mean, variance) = moments(&differences)?;
    Some(difference(mean, (variance / count).sqrt(), count - 1.0))
}

/// The difference of two samples that have nothing to do with each other, whose variances may differ (Welch 1947). None where
/// one of them has fewer than two numbers.
pub fn unpaired_difference(first: &[f64], second: &[f64]) -> Option<MeanDifference> {
    let ((one, one_variance), (other, other_variance)) = moments(first).zip(moments(second))?;
    let (one_count, other_count) = (first.len() as f64, second.len() as f64);
    let (one_part, other_part) = (one_variance / one_count, other_variance / other_count);
    let sum = one_part + other_part;
    let degrees =
        sum * sum / (one_part * one_part / (one_count - 1.0) + other_part * other_part / (other_count - 1.0));
    // Without any spread there is nothing to divide by.
    let degrees = if degrees.is_nan() { one_count + other_count - 2.0 } else { degrees };
    Some(difference(one - other, sum.sqrt(), degrees))
}

fn difference(difference: f64, standard_error: f64, degrees: f64) -> MeanDifference {
    let half = t_quantile(degrees) * standard_error;
    let p = match difference {
        0.0 => 1.0,
        _ => two_sided_p(difference / standard_error, degrees),
    };
    MeanDifference { difference, standard_error, degrees, low: difference - half, high: difference + half, p }
}

/// Mean and sample variance; none for fewer than two numbers.
fn moments(values: &[f64]) -> Option<(f64, f64)> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
    (values.len() > 1).then(|| (mean, squares / (count - 1.0)))
}

/// The probability that Student's t lies at least as far from zero as `t`, either way; `degrees` above zero.
pub fn two_sided_p(t: f64, degrees: f64) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    // The square of t over the degrees of freedom plus itself is a Beta(1/2, degrees/2) variate.
    beta_distribution::distribution(degrees / 2.0, 0.5, degrees / (degrees + t * t))
}

/// The 97.5 % quantile of Student's t, of any number of degrees of freedom above zero.
pub fn t_quantile(degrees: f64) -> f64 {
    t_upper_quantile(degrees, ERROR / 2.0)
}

/// The value that Student's t, of any number of degrees of freedom above zero, exceeds with probability `tail`, above 0 and below
/// 1.
pub fn t_upper_quantile(degrees: f64, tail: f64) -> f64 {
    if tail > 0.5 {
        return -t_upper_quantile(degrees, 1.0 - tail);
    }
    let part = beta_distribution::upper_quantile(0.5, degrees / 2.0, 2.0 * tail);
    (degrees * part / (1.0 - part)).sqrt()
}

/// P-values of several questions corrected so that all of their answers are right together with 95 % probability (Holm 1979), in
/// the order in which they came: each is to be compared with 0.05.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    sort_indexes(&mut order, &|one, other| p_values[one].total_cmp(&p_values[other]).then(one.cmp(&other)));
    let mut corrected = vec![1.0; p_values.len()];
    let mut largest = 0.0_f64;
    for (rank, index) in order.into_iter().enumerate() {
        let questions = (p_values.len() - rank) as f64;
        largest = largest.max((questions * p_values[index]).min(1.0));
        corrected[index] = largest;
    }
    corrected
}

/// The smallest number of seeds, from two to `most`, of which the 95 % interval of a mean of this size and standard deviation
/// leaves out zero; none where `most` are too few. `samples` is 1 for pairs, and 2 where each of two samples has so many seeds.
pub fn seeds_to_tell(mean: f64, deviation: f64, samples: u32, most: usize) -> Option<usize> {
    let tells = |seeds: usize| {
        let count = seeds as f64;
        let degrees = f64::from(samples) * (count - 1.0);
        t_quantile(degrees) * deviation < mean.abs() * count.sqrt()
    };
    (2..=most).find(|seeds| tells(*seeds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::RngStream;
    use proptest::prelude::*;

    #[test]
    fn a_paired_test_by_hand() {
        // Differences -1, -2, -3: mean -2, standard error 1/sqrt(3), t with two degrees of freedom 4.3027.
        let test = paired_difference(&[1.0, 1.0, 1.0], &[2.0, 3.0, 4.0]).expect("three pairs");
        assert!(
            (test.difference + 2.0).abs() < 1e-15
                && (test.standard_error - 3_f64.sqrt().recip()).abs() < 1e-15
        );
        assert!((test.high + 2.0 - 4.302_652_73 / 3_f64.sqrt()).abs() < 1e-8, "{test:?}");
        // With two degrees of freedom p = 1 - t / sqrt(2 + t^2), and t^2 = 12.
        assert!((test.p - (1.0 - (12.0_f64 / 14.0).sqrt())).abs() < 1e-14, "{test:?}");
    }

    #[test]
    fn without_spread_there_is_certainty() {
        let test = paired_difference(&[1.0, 2.0], &[0.0, 1.0]).expect("two pairs");
        assert_eq!((test.p, test.low, test.high), (0.0, 1.0, 1.0));
        let test = unpaired_difference(&[1.0, 1.0], &[1.0, 1.0]).expect("two samples");
        assert_eq!((test.p, test.low, test.high), (1.0, 0.0, 0.0));
        assert_eq!(paired_difference(&[1.0], &[2.0]), None);
        assert_eq!(unpaired_difference(&[1.0, 2.0], &[2.0]), None);
    }

    #[test]
    fn quantiles_are_those_of_the_bands() {
        for seeds in 2..=120_usize {
            let values: Vec<f64> = (0..seeds).map(|seed| if seed % 2 == 0 { 1.0 } else { -1.0 }).collect();
            let band = crate::results::band(&values);
            let half = t_quantile(seeds as f64 - 1.0) * band.standard_error;
            assert!((band.high - band.mean - half).abs() < 1e-7 * half, "{seeds}");
        }
    }

    #[test]
    fn holm_by_hand() {
        // Times 4, 3, 2 and 1 from the smallest up; never less than one before.
        let corrected = holm(&[0.01, 0.04, 0.03, 0.005]);
        let expected = [0.03, 0.06, 0.06, 0.02];
        assert!(
            corrected.iter().zip(expected).all(|(one, other)| (one - other).abs() < 1e-15),
            "{corrected:?}"
        );
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
        assert_eq!(holm(&[]), [0.0; 0]);
    }

    #[test]
    fn as_many_seeds_as_it_takes() {
        // t times 1 over the root of n falls below 2 at the fourth seed (4.30/1.73, then 3.18/2).
        assert_eq!(seeds_to_tell(2.0, 1.0, 1, 100), Some(4));
        assert_eq!(seeds_to_tell(-2.0, 0.0, 1, 100), Some(2));
        assert_eq!((seeds_to_tell(0.0, 1.0, 1, 100), seeds_to_tell(0.1, 1.0, 1, 100)), (None, None));
    }

    proptest! {
        #[test]
        fn corrected_p_values_keep_their_order(p_values in prop::collection::vec(0.0..=1.0_f64, 0..9)) {
            let corrected = holm(&p_values);
            for (one, other) in p_values.iter().zip(&corrected) {
                prop_assert!(one <= other && *other <= 1.0);
            }
            for one in 0..p_values.len() {
                for other in 0..p_values.len() {
                    prop_assert!(p_values[one] > p_values[other] || corrected[one] <= corrected[other]);
                }
            }
        }

        /// A test says that there is a difference exactly where its interval leaves out zero.
        #[test]
        fn tests_and_intervals_agree(
            first in prop::collection::vec(-9.0..9.0_f64, 2..12), second in prop::collection::vec(-9.0..9.0_f64, 2..12)
        ) {
            for test in [paired_difference(&first, &second), unpaired_difference(&first, &second)].into_iter().flatten() {
                let outside = test.low > 0.0 || test.high < 0.0;
                let at_the_edge = (test.p - ERROR).abs() < 1e-9;
                prop_assert!(at_the_edge || outside == (test.p < ERROR), "{:?}", test);
            }
        }
    }

    /// How many simulations each of the following makes.
    const SIMULATIONS: usize = 2_000;

    /// Standard errors that a share of [`SIMULATIONS`] may be off: one of ten thousand such tests fails by chance.
    const ERRORS: f64 = 4.0;

    fn stream(index: usize) -> RngStream {
        RngStream::new(77, index as u32, "significance")
    }

    /// 95 % intervals of 2,000 simulated comparisons on common seeds hold the true difference 95 % of the time, to within four
    /// standard errors (1.9 points): what seeds have in common, and skewed noise, are no matter.
    #[test]
    fn paired_intervals_cover_what_they_say() {
        for seeds in [3, 10, 30] {
            let covered = (0..SIMULATIONS).filter(|index| {
                let mut noise = stream(1_000_000 * seeds + index);
                let pairs = (0..seeds).map(|_| {
                    let common = 50.0 * noise.normal();
                    (100.0 + common + 3.0 * noise.normal(), 102.5 + common + 4.0 * noise.normal())
                });
                let (first, second): (Vec<f64>, Vec<f64>) = pairs.unzip();
                let test = paired_difference(&first, &second).expect("there are pairs");
                (test.low..=test.high).contains(&-2.5)
            });
            let share = covered.count() as f64 / SIMULATIONS as f64;
            let error = (0.95 * 0.05 / SIMULATIONS as f64).sqrt();
            assert!(
                (share - 0.95).abs() < ERRORS * error && (0.93..=0.97).contains(&share),
                "{seeds} seeds: {share}"
            );
        }
    }

    /// The same of two samples of different size and spread.
    #[test]
    fn unpaired_intervals_cover_what_they_say() {
        let covered = (0..SIMULATIONS).filter(|index| {
            let mut noise = stream(9_000_000 + index);
            let first: Vec<f64> = (0..12).map(|_| 5.0 + 4.0 * noise.normal()).collect();
            let second: Vec<f64> = (0..7).map(|_| 3.0 + noise.normal()).collect();
            let test = unpaired_difference(&first, &second).expect("there are numbers");
            (test.low..=test.high).contains(&2.0)
        });
        let share = covered.count() as f64 / SIMULATIONS as f64;
        assert!((0.93..=0.97).contains(&share), "{share}");
    }

    /// Of six comparisons of four equal agents one or more is called different in at most 5 % of the simulations (to within four
    /// standard errors); without the correction it is about a fifth.
    #[test]
    fn all_answers_are_right_together() {
        let (mut corrected, mut plain) = (0, 0);
        for index in 0..SIMULATIONS {
            let mut noise = stream(5_000_000 + index);
            let agents: Vec<Vec<f64>> = (0..4).map(|_| (0..10).map(|_| noise.normal()).collect()).collect();
            let pairs = (0..4).flat_map(|one| (one + 1..4).map(move |other| (one, other)));
            let tests = pairs.filter_map(|(one, other)| paired_difference(&agents[one], &agents[other]));
            let p_values: Vec<f64> = tests.map(|test| test.p).collect();
            corrected += usize::from(holm(&p_values).iter().any(|p| *p < ERROR));
            plain += usize::from(p_values.iter().any(|p| *p < ERROR));
        }
        let share = |count: usize| count as f64 / SIMULATIONS as f64;
        let error = (ERROR * (1.0 - ERROR) / SIMULATIONS as f64).sqrt();
        assert!(share(corrected) <= ERROR + ERRORS * error, "{}", share(corrected));
        assert!(share(corrected) > 0.01, "a correction that never says anything is no use");
        assert!(share(plain) > 0.12, "{}", share(plain));
    }
}
