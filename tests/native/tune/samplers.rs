//! What is tried, and what goes on.

use bandit_playground::agent::AGENTS;
use bandit_playground::descriptor::{Kind, Value};
use bandit_playground::environment::ENVIRONMENTS;
use bandit_playground::math::random::RngStream;
use bandit_playground::results::significance::paired_difference;
use bandit_playground::spec::task::TASKS;
use bandit_playground::tune::{Contestant, Dimension, Domain, Study, StudySpec, TuneError};
use proptest::prelude::*;

use super::{noise, number, run, spec};

/// Every parameter of every policy has values to search, and each of them is one that the parameter can have.
#[test]
fn every_declared_parameter_can_be_searched() {
    let mut searched = 0;
    let parts = TASKS.into_iter().flat_map(|task| task.policies()).flat_map(|group| group.parts);
    for part in parts {
        // Which values a member of a mixture can have depends on the member.
        for parameter in part
            .parameters
            .iter()
            .filter(|parameter| !matches!(parameter.kind, Kind::Settings | Kind::Code { .. }))
        {
            let dimension = Dimension::of(parameter);
            dimension.check(part).unwrap_or_else(|error| panic!("{error}"));
            let mut stream = RngStream::new(1, 0, parameter.name);
            let mut values: Vec<Value> = (0..20).map(|_| dimension.domain.draw(&mut stream)).collect();
            values.extend(dimension.domain.grid(7));
            for value in values {
                assert_eq!(
                    parameter.nearest(part.title, &value),
                    (value.clone(), None),
                    "{}: {}",
                    part.id,
                    parameter.name
                );
                assert!(
                    dimension.domain.coordinate(&value).is_some(),
                    "{}: {}: {value}",
                    part.id,
                    parameter.name
                );
            }
            searched += 1;
        }
    }
    assert!(searched > 2 * AGENTS.len() && !ENVIRONMENTS.is_empty(), "{searched}");
}

#[test]
fn ranges_are_read_as_people_write_them() {
    let study = spec("random", &[]);
    let part = study.part().expect("there is one");
    let parse = |text: &str| Dimension::parse(part, text).map(|dimension| dimension.domain);
    let range = |low, high, log| Domain::Range { low, high, log, whole: false };
    assert_eq!(parse("alpha = 0.5 .. 2"), Ok(range(0.5, 2.0, true)));
    // Zero has no logarithm: the declared range from 0 begins at a hundred thousandth of its end, as the page's sliders do.
    assert_eq!(parse("alpha"), Ok(range(100.0 / 1e5, 100.0, true)));
    assert_eq!(parse("gamma"), Ok(range(0.5, 1.0, false)));
    assert_eq!(
        parse("alpha=0,1, 2"),
        Ok(Domain::Options { values: [0.0, 1.0, 2.0].map(Value::Number).to_vec() })
    );
    assert_eq!(parse("bias"), Ok(Domain::Options { values: [false, true].map(Value::Switch).to_vec() }));
    assert_eq!(
        parse("bias=on,off"),
        Ok(Domain::Options { values: [true, false].map(Value::Switch).to_vec() })
    );
    let sentence = |text: &str| parse(text).expect_err(text).to_string();
    for (text, expected) in [
        ("alphaa", "LinUCB has no parameter \"alphaa\" (did you mean \"alpha\"?)"),
        (
            "alpha=0..1",
            "LinUCB: alpha is searched by ratios, so its range must begin above 0; to try 0 as well, list values with commas between them",
        ),
        ("alpha=0.1..1000", "LinUCB: alpha is 1000, but must lie between 0 and 100"),
        ("alpha=2", "LinUCB: alpha needs at least two different values"),
        ("alpha=2,2", "LinUCB: alpha needs at least two different values"),
        ("gamma=1,x", "LinUCB: gamma is x, but must be a number between 0.5 and 1"),
        ("model=disjoint,none", "LinUCB: model is none, but must be one of disjoint, shared"),
    ] {
        assert_eq!(sentence(text), expected);
    }
    for wrong in ["alpha=2..1", "alpha=1..1", "alpha=1..x", "alpha=1..inf", "bias=0..1"] {
        assert!(matches!(parse(wrong), Err(TuneError::NoRange { .. } | TuneError::Value(_))), "{wrong}");
    }
}

#[test]
fn a_study_that_makes_no_sense_is_refused() {
    let refused = |change: &dyn Fn(&mut StudySpec)| {
        let mut study = spec("tpe", &["alpha"]);
        change(&mut study);
        Study::new(study).expect_err("it makes no sense").to_string()
    };
    assert_eq!(
        refused(&|study| study.agent = 2),
        "the experiment has no agent 2; its agents are numbered from 0 to 1"
    );
    assert_eq!(
        refused(&|study| study.space.dimensions.clear()),
        "LinUCB has nothing to search: name at least one of its parameters"
    );
    assert_eq!(
        refused(&|study| study.space.dimensions.push(study.space.dimensions[0].clone())),
        "alpha is given twice; give each parameter once"
    );
    assert_eq!(
        refused(&|study| study.metric = "ndcg".into()),
        "runs of this experiment are not measured by \"ndcg\"; there is regret, average_reward, suboptimal_rate"
    );
    assert_eq!(
        refused(&|study| study.sampler.id = "tpee".into()),
        "there is no sampler \"tpee\" (did you mean \"tpe\"?)"
    );
    assert_eq!(refused(&|study| study.held_out = 1), "Study: held_out is 1, but must lie between 2 and 100");
    assert_eq!(
        refused(&|study| {
            study.sampler.id = "grid".into();
            study.trials = Some(9)
        }),
        "Grid says itself how many trials there are; leave the number of trials out"
    );
    assert_eq!(
        refused(&|study| {
            study.sampler.id = "grid".into();
            study.space.dimensions = spec("grid", &["alpha", "tikhonov", "gamma"]).space.dimensions;
            study.sampler.parameters.0.insert("points".into(), Value::Number(40.0));
        }),
        "the number of trials is 64000, but must lie between 1 and 10000"
    );
}

#[test]
fn a_grid_is_every_combination_once() {
    let mut study = spec("grid", &["alpha=0.01..100", "model", "gamma=0.9,0.95,1"]);
    study.sampler.parameters.0.insert("points".into(), Value::Number(5.0));
    let study = run(study, &|_, _| 1.0);
    let mut expected = Vec::new();
    for alpha in [0.01, 0.1, 1.0, 10.0, 100.0] {
        for model in ["disjoint", "shared"] {
            for gamma in [0.9, 0.95, 1.0] {
                expected.push(vec![
                    Value::Number(alpha),
                    Value::Choice(model.to_owned()),
                    Value::Number(gamma),
                ]);
            }
        }
    }
    let tried: Vec<_> = study.state().trials.iter().map(|trial| trial.setting.clone()).collect();
    assert_eq!(tried, expected);
}

/// Few settings are tried once each, and no more trials than settings are made.
#[test]
fn no_setting_is_tried_twice_while_there_are_others() {
    for sampler in ["random", "tpe"] {
        let mut study = spec(sampler, &["model", "bias", "alpha=0.5,1,2"]);
        study.trials = Some(40);
        let study = run(study, &|_, job| noise(3, job));
        let mut tried: Vec<String> =
            study.state().trials.iter().map(|trial| format!("{:?}", trial.setting)).collect();
        tried.sort();
        tried.dedup();
        assert_eq!((tried.len(), study.state().trials.len()), (12, 12), "{sampler}");
    }
}

/// After each rung exactly those with the best means go on, for every bracket of Hyperband: all others have no further score.
#[test]
fn the_best_of_each_rung_go_on() {
    let mut study = spec("hyperband", &["alpha"]);
    study.sampler.parameters.0.insert("shortest".into(), Value::Number(10.0));
    let study = run(study, &|_, job| noise(job.rounds, job));
    let sizes: Vec<usize> = study.brackets().iter().map(|bracket| bracket.rungs[0].trials).collect();
    assert_eq!(sizes, [81, 34, 15, 8, 5], "R = 81, as in table 1 of the paper");
    for (index, bracket) in study.brackets().iter().enumerate() {
        let inside = |rung: usize| {
            let trials = study.state().trials.iter().enumerate();
            let trials = trials.filter(|(_, trial)| trial.bracket == index && trial.scores.len() > rung);
            trials.map(|(trial, _)| trial).collect::<Vec<usize>>()
        };
        for (rung, size) in bracket.rungs.iter().enumerate() {
            assert_eq!(inside(rung).len(), size.trials);
        }
        for rung in 1..bracket.rungs.len() {
            let mean = |trial: &usize| study.mean(*trial, rung - 1).expect("it is complete");
            let on = inside(rung);
            let stopped = inside(rung - 1).into_iter().filter(|trial| !on.contains(trial));
            let best_stopped = stopped.map(|trial| mean(&trial)).fold(f64::INFINITY, f64::min);
            assert!(on.iter().all(|trial| mean(trial) < best_stopped), "bracket {index}, rung {rung}");
        }
    }
    // Only a trial that has run to the horizon can win.
    let ranking = study.ranking();
    assert_eq!(study.latest(ranking[0]).map(|(rung, _)| study.rounds_of(ranking[0], rung)), Some(810));
}

/// More is better where the metric says so.
#[test]
fn a_metric_has_its_own_direction() {
    for (metric, expected) in [("regret", 1.0), ("average_reward", 4.0)] {
        let mut study = spec("grid", &["alpha=1,2,4"]);
        study.metric = metric.to_owned();
        let study = run(study, &|setting, job| number(&setting[0]) + 0.01 * f64::from(job.seed));
        let winner = &study.state().held_out[0];
        assert_eq!(number(&study.state().trials[winner.trial].setting[0]), expected, "{metric}");
    }
}

/// A study whose metric is no number somewhere ends, and that trial does not win.
#[test]
fn what_is_no_number_is_the_worst() {
    let study = run(spec("grid", &["alpha=1,2,4"]), &|setting, job| match number(&setting[0]) {
        2.0 => f64::NAN,
        4.0 => f64::INFINITY,
        other => other + f64::from(job.seed),
    });
    assert_eq!(study.state().held_out[0].trial, 0);
    let text = serde_json::to_string(study.state()).expect("it is plain data");
    let read = Study::resume(serde_json::from_str(&text).expect("it is a study")).expect("it is whole");
    assert_eq!((read.digest(), read.is_done()), (study.digest(), true));
}

/// On a known function, a bowl in two logarithms, TPE's best of 60 trials is nearer to its lowest point than that of 60 random
/// trials: in the mean over 30 studies by more than four standard errors of the paired difference of the logarithms.
#[test]
fn tpe_finds_more_than_random_trials() {
    let height = |setting: &[Value]| {
        let [alpha, ridge] =
            [number(&setting[0]).ln() - 0.3_f64.ln(), number(&setting[1]).ln() - 5.0_f64.ln()];
        alpha * alpha + 0.5 * ridge * ridge
    };
    let best = |sampler: &str, seed: u64| {
        let mut study = spec(sampler, &["alpha=0.001..100", "tikhonov=0.0001..1000"]);
        (study.trials, study.study_seed, study.seeds, study.held_out) = (Some(60), seed, 1, 2);
        let study = run(study, &|setting, _| height(setting));
        let heights = study.state().trials.iter().map(|trial| height(&trial.setting));
        heights.fold(f64::INFINITY, f64::min).ln()
    };
    let both = (0..30).map(|seed| (best("tpe", seed), best("random", seed)));
    let (tpe, random): (Vec<f64>, Vec<f64>) = both.unzip();
    let test = paired_difference(&tpe, &random).expect("there are pairs");
    assert!(test.difference < -4.0 * test.standard_error, "{test:?}");
    let ahead = tpe.iter().zip(&random).filter(|(tpe, random)| tpe < random).count();
    assert!(ahead >= 24, "{ahead} of 30; {test:?}");
}

proptest! {
    /// Every sampler tries what is searched and nothing else, and runs all that it plans.
    #[test]
    fn samplers_stay_within_what_is_searched(
        sampler in prop::sample::select(vec!["random", "tpe", "halving", "hyperband", "grid"]),
        low in 0.001..1.0_f64, ratio in 1.001..80.0_f64, discount in 0.5..0.9_f64, more in 1e-6..0.09_f64, trials in 1_u32..30,
        seed in 0_u64..1_000
    ) {
        let range = format!("alpha={low}..{}", low * ratio);
        let discounts = format!("gamma={discount}..{}", discount + more);
        let mut study = spec(sampler, &[&range, &discounts, "model", "tikhonov=0.5,1,2"]);
        if !study.counts_itself() {
            study.trials = Some(trials);
        }
        if sampler == "grid" {
            study.sampler.parameters.0.insert("points".into(), Value::Number(3.0));
        }
        study.study_seed = seed;
        let study = run(study, &|setting, job| number(&setting[0]) + noise(seed, job));
        let space = &study.spec().space;
        prop_assert!(study.state().trials.iter().all(|trial| space.holds(&trial.setting)));
        prop_assert_eq!(study.state().trials.len(), study.planned());
        let (rounds, done) = study.rounds();
        prop_assert_eq!(rounds, done);
        prop_assert!(study.state().held_out.iter().all(|held| matches!(
            study.setting(Contestant::Trial(held.trial)), Some(setting) if space.holds(setting)
        )));
    }
}
