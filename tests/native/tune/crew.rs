//! A study on workers that share nothing, as on the page, comes to the same bits as on threads that share their runs.

use std::cell::Cell;

use bandit_playground::data::Sources;
use bandit_playground::spec::{Experiment, PartChoice};
use bandit_playground::tune::{
    Crew, Dimension, ETA, HYPERBAND, RANDOM, SHORTEST, Space, Study, StudySpec, TrialRunner,
};
use bandit_playground::worker::bytes::Bytes;
use bandit_playground::worker::kept_runs::{packed, unpacked};
use bandit_playground::worker::trials::{TrialAnswer, TrialRequest, Trials};
use proptest::prelude::*;

fn plan(hyperband: bool) -> StudySpec {
    let experiment = Experiment::from_json(
        r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "random"}, {"agent": "mean_epsilon_greedy"}], "horizon": 3600}"#,
    );
    let mut sampler = PartChoice::new(if hyperband { &HYPERBAND } else { &RANDOM });
    if hyperband {
        sampler.parameters.set(&SHORTEST, bandit_playground::descriptor::Value::Number(225.0));
        sampler.parameters.set(&ETA, bandit_playground::descriptor::Value::Number(4.0));
    }
    let mut spec = StudySpec {
        experiment: experiment.expect("it is an experiment"),
        agent: 1,
        space: Space::default(),
        sampler,
        trials: (!hyperband).then_some(7),
        metric: "regret".to_owned(),
        seeds: 3,
        held_out: 3,
        study_seed: 3,
    };
    let part = spec.part().expect("an agent");
    spec.space.dimensions = vec![Dimension::parse(part, "epsilon=0.01..0.9").expect("a dimension")];
    spec
}

/// The study as the command line runs it on one thread.
fn straight(spec: StudySpec) -> Study {
    let mut study = Study::new(spec).expect("a study");
    let runner = TrialRunner::new(study.spec(), Sources::default()).expect("it can be run");
    while let Some(job) = study.ask() {
        let score = runner.run(&job, study.setting(job.contestant), &|| true).expect("it runs");
        study.tell(&job, score.expect("nothing stops it"));
        runner.keep_only(&study.going_on());
    }
    study
}

/// What a worker answers, by way of messages.
fn answer(worker: &mut Trials, request: TrialRequest, clock: &dyn Fn() -> f64) -> TrialAnswer {
    let request: Option<TrialRequest> = unpacked(packed(request));
    let request = request.expect("it is a request");
    let answer = worker.answer(request, &Sources::default(), clock, &mut |_, _| ());
    unpacked(answer).expect("it is an answer")
}

fn begun(spec: &StudySpec, factors: Option<Bytes>) -> Trials {
    let mut worker = Trials::default();
    let request = TrialRequest::Begin { spec: Box::new(spec.clone()), workers: 2, factors };
    let answer = answer(&mut worker, request, &|| 0.0);
    assert!(matches!(answer, TrialAnswer::Ready { .. }), "{answer:?}");
    worker
}

/// How many rounds were computed, with the study at its end. Workers answer in the order of `choices`; where `breaks`, one of them
/// is replaced now and then.
fn spread(spec: StudySpec, workers: usize, choices: &[usize], breaks: usize) -> (Study, u64) {
    let mut members: Vec<Trials> = (0..workers).map(|_| begun(&spec, None)).collect();
    let mut crew = Crew::new(Study::new(spec.clone()).expect("a study"), workers);
    let mut tasks: Vec<Option<bandit_playground::tune::Task>> = vec![None; workers];
    let (time, mut computed, mut turns) = (Cell::new(0.0), 0, 0);
    // Each look at the clock takes longer than a turn may, so that every job of several chunks is done in turns.
    let clock = || {
        time.set(time.get() + 100.0);
        time.get()
    };
    while !crew.study().is_done() {
        for (worker, task) in tasks.iter_mut().enumerate() {
            if let Some(next) = crew.next(worker) {
                *task = Some(next);
            }
        }
        let busy: Vec<usize> = (0..workers).filter(|worker| tasks[*worker].is_some()).collect();
        let worker = busy[choices[turns % choices.len()] % busy.len()];
        turns += 1;
        if breaks > 0 && turns % breaks == 0 {
            members[worker] = begun(&spec, None);
            crew.lost(worker);
            tasks[worker] = None;
            continue;
        }
        let task = tasks[worker].clone().expect("it is busy");
        let going_on = task.going_on.into_iter().collect();
        let request = TrialRequest::Run { job: task.job, setting: task.setting, going_on };
        match answer(&mut members[worker], request, &clock) {
            TrialAnswer::GoesOn { rounds } => computed += rounds,
            TrialAnswer::Scored { score, rounds } => {
                computed += rounds;
                tasks[worker] = None;
                assert!(crew.scored(worker, score));
            }
            other => panic!("{other:?}"),
        }
    }
    (crew.study().clone(), computed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn any_number_of_workers_comes_to_the_same_bits(
        hyperband: bool, workers in 1_usize..5,
        choices in prop::collection::vec(0_usize..12, 1..60), breaks in prop::sample::select(vec![0_usize, 7, 23])
    ) {
        let straight = straight(plan(hyperband));
        let (study, computed) = spread(plan(hyperband), workers, &choices, breaks);
        prop_assert_eq!(study.state(), straight.state());
        prop_assert!(study.digest().is_some());
        prop_assert_eq!(study.digest(), straight.digest());
        let planned = study.rounds().0;
        prop_assert!(computed >= planned);
        if workers == 1 && breaks == 0 {
            // What goes on is not run again.
            prop_assert_eq!(computed, planned);
        }
    }
}

#[test]
fn what_can_not_be_run_is_one_sentence() {
    let run = TrialRequest::Run {
        job: Study::new(plan(false)).expect("a study").ask().expect("a job"),
        setting: None,
        going_on: vec![],
    };
    let mut worker = Trials::default();
    let sentence = |answer| match answer {
        TrialAnswer::Refused { sentence } => sentence,
        other => panic!("{other:?}"),
    };
    assert_eq!(sentence(answer(&mut worker, run, &|| 0.0)), "no study has begun in this worker");
    let mut other = plan(false);
    other.experiment.environment = PartChoice { id: "no_such".to_owned(), parameters: Default::default() };
    let begin = TrialRequest::Begin { spec: Box::new(other), workers: 1, factors: None };
    let refusal = sentence(answer(&mut worker, begin, &|| 0.0));
    assert!(refusal.contains("no_such"), "{refusal}");
}
