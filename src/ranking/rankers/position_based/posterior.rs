//! What is believed of an item's attraction theta after clicks and misses on slots of known weights, from an even prior: a
//! density in proportion to theta^S prod_l (1 - kappa(l) theta)^M(l), for S clicks and M(l) misses on slot l.
//!
//! Its logarithm h is concave, so that tangents lie above it. Draws are exact, by rejection from a hat of three pieces (as
//! in Gilks and Wild 1992, Adaptive Rejection Sampling for Gibbs Sampling, without the adapting): the height of the mode
//! in the middle, and an exponential on either side, each the tangent of h where h is about 1 below its top.

use crate::math::random::RngStream;

/// After so many rejections, a draw is the mode: never seen, but rounding must not hang a run.
const TRIES: usize = 10_000;

/// The density of one item, ready to be drawn from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Posterior {
    clicks: f64,
    /// Where the density is largest.
    mode: f64,
    /// h at the mode.
    top: f64,
    /// The flat piece of the hat.
    flat: (f64, f64),
    /// Slopes of the hat's logarithm on both sides: above zero on the left, below zero on the right, zero for no such piece.
    slopes: (f64, f64),
}

crate::state::state_fields! {
    Posterior { clicks, mode, top, flat, slopes }
}

impl Posterior {
    /// Before the first show: even.
    pub fn even() -> Posterior {
        Posterior { clicks: 0.0, mode: 1.0, top: 0.0, flat: (0.0, 1.0), slopes: (0.0, 0.0) }
    }

    /// After S clicks in all, and misses on slots of these weights, each between 0 and 1. Costs O(K).
    pub fn new(clicks: f64, misses: &[f64], weights: &[f64]) -> Posterior {
        let mode = mode(clicks, misses, weights);
        let height = |theta: f64| height(clicks, misses, weights, theta);
        let top = height(mode);
        let (slope, bend) = derivatives(clicks, misses, weights, mode);
        // Where h is a parabola, it is 1 below its top at sqrt(2 / -h''); where it falls from an end, at 1 / |h'|.
        let distance = if mode > 0.0 && mode < 1.0 { (-2.0 / bend).sqrt() } else { 1.0 / slope.abs() };
        let (mut flat, mut slopes) = ((0.0, 1.0), (0.0, 0.0));
        let (left, right) = (mode - distance, mode + distance);
        if left > 0.0 {
            slopes.0 = derivatives(clicks, misses, weights, left).0;
            flat.0 = left + (top - height(left)) / slopes.0;
        }
        if right < 1.0 {
            slopes.1 = derivatives(clicks, misses, weights, right).0;
            flat.1 = right + (top - height(right)) / slopes.1;
        }
        Posterior { clicks, mode, top, flat, slopes }
    }

    /// The attraction at which the density is largest.
    pub fn mode(&self) -> f64 {
        self.mode
    }

    /// One draw; misses and weights are those that it was made with.
    pub fn draw(&self, misses: &[f64], weights: &[f64], stream: &mut RngStream) -> f64 {
        let ((start, end), (left, right)) = (self.flat, self.slopes);
        // Areas of the three pieces, in units of the top.
        let left_area = if left > 0.0 { -libm::expm1(-left * start) / left } else { 0.0 };
        let right_area = if right < 0.0 { libm::expm1(right * (1.0 - end)) / right } else { 0.0 };
        let area = left_area + (end - start) + right_area;
        for _ in 0..TRIES {
            let mut place = stream.uniform() * area;
            let theta = if place < left_area {
                start + libm::log1p(-left * place) / left
            } else {
                place -= left_area;
                let past = place - (end - start);
                if past < 0.0 { start + place } else { end + libm::log1p(right * past) / right }
            };
            let theta = theta.clamp(0.0, 1.0);
            let hat = if theta < start {
                left * (theta - start)
            } else if theta > end {
                right * (theta - end)
            } else {
                0.0
            };
            let below = height(self.clicks, misses, weights, theta) - self.top - hat;
            if stream.uniform() < libm::exp(below) {
                return theta;
            }
        }
        self.mode
    }
}

/// h(theta) = S ln theta + sum M ln(1 - kappa theta).
fn height(clicks: f64, misses: &[f64], weights: &[f64], theta: f64) -> f64 {
    let mut sum = if clicks > 0.0 { clicks * libm::log(theta) } else { 0.0 };
    for (count, weight) in misses.iter().zip(weights) {
        if *count > 0.0 {
            sum += count * libm::log1p(-weight * theta);
        }
    }
    sum
}

/// h' and h''.
fn derivatives(clicks: f64, misses: &[f64], weights: &[f64], theta: f64) -> (f64, f64) {
    let (mut slope, mut bend) = (0.0, 0.0);
    if clicks > 0.0 {
        slope = clicks / theta;
        bend = -slope / theta;
    }
    for (count, weight) in misses.iter().zip(weights) {
        if *count > 0.0 {
            let part = weight / (1.0 - weight * theta);
            slope -= count * part;
            bend -= count * part * part;
        }
    }
    (slope, bend)
}

/// Where h is largest, by Newton's method held between an ascent and a descent.
fn mode(clicks: f64, misses: &[f64], weights: &[f64]) -> f64 {
    if clicks == 0.0 {
        return 0.0;
    }
    if derivatives(clicks, misses, weights, 1.0).0 >= 0.0 {
        return 1.0;
    }
    let (mut low, mut high, mut theta) = (0.0, 1.0, 0.5);
    for _ in 0..100 {
        let (slope, bend) = derivatives(clicks, misses, weights, theta);
        if slope > 0.0 {
            low = theta;
        } else {
            high = theta;
        }
        let newton = theta - slope / bend;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        let moved = (next - theta).abs();
        theta = next;
        if moved <= 1e-15 * theta {
            break;
        }
    }
    theta
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::beta_distribution::distribution;

    fn draws(clicks: f64, misses: &[f64], weights: &[f64], count: usize) -> Vec<f64> {
        let posterior = Posterior::new(clicks, misses, weights);
        let mut stream = RngStream::new(21, 0, "posterior");
        let mut draws: Vec<f64> = (0..count).map(|_| posterior.draw(misses, weights, &mut stream)).collect();
        draws.sort_by(f64::total_cmp);
        draws
    }

    /// The largest distance of the draws' distribution from the expected one stays under its 0.1 % point.
    fn assert_distributed(draws: &[f64], expected: impl Fn(f64) -> f64, what: &str) {
        let count = draws.len() as f64;
        let mut largest = 0.0_f64;
        for (index, draw) in draws.iter().enumerate() {
            let below = index as f64 / count;
            largest = largest
                .max((expected(*draw) - below).abs().max((expected(*draw) - below - 1.0 / count).abs()));
        }
        assert!(largest < 1.95 / count.sqrt(), "{what}: {largest}");
    }

    /// On slots that are looked at for certain it is Beta(1 + S, 1 + M).
    #[test]
    fn on_certain_slots_it_is_the_beta_distribution() {
        for (clicks, misses) in
            [(0.0, 0.0), (0.0, 40.0), (1.0, 100.0), (7.0, 0.0), (30.0, 10.0), (4_000.0, 900.0)]
        {
            let found = draws(clicks, &[misses, 0.0], &[1.0, 1.0], 20_000);
            let what = format!("{clicks} clicks, {misses} misses");
            assert_distributed(&found, |x| distribution(1.0 + clicks, 1.0 + misses, x), &what);
        }
    }

    /// On slots of several weights it is the density, added up by Simpson's rule.
    #[test]
    fn on_other_slots_it_is_the_density() {
        for (clicks, misses) in
            [(0.0, [3.0, 9.0]), (5.0, [20.0, 60.0]), (12.0, [1.0, 2.0]), (200.0, [500.0, 90.0])]
        {
            let weights = [0.9, 0.3];
            let posterior = Posterior::new(clicks, &misses, &weights);
            let steps = 20_000;
            let density = |index: usize| {
                libm::exp(height(clicks, &misses, &weights, index as f64 / f64::from(steps)) - posterior.top)
            };
            let mut sums = vec![0.0];
            for index in (0..steps as usize).step_by(2) {
                let piece = density(index) + 4.0 * density(index + 1) + density(index + 2);
                sums.push(sums[index / 2] + piece);
            }
            let expected = |x: f64| {
                let place = x * f64::from(steps) / 2.0;
                let index = (place as usize).min(sums.len() - 2);
                let between = sums[index] + (place - index as f64) * (sums[index + 1] - sums[index]);
                between / sums[sums.len() - 1]
            };
            assert_distributed(&draws(clicks, &misses, &weights, 20_000), expected, &format!("{clicks}"));
        }
    }

    /// 1 click and 1 miss on a slot of weight 1/2: h' = 1 / x - (1/2) / (1 - x / 2) is zero at x = 1.
    #[test]
    fn modes_by_hand() {
        assert_eq!(Posterior::new(1.0, &[1.0], &[0.5]).mode(), 1.0);
        assert!((Posterior::new(1.0, &[3.0], &[1.0]).mode() - 0.25).abs() < 1e-15);
        // S / x = M k / (1 - k x): x = S / (k (S + M)).
        assert!((Posterior::new(2.0, &[6.0], &[0.5]).mode() - 0.5).abs() < 1e-15);
        assert_eq!(Posterior::new(0.0, &[6.0], &[0.5]).mode(), 0.0);
    }
}
