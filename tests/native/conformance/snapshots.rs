//! A run goes on from a snapshot as it would have gone on by itself.

use std::sync::Arc;

use bandit_playground::agent::{self, AGENTS};
use bandit_playground::environment::Environment;
use bandit_playground::results::RunLog;
use bandit_playground::simulation::Stepper;
use bandit_playground::spec::feedback::FEEDBACK;
use bandit_playground::spec::{Experiment, ExperimentError, PolicySpec};
use rayon::prelude::*;

use crate::conformance::changes::all_changes;
use crate::conformance::environments::{shrunk, shrunk_environments};
use crate::conformance::small;
use crate::share;

const ROUNDS: u64 = 1_600;

/// Odd, so that a stream holds the second half of a pair of normal numbers.
const SNAPSHOT_AT: u64 = 1_001;

/// The same for what is tried in every environment.
const FEW_ROUNDS: u64 = 300;
const EARLY_SNAPSHOT_AT: u64 = 151;

fn experiment(policy: PolicySpec, horizon: u64) -> Experiment {
    Experiment { policies: vec![policy], horizon, seeds: 2, ..Experiment::default() }
}

/// Runs to the end, so many rounds at a time, and gives the digest of what was never taken before.
fn finish(
    experiment: &Experiment,
    environment: &Arc<dyn Environment>,
    stepper: &mut Stepper,
    chunk: u64,
) -> String {
    while !stepper.is_done() {
        stepper.advance(chunk);
    }
    let items = (0..environment.shape().items).map(|item| environment.item(item).title).collect();
    let mut log = RunLog::new(experiment, items);
    log.apply(&stepper.take()).expect("it belongs to the log");
    log.digest().expect("the run is complete")
}

/// A snapshot halfway, whose original goes on first: both end with the same bits, and a look inside shows the same.
fn check(
    environment: &Arc<dyn Environment>,
    experiment: Experiment,
    name: &str,
) -> Result<(), ExperimentError> {
    check_at(environment, experiment, SNAPSHOT_AT, name)
}

fn check_at(
    environment: &Arc<dyn Environment>,
    experiment: Experiment,
    snapshot_at: u64,
    name: &str,
) -> Result<(), ExperimentError> {
    let mut original = Stepper::new(&experiment, Arc::clone(environment), 0..experiment.seeds)?;
    original.advance(snapshot_at);
    let mut snapshot = original.snapshot();
    let mut looked_into = snapshot.snapshot();
    let next = original.advance_inspected();
    let end = finish(&experiment, environment, &mut original, 1_000);
    assert_eq!(snapshot.rounds_done(), snapshot_at, "{name}");
    assert_eq!(finish(&experiment, environment, &mut snapshot, 57), end, "{name}");
    assert_eq!(looked_into.advance_inspected(), next, "{name}");
    assert_eq!(finish(&experiment, environment, &mut looked_into, 300), end, "{name}");
    Ok(())
}

#[test]
fn every_agent_goes_on_from_a_snapshot() {
    for id in ["stationary_linear", "movielens_per_arm", "bernoulli"] {
        let environment = shrunk(id, &[]);
        let mut homes = 0;
        for descriptor in AGENTS {
            let name = format!("{} in {id}", descriptor.part.id);
            if !share::is_due(&name) {
                continue;
            }
            match check(&environment, experiment(PolicySpec::new(descriptor), ROUNDS), &name) {
                Ok(()) => homes += 1,
                Err(error) => assert!(matches!(error, ExperimentError::Agent(_)), "{name}: {error}"),
            }
        }
        assert!(homes > 10 || !share::is_whole(), "{homes} agents live in {id}");
    }
}

#[test]
fn every_agent_goes_on_from_a_snapshot_in_every_environment() {
    for (id, environment) in shrunk_environments() {
        AGENTS.par_iter().for_each(|descriptor| {
            let name = format!("{} in {id}", descriptor.part.id);
            if !share::is_due(&name) {
                return;
            }
            let experiment = experiment(small(descriptor), FEW_ROUNDS);
            if let Err(error) = check_at(&environment, experiment, EARLY_SNAPSHOT_AT, &name) {
                assert!(matches!(error, ExperimentError::Agent(_)), "{name}: {error}");
            }
        });
    }
}

#[test]
fn every_environment_goes_on_from_a_snapshot() {
    for (id, environment) in shrunk_environments() {
        let policy = PolicySpec::new(&agent::without_context::mean_epsilon_greedy::DESCRIPTOR);
        check(&environment, experiment(policy, ROUNDS), id).expect("it lives everywhere");
    }
}

/// Also where users and items come and go and preferences drift.
#[test]
fn changes_go_on_from_a_snapshot() {
    for id in ["movielens_per_arm", "masked_linear"] {
        let policy = PolicySpec::new(&agent::without_context::mean_epsilon_greedy::DESCRIPTOR);
        let experiment = experiment(policy, ROUNDS).with_settings(&FEEDBACK, all_changes());
        check(&shrunk(id, &[]), experiment, id).expect("it lives everywhere");
    }
}

/// What was taken before the snapshot is not given again, by either.
#[test]
fn a_snapshot_knows_what_was_taken() {
    let environment = shrunk("bernoulli", &[]);
    let experiment = experiment(PolicySpec::new(&agent::random::DESCRIPTOR), ROUNDS);
    let mut original =
        Stepper::new(&experiment, Arc::clone(&environment), 0..2).expect("it lives everywhere");
    original.advance(SNAPSHOT_AT);
    original.take();
    let mut snapshot = original.snapshot();
    original.advance(ROUNDS);
    snapshot.advance(ROUNDS);
    assert_eq!(snapshot.take(), original.take());
}
