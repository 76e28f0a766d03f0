//! Box and Muller's method for many numbers at once: the bits of `libm`'s logarithm, sine and cosine, in loops without branches that
//! compilers turn into instructions on several numbers.
//!
//! What is done to each number is what libm does (FreeBSD's e_log.c, e_rem_pio2.c, k_sin.c and k_cos.c, Sun Microsystems 1993-2004). Where a
//! number of a block needs one of its rarer cases, the block is left to libm.

/// Pairs that are worked out at a time.
const LANES: usize = 16;

const fn bits(bits: u64) -> f64 {
    f64::from_bits(bits)
}

/// The upper half of the square root of 1/2: numbers are reduced to between it and its double.
const ROOT: u64 = 0x3fe6_a09e_0000_0000;
const ONE: u64 = 0x3ff0_0000_0000_0000;
const MANTISSA: u64 = 0x000f_ffff_ffff_ffff;
/// 2^52, with room for a whole number in its lowest bits.
const WHOLE: f64 = 4_503_599_627_370_496.0;
const LN_2: (f64, f64) = (bits(0x3fe6_2e42_fee0_0000), bits(0x3dea_39ef_3579_3c76));
const LOGARITHM: [f64; 7] = [
    bits(0x3fe5_5555_5555_5593),
    bits(0x3fd9_9999_9997_fa04),
    bits(0x3fd2_4924_9422_9359),
    bits(0x3fcc_71c5_1d8e_78af),
    bits(0x3fc7_4664_96cb_03de),
    bits(0x3fc3_9a09_d078_c69f),
    bits(0x3fc2_f112_df3e_5244),
];

/// The natural logarithm of a number from the smallest normal one to below infinity.
#[inline(always)]
fn logarithm(x: f64) -> f64 {
    let [g1, g2, g3, g4, g5, g6, g7] = LOGARITHM;
    let shifted = x.to_bits().wrapping_add(ONE - ROOT);
    let exponent = bits((shifted >> 52) | WHOLE.to_bits()) - (WHOLE + 1_023.0);
    let f = bits((shifted & MANTISSA) + ROOT) - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (g2 + w * (g4 + w * g6));
    let odd = z * (g1 + w * (g3 + w * (g5 + w * g7)));
    s * (half_square + (odd + even)) + exponent * LN_2.1 - half_square + f + exponent * LN_2.0
}

/// From each of these numbers on, another quarter of a turn is taken off: libm looks at the upper half of the bits.
const QUADRANTS: [f64; 4] = [
    bits(0x3fe9_21fc_0000_0000),
    bits(0x4002_d97d_0000_0000),
    bits(0x400f_6a7b_0000_0000),
    bits(0x4015_fdbd_0000_0000),
];
/// The upper halves of the bits of numbers so near to a multiple of pi / 2 that digits cancel.
const NEAR: [u32; 4] = [0x3ff9_21fb, 0x4009_21fb, 0x4012_d97c, 0x4019_21fb];
/// Up to here a number is its own sine.
const LEAST: u32 = 0x3e46_a09e;
/// pi / 2 as the sum of a number with zeros at its end and of the rest.
const QUARTER: (f64, f64) = (bits(0x3ff9_21fb_5440_0000), bits(0x3dd0_b461_1a62_6331));
const SINE: [f64; 6] = [
    bits(0xbfc5_5555_5555_5549),
    bits(0x3f81_1111_1110_f8a6),
    bits(0xbf2a_01a0_19c1_61d5),
    bits(0x3ec7_1de3_57b1_fe7d),
    bits(0xbe5a_e5e6_8a2b_9ceb),
    bits(0x3de5_d93a_5acf_d57c),
];
const COSINE: [f64; 6] = [
    bits(0x3fa5_5555_5555_554c),
    bits(0xbf56_c16c_16c1_5177),
    bits(0x3efa_01a0_19cb_1590),
    bits(0xbe92_7e4f_809c_52ad),
    bits(0x3e21_ee9e_bdb4_b1c4),
    bits(0xbda8_fae9_be88_38d4),
];

/// Sine and cosine of a number from 0 to 2 pi that is not [rare](is_rare).
#[inline(always)]
fn sine_and_cosine(x: f64) -> (f64, f64) {
    let [s1, s2, s3, s4, s5, s6] = SINE;
    let [c1, c2, c3, c4, c5, c6] = COSINE;
    let reached = |from: f64| bits(mask(x >= from) & ONE);
    let quadrant =
        reached(QUADRANTS[0]) + reached(QUADRANTS[1]) + reached(QUADRANTS[2]) + reached(QUADRANTS[3]);
    let whole = x - quadrant * QUARTER.0;
    let high = whole - quadrant * QUARTER.1;
    let low = (whole - high) - quadrant * QUARTER.1;

    let z = high * high;
    let w = z * z;
    let r = s2 + z * (s3 + z * s4) + z * w * (s5 + z * s6);
    let v = z * high;
    let reduced = high - ((z * (0.5 * low - v * r) - low) - v * s1);
    let sine = choose(mask(quadrant == 0.0), high + v * (s1 + z * r), reduced);

    let r = z * (c1 + z * (c2 + z * c3)) + w * w * (c4 + z * (c5 + z * c6));
    let half = 0.5 * z;
    let rest = 1.0 - half;
    let cosine = rest + (((1.0 - rest) - half) + (z * r - high * low));

    let crossed = mask(quadrant == 1.0) | mask(quadrant == 3.0);
    let (sine, cosine) = (choose(crossed, cosine, sine), choose(crossed, sine, cosine));
    let third = mask(quadrant == 2.0);
    let sine = sine.to_bits() ^ ((third | mask(quadrant == 3.0)) & SIGN);
    let cosine = cosine.to_bits() ^ ((third | mask(quadrant == 1.0)) & SIGN);
    (bits(sine), bits(cosine))
}

const SIGN: u64 = 1 << 63;

/// All bits where it is so, and none where not: choices without branches.
#[inline(always)]
fn mask(is_so: bool) -> u64 {
    u64::from(is_so).wrapping_neg()
}

#[inline(always)]
fn choose(mask: u64, one: f64, other: f64) -> f64 {
    bits((one.to_bits() & mask) | (other.to_bits() & !mask))
}

/// Whether libm takes another way for this number from 0 to 2 pi.
#[inline(always)]
fn is_rare(x: f64) -> bool {
    let upper = (x.to_bits() >> 32) as u32;
    upper < LEAST || NEAR.contains(&upper)
}

/// First all logarithms, then all sines: a processor works at several of them at once where none waits for the other kind.
fn by_libm(pairs: &mut [[f64; 2]]) {
    for [radius, _] in &mut *pairs {
        *radius = f64::sqrt(-2.0 * libm::log(*radius));
    }
    for pair in pairs {
        let [radius, turns] = *pair;
        let (sine, cosine) = libm::sincos(2.0 * std::f64::consts::PI * turns);
        *pair = [radius * cosine, radius * sine];
    }
}

/// Turns pairs of uniform numbers, the first of each in (0, 1] and not below 2^-53, the second in [0, 1), into pairs of standard normal
/// ones (Box and Muller 1958): the bits of `libm`'s functions.
pub fn box_muller(pairs: &mut [[f64; 2]]) {
    let (blocks, rest) = pairs.as_chunks_mut::<LANES>();
    let (mut radii, mut angles) = ([0.0; LANES], [0.0; LANES]);
    let (mut sines, mut cosines) = ([0.0; LANES], [0.0; LANES]);
    for block in blocks {
        for lane in 0..LANES {
            (radii[lane], angles[lane]) = (block[lane][0], 2.0 * std::f64::consts::PI * block[lane][1]);
        }
        if angles.iter().any(|angle| is_rare(*angle)) {
            by_libm(block);
            continue;
        }
        // Each a loop over plain lists.
        radii.iter_mut().for_each(|radius| *radius = f64::sqrt(-2.0 * logarithm(*radius)));
        for ((sine, cosine), angle) in sines.iter_mut().zip(&mut cosines).zip(&angles) {
            (*sine, *cosine) = sine_and_cosine(*angle);
        }
        for lane in 0..LANES {
            block[lane] = [radii[lane] * cosines[lane], radii[lane] * sines[lane]];
        }
    }
    by_libm(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn assert_libm(first: f64, second: f64) {
        let other = [0.37, 0.61];
        for lane in 0..LANES {
            let mut pairs = [other; LANES + 1];
            pairs[lane] = [first, second];
            box_muller(&mut pairs);
            let expected = |pair: [f64; 2]| {
                let mut pairs = [pair];
                by_libm(&mut pairs);
                pairs[0].map(f64::to_bits)
            };
            assert_eq!(pairs[lane].map(f64::to_bits), expected([first, second]), "{first} {second}");
            assert_eq!(pairs[LANES].map(f64::to_bits), expected(other));
        }
        assert_eq!(logarithm(first).to_bits(), libm::log(first).to_bits(), "ln {first}");
    }

    /// Around every eighth of a turn, where quadrants begin and digits cancel, and at the ends of the ranges.
    #[test]
    fn edges_have_the_bits_of_libm() {
        let unit = 1.0 / (1_u64 << 53) as f64;
        for eighth in 0..=8_u32 {
            for exponent in 0..53 {
                for step in [-1.0, 1.0, -3.0, 3.0] {
                    let second = f64::from(eighth) / 8.0 + step * unit * libm::exp2(f64::from(exponent));
                    if (0.0..1.0).contains(&second) {
                        assert_libm(0.3, second);
                        assert_libm(1.0 - second, second);
                    }
                }
            }
        }
        // On both sides of where libm turns from one way to another.
        let turns =
            QUADRANTS.iter().map(|x| x.to_bits()).chain(NEAR.iter().map(|upper| u64::from(*upper) << 32));
        for turn in turns.chain([u64::from(LEAST) << 32]) {
            for step in [-(1_i64 << 33), -(1 << 32), -9, -1, 0, 1, 9, 1 << 31, 1 << 32, 1 << 33] {
                let around = bits(turn.saturating_add_signed(step)) / (2.0 * std::f64::consts::PI);
                assert_libm(0.5, around.min(1.0 - unit));
            }
        }
        for first in [unit, 2.0 * unit, 1.0 - unit, 1.0, 0.5, bits(ROOT), bits(ROOT - 1), bits(ROOT + 1)] {
            assert_libm(first, 0.0);
            assert_libm(first, unit);
            assert_libm(first, 1.0 - unit);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn pairs_have_the_bits_of_libm(first in 0_u64..1 << 53, second in 0_u64..1 << 53, smaller in 0_u32..53) {
            let unit = 1.0 / (1_u64 << 53) as f64;
            assert_libm(1.0 - first as f64 * unit, second as f64 * unit);
            assert_libm(((first >> smaller) + 1) as f64 * unit, (second >> smaller) as f64 * unit);
        }
    }
}
