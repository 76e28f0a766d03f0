//! Many exponentials of negative numbers at once: the bits of [`libm::exp`], in loops without branches that compilers turn into
//! instructions on several numbers.
//!
//! What is done to each number is what libm does (FreeBSD's e_exp.c, Sun Microsystems 1993-2004): x = k ln 2 + r, exp(r) = 1 + r + r c /
//! (2 - c) with a polynomial c of r, and 2^k times that. Which of its cases are needed is found out once for many numbers.

/// ln 2 as the sum of a number with zeros at its end, of which small multiples are exact, and of the rest.
const LN_2: (f64, f64) = (f64::from_bits(0x3fe6_2e42_fee0_0000), f64::from_bits(0x3dea_39ef_3579_3c76));
const PER_LN_2: f64 = f64::from_bits(0x3ff7_1547_652b_82fe);

/// The polynomial in r^2, the lowest power first.
const POLYNOMIAL: [f64; 5] = [
    f64::from_bits(0x3fc5_5555_5555_553e),
    f64::from_bits(0xbf66_c16c_16be_bd93),
    f64::from_bits(0x3f11_566a_af25_de2c),
    f64::from_bits(0xbebb_bd41_c5d2_6bf1),
    f64::from_bits(0x3e66_3769_72be_a4d0),
];

/// From this size on, exp(x) is more than 1 + x: about 2^-28. libm looks at the upper half of the bits, and so do these.
const SMALL: f64 = f64::from_bits(0x3e30_0001_0000_0000);
/// From here on k is not zero: about half of ln 2.
const NEAR: f64 = f64::from_bits(0x3fd6_2e43_0000_0000);
/// From here on k is not found by the sign alone: about 1.5 times ln 2.
const FAR: f64 = f64::from_bits(0x3ff0_a2b2_0000_0000);
/// Up to here 2^k is a normal number.
const MOST: f64 = 708.0;

/// A number that has no room for anything behind the point: what is added to it is rounded to a whole number.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// exp(r) for a size of r between [`SMALL`] and [`NEAR`], where `rest` is what r is too large by.
#[inline(always)]
fn primary(r: f64, high: f64, rest: f64) -> f64 {
    let [p1, p2, p3, p4, p5] = POLYNOMIAL;
    let square = r * r;
    let c = r - square * (p1 + square * (p2 + square * (p3 + square * (p4 + square * p5))));
    1.0 + (r * c / (2.0 - c) - rest + high)
}

/// exp(-x) for x from 0 to below [`NEAR`].
#[inline(always)]
fn near(x: f64) -> f64 {
    let x = -x;
    let found = primary(x, x, 0.0);
    if x > -SMALL { 1.0 + x } else { found }
}

/// exp(-x) for x from 0 to [`MOST`].
#[inline(always)]
fn any(x: f64) -> f64 {
    let x = -x;
    // PER_LN_2 x - 1/2 without what is behind the point, which is the next whole number above it.
    let scaled = PER_LN_2 * x - 0.5;
    let rounded = (scaled + WHOLE) - WHOLE;
    let above = if rounded < scaled { rounded + 1.0 } else { rounded };
    let above = if x > -FAR { -1.0 } else { above };
    let k = if x > -NEAR { 0.0 } else { above };
    let (high, rest) = (x - k * LN_2.0, k * LN_2.1);
    let found = primary(high - rest, high, rest);
    // The lowest bits of k + WHOLE are those of the whole number k.
    let power = f64::from_bits(((k + WHOLE).to_bits().wrapping_add(1023)) << 52);
    if x > -SMALL { 1.0 + x } else { found * power }
}

/// Writes exp(-number) of each number, the bits of `libm::exp`. The numbers lie between 0 and `most`, which decides what way is taken.
#[inline]
pub fn exp_of_negative(numbers: &[f64], most: f64, exponentials: &mut [f64]) {
    let pairs = exponentials.iter_mut().zip(numbers);
    if most < NEAR {
        pairs.for_each(|(exponential, x)| *exponential = near(*x));
    } else if most < MOST {
        pairs.for_each(|(exponential, x)| *exponential = any(*x));
    } else {
        pairs.for_each(|(exponential, x)| *exponential = libm::exp(-*x));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Where one way ends and another begins, and the numbers around.
    fn edges() -> Vec<f64> {
        let halves = (0..1_100).map(|k| 0.5 * f64::from(k) * std::f64::consts::LN_2);
        let powers = (-1_074..10).map(|k| libm::exp2(f64::from(k)));
        let places = [SMALL, NEAR, FAR, MOST, 708.396_418_532_264_1, 745.133_219_101_941_1, 0.0, 1e300];
        let middles = halves.chain(powers).chain(places);
        middles
            .flat_map(|x| {
                (-3_i64..=3).map(move |step| f64::from_bits(x.to_bits().saturating_add_signed(step)))
            })
            .collect()
    }

    fn assert_libm(x: f64, most: f64) {
        let expected = libm::exp(-x);
        let mut found = [7.0; 5];
        exp_of_negative(&[x; 5], most, &mut found);
        for found in found {
            assert_eq!(
                found.to_bits(),
                expected.to_bits(),
                "exp(-{x}) is {expected}, not {found}, up to {most}"
            );
        }
    }

    #[test]
    fn the_edges_have_the_bits_of_libm() {
        for x in edges().into_iter().filter(|x| !x.is_nan()) {
            for most in [x, NEAR, 10.0, MOST, f64::INFINITY].into_iter().filter(|most| *most >= x) {
                assert_libm(x, most);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn every_way_has_the_bits_of_libm(exponent in -70.0_f64..7.0, uniform in 0.0_f64..800.0) {
            let small = libm::exp(exponent);
            assert_libm(small, small);
            assert_libm(small, 30.0_f64.max(small));
            assert_libm(uniform, uniform);
            assert_libm(uniform / 800.0, 1.0);
        }
    }
}
