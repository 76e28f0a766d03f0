//! Which of several independent draws is the largest, and how probably.

use super::{ActionProbabilities, Variate};

/// By how much the logarithm of a density has fallen from its top where one panel of the integration ends: the last is
/// beyond what a number can tell from one.
const DROPS: [f64; 7] = [0.4, 1.6, 4.0, 8.0, 15.0, 26.0, 42.0];

/// Points and weights of Gauss and Legendre's rule with 8 points on [-1, 1]; the other half is their mirror image.
const POINTS: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
];

/// The probability of each of some independent variates to be the largest; equal ones share.
///
/// P(i) is the integral of its density times the distribution functions of all others, by Gauss and Legendre's rule on
/// panels that begin and end where any of the densities bends. Variates with a scale of zero are always their mode. The
/// error is by how much the sum of all integrals differs from 1, which they are then divided by.
pub fn largest_of<V: Variate>(variates: &[V]) -> ActionProbabilities {
    let mut values = vec![0.0; variates.len()];
    let spread: Vec<usize> = (0..variates.len()).filter(|index| variates[*index].scale() > 0.0).collect();
    let validated = || (0..variates.len()).filter(|index| variates[*index].scale() <= 0.0);
    let highest = validated().map(|index| variates[index].mode()).fold(f64::NEG_INFINITY, f64::max);
    let knots: Vec<Vec<f64>> = spread.iter().map(|index| knots(&variates[*index])).collect();
    // Below that, one of them never falls.
    let start = knots.iter().filter_map(|knots| knots.first()).copied().fold(highest, f64::max);
    if highest > f64::NEG_INFINITY {
        let below: f64 = spread.iter().map(|index| variates[*index].distribution(highest)).product();
        let tied = validated().filter(|index| variates[*index].mode() == highest).count() as f64;
        validated()
            .filter(|index| variates[*index].mode() == highest)
            .for_each(|index| values[index] = below / tied);
    }
    // One that never rises above the start is never the largest.
    let rivals: Vec<usize> = (spread.iter().zip(&knots))
        .filter(|(_, knots)| knots.last().is_some_and(|end| *end > start))
        .map(|(index, _)| *index)
        .collect();
    let mut ends: Vec<f64> = knots.into_iter().flatten().filter(|knot| *knot > start).collect();
    ends.sort_by(f64::total_cmp);
    ends.dedup();
    let mut panel = Panel::new(rivals.len());
    let mut from = start;
    for to in ends {
        let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
        for (point, weight) in POINTS {
            for x in [middle - half * point, middle + half * point] {
                panel.add(variates, &rivals, x, half * weight, &mut values);
            }
        }
        from = to;
    }
    let sum: f64 = values.iter().sum();
    if sum.is_nan() || sum <= 0.0 {
        return ActionProbabilities { error: 1.0, ..ActionProbabilities::even(variates.len()) };
    }
    values.iter_mut().for_each(|value| *value /= sum);
    let exact = spread.is_empty() || variates.len() == 1;
    ActionProbabilities { values, error: if exact { 0.0 } else { (sum - 1.0).abs() } }
}

/// The probability of each line, `a + b z`, to be the highest where z is a standard normal variate; equal lines share.
pub fn largest_line(lines: &[(f64, f64)]) -> ActionProbabilities {
    let tail = |z: f64| 0.5 * libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2);
    let mut values = vec![0.0; lines.len()];
    // On the far left the line that rises least is the highest.
    let mut at = f64::NEG_INFINITY;
    let mut highest = lines.iter().copied().reduce(|best, line| {
        if line.1 < best.1 || line.1 == best.1 && line.0 > best.0 { line } else { best }
    });
    while let Some(line) = highest {
        // The next that crosses it from below; of several at the same place, the steepest.
        let steeper = lines.iter().filter(|other| other.1 > line.1);
        let crossing = |other: &(f64, f64)| (line.0 - other.0) / (other.1 - line.1);
        let next = steeper.copied().reduce(|best, other| {
            let (place, least) = (crossing(&other), crossing(&best));
            if place < least || place == least && other.1 > best.1 { other } else { best }
        });
        let end = next.map_or(f64::INFINITY, |next| crossing(&next).max(at));
        let equal = lines.iter().filter(|other| **other == line).count() as f64;
        for (value, _) in values.iter_mut().zip(lines).filter(|(_, other)| **other == line) {
            *value = (tail(at) - tail(end)) / equal;
        }
        (at, highest) = (end, next);
    }
    ActionProbabilities::exact(values)
}

/// Room for what is evaluated at one place.
struct Panel {
    distributions: Vec<f64>,
    /// Products of all distribution functions before each.
    before: Vec<f64>,
}

impl Panel {
    fn new(count: usize) -> Panel {
        Panel { distributions: vec![0.0; count], before: vec![0.0; count] }
    }

    fn add<V: Variate>(&mut self, variates: &[V], rivals: &[usize], x: f64, weight: f64, values: &mut [f64]) {
        let mut product = 1.0;
        for ((place, before), index) in self.distributions.iter_mut().zip(&mut self.before).zip(rivals) {
            *place = variates[*index].distribution(x);
            *before = product;
            product *= *place;
        }
        let mut after = 1.0;
        for (place, index) in rivals.iter().enumerate().rev() {
            let others = self.before[place] * after;
            if others > 0.0 {
                values[*index] += weight * others * libm::exp(variates[*index].log_density(x));
            }
            after *= self.distributions[place];
        }
    }
}

/// Where the density of a variate bends, in order.
fn knots<V: Variate>(variate: &V) -> Vec<f64> {
    let (mode, top) = (variate.mode(), variate.log_density(variate.mode()));
    let mut knots = vec![mode];
    for side in [-1.0, 1.0] {
        let fall = |distance: f64| top - variate.log_density(mode + side * distance);
        let (mut low, mut high) = (0.0, variate.scale());
        for drop in DROPS {
            while fall(high) < drop && high.is_finite() {
                (low, high) = (high, 2.0 * high);
            }
            // To a part of its size: where a panel ends exactly does not matter.
            while high - low > 0.05 * high {
                let middle = 0.5 * (low + high);
                if fall(middle) < drop { low = middle } else { high = middle }
            }
            knots.push(mode + side * high);
            low = high;
        }
    }
    knots.sort_by(f64::total_cmp);
    let (first, last) = (knots[0], knots[knots.len() - 1]);
    knots.extend(variate.bends().iter().filter(|bend| **bend > first && **bend < last));
    knots.sort_by(f64::total_cmp);
    knots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probabilities::{BetaLogOdds, Gumbel, Normal};
    use proptest::prelude::*;

    fn assert_near(found: &ActionProbabilities, expected: &[f64], tolerance: f64) {
        assert_eq!(found.values.len(), expected.len());
        for (value, expected) in found.values.iter().zip(expected) {
            assert!((value - expected).abs() < tolerance, "{found:?}, not {expected}");
        }
        assert!(found.error < tolerance, "{found:?}");
    }

    /// Two normals: the first is larger with probability Phi of the difference of means over the root of the sum of
    /// variances.
    #[test]
    fn two_normals_in_closed_form() {
        for (one, other) in [((0.0, 1.0), (0.0, 1.0)), ((1.0, 0.5), (0.2, 3.0)), ((0.3, 1e-6), (0.0, 1.0))] {
            let normals = [one, other].map(|(mean, deviation)| Normal { mean, deviation });
            let spread = f64::sqrt(one.1 * one.1 + other.1 * other.1);
            let first = 0.5 * libm::erfc((other.0 - one.0) / spread * std::f64::consts::FRAC_1_SQRT_2);
            assert_near(&largest_of(&normals), &[first, 1.0 - first], 1e-9);
        }
    }

    #[test]
    fn what_does_not_vary_shares() {
        let fixed = |mean| Normal { mean, deviation: 0.0 };
        let found = largest_of(&[fixed(1.0), fixed(0.0), fixed(1.0)]);
        assert_eq!(found, ActionProbabilities::exact(vec![0.5, 0.0, 0.5]));
        let found = largest_of(&[fixed(0.0), Normal { mean: 0.0, deviation: 2.0 }, fixed(0.0)]);
        assert_near(&found, &[0.25, 0.5, 0.25], 1e-9);
    }

    /// Gumbel variates of one scale: softmax.
    #[test]
    fn gumbels_are_softmax() {
        let locations = [0.3, -1.0, 2.5, 2.4];
        let gumbels = locations.map(|location| Gumbel { location, scale: 0.7 });
        let weights = locations.map(|location| libm::exp(location / 0.7));
        let sum: f64 = weights.iter().sum();
        assert_near(&largest_of(&gumbels), &weights.map(|weight| weight / sum), 1e-9);
    }

    /// z is above 1 with probability 0.1587, below -1 as often.
    #[test]
    fn lines_have_the_parts_where_they_are_highest() {
        let found = largest_line(&[(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (1.0, 0.0), (0.5, 0.1)]);
        let tail = 0.5 * libm::erfc(std::f64::consts::FRAC_1_SQRT_2);
        assert_near(&found, &[tail, 0.5 - tail, tail, 0.5 - tail, 0.0], 1e-12);
    }

    /// Beta(1, 2) and Beta(2, 1): the second is larger with probability 5/6. Ten weak priors share.
    #[test]
    fn betas_in_closed_form() {
        let betas = [BetaLogOdds::new(1.0, 2.0), BetaLogOdds::new(2.0, 1.0)];
        assert_near(&largest_of(&betas), &[1.0 / 6.0, 5.0 / 6.0], 1e-9);
        assert_near(&largest_of(&[BetaLogOdds::new(0.01, 0.01); 10]), &[0.1; 10], 1e-6);
        assert_near(&largest_of(&[BetaLogOdds::new(3000.0, 20.0); 4]), &[0.25; 4], 1e-8);
    }

    proptest! {
        /// Whatever the spreads, the integrals add up to one.
        #[test]
        fn chances_add_up(
            pairs in proptest::collection::vec((-3.0..3.0_f64, -6.0..1.0_f64), 2..12),
            betas in proptest::collection::vec((0.01..500.0_f64, 0.01..500.0_f64), 2..8),
        ) {
            let normals: Vec<Normal> =
                pairs.iter().map(|(mean, log)| Normal { mean: *mean, deviation: libm::exp(*log) }).collect();
            prop_assert!(largest_of(&normals).error < 1e-7);
            let betas: Vec<BetaLogOdds> = betas.iter().map(|(a, b)| BetaLogOdds::new(*a, *b)).collect();
            prop_assert!(largest_of(&betas).error < 1e-6);
        }
    }
}
