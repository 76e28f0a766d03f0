//! Choosing how far weights are made smaller: by SLOPE, or by an upper bound of the mean squared error.

use super::arms::{ArmEvidence, Shrunk};
use super::bounds;
use super::interface::Estimate;
use super::terms::{Terms, mean, moments};
use crate::descriptor::{Choice, Kind, Parameter, Values, words};
use crate::math::sorting::sort_indexes;

/// How often a bound of the tuning may fail.
pub const DELTA: f64 = 0.1;

/// How the parameter is chosen.
pub static TUNING: Parameter = Parameter {
    name: "tuning",
    title: words("Tuning"),
    kind: Kind::Choice {
        options: &[
            Choice { id: "off", title: words("Off") },
            Choice { id: "slope", title: "SLOPE" },
            Choice { id: "mse", title: words("Error bound") },
        ],
        default: "off",
    },
    unit: "",
    help: words(
        "Off takes the value that is set; SLOPE takes the narrowest interval that agrees with all wider ones (Su et al. 2020); error bound minimizes variance plus a bound of the squared bias.",
    ),
};

/// The estimate with the parameter as given or tuned.
pub fn estimate(shrunk: &Shrunk, values: &Values, evidence: &ArmEvidence<'_>) -> Estimate {
    let tuned = if values.chose(&TUNING, "slope") {
        Some(slope(shrunk, evidence, shrunk.candidates, DELTA))
    } else if values.chose(&TUNING, "mse") {
        Some(mean_squared_error(shrunk, evidence, shrunk.candidates, DELTA, true).0)
    } else {
        None
    };
    let lambda = match tuned {
        Some(place) => shrunk.candidates[place],
        None => values.number(shrunk.parameter),
    };
    Estimate { terms: Terms::mean(shrunk.terms(evidence, lambda)), tuned: tuned.map(|_| lambda) }
}

/// The place of the candidate that SLOPE chooses (Su, Srinath and Krishnamurthy 2020, Adaptive Estimator Selection for Off-Policy
/// Evaluation): the last of the candidates, from the widest interval to the narrowest, whose interval agrees with all before it.
pub fn slope(shrunk: &Shrunk, evidence: &ArmEvidence<'_>, candidates: &[f64], delta: f64) -> usize {
    let intervals: Vec<(f64, f64)> = candidates
        .iter()
        .map(|lambda| {
            let terms = shrunk.terms(evidence, *lambda);
            let value = mean(&terms);
            (value, value - bounds::student_t(&terms, delta))
        })
        .collect();
    widest_to_narrowest(&intervals)
}

/// The choice of SLOPE among values with the half widths of their intervals.
pub fn widest_to_narrowest(intervals: &[(f64, f64)]) -> usize {
    let factor = 6_f64.sqrt() - 1.0;
    let mut order: Vec<usize> = (0..intervals.len()).collect();
    sort_indexes(&mut order, &|one, other| intervals[one].1.total_cmp(&intervals[other].1));
    order.reverse();
    let agree = |one: usize, wider: usize| {
        let ((value, width), (other, other_width)) = (intervals[one], intervals[wider]);
        (other - value).abs() <= width + factor * other_width
    };
    let end =
        (1..order.len()).find(|place| order[..*place].iter().any(|wider| !agree(order[*place], *wider)));
    let last = end.unwrap_or(order.len()).saturating_sub(1);
    order.get(last).copied().unwrap_or(0)
}

/// The place of the candidate with the smallest estimated mean squared error, the first of equal ones, and the errors of all (Su,
/// Dimakopoulou, Krishnamurthy and Dudik 2020, Doubly Robust Off-Policy Evaluation with Shrinkage, section 4 and appendix): variance
/// plus squared bias, the bias with its upper bound that holds with probability 1 - `delta` where `bounded`.
pub fn mean_squared_error(
    shrunk: &Shrunk,
    evidence: &ArmEvidence<'_>,
    candidates: &[f64],
    delta: f64,
    bounded: bool,
) -> (usize, Vec<f64>) {
    let count = evidence.len() as f64;
    let largest = evidence.weights.iter().copied().fold(0.0, f64::max);
    let squares = evidence.weights.iter().map(|w| w * w).sum::<f64>() / count;
    let log = libm::log(2.0 / delta);
    let bound = (2.0 * squares * log / count).sqrt() + 2.0 * largest * log / (3.0 * count);
    let error = |lambda: &f64| {
        let (_, variance) = moments(&shrunk.terms(evidence, *lambda));
        let lost = |w: f64| w - (shrunk.weight)(w, *lambda);
        let lost = if shrunk.has_model { evidence.corrections(lost) } else { evidence.weighted(lost) };
        let bias = mean(&lost).abs() + if bounded { bound } else { 0.0 };
        variance / count + bias * bias
    };
    let errors: Vec<f64> = candidates.iter().map(error).collect();
    let smallest =
        (1..errors.len()).fold(0, |best, place| if errors[place] < errors[best] { place } else { best });
    (smallest, errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slope_goes_on_while_intervals_agree() {
        // Widths 4, 2, 1: the factor is 1.449. The second agrees (1 <= 2 + 5.8), the third does not with the second
        // (|5 - 1| > 1 + 2.9).
        assert_eq!(widest_to_narrowest(&[(5.0, 1.0), (0.0, 4.0), (1.0, 2.0)]), 2);
        assert_eq!(widest_to_narrowest(&[(4.0, 1.0), (0.0, 4.0), (1.0, 2.0)]), 0);
        assert_eq!(widest_to_narrowest(&[(7.0, 0.0)]), 0);
        assert_eq!(widest_to_narrowest(&[]), 0);
    }
}
