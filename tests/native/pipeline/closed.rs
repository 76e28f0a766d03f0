//! The loop from its beginning to its end: change, retraining, gate, canary, promotion; failures; caching; stopping and resuming.

use std::collections::BTreeMap;

use bandit_playground::descriptor::Value;
use bandit_playground::pipeline::{
    Artefact, ArtefactStore, Failure, Happened, MemoryStore, Pipeline, PipelineSpec, Reason, Record, Status,
    Step, intervals, staleness, steps,
};
use bandit_playground::simulation::{PreparedEnvironment, Sources};
use proptest::prelude::*;

fn spec(json: &str) -> PipelineSpec {
    PipelineSpec::from_json(json).expect("the file is right")
}

fn environment(spec: &PipelineSpec) -> PreparedEnvironment {
    spec.experiment.prepare(Sources::default()).expect("it needs no data")
}

/// Rewards are linear, and all weights change at half time.
fn changing() -> PipelineSpec {
    spec(
        r#"{"experiment": {"world": {"id": "piecewise_linear", "parameters": {"segment": 4000, "arms": 5, "dimension": 5}},
            "contenders": [{"agent": "lin_ucb", "parameters": {"alpha": 0.5}}], "horizon": 8000},
            "steps": {"simulator": {"delay": 300}, "trigger": {"events": 700, "drift": "adwin", "runs": 30}, "deployer": {"requests": 400}}}"#,
    )
}

fn run(spec: &PipelineSpec) -> (Pipeline<MemoryStore>, Vec<Record>) {
    let mut pipeline = Pipeline::new(spec, environment(spec), MemoryStore::default()).expect("it begins");
    while pipeline.advance().expect("it goes on") {}
    let records = pipeline.take_records();
    (pipeline, records)
}

/// How often each event is a row of the log.
fn rows<S: ArtefactStore>(pipeline: &Pipeline<S>) -> BTreeMap<String, u32> {
    let mut rows = BTreeMap::new();
    for segment in &pipeline.standing().segments {
        let artefact = Artefact::read(pipeline.store(), segment.artefact).expect("it is there");
        let log = artefact.log().expect("it is a log");
        assert_eq!(log.len() as u64, segment.rows);
        (0..log.len()).for_each(|row| *rows.entry(log.event(row).to_owned()).or_default() += 1);
    }
    rows
}

#[test]
fn a_change_of_taste_is_found_and_answered() {
    let spec = changing();
    let (pipeline, records) = run(&spec);
    let next = |from: usize, wanted: &dyn Fn(&Happened) -> bool| {
        records[from..].iter().position(|record| wanted(&record.happened)).map(|place| place + from)
    };
    let half =
        next(0, &|happened| matches!(happened, Happened::Served { event: 4_000, .. })).expect("half time");
    let drift =
        next(half, &|happened| matches!(happened, Happened::Drift { .. })).expect("the change is found");
    let run = next(drift, &|happened| matches!(happened, Happened::Began { reason: Reason::Drift, .. }));
    let canary = next(run.expect("a run begins"), &|happened| matches!(happened, Happened::Canary { .. }));
    let promoted =
        next(canary.expect("the gate is passed"), &|happened| matches!(happened, Happened::Promoted { .. }));
    assert!(promoted.is_some(), "it is promoted");
    let summary = pipeline.summary();
    let of = |version: u32| &summary.versions[version as usize];
    let serving = of(summary.champion);
    assert_eq!(serving.status, Status::Champion);
    let regret = serving.regret.expect("it has served");
    assert!(regret < 0.5 * of(0).regret.expect("so has the first"), "{summary:?}");
    // The version that met the change missed more than the one that came of it.
    let met = records[..half].iter().rev().find_map(|record| match record.happened {
        Happened::Served { version, .. } => Some(version),
        _ => None,
    });
    assert!(of(met.expect("one served")).regret.expect("it has served") > regret, "{summary:?}");
    let estimated = serving.estimated.expect("the gate was passed");
    assert!((estimated - serving.truth.expect("it has served")).abs() < 0.5, "{summary:?}");
    assert_eq!(rows(&pipeline).len(), 8_000);
    assert!(rows(&pipeline).values().all(|count| *count == 1));
    let counts = summary.events;
    assert_eq!(counts.joined + counts.expired, counts.decisions);
    assert!(counts.expired > 0 && counts.twice > 0, "{counts:?}");
}

#[test]
fn a_policy_that_learned_nothing_is_stopped_by_the_gate() {
    // One arm whatever the context: contexts are symmetric, so that it is worth no more than any arm.
    let mut bad = changing();
    bad.experiment.policies[0].agent = bandit_playground::spec::PartChoice::new(
        &bandit_playground::agent::find("fixed_arm").expect("it is in the catalogue").part,
    );
    let (pipeline, records) = run(&bad);
    let stopped = records.iter().any(|record| {
        matches!(&record.happened, Happened::Done { step: Step::Evaluator, sentence, .. } if sentence.starts_with("Stopped: "))
    });
    assert!(stopped);
    assert_eq!((pipeline.summary().champion, pipeline.summary().versions.len()), (0, 1));
}

#[test]
fn a_step_that_fails_is_tried_again_and_changes_nothing_else() {
    let spec = changing();
    let (usual, _) = run(&spec);
    let mut failing = spec.clone();
    failing.failures.push(Failure { step: "trainer".to_owned(), run: 0, times: 2 });
    let (retried, records) = run(&failing);
    let failures =
        records.iter().filter(|record| matches!(record.happened, Happened::Failed { again: true, .. }));
    assert_eq!(failures.count(), 2);
    assert_eq!(retried.summary().failed_runs, 0);
    assert_eq!(retried.summary().versions[1].artefact, usual.summary().versions[1].artefact);
    // One more than there are retries.
    failing.failures[0].times = 3;
    let (failed, _) = run(&failing);
    assert_eq!(failed.summary().failed_runs, 1);
    assert_eq!(rows(&failed).len(), 8_000, "users are served all the same");
}

#[test]
fn what_was_made_before_is_not_made_again() {
    let spec = changing();
    let (first, records) = run(&spec);
    // Another pipeline with the same store: only its gate differs.
    let mut other = spec.clone();
    other.set(Step::Evaluator, &steps::CONFIDENCE, Value::Number(0.95));
    let store = first.store().clone();
    let mut pipeline = Pipeline::new(&other, environment(&other), store).expect("it begins");
    while pipeline.advance().expect("it goes on") {}
    let with_store = pipeline.take_records();
    let (_, without_store) = run(&other);
    assert_eq!(with_store, without_store, "what a store has kept changes no record");
    assert!(!records.is_empty());
    // The same rows once more: nothing is new, and nothing is computed.
    let timed = spec_of_idle_runs();
    let (_, records) = run(&timed);
    let cached = |record: &&Record| matches!(record.happened, Happened::Done { cached: true, .. });
    assert!(records.iter().any(|record| cached(&record)));
}

/// Runs begin while no row has come since the one before: no reward ever comes, and windows are long.
fn spec_of_idle_runs() -> PipelineSpec {
    spec(
        r#"{"experiment": {"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}], "horizon": 600},
            "steps": {"generator": {"rows": 200}, "simulator": {"users": 1, "never": 1, "every": 60},
                      "trigger": {"events": 0, "seconds": 1, "drift": "none", "runs": 5}, "logger": {"window": 36000},
                      "evaluator": {"margin": -1000}}}"#,
    )
}

/// The longer users are answered by an old version after a change, the more they miss.
#[test]
fn staleness_costs() {
    let mut spec = changing();
    spec.experiment.horizon = 6_000;
    let environment = environment(&spec);
    let regret = |every| staleness(&spec, &environment, every, false).expect("it runs").regret;
    let (often, seldom, never) = (regret(Some(200)), regret(Some(2_000)), regret(None));
    assert!(often < seldom && seldom < never, "{often}, {seldom}, {never}");
    assert_eq!(intervals(1_000), [Some(10), Some(20), Some(40), Some(80), Some(160), Some(320), None]);
}

/// Where nothing changes, a version that learns in process misses less than the same one that does not.
#[test]
fn a_version_that_learns_in_process_gets_better() {
    let spec = spec(
        r#"{"experiment": {"world": {"id": "stationary_linear", "parameters": {"arms": 5, "dimension": 20}},
            "contenders": [{"agent": "lin_ucb", "parameters": {"alpha": 0.5}}], "horizon": 4000}, "steps": {"generator": {"rows": 800}}}"#,
    );
    let environment = environment(&spec);
    let run = |in_process| staleness(&spec, &environment, None, in_process).expect("it runs");
    let (learns, stays) = (run(true), run(false));
    assert_eq!((learns.pushes, stays.pushes), (1, 1), "both are the same version");
    assert!(learns.regret < 0.9 * stays.regret, "{learns:?}, {stays:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Stopped at any moment and resumed from its state, a pipeline has the same records, the same digest, and every event once.
    #[test]
    fn a_pipeline_goes_on_as_if_nothing_had_happened(stops in prop::collection::vec(0_u32..1_500, 1..6), seed in 0_u64..100) {
        let mut spec = spec(
            r#"{"experiment": {"world": {"id": "bernoulli", "parameters": {"arms": 3}}, "contenders": [{"agent": "bernoulli_thompson"}], "horizon": 1200},
                "steps": {"generator": {"rows": 100}, "trigger": {"events": 200}, "deployer": {"requests": 100}},
                "failures": [{"step": "evaluator", "run": 1, "times": 1}]}"#,
        );
        spec.experiment.master_seed = seed;
        spec.set(Step::Deployer, &steps::LEARNS, Value::Switch(seed % 2 == 0));
        let (straight, all) = run(&spec);
        let mut pipeline = Pipeline::new(&spec, environment(&spec), MemoryStore::default()).expect("it begins");
        let mut records = pipeline.take_records();
        for stop in stops {
            for _ in 0..stop {
                pipeline.advance().expect("it goes on");
                records.extend(pipeline.take_records());
            }
            let state = pipeline.state();
            // What happens after the state was written is lost, and happens again.
            for _ in 0..20 {
                pipeline.advance().expect("it goes on");
            }
            let store = pipeline.store().clone();
            pipeline = Pipeline::resume(&spec, environment(&spec), store, &state).expect("it is resumed");
        }
        while pipeline.advance().expect("it goes on") {
            records.extend(pipeline.take_records());
        }
        records.extend(pipeline.take_records());
        prop_assert_eq!(&records, &all);
        prop_assert_eq!(pipeline.summary(), straight.summary());
        prop_assert!(rows(&pipeline).values().all(|count| *count == 1));
    }

    /// Bytes that are no state are refused, whatever they are.
    #[test]
    fn a_damaged_state_is_refused(place in 0_usize..400, byte in 0_u8..255) {
        let spec = spec_of_idle_runs();
        let pipeline = Pipeline::new(&spec, environment(&spec), MemoryStore::default()).expect("it begins");
        let mut state = pipeline.state();
        let place = place % state.len();
        prop_assume!(state[place] != byte);
        state[place] = byte;
        let resumed = Pipeline::resume(&spec, environment(&spec), pipeline.store().clone(), &state);
        prop_assert!(resumed.is_err());
    }
}
