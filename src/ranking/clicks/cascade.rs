//! The cascade: the user goes down the slate, clicks the first item that attracts, and leaves.
//!
//! Item e attracts with probability w(e), whatever stands above it. What is observed: no click above the click, the
//! click, and nothing of what stands below; without a click, that nothing attracted. The reward is 1 with a click, so
//! that a slate A is expected to earn f(A, w) = 1 - prod (1 - w(a)); the K most attractive items are best, in any order
//! (Kveton et al. 2015).

use super::{Builder, ClickModel, ClickModelDescriptor, CommonRandomNumbers, Outcome};
use crate::descriptor::{Descriptor, words};
use crate::ranking::environments::SlateRound;
use crate::ranking::order::{Ties, largest};

/// The cascade.
pub static DESCRIPTOR: ClickModelDescriptor = ClickModelDescriptor {
    part: Descriptor {
        id: "cascade",
        title: "Cascade",
        sentence: words(
            "The user goes down the slate, clicks the first item that attracts and leaves; what stands below is not seen.",
        ),
        citation: words(
            "Craswell, Zoeter, Taylor and Ramsey 2008, An Experimental Comparison of Click Position-bias Models; Kveton et al. 2015, Cascading Bandits",
        ),
        facts: &[],
        parameters: &[],
    },
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build: |_, _| Ok(Box::new(Cascade)) };

struct Cascade;

impl ClickModel for Cascade {
    fn respond(
        &self,
        round: &SlateRound,
        slate: &[u32],
        numbers_of_round: CommonRandomNumbers,
        outcome: &mut Outcome,
    ) {
        outcome.clear();
        for (position, item) in slate.iter().enumerate() {
            outcome.examined[position] = true;
            if numbers_of_round.attracts_user(*item, round) {
                outcome.clicked[position] = true;
                outcome.observed = position + 1;
                outcome.reward = 1.0;
                return;
            }
        }
    }

    fn expected_reward(&self, round: &SlateRound, slate: &[u32]) -> f64 {
        1.0 - slate.iter().map(|item| 1.0 - round.attractions[*item as usize]).product::<f64>()
    }

    fn optimize(&self, round: &SlateRound, slate: &mut [u32]) {
        largest(&round.attractions, Ties::ByIndex, slate);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_best, assert_earns_what_is_expected, model};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_best_slate_is_the_best(
            attractions in proptest::collection::vec(0.0_f64..=1.0, 3..7),
            slots in 1_usize..4,
        ) {
            let (model, round) = model(&DESCRIPTOR, &[], &attractions, slots);
            assert_best(model.as_ref(), &round, slots)?;
        }
    }

    #[test]
    fn a_slate_earns_what_is_expected() {
        let (model, round) = model(&DESCRIPTOR, &[], &[0.1, 0.4, 0.2, 0.9], 3);
        assert!((model.expected_reward(&round, &[1, 0, 2]) - (1.0 - 0.6 * 0.9 * 0.8)).abs() < 1e-15);
        assert_earns_what_is_expected(model.as_ref(), &round, &[1, 0, 2]);
    }

    /// Whichever policy shows an item to a user who comes to it, the same coin falls.
    #[test]
    fn an_item_brings_its_own_luck() {
        let (model, round) = model(&DESCRIPTOR, &[], &[0.5; 4], 2);
        let (mut first, mut second) = (Outcome::new(2), Outcome::new(2));
        for key in 0..200 {
            let numbers_of_round = CommonRandomNumbers::new(key);
            model.respond(&round, &[2, 0], numbers_of_round, &mut first);
            model.respond(&round, &[1, 2], numbers_of_round, &mut second);
            if second.examined[1] {
                assert_eq!(first.clicked[0], second.clicked[1], "key {key}");
            }
        }
    }
}
