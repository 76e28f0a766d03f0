//! TF-Agents' ghost actions: items that no one shows compete for the click.
//!
//! Every slotted item and every ghost has a score; the user adds standard normal noise to each and chooses one in proportion
//! to the sigmoid of the sum. A ghost means no click (RankingPyEnvironment, ghost actions). Scores are the environment's, g' W x, and
//! its ghosts are the unit vectors; in environments without scores, an item's is the logit of its attraction, and there are as
//! many ghosts of score 0 as its parameter says. The reward is 1 with a click. A larger score only makes a click likelier,
//! so the slate of the largest scores is best.

use super::{Builder, ClickModel, ClickModelDescriptor, CommonRandomNumbers, Outcome};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, words};
use crate::ranking::environments::SlateRound;
use crate::ranking::order::{Ties, largest};

const GHOSTS: Parameter = Parameter {
    name: "ghosts",
    title: "Ghosts",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 4, scale: Scale::Linear },
    unit: "items",
    help: words(
        "In environments that have no unshown alternatives of their own: how many items that are not shown compete for the click.",
    ),
};

/// The ghost actions model.
pub static DESCRIPTOR: ClickModelDescriptor = ClickModelDescriptor {
    part: Descriptor {
        id: "ghost_actions",
        title: "Ghost actions",
        sentence: words(
            "The user chooses among the items shown and some that are not shown, by noisy scores; choosing one that is not shown is no click.",
        ),
        citation: words("TF-Agents, RankingPyEnvironment with ClickModel.GHOST_ACTIONS"),
        facts: &[],
        parameters: &[GHOSTS],
    },
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    build: |values, _| Ok(Box::new(Ghosts { others: vec![0.0; values.count(&GHOSTS)] })),
};

/// Scores of attractions this near to 0 or 1 are cut off.
const LEAST: f64 = 1e-9;

struct Ghosts {
    /// Scores of the ghosts in environments that have none of their own.
    others: Vec<f64>,
}

fn sigmoid(score: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-score))
}

fn score(round: &SlateRound, item: u32) -> f64 {
    if let Some(score) = round.scores.get(item as usize) {
        return *score;
    }
    let attraction = round.attractions[item as usize].clamp(LEAST, 1.0 - LEAST);
    libm::log(attraction / (1.0 - attraction))
}

impl Ghosts {
    fn ghosts<'a>(&'a self, round: &'a SlateRound) -> &'a [f64] {
        if round.ghost_scores.is_empty() { &self.others } else { &round.ghost_scores }
    }
}

impl ClickModel for Ghosts {
    fn respond(
        &self,
        round: &SlateRound,
        slate: &[u32],
        numbers_of_round: CommonRandomNumbers,
        outcome: &mut Outcome,
    ) {
        outcome.clear();
        outcome.examined.fill(true);
        let items = round.attractions.len();
        let of_item = |item: u32| sigmoid(score(round, item) + numbers_of_round.normal(item as usize));
        let ghosts = self.ghosts(round).iter().enumerate();
        let ghosts: f64 =
            ghosts.map(|(ghost, score)| sigmoid(score + numbers_of_round.normal(items + ghost))).sum();
        let shown: f64 = slate.iter().map(|item| of_item(*item)).sum();
        // One coin for the whole slate: the first position's.
        let mut left = numbers_of_round.position(0) * (shown + ghosts);
        for (position, item) in slate.iter().enumerate() {
            left -= of_item(*item);
            if left < 0.0 {
                outcome.clicked[position] = true;
                outcome.reward = 1.0;
                return;
            }
        }
    }

    /// With S the sum of the slotted items' sigmoids and G that of the ghosts, E[S / (S + G)]. Since 1 / x is the integral of
    /// exp(-u x), it is that of E[S exp(-u S)] E[exp(-u G)] over u, in which the items are apart: see [`Laplace`].
    fn expected_reward(&self, round: &SlateRound, slate: &[u32]) -> f64 {
        let mut sum = 0.0;
        for node in 0..NODES {
            let u = libm::exp(FIRST_NODE + STEP * node as f64);
            let mut transform = Laplace { whole: 1.0, slope: 0.0 };
            slate.iter().for_each(|item| transform.add(score(round, *item), u));
            let mut ghosts = Laplace { whole: 1.0, slope: 0.0 };
            self.ghosts(round).iter().for_each(|score| ghosts.add(*score, u));
            // du = u dv.
            sum += STEP * u * transform.slope * ghosts.whole;
        }
        sum.min(1.0)
    }

    fn optimize(&self, round: &SlateRound, slate: &mut [u32]) {
        largest(super::distance::scores(round), Ties::ByIndex, slate);
    }
}

/// The integral over u is a sum over v = ln u, from where it is nothing to where it is nothing again: on the left
/// S u < 1e-7, on the right exp(-u S) for scores above -10.
const FIRST_NODE: f64 = -18.0;
const STEP: f64 = 0.5;
const NODES: usize = 73;

/// Nodes z and weights of Gauss and Hermite for the normal distribution, 9 of them, the zero in the middle (Abramowitz and
/// Stegun, table 25.10, scaled by sqrt 2 and 1 / sqrt pi).
const NORMAL: [(f64, f64); 5] = [
    (0.0, 0.406_349_206_349_206_35),
    (1.023_255_663_789_132_5, 0.244_097_502_894_939_1),
    (2.076_847_978_677_83, 0.049_916_406_765_218_0),
    (3.205_429_002_856_470_3, 0.002_789_141_321_231_8),
    (4.512_745_863_399_783, 0.000_022_345_844_007_7),
];

/// E[exp(-u X)] of a sum X of independent sigmoids, and E[X exp(-u X)].
struct Laplace {
    whole: f64,
    slope: f64,
}

impl Laplace {
    /// Adds the sigmoid of a score with standard normal noise.
    fn add(&mut self, score: f64, u: f64) {
        let (mut whole, mut slope) = (0.0, 0.0);
        let mut take = |weight: f64, z: f64| {
            let p = sigmoid(score + z);
            let part = weight * libm::exp(-u * p);
            whole += part;
            slope += part * p;
        };
        for (z, weight) in NORMAL {
            take(weight, z);
            if z > 0.0 {
                take(weight, -z);
            }
        }
        self.slope = self.slope * whole + self.whole * slope;
        self.whole *= whole;
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_best, assert_earns_what_is_expected, model};
    use super::*;
    use crate::descriptor::Value;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn the_best_slate_is_the_best(
            attractions in proptest::collection::vec(0.01_f64..=0.99, 3..6),
            slots in 1_usize..3,
        ) {
            let (model, round) = model(&DESCRIPTOR, &[], &attractions, slots);
            assert_best(model.as_ref(), &round, slots)?;
        }
    }

    #[test]
    fn a_slate_earns_what_is_expected() {
        let values = [("ghosts", Value::Number(3.0))];
        let (model, mut round) = model(&DESCRIPTOR, &values, &[0.1, 0.4, 0.2, 0.9], 3);
        assert_earns_what_is_expected(model.as_ref(), &round, &[1, 0, 2]);
        round.scores = vec![-3.0, 4.0, 0.5, -1.0];
        round.ghost_scores = vec![1.0, -2.0];
        assert_earns_what_is_expected(model.as_ref(), &round, &[0, 3, 2]);
        assert_earns_what_is_expected(model.as_ref(), &round, &[1, 3, 2]);
    }

    /// As many equal scores shown as not: one half, whatever the noise. And the weights are those of a distribution.
    #[test]
    fn alike_is_one_half() {
        let values = [("ghosts", Value::Number(2.0))];
        for score in [-8.0, -1.0, 0.0, 3.0] {
            let (model, mut round) = model(&DESCRIPTOR, &values, &[0.5; 4], 2);
            round.scores = vec![score; 4];
            round.ghost_scores = vec![score; 2];
            let found = model.expected_reward(&round, &[0, 3]);
            assert!((found - 0.5).abs() < 1e-6, "{score}: {found}");
        }
        let weights: f64 = NORMAL[0].1 + 2.0 * NORMAL[1..].iter().map(|(_, weight)| weight).sum::<f64>();
        let variance: f64 = 2.0 * NORMAL[1..].iter().map(|(z, weight)| z * z * weight).sum::<f64>();
        assert!((weights - 1.0).abs() < 1e-12 && (variance - 1.0).abs() < 1e-12, "{weights} {variance}");
    }
}
