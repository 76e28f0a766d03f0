//! Items that come and go: a wrapper around the episode of any environment.

use super::circle::Circle;
use crate::descriptor::Values;
use crate::environment::{Episode, Round, Shape};
use crate::math::random::RngStream;
use crate::spec::feedback::{ITEM_TURNOVER, ITEMS};

/// An episode in which only some of the items are there at a time: an arm whose item is away is not on offer.
///
/// Items stand on a [`Circle`], drawn once a seed. In an environment that offers some of its items each round, the round's
/// arms are those of them that are there. Where none is, the one that comes next is on offer nevertheless, alone: a
/// round needs an arm.
#[derive(Clone)]
struct ItemsComeAndGo {
    episode: Box<dyn Episode>,
    circle: Circle,
    /// Number of features of an arm.
    arm_features: usize,
    /// The round with all arms that the environment offers.
    whole: Round,
    /// Rounds done.
    round: u64,
}

/// The episode with these values of [`crate::spec::feedback::FEEDBACK`]; the same one where all items are there
/// at a time.
pub fn wrap(
    episode: Box<dyn Episode>,
    shape: &Shape,
    values: &Values,
    master_seed: u64,
    seed: u32,
) -> Box<dyn Episode> {
    let mut stream = RngStream::new(master_seed, seed, "items");
    let turnover = values.count(&ITEM_TURNOVER);
    match Circle::drawn(shape.items, values.number(&ITEMS), turnover, &mut stream) {
        Some(circle) => Box::new(ItemsComeAndGo {
            episode,
            circle,
            arm_features: shape.arm_features,
            whole: Round::new(shape),
            round: 0,
        }),
        None => episode,
    }
}

impl Episode for ItemsComeAndGo {
    fn next(&mut self, round: &mut Round) {
        self.episode.next(&mut self.whole);
        let start = self.circle.start(self.round);
        self.round += 1;
        round.begin_without_arms(&self.whole);
        let (mut next, mut nearest) = (0, usize::MAX);
        for (arm, item) in self.whole.items.iter().enumerate() {
            let item = *item as usize;
            if self.circle.is_there(start, item) {
                round.add_arm(&self.whole, arm, self.arm_features);
            }
            let distance = self.circle.distance(start, item);
            if distance < nearest {
                (next, nearest) = (arm, distance);
            }
        }
        if round.items.is_empty() {
            round.add_arm(&self.whole, next, self.arm_features);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::descriptor::Value;
    use crate::environment::Noise;
    use crate::math::rounding::share_of;

    /// Offers so many of the items each round, in a random order; an item's features and reward tell which it is.
    #[derive(Clone)]
    struct Offers(usize, RngStream);

    impl Episode for Offers {
        fn next(&mut self, round: &mut Round) {
            round.user += 1;
            round.context[0] = self.1.uniform();
            round.noise = Noise::Bernoulli(self.1.uniform());
            let mut deck: Vec<u32> = (0..self.0 as u32).collect();
            for arm in 0..round.items.len() {
                deck.swap(arm, arm + self.1.below(self.0 - arm));
                round.items[arm] = deck[arm];
                round.arm_features[2 * arm] = f64::from(deck[arm]);
                round.arm_features[2 * arm + 1] = -f64::from(deck[arm]);
                round.expectations[arm] = f64::from(deck[arm]) / 100.0;
            }
        }
    }

    /// The rounds of an environment of so many items and arms, whole and with the items that are there.
    fn rounds(
        (items, arms): (usize, usize),
        share: f64,
        turnover: f64,
        count: usize,
    ) -> (Vec<Round>, Vec<Round>) {
        let shape = Shape { context: 1, arm_features: 2, arms, items, rewards: (0.0, 1.0) };
        let mut values = Values::default();
        values.set(&ITEMS, Value::Number(share));
        values.set(&ITEM_TURNOVER, Value::Number(turnover));
        let plain = || Box::new(Offers(items, RngStream::new(3, 0, "offers"))) as Box<dyn Episode>;
        let all = |mut episode: Box<dyn Episode>| {
            let mut round = Round::new(&shape);
            let next = |_| {
                episode.next(&mut round);
                round.clone()
            };
            (0..count).map(next).collect()
        };
        (all(plain()), all(wrap(plain(), &shape, &values, 3, 0)))
    }

    /// A quarter of 64 items, all of which the environment offers: 16 are there at a time, one leaves and one comes every 32
    /// rounds of a turnover of 2,048, and after a whole turn all have been there and it is as it was.
    #[test]
    fn items_come_and_go() {
        let (_, found) = rounds((64, 64), 0.25, 2_048.0, 2_080);
        let there = |round: &Round| round.items.iter().copied().collect::<BTreeSet<u32>>();
        assert!(found.iter().all(|round| round.items.len() == 16));
        for step in 1..=64 {
            let (before, now) = (there(&found[32 * step - 1]), there(&found[32 * step]));
            assert_eq!(before.difference(&now).count(), 1, "step {step}");
            assert_eq!(now, there(&found[32 * step + 31]), "step {step}");
        }
        assert_eq!(found.iter().flat_map(there).collect::<BTreeSet<u32>>().len(), 64);
        assert_eq!(there(&found[0]), there(&found[2_048]));
        assert!(there(&found[0]).is_disjoint(&there(&found[1_024])));
    }

    #[test]
    fn all_items_at_a_time_change_nothing() {
        let (plain, found) = rounds((9, 4), 1.0, 10.0, 100);
        assert_eq!(found, plain);
    }

    /// One item of ten is there, and a round offers three: where it is not among them, the one of the three that comes
    /// first after it is, which is the one that is there soonest when the environment offers all.
    #[test]
    fn a_round_without_items_has_the_one_that_comes_next() {
        let order: Vec<u32> = rounds((10, 10), 0.1, 10.0, 10).1.iter().map(|round| round.items[0]).collect();
        let (plain, found) = rounds((10, 3), 0.1, 10.0, 500);
        for (number, (plain, found)) in plain.iter().zip(&found).enumerate() {
            let comes = |item: &u32| {
                let place = order.iter().position(|other| other == item).expect("every item has its time");
                (place + 10 - number % 10) % 10
            };
            let first = plain.items.iter().min_by_key(|item| comes(item)).expect("there are three");
            assert_eq!(found.items, [*first], "round {number}");
        }
    }

    proptest! {
        /// Whatever the settings: what is offered is a part of what the environment offers, in its order, at least one, with
        /// its own features and expectation; and all else of the round is the environment's.
        #[test]
        fn rounds_are_parts_of_the_environments(
            items in 1_usize..30, of_items in 0.01..1.0_f64, share in 0.05..1.0_f64, turnover in 1_u32..300,
        ) {
            let arms = share_of(items, of_items).max(1);
            let (plain, found) = rounds((items, arms), share, f64::from(turnover), 100);
            for (plain, found) in plain.iter().zip(&found) {
                prop_assert_eq!(
                    (found.user, &found.context, found.noise),
                    (plain.user, &plain.context, plain.noise)
                );
                prop_assert!(!found.items.is_empty());
                let mut rest = plain.items.iter();
                prop_assert!(found.items.iter().all(|item| rest.any(|other| other == item)));
                let features = found.items.iter().flat_map(|item| [f64::from(*item), -f64::from(*item)]);
                prop_assert_eq!(&found.arm_features, &features.collect::<Vec<f64>>());
                let rewards = found.items.iter().map(|item| f64::from(*item) / 100.0);
                prop_assert_eq!(&found.expectations, &rewards.collect::<Vec<f64>>());
            }
        }
    }
}
