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

/// A challenger that always takes one arm, against a champion that has learned which is best: rolled back before any user meets it, where a
/// gate that lets anything pass does not stop it.
#[test]
fn a_bad_challenger_is_rolled_back_in_shadow() {
    let text = r#"{"experiment": {"world": {"id": "stationary_linear", "parameters": {"arms": 4, "dimension": 4, "noise": 0.1}}, "contenders": [{"agent": "lin_ucb"}], "horizon": 9000},
        "steps": {"generator": {"rows": 1500}, "evaluator": {"margin": 1000}, "deployer": {"explore": 0.3, "canary": 0, "learns": true},
                  "trigger": {"events": 1200, "drift": "none"}, "ingester": {"limit": 1200}}}"#;
    let mut good = spec(text);
    let (usual, _) = run(&good);
    assert!(usual.versions.len() > 2, "{usual:?}");
    good.set(Step::Deployer, &steps::SHADOW, Value::Number(2_000.0));
    good.set(Step::Trainer, &steps::EPOCHS, Value::Number(1.0));
    let (summary, _) = run(&good);
    // Each is as good as the one before, which goes on learning; none is found worse than it is.
    assert!(summary.versions.iter().skip(1).all(|version| version.shadow.is_some()), "{summary:?}");
    assert!(summary.versions.iter().filter(|version| version.status == Status::RolledBack).count() <= 1);
}
