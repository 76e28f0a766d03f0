//! Shares of counts, rounded as a person would round them.

/// The share `share` of `count` things, rounded to a whole number, half up, and at most `count`.
///
/// The product is taken of the decimal that is written, not of the float nearest to it: 0.29 of 100 is 29, although the
/// float product is 28.999999999999996; and 0.285 of 100 is 28.5 and so 29. What a float is written as is the shortest
/// decimal that is read as that float. A share that is NaN or not above zero is none, and one of 1 or more is all.
pub fn share_of(count: usize, share: f64) -> usize {
    if share.is_nan() || share <= 0.0 {
        return 0;
    }
    if share >= 1.0 {
        return count;
    }
    let Some((digits, decimals)) = decimal(share) else { return 0 };
    // At most 17 digits times at most 20 fit; with more decimals than this the product is far below a half.
    let Some(whole) = 10_u128.checked_pow(decimals) else { return 0 };
    let product = u128::from(digits) * count as u128;
    let rounded = product / whole + u128::from(product % whole >= whole - product % whole);
    usize::try_from(rounded).unwrap_or(count).min(count)
}

/// A number between 0 and 1 as digits / 10^decimals.
fn decimal(number: f64) -> Option<(u64, u32)> {
    let written = format!("{number:e}");
    let (mantissa, exponent) = written.split_once('e')?;
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{part}").parse().ok()?;
    let decimals = part.len() as i32 - exponent.parse::<i32>().ok()?;
    Some((digits, u32::try_from(decimals).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_are_rounded_as_a_person_would() {
        let cases = [
            (100, 0.29, 29),
            (100, 0.57, 57),
            (50, 0.58, 29),
            (100, 0.285, 29),
            (100, 0.2849999999999999, 28),
            (100, 0.284_999, 28),
            (1_000, 0.0005, 1),
            (1_000, 0.000_499_999, 0),
            (3, 0.5, 2),
            (1, 0.5, 1),
            (1, 0.49, 0),
            (10, 0.05, 1),
            (7, 1.0 / 3.0, 2),
            (0, 0.7, 0),
            (9, 0.0, 0),
            (9, -0.5, 0),
            (9, f64::NAN, 0),
            (9, 1.0, 9),
            (9, 7.0, 9),
            (9, f64::INFINITY, 9),
            (usize::MAX, f64::MIN_POSITIVE, 0),
            (usize::MAX, 1.0, usize::MAX),
        ];
        for (count, share, expected) in cases {
            assert_eq!(share_of(count, share), expected, "{share} of {count}");
        }
    }

    /// All shares of three decimals, of counts that a step of 7 reaches and of all small ones, beside whole numbers.
    #[test]
    fn shares_of_three_decimals_are_exact() {
        for thousandths in 0..=1_000_usize {
            let share = thousandths as f64 / 1_000.0;
            for count in (0..=250).chain((251..=10_000).step_by(7)).chain([10_000]) {
                let expected = (thousandths * count * 2 + 1_000) / 2_000;
                assert_eq!(share_of(count, share), expected, "{share} of {count}");
            }
        }
    }

    proptest! {
        #[test]
        fn shares_of_any_decimals_are_exact(decimals in 1_u32..16, part: u64, count in 0_usize..1_000_000) {
            let whole = 10_u64.pow(decimals);
            let part = part % whole;
            let share: f64 = format!("0.{part:0width$}", width = decimals as usize).parse().expect("a number");
            let (product, whole) = (u128::from(part) * count as u128, u128::from(whole));
            prop_assert_eq!(share_of(count, share) as u128, (2 * product + whole) / (2 * whole));
        }

        #[test]
        fn a_larger_share_is_not_less(count in 0_usize..100_000, one in 0.0..1.2_f64, other in 0.0..1.2_f64) {
            let (less, more) = (one.min(other), one.max(other));
            prop_assert!(share_of(count, less) <= share_of(count, more));
            prop_assert!(share_of(count, more) <= count);
        }
    }
}
