//! A run goes on from a snapshot as it would have gone on by itself.

use std::sync::Arc;

use bandit_playground::agent::{self, AGENTS};
use bandit_playground::experiment::{Contender, Experiment, ExperimentError, RunLog, Stepper};
use bandit_playground::world::World;
use rayon::prelude::*;

use crate::conformance::changes::all_changes;
use crate::conformance::small;
use crate::conformance::worlds::{shrunk, shrunk_worlds};
use crate::share;

const ROUNDS: u64 = 1_600;

/// Odd, so that a stream holds the second half of a pair of normal numbers.
const SNAPSHOT_AT: u64 = 1_001;

/// The same for what is tried in every world.
const FEW_ROUNDS: u64 = 300;
const EARLY_SNAPSHOT_AT: u64 = 151;

fn experiment(contender: Contender, horizon: u64) -> Experiment {
    Experiment { contenders: vec![contender], horizon, seeds: 2, ..Experiment::default() }
}

/// Runs to the end, so many rounds at a time, and gives the digest of what was never taken before.
fn finish(experiment: &Experiment, world: &Arc<dyn World>, stepper: &mut Stepper, chunk: u64) -> String {
    while !stepper.is_done() {
        stepper.advance(chunk);
    }
    let items = (0..world.shape().items).map(|item| world.item(item).title).collect();
    let mut log = RunLog::new(experiment, items);
    log.apply(&stepper.take()).expect("it belongs to the log");
    log.digest().expect("the run is complete")
}

/// A snapshot halfway, whose original goes on first: both end with the same bits, and a look inside shows the same.
fn check(world: &Arc<dyn World>, experiment: Experiment, name: &str) -> Result<(), ExperimentError> {
    check_at(world, experiment, SNAPSHOT_AT, name)
}

fn check_at(
    world: &Arc<dyn World>,
    experiment: Experiment,
    snapshot_at: u64,
    name: &str,
) -> Result<(), ExperimentError> {
    let mut original = Stepper::new(&experiment, Arc::clone(world), 0..experiment.seeds)?;
    original.advance(snapshot_at);
    let mut snapshot = original.snapshot();
    let mut looked_into = snapshot.snapshot();
    let next = original.advance_inspected();
    let end = finish(&experiment, world, &mut original, 1_000);
    assert_eq!(snapshot.rounds_done(), snapshot_at, "{name}");
    assert_eq!(finish(&experiment, world, &mut snapshot, 57), end, "{name}");
    assert_eq!(looked_into.advance_inspected(), next, "{name}");
    assert_eq!(finish(&experiment, world, &mut looked_into, 300), end, "{name}");
    Ok(())
}

#[test]
fn every_agent_goes_on_from_a_snapshot() {
    for id in ["stationary_linear", "movielens_per_arm", "bernoulli"] {
        let world = shrunk(id, &[]);
        let mut homes = 0;
        for declaration in AGENTS {
            let name = format!("{} in {id}", declaration.part.id);
            if !share::is_due(&name) {
                continue;
            }
            match check(&world, experiment(Contender::new(declaration), ROUNDS), &name) {
                Ok(()) => homes += 1,
                Err(error) => assert!(matches!(error, ExperimentError::Agent(_)), "{name}: {error}"),
            }
        }
        assert!(homes > 10 || !share::is_whole(), "{homes} agents live in {id}");
    }
}

#[test]
fn every_agent_goes_on_from_a_snapshot_in_every_world() {
    for (id, world) in shrunk_worlds() {
        AGENTS.par_iter().for_each(|declaration| {
            let name = format!("{} in {id}", declaration.part.id);
            if !share::is_due(&name) {
                return;
            }
            let experiment = experiment(small(declaration), FEW_ROUNDS);
            if let Err(error) = check_at(&world, experiment, EARLY_SNAPSHOT_AT, &name) {
                assert!(matches!(error, ExperimentError::Agent(_)), "{name}: {error}");
            }
        });
    }
}

#[test]
fn every_world_goes_on_from_a_snapshot() {
    for (id, world) in shrunk_worlds() {
        let contender = Contender::new(&agent::without_context::mean_epsilon_greedy::DECLARATION);
        check(&world, experiment(contender, ROUNDS), id).expect("it lives everywhere");
    }
}

/// Also where users and items come and go and tastes drift.
#[test]
fn changes_go_on_from_a_snapshot() {
    for id in ["movielens_per_arm", "masked_linear"] {
        let contender = Contender::new(&agent::without_context::mean_epsilon_greedy::DECLARATION);
        let experiment = Experiment { feedback: all_changes(), ..experiment(contender, ROUNDS) };
        check(&shrunk(id, &[]), experiment, id).expect("it lives everywhere");
    }
}

/// What was taken before the snapshot is not given again, by either.
#[test]
fn a_snapshot_knows_what_was_taken() {
    let world = shrunk("bernoulli", &[]);
    let experiment = experiment(Contender::new(&agent::random::DECLARATION), ROUNDS);
    let mut original = Stepper::new(&experiment, Arc::clone(&world), 0..2).expect("it lives everywhere");
    original.advance(SNAPSHOT_AT);
    original.take();
    let mut snapshot = original.snapshot();
    original.advance(ROUNDS);
    snapshot.advance(ROUNDS);
    assert_eq!(snapshot.take(), original.take());
}
