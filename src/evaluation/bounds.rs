//! Lower bounds of a mean that hold with probability 1 - delta: how much a policy earns at least.
//!
//! As in Thomas, Theocharous and Ghavamzadeh 2015, High Confidence Off-Policy Evaluation. The first two hold for numbers from 0 to a
//! largest value; as the Open Bandit Pipeline does, they take the largest of the log for it, so they are only as right as that is.

use super::terms::{mean, moments};
use crate::results::significance::t_upper_quantile;

fn largest(terms: &[f64]) -> f64 {
    terms.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// Hoeffding's bound.
pub fn hoeffding(terms: &[f64], delta: f64) -> f64 {
    mean(terms) - largest(terms) * (libm::log(1.0 / delta) / (2.0 * terms.len() as f64)).sqrt()
}

/// The empirical Bernstein bound of Maurer and Pontil 2009; at least two terms.
pub fn empirical_bernstein(terms: &[f64], delta: f64) -> f64 {
    let (mean, variance) = moments(terms);
    let (log, rest) = (libm::log(2.0 / delta), terms.len() as f64 - 1.0);
    mean - 7.0 * largest(terms) * log / (3.0 * rest) - (2.0 * log * variance / rest).sqrt()
}

/// The bound of Student's t, which holds where the mean of so many terms is about normally distributed; at least two terms.
pub fn student_t(terms: &[f64], delta: f64) -> f64 {
    let (mean, variance) = moments(terms);
    let rest = terms.len() as f64 - 1.0;
    mean - t_upper_quantile(rest, delta) * (variance / rest).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_by_hand() {
        let terms = [0.0, 2.0, 0.0, 2.0];
        // mean 1, variance 1, largest 2
        let close = |one: f64, other: f64| assert!((one - other).abs() < 1e-12, "{one} {other}");
        close(hoeffding(&terms, 0.1), 1.0 - 2.0 * (10.0_f64.ln() / 8.0).sqrt());
        close(
            empirical_bernstein(&terms, 0.1),
            1.0 - 14.0 * 20.0_f64.ln() / 9.0 - (2.0 * 20.0_f64.ln() / 3.0).sqrt(),
        );
        // t of three degrees of freedom exceeds 1.637744 with probability 0.1.
        assert!((student_t(&terms, 0.1) - (1.0 - 1.637_744_353_696_21 / 3.0_f64.sqrt())).abs() < 1e-9);
        // And so it lies below its median as often as above.
        close(student_t(&terms, 0.9), 2.0 - student_t(&terms, 0.1));
    }
}
