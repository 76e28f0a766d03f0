//! The formulas of the index agents, as their papers have them.
//!
//! Rewards lie in [0, 1]. `mean` and `variance` (divisor n) are those of an arm's `pulls` rewards, `rounds` is t: the
//! number of plays so far (UCB1, UCB-tuned, MOSS), or that of the present round (UCB-V, KL-UCB, Bayes-UCB), each as its paper
//! counts. Pulls are above zero and rounds one or more; both may be discounted and so no whole
//! numbers. Logarithms are natural.

use crate::math::beta_distribution::upper_quantile;

/// Step of Newton's method, relative to the distance from mean and one, after which the root of [`kl_upper_bound`] is found:
/// the next step would be about the square of it.
const LAST_STEP: f64 = 1e-7;

/// From here on what is left to 1 tells more than the number itself.
const NEARLY_ONE: f64 = 1.0 - 1e-6;

/// UCB with alpha: mean + sqrt(alpha ln t / (2 n)). An alpha of 4 is UCB1 (Auer, Cesa-Bianchi and Fischer 2002).
pub fn ucb_alpha(mean: f64, pulls: f64, rounds: f64, alpha: f64) -> f64 {
    mean + f64::sqrt(alpha * libm::log(rounds) / (2.0 * pulls))
}

/// UCB-tuned: mean + sqrt(ln t / n min(cap, V + sqrt(2 ln t / n))) (Auer, Cesa-Bianchi and Fischer 2002, section 4).
/// Their cap is 1/4, the largest variance that rewards in [0, 1] can have; none is an infinite cap.
pub fn ucb_tuned(mean: f64, variance: f64, pulls: f64, rounds: f64, cap: f64) -> f64 {
    let rate = libm::log(rounds) / pulls;
    mean + f64::sqrt(rate * (variance + f64::sqrt(2.0 * rate)).min(cap))
}

/// UCB-V: mean + sqrt(2 V E / n) + 3 c E / n with E = zeta ln t (Audibert, Munos and Szepesvari 2009, equation 7).
pub fn ucb_v(mean: f64, variance: f64, pulls: f64, rounds: f64, zeta: f64, c: f64) -> f64 {
    let rate = zeta * libm::log(rounds) / pulls;
    mean + f64::sqrt(2.0 * variance * rate) + 3.0 * c * rate
}

/// MOSS: mean + sqrt(factor max(0, ln(T / (K n))) / n), where `horizon` is T and `arms` is K.
///
/// A factor of 1 with the horizon known is that of Audibert and Bubeck 2010; with t for T it is SMPyBandits' MOSS; with
/// t for T and a factor of (1 + alpha) / 2 it is MOSS-anytime (Degenne and Perchet 2016).
pub fn moss(mean: f64, pulls: f64, horizon: f64, arms: f64, factor: f64) -> f64 {
    mean + f64::sqrt(factor * libm::log(horizon / (arms * pulls)).max(0.0) / pulls)
}

/// How much KL-UCB lets an arm's divergence be, times its pulls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exploration {
    /// ln t: what Garivier and Cappe 2011 use in their experiments.
    LogRounds,
    /// ln t + 3 ln ln t: what their theorem is about. The second term counts from t = 3 on, and the sum is not below 0.
    LogRoundsAndMore,
    /// ln(t / n), not below 0: KL-UCB+.
    LogRoundsByPulls,
}

impl Exploration {
    /// The largest divergence that is allowed.
    pub fn budget(self, pulls: f64, rounds: f64) -> f64 {
        let log = libm::log(rounds);
        let level = match self {
            Exploration::LogRounds => log,
            Exploration::LogRoundsAndMore if rounds < 3.0 => log,
            Exploration::LogRoundsAndMore => log + 3.0 * libm::log(log),
            Exploration::LogRoundsByPulls => libm::log(rounds / pulls),
        };
        level.max(0.0) / pulls
    }
}

/// The divergence of a Bernoulli distribution of mean `q` from one of mean `p`:
/// p ln(p / q) + (1 - p) ln((1 - p) / (1 - q)), with 0 ln 0 = 0; infinite where q excludes what p allows.
pub fn kl_bernoulli(p: f64, q: f64) -> f64 {
    let term = |p: f64, q: f64| if p > 0.0 { p * libm::log(p / q) } else { 0.0 };
    (term(p, q) + term(1.0 - p, 1.0 - q)).max(0.0)
}

/// KL-UCB's index: the largest q in [mean, 1] whose divergence from the mean is at most `budget` (zero or more), to
/// 1e-12 (Garivier and Cappe 2011, The KL-UCB Algorithm for Bounded Stochastic Bandits and Beyond, algorithm 1).
pub fn kl_upper_bound(mean: f64, budget: f64) -> f64 {
    KlMean::new(mean).upper_bound(budget)
}

/// A mean with what [`kl_upper_bound`] needs of it for any budget.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KlMean {
    mean: f64,
    /// 1 - mean.
    rest: f64,
    /// Of a coin with this mean; zero where it has but one side.
    entropy: f64,
}

impl KlMean {
    /// Of a mean between 0 and 1.
    pub fn new(mean: f64) -> KlMean {
        let rest = 1.0 - mean;
        let entropy = if mean > 0.0 && rest > 0.0 {
            let (log_mean, log_rest) = (libm::log(mean), libm::log(rest));
            -(mean * log_mean + rest * log_rest)
        } else {
            0.0
        };
        KlMean { mean, rest, entropy }
    }

    /// The index, see [`kl_upper_bound`].
    ///
    /// The divergence is convex and grows from the mean on, so that Newton's method from the right of the root falls to it
    /// without ever passing it.
    pub fn upper_bound(&self, budget: f64) -> f64 {
        let KlMean { mean, rest, entropy } = *self;
        if mean >= 1.0 || budget <= 0.0 {
            return mean.min(1.0);
        }
        if mean <= 0.0 {
            return -libm::expm1(-budget);
        }
        // Two bounds from the right. Pinsker's inequality: kl >= 2 (q - p)^2. And -p ln q >= 0, which leaves
        // kl >= -(1 - p) ln(1 - q) - H(p).
        let pinsker = mean + f64::sqrt(0.5 * budget);
        let size = (budget + entropy) / rest;
        // 1 - exp(-s) > s / (1 + s), so that the second one often need not be worked out to be the larger one.
        let bound =
            if size > SURELY * pinsker * (1.0 + size) { pinsker } else { pinsker.min(-libm::expm1(-size)) };
        // And kl >= (q - p)^2 / 2v, where v is the largest x (1 - x) on the way from p to q, which is 1/4 in Pinsker's.
        let variance = if mean >= 0.5 { mean * rest } else { bound.min(0.5) * (1.0 - bound.min(0.5)) };
        let mut q = bound.min(mean + f64::sqrt(2.0 * variance * budget));
        for _ in 0..60 {
            if q >= 1.0 {
                return 1.0;
            }
            let divergence = -entropy - mean * libm::log(q) - rest * libm::log1p(-q);
            let step = (divergence - budget) * q * (1.0 - q) / (q - mean);
            // Not a number where q is the mean itself; not above zero where rounding is all that is left.
            if step.is_nan() || step <= 0.0 {
                break;
            }
            let last = step <= LAST_STEP * (q - mean).min(1.0 - q);
            q = (q - step).max(mean);
            if last {
                break;
            }
        }
        q.max(mean)
    }

    /// Whether the index for this budget is certainly smaller than the number of the threshold: its divergence from the mean is
    /// beyond the budget, which takes no logarithm. False where rounding might decide.
    pub fn is_below(&self, budget: f64, threshold: &KlThreshold) -> bool {
        let divergence = -self.entropy - self.mean * threshold.log - self.rest * threshold.log_rest;
        // Comparisons with what is not a number are false.
        self.mean >= 0.0
            && self.mean < threshold.place
            && budget > LEAST_BUDGET
            && divergence > SURELY * budget + KL_ROUNDING
    }
}

/// What is more than a number by this factor is so however both were rounded.
const SURELY: f64 = 1.0 + 1e-9;

/// Errors of a divergence are smaller: those of a few terms that are each up to 1.
const KL_ROUNDING: f64 = 1e-12;

/// Up to here the root of a budget is so near to the mean that rounding may move it by more than 1e-12.
const LEAST_BUDGET: f64 = 1e-8;

/// A number that indexes of KL-UCB are compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KlThreshold {
    /// So far below the number that an index that should be smaller than this is smaller than the number.
    place: f64,
    log: f64,
    log_rest: f64,
}

impl KlThreshold {
    /// A number up to 1, or infinity, below which every index is.
    pub fn new(number: f64) -> KlThreshold {
        if number == f64::INFINITY {
            return KlThreshold { place: number, log: 0.0, log_rest: f64::NEG_INFINITY };
        }
        let place = number - 1e-9;
        KlThreshold { place, log: libm::log(place), log_rest: libm::log1p(-place) }
    }
}

/// -ln(1 - q) for the root q of [`kl_upper_bound`], however near to 1 it lies; infinite for a mean of 1.
///
/// With r = 1 - q, the divergence is the budget where (1 - mean) ln r = -budget - entropy - mean ln(1 - r). Near 1 the last
/// term is next to nothing, so that a few rounds of putting in what was found find r; elsewhere q itself tells.
pub fn kl_nearness_to_one(mean: f64, budget: f64) -> f64 {
    if mean >= 1.0 {
        return f64::INFINITY;
    }
    let q = kl_upper_bound(mean, budget);
    if q < NEARLY_ONE {
        return -libm::log1p(-q);
    }
    let rest = 1.0 - mean;
    let entropy = if mean > 0.0 { -(mean * libm::log(mean) + rest * libm::log(rest)) } else { 0.0 };
    let mut nearness = -libm::log1p(-NEARLY_ONE);
    for _ in 0..4 {
        nearness = (budget + entropy + mean * libm::log1p(-libm::exp(-nearness))) / rest;
    }
    nearness
}

/// KL-UCB's index for normal rewards of variance 1/4: mean + sqrt(budget / 2), which may pass 1.
pub fn gaussian_upper_bound(mean: f64, budget: f64) -> f64 {
    mean + f64::sqrt(0.5 * budget)
}

/// Bayes-UCB's index in round t: the quantile 1 - 1 / t of Beta(1 + sum, 1 + n - sum), `reward_sum` between 0 and n (Kaufmann,
/// Cappe and Garivier 2012, On Bayesian Upper Confidence Bounds for Bandit Problems, with c = 0).
pub fn bayes_ucb(reward_sum: f64, pulls: f64, rounds: f64) -> f64 {
    upper_quantile(1.0 + reward_sum, 1.0 + pulls - reward_sum, 1.0 / rounds)
}

/// IMED's index, the smallest of which is pulled: n kl(mean, best mean) + ln n (Honda and Takemura 2015,
/// Non-asymptotic Analysis of a New Bandit Algorithm for Semi-bounded Rewards).
pub fn imed(mean: f64, best_mean: f64, pulls: f64) -> f64 {
    pulls * kl_bernoulli(mean, best_mean) + libm::log(pulls)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hand_computed() {
        // n = 2, t = e^2: ln t = 2.
        let e2 = libm::exp(2.0);
        assert!((ucb_alpha(0.5, 2.0, e2, 4.0) - (0.5 + 2.0_f64.sqrt())).abs() < 1e-15);
        // ln t / n = 1, V + sqrt 2 is above the cap: 0.5 + sqrt(1 / 4).
        assert!((ucb_tuned(0.5, 0.25, 2.0, e2, 0.25) - 1.0).abs() < 1e-15);
        assert!((ucb_tuned(0.5, 0.25, 2.0, e2, f64::INFINITY) - 0.5 - 1.664_213_6_f64.sqrt()).abs() < 1e-7);
        // sqrt(2 * 0.02 * 1) + 3 * 1.
        assert!((ucb_v(0.5, 0.02, 2.0, e2, 1.0, 1.0) - 3.7).abs() < 1e-14);
        // ln(8 / (2 * 4)) = 0; ln(8 e^4 / (2 * 4)) = 4, divided by 4 is 1.
        assert_eq!(moss(0.5, 4.0, 8.0, 2.0, 1.0), 0.5);
        assert!((moss(0.5, 4.0, 8.0 * libm::exp(4.0), 2.0, 1.0) - 1.5).abs() < 1e-15);
        // kl(1/2, 3/4) = 1/2 ln(2/3) + 1/2 ln 2 = 1/2 ln(4/3).
        assert!((kl_bernoulli(0.5, 0.75) - 0.5 * libm::log(4.0 / 3.0)).abs() < 1e-16);
        assert!((kl_upper_bound(0.5, 0.5 * libm::log(4.0 / 3.0)) - 0.75).abs() < 1e-12);
        assert!((imed(0.5, 0.75, 2.0) - libm::log(4.0 / 3.0) - libm::log(2.0)).abs() < 1e-15);
        // Beta(1, 1) is uniform.
        assert!((bayes_ucb(0.0, 0.0, 4.0) - 0.75).abs() < 1e-14);
    }

    /// [`kl_upper_bound`] with everything worked out.
    fn plain_upper_bound(mean: f64, budget: f64) -> f64 {
        if mean >= 1.0 || budget <= 0.0 {
            return mean.min(1.0);
        }
        if mean <= 0.0 {
            return -libm::expm1(-budget);
        }
        let rest = 1.0 - mean;
        let (log_mean, log_rest) = (libm::log(mean), libm::log(rest));
        let entropy = -(mean * log_mean + rest * log_rest);
        let pinsker = mean + f64::sqrt(0.5 * budget);
        let bound = pinsker.min(-libm::expm1(-(budget + entropy) / rest));
        let variance = if mean >= 0.5 { mean * rest } else { bound.min(0.5) * (1.0 - bound.min(0.5)) };
        let mut q = bound.min(mean + f64::sqrt(2.0 * variance * budget));
        for _ in 0..60 {
            if q >= 1.0 {
                return 1.0;
            }
            let divergence = -entropy - mean * libm::log(q) - rest * libm::log1p(-q);
            let step = (divergence - budget) * q * (1.0 - q) / (q - mean);
            if step.is_nan() || step <= 0.0 {
                break;
            }
            let last = step <= LAST_STEP * (q - mean).min(1.0 - q);
            q = (q - step).max(mean);
            if last {
                break;
            }
        }
        q.max(mean)
    }

    proptest! {
        /// The root is a root: its divergence is the budget, and it lies between the mean and one.
        #[test]
        fn the_root_of_kl_is_one(mean in 0.0_f64..=1.0, exponent in -25.0_f64..4.0) {
            let budget = libm::exp(exponent);
            let q = kl_upper_bound(mean, budget);
            prop_assert!((mean..=1.0).contains(&q));
            // Just below the root the divergence is below the budget, just above it is above (within rounding).
            let slack = 1e-12 + 1e-16 / (budget.sqrt());
            prop_assert!(kl_bernoulli(mean, (q - slack).max(mean)) <= budget + 1e-15);
            if q + slack < 1.0 {
                prop_assert!(kl_bernoulli(mean, q + slack) >= budget - 1e-15);
            }
        }

        /// What is called below is below, by far or by little; what is above is never called so, and what is below by more than
        /// rounding may do is.
        #[test]
        fn what_is_below_is_smaller(
            mean in prop_oneof![6 => 0.0_f64..1.0, 1 => Just(0.0), 1 => Just(1.0), 1 => (-30.0_f64..0.0).prop_map(libm::exp)],
            exponent in -25.0_f64..4.0, distance in (-26.0_f64..0.0).prop_map(libm::exp), above: bool,
        ) {
            let (known, budget) = (KlMean::new(mean), libm::exp(exponent));
            let index = kl_upper_bound(mean, budget);
            let other = if above { index + distance } else { index - distance };
            let below = known.is_below(budget, &KlThreshold::new(other));
            prop_assert!(!below || index < other, "{index} is not below {other}");
            if above && distance > 1e-6 && other < 1.0 && budget > 1e-6 {
                prop_assert!(below, "{index} is below {other}");
            }
            prop_assert!(!known.is_below(budget, &KlThreshold::new(index)));
            prop_assert!(mean >= 1.0 || budget <= LEAST_BUDGET || known.is_below(budget, &KlThreshold::new(f64::INFINITY)));
        }

        /// The bits are those of the root as it was found before anything was kept or left out.
        #[test]
        fn the_root_has_the_bits_of_the_plain_one(
            mean in prop_oneof![6 => 0.0_f64..1.0, 1 => Just(0.0), 1 => Just(1.0), 1 => (-30.0_f64..0.0).prop_map(libm::exp)],
            exponent in -30.0_f64..4.0,
        ) {
            let budget = libm::exp(exponent);
            prop_assert_eq!(kl_upper_bound(mean, budget).to_bits(), plain_upper_bound(mean, budget).to_bits());
        }

        /// It is -ln(1 - q), and keeps the order of means and of budgets where q is 1 for both.
        #[test]
        fn nearness_to_one_keeps_the_order(
            mean in 0.0_f64..1.0, other in 0.0_f64..1.0, exponent in -5.0_f64..6.0, more in 1e-6_f64..1.0,
        ) {
            let budget = libm::exp(exponent);
            let (q, nearness) = (kl_upper_bound(mean, budget), kl_nearness_to_one(mean, budget));
            prop_assert!((-libm::expm1(-nearness) - q).abs() < 1e-9, "{q} {nearness}");
            prop_assert!(kl_nearness_to_one(mean, budget * (1.0 + more)) > nearness);
            let (low, high) = (mean.min(other), mean.max(other));
            if high - low > 1e-6 {
                prop_assert!(kl_nearness_to_one(low, budget) < kl_nearness_to_one(high, budget));
            }
        }

        /// No index is below the mean.
        #[test]
        fn optimism_is_optimistic(
            mean in 0.0_f64..=1.0, spread in 0.0_f64..=1.0, pulls in 0.01_f64..1e6, more in 0.0_f64..1e6,
        ) {
            let (variance, rounds) = (spread * mean * (1.0 - mean), (pulls + more).max(1.0));
            let mut found = vec![
                ucb_alpha(mean, pulls, rounds, 4.0),
                ucb_tuned(mean, variance, pulls, rounds, 0.25),
                ucb_v(mean, variance, pulls, rounds, 1.0, 1.0),
                moss(mean, pulls, rounds, 3.0, 1.0),
            ];
            for exploration in
                [Exploration::LogRounds, Exploration::LogRoundsAndMore, Exploration::LogRoundsByPulls]
            {
                let budget = exploration.budget(pulls, rounds);
                found.push(kl_upper_bound(mean, budget));
                found.push(gaussian_upper_bound(mean, budget));
            }
            for index in found {
                prop_assert!(index >= mean && index.is_finite(), "{index} for {mean}");
            }
        }
    }
}
