//! What is believed of an item's attraction theta after clicks and misses on slots of known weights, from an even prior: a
//! density in proportion to theta^S prod_l (1 - kappa(l) theta)^M(l), for S clicks and M(l) misses on slot l.
//!
//! Its logarithm h is concave, so that tangents lie above it. Draws are exact, by rejection from a hat of three pieces (as
//! in Gilks and Wild 1992, Adaptive Rejection Sampling for Gibbs Sampling, without the adapting): the height of the mode
//! in the middle, and an exponential on either side, each the tangent of h where h is about 1 below its top.

use crate::math::random::RngStream;
use crate::state::{State, StateError, StateIo};

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
    /// Areas of the pieces on both sides, in units of the top.
    areas: (f64, f64),
    /// On the left and on the right of the mode.
    chords: (Chord, Chord),
}

/// A straight line below h, from its top at the mode to a point on it: h is concave. A draw that lies below the line need not
/// be compared with h, which takes a logarithm for each slot.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Chord {
    /// Where it ends; at the mode for no line.
    end: f64,
    /// How much lower it is for each unit away from the mode.
    fall: f64,
    /// More than h may be wrong by rounding on the line.
    error: f64,
}

impl Chord {
    fn none(mode: f64) -> Chord {
        Chord { end: mode, fall: 0.0, error: LEAST_ERROR }
    }

    fn new(mode: f64, top: f64, (end, height): (f64, f64)) -> Chord {
        let drop = (top - height).max(0.0);
        Chord { end, fall: drop / (mode - end).abs(), error: LEAST_ERROR + ROUNDING * (top.abs() + drop) }
    }
}

/// Rounding errors of heights, each a sum of terms of one sign, relative to their size: less than this.
const ROUNDING: f64 = 1e-13;
const LEAST_ERROR: f64 = 1e-9;

/// Those that it was made with; chords are not kept, and what is drawn without them is the same.
impl State for Posterior {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let Posterior { clicks, mode, top, flat, slopes, areas, chords } = self;
        clicks.state(io)?;
        mode.state(io)?;
        top.state(io)?;
        flat.state(io)?;
        slopes.state(io)?;
        if io.is_reading() {
            (*areas, *chords) = (areas_of(*flat, *slopes), (Chord::none(*mode), Chord::none(*mode)));
        }
        Ok(())
    }
}

/// Areas of the pieces of the hat on both sides, in units of the top.
fn areas_of((start, end): (f64, f64), (left, right): (f64, f64)) -> (f64, f64) {
    let left_area = if left > 0.0 { -libm::expm1(-left * start) / left } else { 0.0 };
    let right_area = if right < 0.0 { libm::expm1(right * (1.0 - end)) / right } else { 0.0 };
    (left_area, right_area)
}

impl Posterior {
    /// Before the first show: even.
    pub fn even() -> Posterior {
        let (flat, slopes) = ((0.0, 1.0), (0.0, 0.0));
        let chords = (Chord::new(1.0, 0.0, (0.0, 0.0)), Chord::none(1.0));
        Posterior { clicks: 0.0, mode: 1.0, top: 0.0, flat, slopes, areas: areas_of(flat, slopes), chords }
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
        let mut chords = (Chord::none(mode), Chord::none(mode));
        let (left, right) = (mode - distance, mode + distance);
        if left > 0.0 {
            let height = height(left);
            slopes.0 = derivatives(clicks, misses, weights, left).0;
            flat.0 = left + (top - height) / slopes.0;
            chords.0 = Chord::new(mode, top, (left, height));
        }
        if right < 1.0 {
            let height = height(right);
            slopes.1 = derivatives(clicks, misses, weights, right).0;
            flat.1 = right + (top - height) / slopes.1;
            chords.1 = Chord::new(mode, top, (right, height));
        }
        Posterior { clicks, mode, top, flat, slopes, areas: areas_of(flat, slopes), chords }
    }

    /// The attraction at which the density is largest.
    pub fn mode(&self) -> f64 {
        self.mode
    }

    /// One draw; misses and weights are those that it was made with.
    pub fn draw(&self, misses: &[f64], weights: &[f64], stream: &mut RngStream) -> f64 {
        let ((start, end), (left, right)) = (self.flat, self.slopes);
        let (left_area, right_area) = self.areas;
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
            let coin = stream.uniform();
            if self.is_certainly_below(theta, hat, coin) {
                return theta;
            }
            let below = height(self.clicks, misses, weights, theta) - self.top - hat;
            if coin < libm::exp(below) {
                return theta;
            }
        }
        self.mode
    }

    /// Whether the chords show that the coin lies below exp(h - top - hat).
    fn is_certainly_below(&self, theta: f64, hat: f64, coin: f64) -> bool {
        let (chord, distance) = if theta < self.mode {
            (&self.chords.0, self.mode - theta)
        } else {
            (&self.chords.1, theta - self.mode)
        };
        let on_chord = distance <= (chord.end - self.mode).abs();
        let least = -chord.fall * distance - chord.error - hat;
        // The series of the exponential function, which ends with an odd power below it.
        on_chord && coin < 1.0 + least * (1.0 + 0.5 * least * (1.0 + least / 3.0)) - LEAST_ERROR
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
    use proptest::prelude::*;

    fn draws(clicks: f64, misses: &[f64], weights: &[f64], count: usize) -> Vec<f64> {
        let posterior = Posterior::new(clicks, misses, weights);
        let mut stream = RngStream::new(21, 0, "posterior");
        let mut draws: Vec<f64> = (0..count).map(|_| posterior.draw(misses, weights, &mut stream)).collect();
        draws.sort_by(f64::total_cmp);
        draws
    }

    /// A draw that compares with h each time.
    fn plain_draw(posterior: &Posterior, misses: &[f64], weights: &[f64], stream: &mut RngStream) -> f64 {
        let ((start, end), (left, right)) = (posterior.flat, posterior.slopes);
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
            let below = height(posterior.clicks, misses, weights, theta) - posterior.top - hat;
            if stream.uniform() < libm::exp(below) {
                return theta;
            }
        }
        posterior.mode
    }

    proptest! {
        /// The chords change no bit of any draw, nor how many numbers it takes; without them it is the same, too, as after loading.
        #[test]
        fn draws_are_those_without_chords(
            clicks in prop_oneof![0_u32..4, 0_u32..400, 0_u32..2_000_000], misses in proptest::collection::vec(prop_oneof![0_u32..4, 0_u32..3_000_000], 3),
            weights in proptest::collection::vec(prop_oneof![0.01_f64..1.0, Just(1.0), Just(0.0)], 3), seed: u64,
        ) {
            let misses: Vec<f64> = misses.into_iter().map(f64::from).collect();
            let clicks = f64::from(clicks);
            let even = clicks == 0.0 && misses.iter().zip(&weights).all(|(count, weight)| *count == 0.0 || *weight == 0.0);
            let posterior = if even { Posterior::even() } else { Posterior::new(clicks, &misses, &weights) };
            let bare = Posterior { chords: (Chord::none(posterior.mode), Chord::none(posterior.mode)), ..posterior };
            let mut streams: Vec<RngStream> = (0..3).map(|_| RngStream::new(seed, 0, "posterior")).collect();
            for _ in 0..200 {
                let expected = plain_draw(&posterior, &misses, &weights, &mut streams[0]);
                prop_assert_eq!(posterior.draw(&misses, &weights, &mut streams[1]).to_bits(), expected.to_bits());
                prop_assert_eq!(bare.draw(&misses, &weights, &mut streams[2]).to_bits(), expected.to_bits());
            }
            let next: Vec<u64> = streams.iter_mut().map(RngStream::bits).collect();
            prop_assert!(next[0] == next[1] && next[0] == next[2]);
        }
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
