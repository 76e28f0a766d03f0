//! What changes around the agents, in any world of arms: users come and go, tastes drift, items come and go.

mod circle;
mod items;
mod tastes;
mod users;

use std::sync::Arc;

use super::feedback::{POPULATION, TASTE_DRIFT};
use crate::declaration::Values;
use crate::world::{Course, World};

/// The course of one seed of this world, with the changes that these values of [`super::feedback::FEEDBACK`] ask for;
/// the world's own where they ask for none.
///
/// The order has its reasons. Users are innermost, for rounds of those who are away are passed over as if the world
/// had never had them. Tastes drift among all items that the world offers, so that what an item earns does not depend
/// on which others are away. Items are taken off offer last: what is left is whole, with its expected rewards.
pub fn course(world: &Arc<dyn World>, values: &Values, master_seed: u64, seed: u32) -> Box<dyn Course> {
    let shape = world.shape();
    let course = Arc::clone(world).course(master_seed, seed);
    let course = users::wrap(course, world.users(), values, master_seed, seed);
    let course = match world.fixed_tastes() {
        Some(_) => course,
        None => tastes::wrap(course, &shape, values, master_seed, seed),
    };
    items::wrap(course, &shape, values, master_seed, seed)
}

/// What these values ask for in vain in this world, a sentence each.
pub fn unheeded(world: &dyn World, values: &Values) -> Vec<String> {
    let mut sentences = Vec::new();
    if values.number(&POPULATION) < 1.0 && world.users() < 2 {
        sentences.push("This world has no users who could come and go.".to_owned());
    }
    if values.count(&TASTE_DRIFT) > 0
        && let Some(reason) = world.fixed_tastes()
    {
        sentences.push(format!("Tastes don't drift in this world, since {reason}."));
    }
    sentences
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::declaration::{Parameter, Value};
    use crate::experiment::feedback::{ITEM_TURNOVER, ITEMS, TURNOVER};
    use crate::world::{Round, WORLDS};

    fn values(numbers: &[(&Parameter, f64)]) -> Values {
        let mut values = Values::default();
        numbers.iter().for_each(|(parameter, number)| values.set(parameter, Value::Number(*number)));
        values
    }

    /// The worlds that need no ratings; those that do are in the tests of conformance.
    fn worlds() -> Vec<Arc<dyn World>> {
        let ours = WORLDS.iter().filter(|declaration| !declaration.needs_ratings);
        ours.map(|declaration| {
            (declaration.builder().build)(&Values::default(), None).expect("defaults are right")
        })
        .collect()
    }

    proptest! {
        /// Whatever changes: a round is whole, its items are some of the world's, the best of them is worth no more
        /// than the world's range where that is sure, and nothing is allocated on the way.
        #[test]
        fn changed_rounds_are_whole(
            share in 0.05..=1.0_f64, turnover in 1_u32..100, drift in 0_u32..50, master_seed in 0_u64..1_000,
        ) {
            let values = values(&[
                (&POPULATION, share),
                (&TURNOVER, f64::from(turnover)),
                (&ITEMS, share),
                (&ITEM_TURNOVER, f64::from(turnover)),
                (&TASTE_DRIFT, f64::from(drift)),
            ]);
            for world in worlds() {
                let shape = world.shape();
                let mut course = course(&world, &values, master_seed, 0);
                let mut round = Round::new(&shape);
                let places = |round: &Round| {
                    (round.context.as_ptr(), round.items.as_ptr(), round.arm_features.as_ptr(), round.expectations.as_ptr())
                };
                let before = places(&round);
                for _ in 0..120 {
                    course.next(&mut round);
                    let arms = round.items.len();
                    prop_assert!((1..=shape.arms).contains(&arms));
                    prop_assert_eq!(round.expectations.len(), arms);
                    prop_assert_eq!(round.arm_features.len(), arms * shape.arm_features);
                    prop_assert!(round.items.iter().all(|item| (*item as usize) < shape.items));
                    prop_assert!(round.expectations.iter().all(|expectation| expectation.is_finite()));
                    if shape.rewards == (0.0, 1.0) {
                        prop_assert!(round.expectations.iter().all(|reward| (0.0..=1.0).contains(reward)));
                    }
                    prop_assert_eq!(places(&round), before);
                }
            }
        }
    }

    #[test]
    fn what_is_asked_for_in_vain_is_said() {
        let world = |id: &str| {
            let declaration = crate::world::find(id).expect("it exists");
            (declaration.builder().build)(&Values::default(), None).expect("it needs nothing")
        };
        let all = values(&[(&POPULATION, 0.5), (&ITEMS, 0.5), (&TASTE_DRIFT, 10.0)]);
        let users = "This world has no users who could come and go.";
        assert_eq!(unheeded(&*world("bernoulli"), &all), [users]);
        let arms = "Tastes don't drift in this world, since every round brings other arms.";
        assert_eq!(unheeded(&*world("per_arm_linear"), &all), [users, arms]);
        assert!(unheeded(&*world("per_arm_linear"), &values(&[(&ITEMS, 0.5)])).is_empty());
    }
}
