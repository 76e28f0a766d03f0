//! The share that some noisy scores have in a sum with others, on average: what ghost actions are expected to earn.
//!
//! With S the sum of the sigmoids of the slotted items' scores, each with standard normal noise, and G that of the ghosts, a slate
//! earns E[S / (S + G)]. Since 1 / x is the integral of exp(-u x), it is that of E[S exp(-u S)] E[exp(-u G)] over u, in which all scores
//! are apart. The integral over u is a sum over v = ln u, that over the noise one by Gauss and Hermite.
//!
//! That is thousands of exponentials: many scores are worked out at a time, and of the ghosts' transform only the nodes
//! at which it is large enough to change the sum. The bits are those of the plain sum, which the tests hold.

use crate::math::exponential::exp_of_negative;

/// The logistic function.
pub(super) fn sigmoid(score: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-score))
}

/// The sum goes from where the integrand is nothing to where it is nothing again: on the left S u < 1e-7, on the right exp(-u S) for
/// scores above -10.
const FIRST_NODE: f64 = -18.0;
const STEP: f64 = 0.5;
const NODES: usize = 73;

/// Nodes z and weights of Gauss and Hermite for the normal distribution, 9 of them, the zero in the middle (Abramowitz and
/// Stegun, table 25.10, scaled by sqrt 2 and 1 / sqrt pi).
const NORMAL: [(f64, f64); 9] = [
    (0.0, 0.406_349_206_349_206_35),
    (1.023_255_663_789_132_5, 0.244_097_502_894_939_1),
    (-1.023_255_663_789_132_5, 0.244_097_502_894_939_1),
    (2.076_847_978_677_83, 0.049_916_406_765_218_0),
    (-2.076_847_978_677_83, 0.049_916_406_765_218_0),
    (3.205_429_002_856_470_3, 0.002_789_141_321_231_8),
    (-3.205_429_002_856_470_3, 0.002_789_141_321_231_8),
    (4.512_745_863_399_783, 0.000_022_345_844_007_7),
    (-4.512_745_863_399_783, 0.000_022_345_844_007_7),
];

/// Where the ghosts' transform E[exp(-u G)] is below this, no node from there on changes a bit of the sum. It falls with u and so does
/// E[S exp(-u S)], so that a term is at most u / u0 times this of the first, in which the transform is about 1; u / u0 is at most
/// exp(36) = 4e15, and their product below 2^-56 of the first term, which is no more than the sum.
const NOTHING: f64 = 1e-34;

/// How many scores are worked out at a time.
const LANES: usize = 8;

/// The sigmoids of up to [`LANES`] scores at the nodes of the noise.
struct Block {
    sigmoids: [[f64; LANES]; NORMAL.len()],
    filled: usize,
    /// E[exp(-u X)] of the noisy sigmoid X of each score.
    wholes: [f64; LANES],
}

impl Block {
    fn new() -> Block {
        Block { sigmoids: [[0.0; LANES]; NORMAL.len()], filled: 0, wholes: [0.0; LANES] }
    }

    /// Takes the next scores; says whether there were any.
    fn fill(&mut self, scores: &mut impl Iterator<Item = f64>) -> bool {
        self.filled = 0;
        for (lane, score) in scores.take(LANES).enumerate() {
            for (sigmoids, (z, _)) in self.sigmoids.iter_mut().zip(NORMAL) {
                sigmoids[lane] = sigmoid(score + z);
            }
            self.filled = lane + 1;
        }
        self.filled > 0
    }

    /// Works out the transforms at u, in loops over plain lists, which compilers turn into instructions on several numbers.
    #[inline(always)]
    fn transform(&mut self, u: f64) {
        let (mut exponentials, mut wholes) = ([0.0; LANES], [0.0; LANES]);
        for (sigmoids, (_, weight)) in self.sigmoids.iter().zip(NORMAL) {
            // No sigmoid is above 1.
            exp_of_negative(&sigmoids.map(|p| u * p), u, &mut exponentials);
            wholes
                .iter_mut()
                .zip(&exponentials)
                .for_each(|(whole, exponential)| *whole += weight * exponential);
        }
        self.wholes = wholes;
    }
}

/// E[exp(-u X)] of the noisy sigmoid X of one score, and E[X exp(-u X)], from the sigmoids at the nodes of the noise.
#[inline(always)]
fn of_one(sigmoids: &[f64; NORMAL.len()], u: f64) -> (f64, f64) {
    let mut exponentials = [0.0; NORMAL.len()];
    exp_of_negative(&sigmoids.map(|p| u * p), u, &mut exponentials);
    let (mut whole, mut slope) = (0.0, 0.0);
    for ((exponential, p), (_, weight)) in exponentials.iter().zip(sigmoids).zip(NORMAL) {
        let part = weight * exponential;
        whole += part;
        slope += part * p;
    }
    (whole, slope)
}

/// The nodes u of the sum.
pub(super) struct Quadrature {
    nodes: [f64; NODES],
}

impl Quadrature {
    pub(super) fn new() -> Quadrature {
        Quadrature { nodes: std::array::from_fn(|node| libm::exp(FIRST_NODE + STEP * node as f64)) }
    }

    /// Writes E[exp(-u G)] for the sum G of the noisy sigmoids of these scores, at all nodes u that matter. Allocates only where
    /// `transform` never had room for them.
    pub(super) fn transform(&self, scores: &[f64], transform: &mut Vec<f64>) {
        transform.clear();
        transform.resize(NODES, 1.0);
        let mut scores = scores.iter().copied();
        let mut block = Block::new();
        while block.fill(&mut scores) {
            let mut needed = transform.len();
            for (node, (whole, u)) in transform.iter_mut().zip(&self.nodes).enumerate() {
                block.transform(*u);
                block.wholes[..block.filled].iter().for_each(|factor| *whole *= factor);
                if *whole < NOTHING {
                    needed = node;
                    break;
                }
            }
            transform.truncate(needed);
        }
    }

    /// E[S / (S + G)] for the sum S of the noisy sigmoids of these scores and the [transform](Quadrature::transform) of G.
    pub(super) fn share(&self, scores: impl Iterator<Item = f64>, ghosts: &[f64]) -> f64 {
        // E[exp(-u S)] and E[S exp(-u S)].
        let mut transform = [(1.0, 0.0); NODES];
        for score in scores {
            let sigmoids = NORMAL.map(|(z, _)| sigmoid(score + z));
            for ((whole, slope), u) in transform.iter_mut().zip(&self.nodes).take(ghosts.len()) {
                let (factor, part) = of_one(&sigmoids, *u);
                *slope = *slope * factor + *whole * part;
                *whole *= factor;
            }
        }
        let mut sum = 0.0;
        for ((ghosts, u), (_, slope)) in ghosts.iter().zip(&self.nodes).zip(&transform) {
            // du = u dv.
            sum += STEP * u * slope * ghosts;
        }
        sum.min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The plain sum, score by score and node by node: what the digests of older versions were made by.
    fn plain(shown: &[f64], ghosts: &[f64]) -> f64 {
        struct Laplace {
            whole: f64,
            slope: f64,
        }
        impl Laplace {
            fn add(&mut self, score: f64, u: f64) {
                let (mut whole, mut slope) = (0.0, 0.0);
                for (z, weight) in NORMAL {
                    let p = sigmoid(score + z);
                    let part = weight * libm::exp(-u * p);
                    whole += part;
                    slope += part * p;
                }
                self.slope = self.slope * whole + self.whole * slope;
                self.whole *= whole;
            }
        }
        let mut sum = 0.0;
        for node in 0..NODES {
            let u = libm::exp(FIRST_NODE + STEP * node as f64);
            let mut transform = Laplace { whole: 1.0, slope: 0.0 };
            shown.iter().for_each(|score| transform.add(*score, u));
            let mut others = Laplace { whole: 1.0, slope: 0.0 };
            ghosts.iter().for_each(|score| others.add(*score, u));
            sum += STEP * u * transform.slope * others.whole;
        }
        sum.min(1.0)
    }

    fn scores(most: usize) -> impl Strategy<Value = Vec<f64>> {
        let score = prop_oneof![
            8 => -4.0_f64..4.0,
            2 => -40.0_f64..40.0,
            1 => -800.0_f64..800.0,
            1 => Just(0.0), 1 => Just(f64::INFINITY), 1 => Just(f64::NEG_INFINITY),
        ];
        let some = proptest::collection::vec(score, 1..most);
        let usual = proptest::collection::vec(-3.0_f64..3.0, 1..most);
        prop_oneof![some, usual]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn the_share_has_the_bits_of_the_plain_sum(shown in scores(21), ghosts in scores(101)) {
            let quadrature = Quadrature::new();
            let mut transform = Vec::new();
            quadrature.transform(&ghosts, &mut transform);
            let (found, expected) = (quadrature.share(shown.iter().copied(), &transform), plain(&shown, &ghosts));
            prop_assert_eq!(found.to_bits(), expected.to_bits(), "{} is not {}", found, expected);
        }
    }

    /// The more ghosts there are, the fewer nodes are needed; one that never matters changes no need.
    #[test]
    fn only_what_matters_is_worked_out() {
        let quadrature = Quadrature::new();
        let nodes = |scores: &[f64]| {
            let mut transform = vec![7.0; 3];
            quadrature.transform(scores, &mut transform);
            transform.len()
        };
        assert_eq!(nodes(&[]), NODES);
        assert_eq!(nodes(&[-900.0]), NODES);
        assert!(nodes(&[0.0; 64]) < NODES * 6 / 10, "{}", nodes(&[0.0; 64]));
        assert_eq!(nodes(&[0.0; 64]), nodes(&[[0.0; 64].as_slice(), &[-900.0]].concat()));
    }

    /// The weights of the noise are those of a distribution, with the mean of zero and the variance of one.
    #[test]
    fn the_noise_is_standard_normal() {
        let moment = |power: i32| NORMAL.iter().map(|(z, weight)| weight * z.powi(power)).sum::<f64>();
        assert!(
            (moment(0) - 1.0).abs() < 1e-12 && moment(1).abs() < 1e-12 && (moment(2) - 1.0).abs() < 1e-12
        );
    }
}
