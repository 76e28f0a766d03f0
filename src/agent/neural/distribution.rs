//! Probabilities of the arms from their estimates.

use crate::agent::{first_largest, is_largest, share_among_largest};

/// Largest gamma of FALCON, and the largest exponent of 2 among the coefficients tried for a hint, as in TF-Agents.
const MOST_GAMMA: f64 = 50_000.0;
const MOST_EXPONENT: i32 = 14;

/// Writes exp(estimate / temperature), scaled to a sum of one. `temperature` is above zero, in reward. Equal estimates have
/// equal probabilities.
pub fn softmax(estimates: &[f64], temperature: f64, probabilities: &mut [f64]) {
    // The largest exponent is zero, so that nothing overflows.
    let best = first_largest(estimates);
    let mut total = 0.0;
    for (probability, estimate) in probabilities.iter_mut().zip(estimates) {
        *probability = libm::exp((estimate - estimates[best]) / temperature);
        total += *probability;
    }
    if total.is_finite() {
        probabilities.iter_mut().for_each(|probability| *probability /= total);
    } else {
        only_best(estimates, probabilities);
    }
}

/// What FALCON's gamma is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Falcon {
    /// The exploitation coefficient, zero or more.
    pub coefficient: f64,
    /// Largest probability of exploring that is wanted, which makes the coefficient be chosen: of 2^0, 2^1, ... 2^14
    /// the one with the smallest probability of the greedy arm that is at least 1 - hint; where there is none, the
    /// one with the largest.
    pub hint: Option<f64>,
}

impl Falcon {
    /// Writes the probabilities of the arms (Simchi-Levi and Xu 2021, algorithm 1, step 6, with TF-Agents' gamma): a
    /// non-greedy arm has 1 / (K + gamma (best - estimate)), the greedy one the rest, with
    /// gamma = coefficient sqrt(K samples / weights) for K arms, of at most 50,000.
    ///
    /// `samples` is the number of rewards learned from, `weights` that of the network's weights.
    pub fn probabilities(self, estimates: &[f64], samples: f64, weights: f64, probabilities: &mut [f64]) {
        let base = (estimates.len() as f64 * samples / weights.max(1.0)).sqrt();
        let Some(hint) = self.hint else {
            inverse_gap(estimates, (self.coefficient.max(0.0) * base).min(MOST_GAMMA), probabilities);
            return;
        };
        let threshold = 1.0 - hint.clamp(0.0, 1.0);
        let mut coefficient = 1.0;
        let (mut enough, mut most) = (None, (f64::NEG_INFINITY, MOST_GAMMA));
        for _ in 0..=MOST_EXPONENT {
            let gamma = (coefficient * base).min(MOST_GAMMA);
            let greedy = inverse_gap(estimates, gamma, probabilities);
            if greedy >= threshold && enough.is_none_or(|(smallest, _)| greedy < smallest) {
                enough = Some((greedy, gamma));
            }
            if greedy > most.0 {
                most = (greedy, gamma);
            }
            coefficient *= 2.0;
        }
        inverse_gap(estimates, enough.unwrap_or(most).1, probabilities);
    }
}

/// Writes probabilities inverse to the distance from the largest estimate and gives that of the greedy arm: a non-greedy
/// arm has 1 / (K + gamma (best - estimate)) for K arms, the greedy one the rest (Abe and Long 1999, Associative
/// Reinforcement Learning Using Linear Probabilistic Concepts). `gamma` is zero or more, in 1 / reward. Several arms with the
/// largest estimate are one greedy arm, whose probability they share evenly.
pub fn inverse_gap(estimates: &[f64], gamma: f64, probabilities: &mut [f64]) -> f64 {
    let best = first_largest(estimates);
    let arms = estimates.len() as f64;
    let mut others = 0.0;
    for (probability, estimate) in probabilities.iter_mut().zip(estimates) {
        if is_largest(*estimate, estimates[best]) {
            *probability = 0.0;
        } else {
            *probability = 1.0 / (arms + gamma * (estimates[best] - estimate));
            others += *probability;
        }
    }
    if !others.is_finite() {
        only_best(estimates, probabilities);
        return 1.0;
    }
    share_among_largest(estimates, 1.0 - others, probabilities);
    1.0 - others
}

/// Estimates that are no numbers leave no choice but the best of those that are.
fn only_best(estimates: &[f64], probabilities: &mut [f64]) {
    probabilities.fill(0.0);
    share_among_largest(estimates, 1.0, probabilities);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Probabilities are probabilities, larger for larger estimates, whatever the estimates.
        #[test]
        fn probabilities_are_in_order(
            estimates in proptest::collection::vec(-1e6..1e6, 1..12),
            temperature in 1e-3..100.0,
            coefficient in 0.0..1e6,
            hint in proptest::option::of(0.0..1.0),
            samples in 0.0..1e9,
        ) {
            let mut found = vec![0.0; estimates.len()];
            for kind in 0..2 {
                match kind {
                    0 => softmax(&estimates, temperature, &mut found),
                    _ => Falcon { coefficient, hint }.probabilities(&estimates, samples, 100.0, &mut found),
                }
                prop_assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                prop_assert!(found.iter().all(|probability| *probability >= 0.0));
                for (first, p) in estimates.iter().zip(&found) {
                    for (second, q) in estimates.iter().zip(&found) {
                        prop_assert!(first <= second || p + 1e-12 >= *q);
                    }
                }
            }
        }
    }

    /// Two of four arms are the best, the others 2 and 1 below: 1 / (4 + 3 * 2) and 1 / (4 + 3), and half of the rest each.
    #[test]
    fn equal_estimates_share_the_best_arms_probability() {
        let mut found = [0.0; 4];
        let greedy = inverse_gap(&[1.0, 3.0, 2.0, 3.0], 3.0, &mut found);
        let rest = 1.0 - 0.1 - 1.0 / 7.0;
        assert!((greedy - rest).abs() < 1e-15);
        for (found, expected) in found.iter().zip([0.1, 0.5 * rest, 1.0 / 7.0, 0.5 * rest]) {
            assert!((found - expected).abs() < 1e-15, "{found} {expected}");
        }
    }

    /// With gamma 0, FALCON is uniform; a hint caps the probability of exploring as soon as data allow.
    #[test]
    fn a_hint_is_kept_where_it_can_be() {
        let mut found = [0.0; 3];
        Falcon { coefficient: 1.0, hint: Some(0.1) }.probabilities(&[1.0, 2.0, 0.0], 0.0, 10.0, &mut found);
        for probability in found {
            assert!((probability - 1.0 / 3.0).abs() < 1e-15, "{found:?}");
        }
        Falcon { coefficient: 1.0, hint: Some(0.1) }.probabilities(&[1.0, 2.0, 0.0], 30.0, 10.0, &mut found);
        assert!((0.9..0.96).contains(&found[1]), "{found:?}");
    }

    #[test]
    fn estimates_that_are_no_numbers_give_the_best_of_the_others() {
        let mut found = [0.5; 3];
        softmax(&[f64::NAN, 1.0, 0.0], 1.0, &mut found);
        assert_eq!(found, [0.0, 1.0, 0.0]);
        Falcon { coefficient: 1.0, hint: None }.probabilities(&[f64::INFINITY; 3], 10.0, 1.0, &mut found);
        assert_eq!(found, [1.0 / 3.0; 3]);
    }
}
