//! Challengers in shadow, and pipelines without one.

use bandit_playground::descriptor::Value;
use bandit_playground::pipeline::{
    Happened, MemoryStore, Pipeline, PipelineSpec, Record, Status, Step, Summary, steps,
};
use bandit_playground::simulation::Sources;

fn run(spec: &PipelineSpec) -> (Summary, Vec<Record>) {
    let environment = spec.experiment.prepare(Sources::default()).expect("it needs no data");
    let mut pipeline = Pipeline::new(spec, environment, MemoryStore::default()).expect("it begins");
    while pipeline.advance().expect("it goes on") {}
    let records = pipeline.take_records();
    (pipeline.summary(), records)
}

/// A change, a failure, canaries, late and missing rewards.
const CHANGING: &str = r#"{"experiment": {"world": {"id": "piecewise_linear", "parameters": {"segment": 2500, "dimension": 5}}, "contenders": [{"agent": "lin_ucb"}], "horizon": 5000},
    "steps": {"trigger": {"events": 500}, "deployer": {"requests": 300}, "evaluator": {"margin": 0.2}}, "failures": [{"step": "trainer", "run": 2, "times": 1}]}"#;

/// A version that learns in process, and a generator that fails for good.
const LEARNING: &str = r#"{"experiment": {"world": {"id": "bernoulli", "parameters": {"arms": 3}}, "contenders": [{"agent": "bernoulli_thompson"}], "horizon": 1200},
    "steps": {"generator": {"rows": 100}, "trigger": {"events": 200}, "deployer": {"requests": 100, "learns": true}},
    "failures": [{"step": "evaluator", "run": 1, "times": 1}, {"step": "generator", "run": 0, "times": 9}]}"#;

fn spec(text: &str) -> PipelineSpec {
    PipelineSpec::from_json(text).expect("the file is right")
}

/// Files from before there was a shadow, reruns or feedback settings that are refused.
#[test]
fn files_from_before_have_the_digests_that_they_had() {
    assert_eq!(run(&spec(CHANGING)).0.digest, "2-192f60d237d283e5");
    assert_eq!(run(&spec(LEARNING)).0.digest, "2-64cd1cc8ceea8d52");
}

#[test]
fn a_challenger_in_shadow_is_seen_by_no_user_until_its_canary() {
    let mut spec = spec(CHANGING);
    spec.set(Step::Deployer, &steps::SHADOW, Value::Number(150.0));
    let (summary, records) = run(&spec);
    let mut shadow = None;
    let (mut shadows, mut canaries) = (0, 0);
    for record in &records {
        match &record.happened {
            Happened::Shadow { version } => {
                shadow = Some(*version);
                shadows += 1;
            }
            Happened::Served { version, .. } => assert_ne!(Some(*version), shadow, "no user sees it"),
            Happened::Shadowed { version, sentence } => {
                assert_eq!(Some(*version), shadow.take());
                assert!(sentence.contains("would have chosen another arm for "), "{sentence}");
            }
            Happened::Canary { version } => {
                assert_eq!(shadow, None, "the shadow of v{version} is over");
                canaries += 1;
            }
            Happened::RolledBack { version, .. } if shadow == Some(*version) => shadow = None,
            // Nothing else begins meanwhile.
            Happened::Began { .. } => assert_eq!(shadow, None),
            _ => {}
        }
    }
    assert!(shadows > 1 && canaries > 0, "{shadows} {canaries}");
    assert_eq!(summary.rows, 5_000);
    let (mut tested, mut within) = (0, 0);
    for version in &summary.versions {
        let Some(shadow) = &version.shadow else { continue };
        assert!(shadow.differing <= shadow.requests && shadow.rewards <= shadow.requests);
        let (estimated, (low, high)) =
            shadow.estimated.zip(shadow.interval).expect("a tenth is drawn uniformly");
        assert!(low <= high && estimated.is_finite());
        if let Some(truth) = version.truth {
            tested += 1;
            within += u32::from(low <= truth && truth <= high);
        }
    }
    // Tastes change once, and a version may meet that between its shadow and its users.
    assert!(tested > 0 && within + 1 >= tested, "{within} of {tested}: {:?}", summary.versions);
}

/// A challenger that takes one arm beside a champion that takes any, and a gate that lets all pass: where its arm is poor it is rolled back before
/// any user meets it, where it is good it is promoted, and in both cases the estimate is near what it is worth.
#[test]
fn a_bad_challenger_is_rolled_back_in_shadow_and_a_good_one_is_not() {
    let with = |seed: u64, shadow: f64| {
        let mut spec = spec(
            r#"{"experiment": {"world": {"id": "bernoulli", "parameters": {"arms": 3}}, "contenders": [{"agent": "fixed_arm"}], "horizon": 3000},
            "steps": {"generator": {"rows": 300}, "evaluator": {"margin": 1000}, "deployer": {"canary": 0}, "trigger": {"events": 0, "drift": "none", "runs": 1}}}"#,
        );
        spec.experiment.master_seed = seed;
        spec.set(Step::Deployer, &steps::SHADOW, Value::Number(shadow));
        run(&spec).0
    };
    // The first arm is worth 0.14 of 0.09 on average, 0.23 of 0.61, and 0.28 of 0.50.
    for (seed, is_worse) in [(0, false), (1, true), (5, true)] {
        let truth = with(seed, 0.0).versions[1].truth.expect("it serves at once");
        let summary = with(seed, 2_000.0);
        let [before, version] = summary.versions.as_slice() else { panic!("{summary:?}") };
        let shadow = version.shadow.as_ref().expect("it was in shadow");
        let expected = if is_worse { Status::RolledBack } else { Status::Champion };
        assert_eq!(version.status, expected, "{summary:?}");
        assert_eq!(version.requests == 0, is_worse, "{summary:?}");
        assert_eq!(before.truth.expect("it has served") > truth, is_worse);
        // Weights are about 2.8 or 0.1 and rewards 1 or 0: four standard errors are 4 sqrt(2.8 value / rewards) at most.
        let error = 4.0 * (2.8 * truth / shadow.rewards as f64).sqrt();
        assert!((shadow.estimated.expect("every arm is drawn") - truth).abs() < error, "{shadow:?} {truth}");
    }
}
