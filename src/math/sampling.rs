//! Random variates beyond the uniform and the normal: gamma, beta, Poisson, one of several with given probabilities, and
//! orders.
//!
//! Made here, by stated algorithms, from a [`RngStream`] and [`libm`], so that the same stream gives the same bits
//! everywhere.

use crate::math::random::RngStream;

/// The natural logarithm of a Gamma(`shape`, 1) variate, `shape` above zero (Marsaglia and Tsang 2000, A Simple Method
/// for Generating Gamma Variables, with their exponent 1 / shape for shapes below one).
///
/// The logarithm, because variates of small shapes are smaller than the smallest number.
pub fn log_gamma_variate(shape: f64, stream: &mut RngStream) -> f64 {
    if shape < 1.0 {
        // Gamma(a) is Gamma(a + 1) U^(1 / a). 1 - uniform lies in (0, 1], so the logarithm is finite.
        let boost = libm::log(1.0 - stream.uniform()) / shape;
        return boost + libm::log(gamma_from_one_on(shape + 1.0, stream));
    }
    libm::log(gamma_from_one_on(shape, stream))
}

/// A Gamma(`shape`, 1) variate for a shape of one or more.
fn gamma_from_one_on(shape: f64, stream: &mut RngStream) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / f64::sqrt(9.0 * d);
    loop {
        let normal = stream.normal();
        let root = 1.0 + c * normal;
        if root <= 0.0 {
            continue;
        }
        let cube = root * root * root;
        let uniform = 1.0 - stream.uniform();
        // The squeeze spares most draws the logarithms.
        let squared = normal * normal;
        if uniform < 1.0 - 0.0331 * squared * squared
            || libm::log(uniform) < 0.5 * squared + d * (1.0 - cube + libm::log(cube))
        {
            return d * cube;
        }
    }
}

/// A Beta(`alpha`, `beta`) variate, both above zero: X / (X + Y) with gamma variates X and Y.
pub fn beta(alpha: f64, beta: f64, stream: &mut RngStream) -> f64 {
    beta_with_log_odds(alpha, beta, stream).0
}

/// A Beta(`alpha`, `beta`) variate B, both above zero, and ln(B / (1 - B)). With small parameters most variates are 0 or 1 by
/// rounding; their odds still tell which is larger.
pub fn beta_with_log_odds(alpha: f64, beta: f64, stream: &mut RngStream) -> (f64, f64) {
    if alpha >= 1.0 && beta >= 1.0 {
        let x = gamma_from_one_on(alpha, stream);
        let y = gamma_from_one_on(beta, stream);
        return (x / (x + y), libm::log(x / y));
    }
    let log_x = log_gamma_variate(alpha, stream);
    let log_y = log_gamma_variate(beta, stream);
    let log_odds = log_x - log_y;
    (1.0 / (1.0 + libm::exp(-log_odds)), log_odds)
}

/// A Poisson variate with mean 1: how many uniforms it takes until their product is below exp(-1) (Knuth, The Art of
/// Computer Programming, volume 2, section 3.4.1).
pub fn poisson_one(stream: &mut RngStream) -> f64 {
    let limit = libm::exp(-1.0);
    let (mut product, mut count) = (stream.uniform(), 0.0);
    while product >= limit {
        product *= stream.uniform();
        count += 1.0;
    }
    count
}

/// An index drawn with these probabilities, which add up to one but for rounding (zero for none).
pub fn draw(probabilities: &[f64], stream: &mut RngStream) -> usize {
    let mut left = stream.uniform();
    let mut last = 0;
    for (index, probability) in probabilities.iter().enumerate() {
        if *probability > 0.0 {
            last = index;
            if left < *probability {
                return index;
            }
            left -= probability;
        }
    }
    // Rounding: the probabilities add up to a little less than one.
    last
}

/// Puts items in a random order, all orders alike (Fisher and Yates, from the front).
pub fn shuffle<T>(items: &mut [T], stream: &mut RngStream) {
    for place in 0..items.len() {
        items.swap(place, place + stream.below(items.len() - place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::beta_distribution::distribution;

    const COUNT: usize = 100_000;

    #[test]
    fn gamma_moments_are_right_within_four_standard_errors() {
        for shape in [0.3, 1.0, 2.5, 400.0] {
            let mut stream = RngStream::new(11, 0, "gamma");
            let draws: Vec<f64> =
                (0..COUNT).map(|_| libm::exp(log_gamma_variate(shape, &mut stream))).collect();
            let mean = draws.iter().sum::<f64>() / COUNT as f64;
            let variance = draws.iter().map(|x| (x - shape) * (x - shape)).sum::<f64>() / COUNT as f64;
            // Gamma(a) has mean a, variance a, and a fourth central moment of 3 a^2 + 6 a.
            let error_of_mean = (shape / COUNT as f64).sqrt();
            let error_of_variance = ((2.0 * shape * shape + 6.0 * shape) / COUNT as f64).sqrt();
            assert!((mean - shape).abs() < 4.0 * error_of_mean, "shape {shape}: mean {mean}");
            assert!((variance - shape).abs() < 4.0 * error_of_variance, "shape {shape}: variance {variance}");
        }
    }

    /// Kolmogorov and Smirnov: the largest distance between the distributions stays under its 0.1 % point.
    #[test]
    fn beta_variates_have_the_beta_distribution() {
        for (alpha, other) in [(1.0, 1.0), (0.5, 0.5), (0.05, 3.0), (2.0, 5.0), (300.0, 40.0)] {
            let mut stream = RngStream::new(12, 0, "beta");
            let mut draws: Vec<f64> = (0..COUNT).map(|_| beta(alpha, other, &mut stream)).collect();
            draws.sort_by(f64::total_cmp);
            let distance = draws.iter().enumerate().map(|(index, x)| {
                let expected = distribution(alpha, other, *x);
                let below = index as f64 / COUNT as f64;
                (expected - below).abs().max((expected - below - 1.0 / COUNT as f64).abs())
            });
            let largest = distance.fold(0.0, f64::max);
            assert!(largest < 1.95 / (COUNT as f64).sqrt(), "Beta({alpha}, {other}): {largest}");
        }
    }

    /// exp(-1) / k! each, within four standard errors.
    #[test]
    fn poisson_variates_have_the_poisson_distribution() {
        let mut stream = RngStream::new(15, 0, "poisson");
        let mut counts = [0.0; 5];
        for _ in 0..COUNT {
            let variate = poisson_one(&mut stream) as usize;
            if variate < counts.len() {
                counts[variate] += 1.0;
            }
        }
        let mut probability = libm::exp(-1.0);
        for (value, count) in counts.iter().enumerate() {
            let error = (COUNT as f64 * probability * (1.0 - probability)).sqrt();
            assert!((count - COUNT as f64 * probability).abs() < 4.0 * error, "{counts:?}");
            probability /= (value + 1) as f64;
        }
    }

    /// Of two Beta(a, a) variates, the first is the larger one as often as the second, however small a is and though both
    /// are the same number most of the time; and odds are in the order of variates. Within four standard errors.
    #[test]
    fn odds_tell_variates_apart_that_are_zero_or_one() {
        for shape in [0.001, 0.01, 0.5, 1.0, 30.0] {
            let mut stream = RngStream::new(16, 0, "odds");
            let (mut first, mut equal) = (0.0_f64, 0.0);
            for _ in 0..COUNT / 4 {
                let [one, other] = [(); 2].map(|()| beta_with_log_odds(shape, shape, &mut stream));
                assert!(one.1 != other.1 && one.1.is_finite());
                assert!(one.0 == other.0 || (one.0 > other.0) == (one.1 > other.1), "{one:?} {other:?}");
                first += f64::from(u8::from(one.1 > other.1));
                equal += f64::from(u8::from(one.0 == other.0));
            }
            let count = (COUNT / 4) as f64;
            assert!((first - 0.5 * count).abs() < 4.0 * (0.25 * count).sqrt(), "{shape}: {first}");
            assert_eq!(equal > 0.1 * count, shape < 0.1, "{shape}: {equal}");
        }
    }

    #[test]
    fn tiny_shapes_give_numbers() {
        let mut stream = RngStream::new(13, 0, "tiny");
        for _ in 0..10_000 {
            let x = beta(1e-4, 1e-4, &mut stream);
            assert!((0.0..=1.0).contains(&x), "{x}");
        }
    }

    #[test]
    fn indexes_come_as_often_as_they_should() {
        let probabilities = [0.2, 0.0, 0.5, 0.3, 0.0];
        let mut counts = [0.0; 5];
        let mut stream = RngStream::new(14, 0, "draw");
        for _ in 0..COUNT {
            counts[draw(&probabilities, &mut stream)] += 1.0;
        }
        for (count, probability) in counts.iter().zip(probabilities) {
            let error = (COUNT as f64 * probability * (1.0 - probability)).sqrt();
            assert!((count - COUNT as f64 * probability).abs() <= 4.0 * error, "{counts:?}");
        }
        assert_eq!(draw(&[0.0, 0.4, 0.0], &mut stream), 1);
    }
}
