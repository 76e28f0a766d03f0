//! What may change around any environment: every agent and every environment keep to what they promise.

use std::sync::Arc;

use bandit_playground::agent::{self, AGENTS};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::Round;
use bandit_playground::metrics::REGRET;
use bandit_playground::spec::{Experiment, PolicySpec, feedback};
use rayon::prelude::*;

use crate::conformance::environments::{shrunk, shrunk_environments};
use crate::conformance::{digest, is_refusal, run_with, small};

/// Everything that may stand between an environment and its agents at once, at a pace that changes much within a run: users
/// and items come and go, preferences drift, feedback comes late.
pub fn all_changes() -> Values {
    let mut values = Values::default();
    let numbers = [
        (&feedback::DELAY, 5.0),
        (&feedback::BATCH, 2.0),
        (&feedback::MISSING, 0.1),
        (&feedback::POPULATION, 0.3),
        (&feedback::TURNOVER, 500.0),
        (&feedback::ITEMS, 0.4),
        (&feedback::ITEM_TURNOVER, 700.0),
        (&feedback::TASTE_DRIFT, 300.0),
    ];
    numbers.iter().for_each(|(parameter, number)| values.set(parameter, Value::Number(*number)));
    values
}

/// Every agent where items come and go and preferences drift, in an environment that offers all its items each round and in two
/// that offer some, one of which has few users and real ratings: numbers all along, regret that never falls, the same
/// bits though no one looks inside.
#[test]
fn every_agent_lives_with_changes() {
    let changed = Experiment::default().with_settings(&feedback::FEEDBACK, all_changes());
    for environment in
        [shrunk("movielens_mf", &[]), shrunk("movielens_per_arm", &[]), shrunk("movielens_replay", &[])]
    {
        AGENTS.par_iter().for_each(|descriptor| {
            let policy = small(descriptor);
            match run_with(&environment, &policy, true, changed.clone()) {
                Ok(log) => {
                    let again =
                        run_with(&environment, &policy, false, changed.clone()).expect("it ran before");
                    assert_eq!(digest(&log), digest(&again), "{} among changes", descriptor.part.id);
                }
                Err(error) => assert!(is_refusal(&error), "{}: {error}", descriptor.part.id),
            }
        });
    }
}

/// In every environment the oracle has no regret whatever changes, and what it earns is another sum than without changes: in
/// no environment is nothing done. Tastes alone change every environment but those that say why not.
#[test]
fn every_environment_changes() {
    let oracle = PolicySpec::new(&agent::oracle::DESCRIPTOR);
    let tastes = Values([(feedback::TASTE_DRIFT.name.to_owned(), Value::Number(100.0))].into());
    for (id, environment) in shrunk_environments() {
        let of = |feedback: Values| {
            let experiment = Experiment::default().with_settings(&feedback::FEEDBACK, feedback);
            let log = run_with(&environment, &oracle, false, experiment)
                .unwrap_or_else(|error| panic!("{id}: {error}"));
            assert_eq!(log.policies[0].seeds[0].of(&REGRET).last(), Some(&0.0), "{id}");
            digest(&log)
        };
        let plain = of(Values::default());
        assert_ne!(of(all_changes()), plain, "{id}");
        assert_eq!(of(tastes.clone()) == plain, environment.fixed_tastes().is_some(), "{id}");
    }
}

/// The environments that offer some of their items know what the others would earn: as much as when they are on offer.
#[test]
fn items_off_offer_earn_what_they_would_on_offer() {
    for id in ["movielens_per_arm", "movielens_features", "masked_linear"] {
        let environment = shrunk(id, &[]);
        let mut episode = Arc::clone(&environment).episode(1, 0);
        let mut round = Round::new(&environment.shape());
        let mut missing = 0;
        for _ in 0..100 {
            episode.next(&mut round);
            missing += environment.shape().items - round.items.len();
            for (item, expectation) in round.items.iter().zip(&round.expectations) {
                assert_eq!(episode.expectation_off_offer(&round, *item), Some(*expectation), "{id}");
            }
        }
        assert!(missing > 0, "{id} offers all its items");
    }
}

/// What changes around an environment relies on it: an episode writes every expectation, feature and context again.
#[test]
fn every_course_overwrites_its_round() {
    for (id, environment) in shrunk_environments() {
        let (mut clean, mut dirty) = (Round::new(&environment.shape()), Round::new(&environment.shape()));
        let mut episode = Arc::clone(&environment).episode(1, 0);
        let mut other = episode.clone();
        for number in 0..50 {
            let numbers = [&mut dirty.context, &mut dirty.arm_features, &mut dirty.expectations];
            numbers.into_iter().for_each(|numbers| numbers.fill(f64::NAN));
            episode.next(&mut clean);
            other.next(&mut dirty);
            assert_eq!(clean, dirty, "{id}, round {number}");
        }
    }
}
