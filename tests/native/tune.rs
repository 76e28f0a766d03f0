//! Tuning: samplers, studies and their reports, without the engine where it does not matter, and with it where it does.

mod command;
mod crew;
mod killed;
mod luck;
mod resume;
mod samplers;
mod words;

use bandit_playground::descriptor::Value;
use bandit_playground::math::random::RngStream;
use bandit_playground::spec::{Experiment, PartChoice};
use bandit_playground::tune::{Contestant, Dimension, Job, SAMPLERS, Space, Study, StudySpec};

/// LinUCB on MovieLens, one policy of two.
fn spec(sampler: &str, parameters: &[&str]) -> StudySpec {
    let experiment = Experiment::from_json(
        r#"{"world": {"id": "movielens_mf"}, "contenders": [{"agent": "random"}, {"agent": "lin_ucb"}], "horizon": 810}"#,
    );
    let mut spec = StudySpec {
        experiment: experiment.expect("it is an experiment"),
        agent: 1,
        space: Space::default(),
        sampler: PartChoice::new(
            SAMPLERS.into_iter().find(|known| known.id == sampler).expect("it is a sampler"),
        ),
        trials: None,
        metric: "regret".to_owned(),
        seeds: 3,
        held_out: 4,
        study_seed: 7,
    };
    let part = spec.part().expect("there is such an agent");
    let parse = |text: &&str| Dimension::parse(part, text).expect("it is a dimension");
    spec.space.dimensions = parameters.iter().map(parse).collect();
    spec
}

/// What the setting of a job is: that of the trial, or the experiment's own.
fn setting(study: &Study, job: &Job) -> Vec<Value> {
    study
        .setting(job.contestant)
        .map_or_else(|| study.spec().baseline().expect("it has one"), <[Value]>::to_vec)
}

/// Runs a study on a made-up metric of setting, job and seed, in the order in which it asks.
fn run(spec: StudySpec, score: &dyn Fn(&[Value], &Job) -> f64) -> Study {
    let mut study = Study::new(spec).expect("it is a study");
    while let Some(job) = study.ask() {
        let score = score(&setting(&study, &job), &job);
        assert!(study.tell(&job, score));
        assert!(!study.tell(&job, score), "a result counts once");
    }
    assert!(study.is_done());
    study
}

/// The place of a contestant for its own noise.
fn place(contestant: Contestant) -> u64 {
    match contestant {
        Contestant::Baseline => 0,
        Contestant::Trial(trial) => trial as u64 + 1,
    }
}

/// Noise of a contestant under a seed: part of it is common to all contestants under that seed.
fn noise(study: u64, job: &Job) -> f64 {
    let common = RngStream::new(study, job.seed, "common").normal();
    common + RngStream::new(study, job.seed, &format!("own/{}", place(job.contestant))).normal()
}

fn number(value: &Value) -> f64 {
    let Value::Number(number) = value else { panic!("{value} is no number") };
    *number
}
