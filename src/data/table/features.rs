//! What a column of a table says of a row: the features that it makes.

use super::columns::{Cells, Column};

/// Where numbers lie and how far they spread.
///
/// Squares of numbers may be too large or too small for a float, and the difference of two large numbers may be far
/// smaller than either. So the numbers are first scaled by a power of two, which rounds nothing, until the largest is
/// about 1; then the smallest is subtracted, and only what is left is summed. A column of 1e12 and 1e12 + 1, of 1e300
/// and 2e300 or of 1e-300 and 2e-300 is then standardized as well as one of 0 and 1.
struct Spread {
    /// Numbers are multiplied with two to this power.
    power: i32,
    /// The smallest number after that.
    origin: f64,
    /// Mean of the scaled numbers less `origin`.
    mean: f64,
    /// Their standard deviation (of the population), above zero.
    deviation: f64,
}

impl Spread {
    /// Of those that are not missing; none where all are equal.
    ///
    /// Whether two numbers differ is a matter of the numbers alone: a decimal in a file is read to the nearest float, so
    /// those that differ by less than the rounding error are equal already, and all others are different.
    fn of(numbers: &[f64]) -> Option<Spread> {
        let present = || numbers.iter().copied().filter(|number| !number.is_nan());
        let lowest = present().fold(f64::INFINITY, f64::min);
        let highest = present().fold(f64::NEG_INFINITY, f64::max);
        if lowest >= highest {
            return None;
        }
        let power = -libm::ilogb(lowest.abs().max(highest.abs()));
        let origin = libm::scalbn(lowest, power);
        let shifted = || present().map(|number| libm::scalbn(number, power) - origin);
        let count = present().count() as f64;
        let first_mean = shifted().sum::<f64>() / count;
        // A second pass takes away what the first sum lost by rounding, which counts where few rows differ from many.
        let mean = first_mean + shifted().map(|number| number - first_mean).sum::<f64>() / count;
        let squares = shifted().map(|number| (number - mean) * (number - mean)).sum::<f64>();
        Some(Spread { power, origin, mean, deviation: (squares / count).sqrt() })
    }

    /// A number less the mean and divided by the deviation; one that is missing counts as the mean.
    fn standardized(&self, number: f64) -> f64 {
        if number.is_nan() {
            return 0.0;
        }
        (libm::scalbn(number, self.power) - self.origin - self.mean) / self.deviation
    }
}

/// How many features a column makes.
pub fn feature_count(column: &Column) -> usize {
    match &column.cells {
        Cells::Numbers(numbers) => {
            usize::from(Spread::of(numbers).is_some()) + usize::from(column.missing > 0)
        }
        Cells::Categories { names, .. } if names.len() > 1 => names.len(),
        Cells::Categories { .. } | Cells::Words => 0,
    }
}

/// The features of a column, each as long as the table. Numbers less their mean and divided by their standard deviation
/// (a missing one is 0, and a second feature is 1 where it is missing), categories as one feature each, 0 or 1. A column
/// that never changes says nothing and makes none, and nor do words.
pub fn features(column: &Column) -> Vec<Vec<f64>> {
    let flags = |is: &dyn Fn(usize) -> bool, rows: usize| {
        (0..rows).map(|row| f64::from(u8::from(is(row)))).collect::<Vec<f64>>()
    };
    match &column.cells {
        Cells::Numbers(numbers) => {
            let spread = Spread::of(numbers);
            let standardized = spread.map(|spread| {
                numbers.iter().map(|number| spread.standardized(*number)).collect::<Vec<f64>>()
            });
            let missing = (column.missing > 0).then(|| flags(&|row| numbers[row].is_nan(), numbers.len()));
            standardized.into_iter().chain(missing).collect()
        }
        Cells::Categories { names, of } if names.len() > 1 => {
            (0..names.len()).map(|name| flags(&|row| of[row] as usize == name, of.len())).collect()
        }
        Cells::Categories { .. } | Cells::Words => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn numbers(numbers: &[f64]) -> Column {
        let missing = numbers.iter().filter(|number| number.is_nan()).count();
        Column { name: "n".to_owned(), cells: Cells::Numbers(numbers.to_vec()), missing }
    }

    #[test]
    fn large_numbers_are_standardized() {
        assert_eq!(features(&numbers(&[1e300, -1e300, 1e300, -1e300])), [[1.0, -1.0, 1.0, -1.0]]);
        assert_eq!(features(&numbers(&[0.1; 30])), Vec::<Vec<f64>>::new());
        assert_eq!(features(&numbers(&[0.0; 3])), Vec::<Vec<f64>>::new());
        assert_eq!(features(&numbers(&[1e12; 3])), Vec::<Vec<f64>>::new());
    }

    /// Two values make the same feature wherever they lie, and however small their difference is beside them.
    #[test]
    fn two_values_are_standardized_whatever_their_offset_and_size() {
        let tiny = f64::from_bits(1);
        let pairs = [
            (0.0, 1.0),
            (1e12, 1e12 + 1.0),
            (1e15, 1e15 + 1.0),
            (9_007_199_254_740_991.0, 9_007_199_254_740_992.0),
            (-1e12 - 1.0, -1e12),
            (-1e300, 1e300),
            (1e300, 2e300),
            (-f64::MAX, f64::MAX),
            (1e-300, 2e-300),
            (-1e-300, 1e-300),
            (0.0, tiny),
            (tiny, 2.0 * tiny),
            (1e-300, 1e300),
            (1.0, 1.0 + f64::EPSILON),
            (0.1, 0.1 + 1e-16),
        ];
        for (low, high) in pairs {
            let found = features(&numbers(&[low, high, high, low]));
            assert_eq!(found, [[-1.0, 1.0, 1.0, -1.0]], "{low:e} and {high:e}");
        }
    }

    /// One row of 200,000 differs: by hand, the deviation of a share p of ones is sqrt(p (1 - p)).
    #[test]
    fn one_row_of_many_is_standardized() {
        let rows = 200_000;
        let p = 1.0 / rows as f64;
        let deviation = (p * (1.0 - p)).sqrt();
        for (common, other) in [(0.7, 0.1), (1e12, 1e12 + 1.0), (1e15 + 1.0, 1e15), (2e-300, 1e-300)] {
            let mut column = vec![common; rows];
            column[rows / 2] = other;
            let sign = if other > common { 1.0 } else { -1.0 };
            let found = &features(&numbers(&column))[0];
            let expected = [sign * (1.0 - p) / deviation, -sign * p / deviation];
            for (number, expected) in [(found[rows / 2], expected[0]), (found[0], expected[1])] {
                assert!((number / expected - 1.0).abs() < 1e-9, "{common:e}: {number}, not {expected}");
            }
        }
    }

    /// By hand: 2 and 4 have mean 3 and deviation 1; what is missing is the mean, and says that it is missing.
    #[test]
    fn a_missing_number_is_the_mean_and_says_so() {
        let found = features(&numbers(&[2.0, f64::NAN, 4.0]));
        assert_eq!(found, [[-1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]);
        assert_eq!(features(&numbers(&[5.0, f64::NAN])), [[0.0, 1.0]]);
    }

    proptest! {
        /// What is standardized has mean 0 and deviation 1, wherever the numbers lie: to 1e-12 of rounding in the sums.
        #[test]
        fn what_is_standardized_has_mean_zero_and_deviation_one(
            steps in proptest::collection::vec(-1_000_i32..1_000, 2..40),
            offset in prop_oneof![Just(0.0), Just(1e12), Just(-1e12), Just(1e15)],
            power in -1_000_i32..900,
        ) {
            prop_assume!(steps.iter().any(|step| *step != steps[0]));
            // Whole numbers below 2^53, times a power of two: all of them exact.
            let column: Vec<f64> =
                steps.iter().map(|step| libm::scalbn(offset + f64::from(*step), power)).collect();
            let found = features(&numbers(&column));
            prop_assert_eq!(found.len(), 1);
            let count = steps.len() as f64;
            let mean = found[0].iter().sum::<f64>() / count;
            let variance = found[0].iter().map(|number| number * number).sum::<f64>() / count;
            prop_assert!(mean.abs() < 1e-12 && (variance - 1.0).abs() < 1e-12, "{mean} {variance}");
            // The same as without the offset and the scale.
            let plain: Vec<f64> = steps.iter().map(|step| f64::from(*step)).collect();
            for (ours, plain) in found[0].iter().zip(&features(&numbers(&plain))[0]) {
                prop_assert!((ours - plain).abs() < 1e-12, "{ours} {plain}");
            }
        }

        #[test]
        fn the_count_is_that_of_the_features(
            entries in proptest::collection::vec(prop_oneof![Just(f64::NAN), Just(3.0), -1e3..1e3], 1..20),
        ) {
            let column = numbers(&entries);
            let found = features(&column);
            prop_assert_eq!(found.len(), feature_count(&column));
            prop_assert!(found.iter().flatten().all(|number| number.is_finite()));
        }
    }
}
