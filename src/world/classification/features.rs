//! What a column of a table says of a row: the features that it makes.

use crate::data::table::{Cells, Column};

/// Mean and deviation of numbers that were divided by their largest, so that squares of large numbers stay numbers.
struct Spread {
    largest: f64,
    mean: f64,
    deviation: f64,
}

impl Spread {
    /// Of those that are not missing; none where all are the same.
    fn of(numbers: &[f64]) -> Option<Spread> {
        let present = numbers.iter().filter(|number| !number.is_nan());
        let largest = present.clone().fold(0.0_f64, |largest, number| largest.max(number.abs()));
        if largest == 0.0 {
            return None;
        }
        let count = present.clone().count() as f64;
        let mean = present.clone().map(|number| number / largest).sum::<f64>() / count;
        let centred = present.map(|number| number / largest - mean);
        let deviation = (centred.map(|number| number * number).sum::<f64>() / count).sqrt();
        // Below this the numbers differ by rounding only.
        (deviation > 1e-12).then_some(Spread { largest, mean, deviation })
    }

    /// A number less the mean and divided by the deviation; one that is missing counts as the mean.
    fn standardized(&self, number: f64) -> f64 {
        if number.is_nan() { 0.0 } else { (number / self.largest - self.mean) / self.deviation }
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
    }

    /// By hand: 2 and 4 have mean 3 and deviation 1; what is missing is the mean, and says that it is missing.
    #[test]
    fn a_missing_number_is_the_mean_and_says_so() {
        let found = features(&numbers(&[2.0, f64::NAN, 4.0]));
        assert_eq!(found, [[-1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]);
        assert_eq!(features(&numbers(&[5.0, f64::NAN])), [[0.0, 1.0]]);
    }

    proptest! {
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
