//! Steps that are rerun by hand: in the library, and in the folder of `pipeline --keep`, killed at any moment.

use std::path::Path;
use std::time::Duration;

use bandit_playground::math::random::RngStream;
use bandit_playground::pipeline::{
    Happened, MemoryStore, Pipeline, PipelineError, PipelineSpec, RUN, Reason, Record, Step,
};
use bandit_playground::simulation::Sources;
use serde_json::Value;

use crate::program::{json, path, program, refused};

const PIPELINE: &str = r#"{"experiment": {"world": {"id": "stationary_linear", "parameters": {"arms": 4, "dimension": 3}}, "contenders": [{"agent": "lin_ucb"}], "horizon": 2500},
    "steps": {"generator": {"rows": 600}, "deployer": {"canary": 0}, "trigger": {"events": 900, "drift": "none", "runs": 12}}}"#;

fn spec() -> PipelineSpec {
    PipelineSpec::from_json(PIPELINE).expect("the file is right")
}

fn begun(spec: &PipelineSpec) -> Pipeline<MemoryStore> {
    let environment = spec.experiment.prepare(Sources::default()).expect("it needs no data");
    Pipeline::new(spec, environment, MemoryStore::default()).expect("it begins")
}

fn to_the_end(mut pipeline: Pipeline<MemoryStore>) -> (Pipeline<MemoryStore>, Vec<Record>) {
    while pipeline.advance().expect("it goes on") {}
    let records = pipeline.take_records();
    (pipeline, records)
}

/// What the steps of the run that a person began came to: the step, and whether it was cached.
fn steps_by_hand(records: &[Record]) -> Vec<(Step, bool)> {
    let run = records.iter().find_map(|record| match record.happened {
        Happened::Began { run, reason: Reason::Hand } => Some(run),
        _ => None,
    });
    let of = |record: &Record| match record.happened {
        Happened::Done { run: own, step, cached, .. } if Some(own) == run => Some((step, cached)),
        _ => None,
    };
    records.iter().filter_map(of).collect()
}

#[test]
fn a_step_that_is_rerun_is_followed_by_those_that_depend_on_it() {
    for step in RUN {
        let mut pipeline = begun(&spec());
        while pipeline.standing().rounds < 1_000 || !pipeline.can_rerun() {
            pipeline.advance().expect("it goes on");
        }
        pipeline.rerun(step.descriptor().id).expect("nothing is under way");
        assert_eq!(pipeline.rerun("trainer"), Err(PipelineError::Busy));
        let file = pipeline.spec().clone();
        let (here, records) = to_the_end(pipeline);
        let did = steps_by_hand(&records);
        let expected: Vec<Step> = RUN.into_iter().skip_while(|own| *own != step).collect();
        assert_eq!(did.iter().map(|(step, _)| *step).collect::<Vec<_>>(), expected);
        assert!(!did[0].1, "what is rerun is run");
        if step == Step::Trainer {
            // The same rows give the same policy. It is compared with the version that serves now, which is new to it.
            assert_eq!(did[1..], [(Step::Evaluator, false), (Step::Deployer, false)]);
        }
        if step == Step::Generator {
            assert!(did[1..].iter().any(|(_, cached)| !cached), "there are new rows besides");
        }
        assert_eq!(here.summary().rows, 2_500, "no row is there twice");
        // The file knows of it: the same digest from the beginning.
        let (there, again) = to_the_end(begun(&file));
        assert_eq!((there.summary(), again), (here.summary(), records));
    }
}

/// A rerun once more of what has just been rerun: its inputs are the same, and what depends on it is not run.
#[test]
fn what_depends_on_it_is_cached_where_inputs_are_the_same() {
    let (mut pipeline, _) = to_the_end(begun(&spec()));
    let mut last = Vec::new();
    for _ in 0..2 {
        pipeline.rerun("ingester").expect("all is over");
        let (after, records) = to_the_end(pipeline);
        (pipeline, last) = (after, steps_by_hand(&records));
    }
    let cached = |wanted: Step| last.iter().find(|(step, _)| *step == wanted).map(|(_, cached)| *cached);
    assert_eq!((cached(Step::Ingester), cached(Step::Trainer)), (Some(false), Some(true)));
}

#[test]
fn reruns_that_cannot_be_are_refused() {
    let mut pipeline = begun(&spec());
    assert_eq!(pipeline.rerun("trainer"), Err(PipelineError::Busy), "the first run is under way");
    assert!(matches!(pipeline.rerun("logger"), Err(PipelineError::NoRunStep("logger"))));
    assert!(matches!(pipeline.rerun("traner"), Err(PipelineError::UnknownStep(_))));
    let (mut pipeline, _) = to_the_end(begun(&spec()));
    let mut refused = None;
    for _ in 0..13 {
        match pipeline.rerun("deployer") {
            Ok(()) => (pipeline, _) = to_the_end(pipeline),
            Err(error) => refused = Some(error),
        }
    }
    assert_eq!(refused, Some(PipelineError::NoRuns(12)));
}

#[cfg(unix)]
#[test]
fn a_folder_reruns_a_step_once_however_often_it_is_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = path(folder.path(), "pipeline.json");
    std::fs::write(&file, PIPELINE).expect("it is written");
    let kept = path(folder.path(), "kept");
    let usual = json(&["pipeline", &file, "--keep", &kept, "--json"]);
    let sentence = refused(&["pipeline", "--keep", &kept, "--rerun", "logger"]);
    assert!(sentence.contains("logger is none of them"), "{sentence}");
    let once = json(&["pipeline", "--keep", &kept, "--rerun", "ingester", "--json"]);
    assert_eq!(once["runs"].as_u64(), usual["runs"].as_u64().map(|runs| runs + 1));
    assert_eq!(once["rows"], 2_500);
    // The file as it was begins nothing else; the folder's own file gives the same digest elsewhere.
    assert_eq!(json(&["pipeline", &file, "--keep", &kept, "--json"]), once);
    let of_folder = path(Path::new(&kept), "pipeline.json");
    assert_eq!(json(&["pipeline", &of_folder, "--json"]), once);

    // Killed while it reruns: going on without asking again finishes it, and it has happened once at most.
    let mut delays = RngStream::new(5, 0, "kills");
    let mut before = once["runs"].as_u64().expect("a number");
    for _ in 0..4 {
        let mut child =
            program(&["pipeline", "--keep", &kept, "--rerun", "ingester"]).spawn().expect("it starts");
        std::thread::sleep(Duration::from_secs_f64(0.15 * delays.uniform()));
        let _ = child.kill();
        child.wait().expect("it has ended");
        let after = json(&["pipeline", "--keep", &kept, "--json"]);
        let runs = after["runs"].as_u64().expect("a number");
        assert!(runs == before || runs == before + 1, "{before} {runs}");
        before = runs;
        let text = std::fs::read_to_string(&of_folder).expect("it is there");
        let reruns =
            serde_json::from_str::<Value>(&text).expect("it is JSON")["reruns"].as_array().map(Vec::len);
        assert_eq!(reruns, usual["runs"].as_u64().map(|runs| (before - runs) as usize));
        assert_eq!(json(&["pipeline", &of_folder, "--json"]), after);
    }
}
