//! Preferences that drift: a wrapper around the episode of any environment whose items stay what they are.

use crate::descriptor::Values;
use crate::environment::{Episode, Round, Shape};
use crate::math::random::RngStream;
use crate::math::sampling::shuffle;
use crate::spec::feedback::TASTE_DRIFT;

/// An episode in which users come to feel for an item what they felt for another.
///
/// Time is cut into periods of so many rounds. At the beginning of period k, counted from zero, item i earns what item
/// s_k(i) earns in the environment itself, for the same user and context; over the period this moves evenly to what item
/// s_(k+1)(i) earns. s_0 leaves every item what it is, the others are permutations of all items, drawn at random and
/// independently. So the expected reward in a round that is the part w of a period past its beginning is
/// (1 - w) f(s_k(i)) + w f(s_(k+1)(i)), with f the environment's own.
///
/// What follows from that: rewards stay within the environment's range, and probabilities stay probabilities. Where a
/// environment's rewards are linear in the context for each arm, they are so in every single round, with weights that drift.
/// Contexts and features of arms stay with the user and the item; they no longer tell what an item earns as they did,
/// so that what is learned by features that arms share goes wrong, and not by drift alone: within a period, no one
/// model of features is right for all arms. Halfway through a period each item is a mean of two, and items differ
/// less.
///
/// Where the environment does not know what s(i) would earn in a round, since it is not on offer, item i keeps its own.
#[derive(Clone)]
struct TastesDrift {
    episode: Box<dyn Episode>,
    period: u64,
    permutations: RngStream,
    /// The other item that each item is like at the beginning of the period, and at its end.
    from: Vec<u32>,
    to: Vec<u32>,
    /// The arm of each item in this round, or [`NO_ARM`].
    arms: Vec<u32>,
    /// Each arm's expected reward as the environment has it.
    own: Vec<f64>,
    /// Rounds done.
    round: u64,
}

/// An item that is not on offer.
const NO_ARM: u32 = u32::MAX;

/// The episode with these values of [`crate::spec::feedback::FEEDBACK`]; the same one where preferences stay.
pub fn wrap(
    episode: Box<dyn Episode>,
    shape: &Shape,
    values: &Values,
    master_seed: u64,
    seed: u32,
) -> Box<dyn Episode> {
    let period = values.count(&TASTE_DRIFT) as u64;
    if period == 0 {
        return episode;
    }
    let mut permutations = RngStream::new(master_seed, seed, "tastes");
    let from: Vec<u32> = (0..shape.items as u32).collect();
    let mut to = from.clone();
    shuffle(&mut to, &mut permutations);
    Box::new(TastesDrift {
        episode,
        period,
        permutations,
        from,
        to,
        arms: vec![NO_ARM; shape.items],
        own: vec![0.0; shape.arms],
        round: 0,
    })
}

impl TastesDrift {
    /// What an item earns in this round in the environment itself; none where that is not known.
    fn of_environment(&self, round: &Round, item: u32) -> Option<f64> {
        match self.arms.get(item as usize) {
            Some(arm) if *arm != NO_ARM => self.own.get(*arm as usize).copied(),
            _ => self.episode.expectation_off_offer(round, item),
        }
    }
}

impl Episode for TastesDrift {
    fn next(&mut self, round: &mut Round) {
        let moved = self.round % self.period;
        if moved == 0 && self.round > 0 {
            self.from.copy_from_slice(&self.to);
            shuffle(&mut self.to, &mut self.permutations);
        }
        self.round += 1;
        self.episode.next(round);
        let weight = moved as f64 / self.period as f64;
        self.own.clone_from(&round.expectations);
        self.arms.fill(NO_ARM);
        for (arm, item) in round.items.iter().enumerate() {
            self.arms[*item as usize] = arm as u32;
        }
        for arm in 0..round.items.len() {
            let (own, item) = (self.own[arm], round.items[arm] as usize);
            let earns = |like: u32| self.of_environment(round, like).unwrap_or(own);
            let (from, to) = (earns(self.from[item]), earns(self.to[item]));
            // In this form, two that are the same stay exactly the same.
            round.expectations[arm] = from + weight * (to - from);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::descriptor::Value;

    /// What item `item` earns in round `number` of the hand-made environment.
    fn earns(number: usize, item: u32) -> f64 {
        f64::from(item) + 100.0 * (number % 3) as f64
    }

    /// Offers, of so many items, as many as the round has arms, beginning with another each round; it may know what
    /// the others would earn.
    #[derive(Clone)]
    struct Offers {
        items: usize,
        knows_others: bool,
        round: usize,
    }

    impl Episode for Offers {
        fn next(&mut self, round: &mut Round) {
            for arm in 0..round.items.len() {
                round.items[arm] = ((self.round + arm) % self.items) as u32;
                round.expectations[arm] = earns(self.round, round.items[arm]);
            }
            self.round += 1;
        }

        fn expectation_off_offer(&self, _round: &Round, item: u32) -> Option<f64> {
            self.knows_others.then(|| earns(self.round - 1, item))
        }
    }

    fn rounds((items, arms): (usize, usize), knows_others: bool, period: f64, count: usize) -> Vec<Round> {
        let shape = Shape { context: 0, arm_features: 0, arms, items, rewards: (0.0, 1_000.0) };
        let mut values = Values::default();
        values.set(&TASTE_DRIFT, Value::Number(period));
        let episode = Box::new(Offers { items, knows_others, round: 0 });
        let mut episode = wrap(episode, &shape, &values, 3, 0);
        let mut round = Round::new(&shape);
        let next = |_| {
            episode.next(&mut round);
            round.clone()
        };
        (0..count).map(next).collect()
    }

    /// What each item earns in a round that offers all, less what it adds for all: the number of the item that it is
    /// like, or a mean of two.
    fn like(round: &Round, number: usize) -> Vec<f64> {
        let mut like = vec![f64::NAN; round.items.len()];
        for (item, expectation) in round.items.iter().zip(&round.expectations) {
            like[*item as usize] = expectation - 100.0 * (number % 3) as f64;
        }
        like
    }

    /// In periods of 4: at round 0 every item is itself, at rounds 4 and 8 it is another's like, each item's like once,
    /// and between them a quarter of the way is gone every round.
    #[test]
    fn tastes_move_evenly_from_one_permutation_to_the_next() {
        let found: Vec<Vec<f64>> = rounds((7, 7), false, 4.0, 13)
            .iter()
            .enumerate()
            .map(|(number, round)| like(round, number))
            .collect();
        let all: Vec<f64> = (0..7).map(f64::from).collect();
        assert_eq!(found[0], all);
        for (start, end) in [(0, 4), (4, 8), (8, 12)] {
            let mut sorted = found[end].clone();
            sorted.sort_by(f64::total_cmp);
            assert_eq!(sorted, all, "round {end} is a permutation");
            assert_ne!(found[start], found[end]);
            for step in 1..4 {
                let ends = found[start].iter().zip(&found[end]);
                for (like, (before, after)) in found[start + step].iter().zip(ends) {
                    let expected = before + step as f64 / 4.0 * (after - before);
                    assert!(
                        (like - expected).abs() < 1e-12,
                        "round {}: {like}, not {expected}",
                        start + step
                    );
                }
            }
        }
    }

    #[test]
    fn zero_is_never() {
        for (number, round) in rounds((5, 5), false, 0.0, 50).iter().enumerate() {
            assert_eq!(like(round, number), [0.0, 1.0, 2.0, 3.0, 4.0]);
        }
    }

    /// An environment that offers three of seven items and knows of the others drifts as one that offers all. One that does
    /// not know keeps an item's own reward for the part that it does not know.
    #[test]
    fn items_off_offer_count_where_they_are_known() {
        let all = rounds((7, 7), false, 4.0, 60);
        let known = rounds((7, 3), true, 4.0, 60);
        let unknown = rounds((7, 3), false, 4.0, 60);
        let mut kept = 0;
        for number in 0..60 {
            let like = like(&all[number], number);
            let more = 100.0 * (number % 3) as f64;
            for (arm, item) in known[number].items.iter().enumerate() {
                let difference = known[number].expectations[arm] - more - like[*item as usize];
                assert!(difference.abs() < 1e-12, "round {number}: {difference}");
                if number % 4 == 0 {
                    let other = like[*item as usize] as u32;
                    let is_there = unknown[number].items.contains(&other);
                    kept += usize::from(!is_there);
                    let expected = earns(number, if is_there { other } else { *item });
                    assert_eq!(unknown[number].expectations[arm], expected, "round {number}");
                }
            }
        }
        assert!(kept > 5, "{kept}");
    }

    proptest! {
        /// Whatever the sizes: rewards stay within the least and the greatest of the round, and items what they are.
        #[test]
        fn rewards_stay_within_the_environments(items in 1_usize..20, arms in 1_usize..20, period in 1_u32..50) {
            let arms = arms.min(items);
            for (number, round) in rounds((items, arms), true, f64::from(period), 120).iter().enumerate() {
                let most = earns(number, items as u32 - 1) + 1e-9;
                prop_assert!(round.expectations.iter().all(|reward| (earns(number, 0)..=most).contains(reward)));
                let offered = (0..arms).map(|arm| ((number + arm) % items) as u32);
                prop_assert!(round.items.iter().copied().eq(offered));
            }
        }
    }
}
