//! TF-Agents' ghost actions: items that no one shows compete for the click.
//!
//! Every slotted item and every ghost has a score; the user adds standard normal noise to each and chooses one in proportion
//! to the sigmoid of the sum. A ghost means no click (RankingPyEnvironment, ghost actions). Scores are the environment's, g' W x, and
//! its ghosts are the unit vectors; in environments without scores, an item's is the logit of its attraction, and there are as
//! many ghosts of score 0 as its parameter says. The reward is 1 with a click. A larger score only makes a click likelier,
//! so the slate of the largest scores is best.

use super::laplace::{Quadrature, sigmoid};
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
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, build: |values, _| Ok(Box::new(Ghosts::new(values.count(&GHOSTS)))) };

/// Scores of attractions this near to 0 or 1 are cut off.
const LEAST: f64 = 1e-9;

struct Ghosts {
    /// Scores of the ghosts in environments that have none of their own.
    others: Vec<f64>,
    /// The transform of their sum.
    of_others: Vec<f64>,
    quadrature: Quadrature,
}

fn score(round: &SlateRound, item: u32) -> f64 {
    if let Some(score) = round.scores.get(item as usize) {
        return *score;
    }
    let attraction = round.attractions[item as usize].clamp(LEAST, 1.0 - LEAST);
    libm::log(attraction / (1.0 - attraction))
}

impl Ghosts {
    /// Where an environment has no ghosts of its own, there are so many.
    fn new(count: usize) -> Ghosts {
        let (quadrature, others) = (Quadrature::new(), vec![0.0; count]);
        let mut of_others = Vec::new();
        quadrature.transform(&others, &mut of_others);
        Ghosts { others, of_others, quadrature }
    }

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
        let (mut ghosts, mut normals) = (0.0, [0.0; 16]);
        for (part, scores) in self.ghosts(round).chunks(normals.len()).enumerate() {
            numbers_of_round.normals(items + part * normals.len(), &mut normals[..scores.len()]);
            scores.iter().zip(&normals).for_each(|(score, normal)| ghosts += sigmoid(score + normal));
        }
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

    /// The transform of the round's own ghosts is the same for every slate.
    fn prepare(&self, round: &mut SlateRound) {
        if !round.ghost_scores.is_empty() {
            self.quadrature.transform(&round.ghost_scores, &mut round.click_notes);
        }
    }

    /// See [`Quadrature`].
    fn expected_reward(&self, round: &SlateRound, slate: &[u32]) -> f64 {
        let scores = slate.iter().map(|item| score(round, *item));
        if round.ghost_scores.is_empty() {
            self.quadrature.share(scores, &self.of_others)
        } else if round.click_notes.is_empty() {
            let mut ghosts = Vec::new();
            self.quadrature.transform(&round.ghost_scores, &mut ghosts);
            self.quadrature.share(scores, &ghosts)
        } else {
            self.quadrature.share(scores, &round.click_notes)
        }
    }

    fn optimize(&self, round: &SlateRound, slate: &mut [u32]) {
        largest(super::distance::scores(round), Ties::ByIndex, slate);
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

    /// As many equal scores shown as not: one half, whatever the noise.
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
    }
}
