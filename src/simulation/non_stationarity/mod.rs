//! What changes around the agents, in any environment of arms: users come and go, preferences drift, items come and go.

mod circle;
mod items;
mod tastes;
mod users;

use std::sync::Arc;

use crate::descriptor::Values;
use crate::environment::{Environment, Episode};
use crate::spec::feedback::{POPULATION, TASTE_DRIFT};

/// The episode of one seed of this environment, with the changes that these values of [`crate::spec::feedback::FEEDBACK`] ask for;
/// the environment's own where they ask for none.
///
/// The order has its reasons. Users are innermost, for rounds of those who are away are passed over as if the environment
/// had never had them. Preferences drift among all items that the environment offers, so that what an item earns does not depend
/// on which others are away. Items are taken off offer last: what is left is whole, with its expected rewards.
pub fn episode(
    environment: &Arc<dyn Environment>,
    values: &Values,
    master_seed: u64,
    seed: u32,
) -> Box<dyn Episode> {
    let shape = environment.shape();
    let episode = Arc::clone(environment).episode(master_seed, seed);
    let episode = users::wrap(episode, environment.users(), values, master_seed, seed);
    let episode = match environment.fixed_tastes() {
        Some(_) => episode,
        None => tastes::wrap(episode, &shape, values, master_seed, seed),
    };
    items::wrap(episode, &shape, values, master_seed, seed)
}

/// What these values ask for in vain in this environment, a sentence each.
pub fn unheeded(environment: &dyn Environment, values: &Values) -> Vec<String> {
    let mut sentences = Vec::new();
    if values.number(&POPULATION) < 1.0 && environment.users() < 2 {
        sentences.push("This environment has no users who could come and go.".to_owned());
    }
    if values.count(&TASTE_DRIFT) > 0
        && let Some(reason) = environment.fixed_tastes()
    {
        sentences.push(format!("Preferences don't drift in this environment, since {reason}."));
    }
    sentences
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::descriptor::{Parameter, Value};
    use crate::environment::{ENVIRONMENTS, Round};
    use crate::spec::feedback::{ITEM_TURNOVER, ITEMS, TURNOVER};

    fn values(numbers: &[(&Parameter, f64)]) -> Values {
        let mut values = Values::default();
        numbers.iter().for_each(|(parameter, number)| values.set(parameter, Value::Number(*number)));
        values
    }

    /// The environments that need no ratings; those that do are in the tests of conformance.
    fn environments() -> Vec<Arc<dyn Environment>> {
        let ours = ENVIRONMENTS.iter().filter(|descriptor| descriptor.data.iter().all(|data| !data.required));
        ours.map(|descriptor| {
            descriptor.builder().make(&Values::default(), None).expect("defaults are right")
        })
        .collect()
    }

    proptest! {
        /// Whatever changes: a round is whole, its items are some of the environment's, the best of them is worth no more
        /// than the environment's range where that is sure, and nothing is allocated on the way.
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
            for environment in environments() {
                let shape = environment.shape();
                let mut episode = episode(&environment, &values, master_seed, 0);
                let mut round = Round::new(&shape);
                let places = |round: &Round| {
                    (round.context.as_ptr(), round.items.as_ptr(), round.arm_features.as_ptr(), round.expectations.as_ptr())
                };
                let before = places(&round);
                for _ in 0..120 {
                    episode.next(&mut round);
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
        let environment = |id: &str| {
            let descriptor = crate::environment::find(id).expect("it exists");
            descriptor.builder().make(&Values::default(), None).expect("it needs nothing")
        };
        let all = values(&[(&POPULATION, 0.5), (&ITEMS, 0.5), (&TASTE_DRIFT, 10.0)]);
        let users = "This environment has no users who could come and go.";
        assert_eq!(unheeded(&*environment("bernoulli"), &all), [users]);
        let arms = "Preferences don't drift in this environment, since every round brings other arms.";
        assert_eq!(unheeded(&*environment("per_arm_linear"), &all), [users, arms]);
        assert!(unheeded(&*environment("per_arm_linear"), &values(&[(&ITEMS, 0.5)])).is_empty());
    }
}
