//! The same study gives the same bits, whatever the order of results, and wherever it was stopped.

use bandit_playground::data::Sources;
use bandit_playground::descriptor::Value;
use bandit_playground::metrics::REGRET;
use bandit_playground::results::RunLog;
use bandit_playground::simulation::run as run_experiment;
use bandit_playground::spec::Experiment;
use bandit_playground::tune::{Contestant, Job, Study, StudySpec, StudyState, TrialRunner};
use proptest::prelude::*;

use super::{noise, number, run, setting, spec};

fn again(study: &Study) -> Study {
    let text = serde_json::to_string(study.state()).expect("it is plain data");
    let state: StudyState = serde_json::from_str(&text).expect("it is a study");
    assert_eq!(&state, study.state());
    Study::resume(state).expect("it is whole")
}

proptest! {
    #[test]
    fn order_and_interruptions_change_nothing(
        sampler in prop::sample::select(vec!["random", "tpe", "halving", "hyperband", "grid"]),
        choices in prop::collection::vec(any::<prop::sample::Index>(), 60), at_once in 1_usize..9, every in 1_usize..40
    ) {
        let mut plan = spec(sampler, &["alpha=0.01..10", "model"]);
        if !plan.counts_itself() {
            plan.trials = Some(26);
        }
        let score = |setting: &[Value], job: &Job| number(&setting[0]) / (job.rounds as f64) + noise(5, job);
        let straight = run(plan.clone(), &score);
        let mut study = Study::new(plan).expect("it is a study");
        let (mut under_way, mut told): (Vec<Job>, usize) = (Vec::new(), 0);
        while !study.is_done() {
            while under_way.len() < at_once {
                let Some(job) = study.ask() else { break };
                under_way.push(job);
            }
            // Results come in any order.
            let job = under_way.remove(choices[told % choices.len()].index(under_way.len()));
            let score = score(&setting(&study, &job), &job);
            prop_assert!(study.tell(&job, score));
            told += 1;
            if told.is_multiple_of(every) {
                // What is under way is lost.
                study = again(&study);
                under_way.clear();
            }
        }
        prop_assert_eq!(study.state(), straight.state());
        prop_assert_eq!(study.digest(), straight.digest());
        prop_assert!(study.digest().is_some());
    }
}

/// Whatever is changed in a saved study, it is refused or it goes on, in a sentence and never in a panic.
#[test]
fn a_damaged_study_is_refused_in_a_sentence() {
    let mut plan = spec("halving", &["alpha=0.01..10", "model"]);
    plan.trials = Some(9);
    let whole = serde_json::to_value(run(plan, &|_, job| noise(5, job)).state()).expect("it is plain data");
    let refused = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut changed = whole.clone();
        change(&mut changed);
        let state: StudyState = serde_json::from_value(changed).expect("it has the form of one");
        Study::resume(state).expect_err("it is damaged").to_string()
    };
    assert!(refused(&|study| study["numerics"] = 1.into()).contains("numerics 1"));
    assert!(refused(&|study| study["version"] = 2.into()).contains("version 2"));
    for (change, expected) in [
        ("/trials/0/setting/0", "a trial lies outside of what is searched"),
        ("/trials/0/bracket", "a trial has no bracket"),
        ("/held_out/0/trial", "its held-out scores are of no trial or of other seeds"),
    ] {
        let sentence = refused(&|study| *study.pointer_mut(change).expect("it is there") = 77.into());
        assert_eq!(sentence, format!("the study is damaged: {expected}"));
    }
    let shorter = refused(&|study| drop(study["baseline"].as_array_mut().expect("a list").pop()));
    assert_eq!(shorter, "the study is damaged: it has scores of the default for other seeds");
    let metric = refused(&|study| study["spec"]["metric"] = "none".into());
    assert!(metric.contains("are not measured by \"none\""), "{metric}");
}

fn bernoulli(sampler: &str) -> StudySpec {
    let mut plan = spec(sampler, &[]);
    plan.experiment = Experiment::from_json(
        r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "mean_epsilon_greedy"}, {"agent": "ucb1"}], "horizon": 2700}"#,
    )
    .expect("it is an experiment");
    plan.agent = 0;
    let part = plan.part().expect("there is one");
    plan.space.dimensions =
        vec![bandit_playground::tune::Dimension::parse(part, "epsilon=0.01..0.9").expect("it is one")];
    plan
}

/// A trial that goes on is not computed again: the engine does exactly the rounds that are planned, and as many again as were lost
/// where a study was stopped and its runs were forgotten. Both give the same bits.
#[test]
fn a_trial_goes_on_where_it_stands() {
    let mut plan = bernoulli("hyperband");
    plan.sampler.parameters.0.insert("shortest".into(), Value::Number(100.0));
    let whole = |restart: usize| {
        let mut study = Study::new(plan.clone()).expect("it is a study");
        let mut runner = TrialRunner::new(study.spec(), Sources::default()).expect("it can be made");
        let (mut told, mut rounds) = (0, 0);
        while let Some(job) = study.ask() {
            let score = runner.run(&job, study.setting(job.contestant), &|| true).expect("it runs");
            study.tell(&job, score.expect("nothing stops it"));
            runner.keep_only(&study.going_on());
            told += 1;
            if told == restart {
                study = again(&study);
                rounds += runner.rounds();
                runner = TrialRunner::new(study.spec(), Sources::default()).expect("it can be made");
            }
        }
        (study.digest().expect("it is through"), rounds + runner.rounds(), study.rounds())
    };
    let (digest, computed, (planned, done)) = whole(0);
    assert_eq!((computed, done), (planned, planned));
    let (same, more, _) = whole(100);
    assert_eq!(same, digest);
    assert!(more > planned, "runs that were forgotten are run again");
}

/// A score is what a run of that setting gives: seed k of a trial is seed k of the experiment.
#[test]
fn scores_are_those_of_runs() {
    let mut plan = bernoulli("grid");
    plan.sampler.parameters.0.insert("points".into(), Value::Number(2.0));
    let mut study = Study::new(plan).expect("it is a study");
    let runner = TrialRunner::new(study.spec(), Sources::default()).expect("it can be made");
    while let Some(job) = study.ask() {
        let score = runner.run(&job, study.setting(job.contestant), &|| true).expect("it runs");
        study.tell(&job, score.expect("nothing stops it"));
    }
    let regret = |log: &RunLog| {
        let last = |seed: usize| log.shown(0, seed, &REGRET).last().copied();
        (0..log.experiment.seeds as usize).map(last).collect::<Vec<Option<f64>>>()
    };
    let of = |contestant: Contestant| {
        let experiment = study.spec().experiment_of(study.setting(contestant)).expect("it is one");
        regret(&run_experiment(&Experiment { seeds: 7, ..experiment }, Sources::default()).expect("it runs"))
    };
    assert_eq!(of(Contestant::Baseline), study.state().baseline);
    for (index, trial) in study.state().trials.iter().enumerate() {
        let expected = of(Contestant::Trial(index));
        assert_eq!(expected[..3], trial.scores[0]);
        let held =
            study.state().held_out.iter().find(|held| held.trial == index).expect("there are two trials");
        assert_eq!(expected[3..], held.scores);
    }
}

/// A run that is stopped goes on from there.
#[test]
fn a_job_that_is_stopped_goes_on() {
    let mut study = Study::new(bernoulli("random")).expect("it is a study");
    let runner = TrialRunner::new(study.spec(), Sources::default()).expect("it can be made");
    let job = std::iter::from_fn(|| study.ask()).find(|job| job.contestant != Contestant::Baseline);
    let job = job.expect("there are trials");
    let setting = study.setting(job.contestant);
    let asked = std::cell::Cell::new(0);
    let twice = || {
        asked.set(asked.get() + 1);
        asked.get() < 3
    };
    assert_eq!(runner.run(&job, setting, &twice).expect("it runs"), None);
    assert_eq!(runner.rounds(), 2_000);
    let score = runner.run(&job, setting, &|| true).expect("it runs");
    assert_eq!(runner.rounds(), 2_700);
    let straight = TrialRunner::new(study.spec(), Sources::default()).expect("it can be made");
    assert_eq!(score, straight.run(&job, setting, &|| true).expect("it runs"));
}
