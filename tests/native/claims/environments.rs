//! Claims of environments of arms.

use std::sync::{Arc, OnceLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::{self, ENVIRONMENTS, Noise, Round};
use bandit_playground::metrics::{AVERAGE_REWARD, REGRET};
use bandit_playground::results::RunLog;
use bandit_playground::simulation::run;
use bandit_playground::spec::feedback::FEEDBACK;
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec};

use super::driver::values;
use super::harness::{Claim, SENTENCE, assert_all_checked, parts};

const NUMBER: fn(f64) -> Value = Value::Number;

fn choice(id: &str) -> Value {
    Value::Choice(id.to_owned())
}

const CLAIMS: &[Claim] = &[
    Claim { parts: &[], parameter: "noise", check: noise_never_enters_regret },
    Claim { parts: &["movielens_replay"], parameter: SENTENCE, check: rewards_are_ratings },
    Claim {
        parts: &[],
        parameter: "threshold",
        check: |id| only_with(id, ("threshold", [1.0, 5.0]), ("reward", "like", &["stars"])),
    },
    Claim { parts: &["adversarial"], parameter: SENTENCE, check: one_arm_is_best_and_nothing_is_random },
    Claim {
        parts: &["bernoulli"],
        parameter: "base",
        check: |id| only_with(id, ("base", [0.1, 0.6]), ("probabilities", "one_better", &["uniform"])),
    },
    Claim {
        parts: &["bernoulli"],
        parameter: "gap",
        check: |id| {
            only_with(id, ("gap", [0.1, 0.3]), ("probabilities", "one_better", &["uniform"]));
            at_most_surely(id);
        },
    },
    Claim { parts: &["bernoulli"], parameter: SENTENCE, check: nothing_changes },
    Claim { parts: &["drifting_bernoulli"], parameter: "drift", check: within_0_and_1 },
    Claim {
        parts: &["drifting_bernoulli"],
        parameter: "period",
        check: |id| {
            only_with(id, ("period", [50.0, 700.0]), ("drift", "waves", &["walk"]));
            after_a_period_all_is_as_it_was(id);
        },
    },
    Claim {
        parts: &["drifting_bernoulli"],
        parameter: "step",
        check: |id| only_with(id, ("step", [0.01, 0.1]), ("drift", "walk", &["waves"])),
    },
    Claim { parts: &[], parameter: "masked_arms", check: masked_arms_are_never_on_offer },
    Claim { parts: &["random_rewards"], parameter: "spread", check: all_arms_earn_the_same },
    Claim { parts: &["random_rewards"], parameter: SENTENCE, check: nothing_can_be_learned },
    Claim {
        parts: &["structured_linear"],
        parameter: "shared",
        check: |id| only_with(id, ("shared", [0.1, 0.9]), ("structure", "hybrid", &["chain"])),
    },
    Claim {
        parts: &["structured_linear"],
        parameter: "addition",
        check: |id| only_with(id, ("addition", [0.1, 0.9]), ("structure", "chain", &["hybrid"])),
    },
];

#[test]
fn every_limit_that_an_environment_states_is_so() {
    assert_all_checked(&parts(ENVIRONMENTS, |descriptor| &descriptor.part), CLAIMS);
}

/// The bundled ratings.
pub fn ratings() -> &'static Arc<Dataset> {
    static RATINGS: OnceLock<Arc<Dataset>> = OnceLock::new();
    RATINGS.get_or_init(|| {
        let bytes = include_bytes!("../../../static/data/movielens-small.bundle");
        Arc::new(bundle::decode(bytes).expect("the bundle can be read"))
    })
}

/// An environment of few arms with these values, as an experiment names it.
pub fn small(id: &str, of: &[(&str, Value)]) -> PartChoice {
    let descriptor = environment::find(id).expect("the environment exists");
    let mut all = Values::default();
    for (name, size) in [("arms", 6.0), ("movies", 12.0), ("rank", 2.0)] {
        if let Some(parameter) = descriptor.part.parameter(name) {
            all.set(parameter, Value::Number(size));
        }
    }
    all.0.extend(values(of).0);
    let (parameters, errors) = descriptor.part.validate(&all);
    assert!(errors.is_empty(), "{id}: {errors:?}");
    PartChoice { id: id.to_owned(), parameters }
}

/// A short experiment with this agent in this environment, with these values of feedback.
pub fn experiment(environment: PartChoice, agent: &str, feedback: &[(&str, Value)]) -> Experiment {
    let agent = bandit_playground::agent::find(agent).expect("the agent exists");
    let policies = vec![PolicySpec::new(agent)];
    Experiment { environment, policies, horizon: 400, seeds: 2, ..Experiment::default() }
        .with_settings(&FEEDBACK, values(feedback))
}

/// Its log.
pub fn log(environment: PartChoice, agent: &str, feedback: &[(&str, Value)]) -> RunLog {
    run(&experiment(environment, agent, feedback), Some(ratings())).expect("the experiment can be run")
}

/// So many rounds of an environment with these values.
pub fn rounds(id: &str, of: &[(&str, Value)], seed: u32, count: usize) -> Vec<Round> {
    let descriptor = environment::find(id).expect("the environment exists");
    let environment =
        descriptor.builder().make(&small(id, of).parameters, Some(ratings())).expect("it can be made");
    let mut round = Round::new(&environment.shape());
    let mut episode = environment.episode(5, seed);
    let next = |_| {
        round.number += 1;
        episode.next(&mut round);
        round.clone()
    };
    (0..count).map(next).collect()
}

/// Regret of one who does not listen is the same bit for bit, whatever the noise; what it earns is not.
fn noise_never_enters_regret(id: &str) {
    let of = |noise: f64| {
        let log = log(small(id, &[("noise", NUMBER(noise))]), "random", &[]);
        let seeds = log.policies[0].seeds.iter();
        seeds
            .map(|seed| (seed.of(&REGRET).to_vec(), seed.of(&AVERAGE_REWARD).to_vec()))
            .unzip::<_, _, Vec<_>, Vec<_>>()
    };
    let (none, much) = (of(0.0), of(3.0));
    assert!(none.0 == much.0 && none.1 != much.1, "{id}");
    assert!(none.0.iter().all(|regret| regret.last() > Some(&0.0)), "{id}: {none:?}");
}

/// With the option that a parameter is for, it makes a difference; with the others, none.
fn only_with(
    id: &str,
    (parameter, two): (&'static str, [f64; 2]),
    (of, own, others): (&'static str, &str, &[&str]),
) {
    let digest = |option: &str, value: f64| {
        let environment = small(id, &[(of, choice(option)), (parameter, NUMBER(value))]);
        log(environment, "random", &[]).digest().expect("it is through")
    };
    for other in others {
        assert_eq!(digest(other, two[0]), digest(other, two[1]), "{id}, {parameter} with {other}");
    }
    assert_ne!(digest(own, two[0]), digest(own, two[1]), "{id}, {parameter} with {own}");
}

/// An agent has room for arms that are in no round, and all else is as without them.
fn masked_arms_are_never_on_offer(id: &str) {
    let shape = |masked: f64| {
        let choice = small(id, &[("masked_arms", NUMBER(masked))]);
        let descriptor = environment::find(id).expect("the environment exists");
        descriptor.builder().make(&choice.parameters, Some(ratings())).expect("it can be made").shape()
    };
    assert_eq!((shape(4.0).items, shape(4.0).arms), (shape(0.0).items + 4, shape(0.0).arms), "{id}");
    let of = |masked: f64| rounds(id, &[("masked_arms", NUMBER(masked))], 0, 200);
    assert_eq!(of(4.0), of(0.0), "{id}");
    let least = shape(0.0).items as u32;
    assert!(of(4.0).iter().all(|round| round.items.iter().all(|item| *item < least)), "{id}");
}

/// What arms earn are numbers of stars that people give, halves at the finest.
fn rewards_are_ratings(id: &str) {
    for round in rounds(id, &[], 0, 200) {
        assert_eq!(round.noise, Noise::Added(0.0));
        for stars in &round.expectations {
            assert!((0.5..=5.0).contains(stars) && (2.0 * stars).fract() == 0.0, "{stars}");
        }
    }
}

fn best(round: &Round) -> usize {
    let expectations = &round.expectations;
    (0..expectations.len())
        .reduce(|one, other| if expectations[other] > expectations[one] { other } else { one })
        .expect("there are arms")
}

fn one_arm_is_best_and_nothing_is_random(id: &str) {
    let all = rounds(id, &[], 0, 2_000);
    let arm = best(&all[0]);
    for round in &all {
        let others = (0..round.expectations.len()).filter(|other| *other != arm);
        assert!(others.clone().all(|other| round.expectations[other] < round.expectations[arm]), "{round:?}");
        assert_eq!((round.noise, &round.context[..]), (Noise::Added(0.0), &[1.0][..]));
    }
    assert!(all.iter().any(|round| round.expectations != all[0].expectations), "there are phases");
}

/// The better arm succeeds with the base and the gap, at most with 1; which one it is changes with the seed.
fn at_most_surely(id: &str) {
    let of = |gap: f64, seed: u32| {
        let of = [("probabilities", choice("one_better")), ("base", NUMBER(0.6)), ("gap", NUMBER(gap))];
        rounds(id, &of, seed, 1).remove(0)
    };
    for (gap, expected) in [(0.3, 0.9), (0.9, 1.0)] {
        let bests: Vec<usize> = (0..20).map(|seed| best(&of(gap, seed))).collect();
        assert!(bests.iter().any(|other| *other != bests[0]), "{bests:?}");
        let round = of(gap, 0);
        assert!((round.expectations[bests[0]] - expected).abs() < 1e-12, "{round:?}");
        assert_eq!(round.expectations.iter().filter(|chance| **chance == 0.6).count(), 5, "{round:?}");
    }
}

fn nothing_changes(id: &str) {
    for option in ["uniform", "one_better"] {
        let all = rounds(id, &[("probabilities", choice(option))], 0, 500);
        // Without a context, a model has a constant to work with.
        for round in &all {
            assert_eq!((&round.expectations, &round.context[..]), (&all[0].expectations, &[1.0][..]));
        }
    }
}

fn within_0_and_1(id: &str) {
    for of in [("period", NUMBER(20.0)), ("step", NUMBER(0.4))] {
        for drift in ["waves", "walk"] {
            let all = rounds(id, &[("drift", choice(drift)), of.clone()], 0, 1_000);
            let chances = all.iter().flat_map(|round| &round.expectations);
            assert!(chances.clone().all(|chance| (0.0..=1.0).contains(chance)), "{drift}");
            // A walk is reflected there, and does not stay.
            let at_an_end = chances.filter(|chance| [0.0, 1.0].contains(*chance)).count();
            assert!(drift == "waves" || at_an_end < 10, "{at_an_end}");
        }
    }
}

fn after_a_period_all_is_as_it_was(id: &str) {
    let all = rounds(id, &[("drift", choice("waves")), ("period", NUMBER(60.0))], 0, 180);
    for (now, later) in all.iter().zip(&all[60..]) {
        let pairs = now.expectations.iter().zip(&later.expectations);
        assert!(pairs.clone().all(|(one, other)| (one - other).abs() < 1e-9), "{now:?} {later:?}");
    }
    assert!(
        (all[0].expectations[0] - all[30].expectations[0]).abs()
            + (all[15].expectations[0] - all[45].expectations[0]).abs()
            > 0.1
    );
}

fn all_arms_earn_the_same(id: &str) {
    for (spread, same) in [(0.0, true), (1.0, false)] {
        for round in rounds(id, &[("spread", NUMBER(spread))], 0, 50) {
            assert_eq!(round.expectations.iter().all(|one| *one == round.expectations[0]), same, "{round:?}");
        }
    }
}

/// All that one could depend on: arms earn the same on average, and what one earns says nothing of what it earns in the next round,
/// nor does the context, all within four standard errors.
fn nothing_can_be_learned(id: &str) {
    let all = rounds(id, &[("spread", NUMBER(1.0))], 0, 3_000);
    let count = all.len() as f64;
    let of = |arm: usize| all.iter().map(|round| round.expectations[arm]).collect::<Vec<f64>>();
    let correlation = |one: &[f64], other: &[f64]| {
        let count = one.len() as f64;
        let mean = |of: &[f64]| of.iter().sum::<f64>() / count;
        let (m, n) = (mean(one), mean(other));
        let product =
            |f: &dyn Fn(f64, f64) -> f64| one.iter().zip(other).map(|(x, y)| f(x - m, y - n)).sum::<f64>();
        product(&|x, y| x * y) / (product(&|x, _| x * x) * product(&|_, y| y * y)).sqrt()
    };
    let means: Vec<f64> = (0..6).map(|arm| of(arm).iter().sum::<f64>() / count).collect();
    for arm in 0..6 {
        let earned = of(arm);
        let deviation =
            (earned.iter().map(|x| (x - means[arm]) * (x - means[arm])).sum::<f64>() / count).sqrt();
        assert!((means[arm] - means[0]).abs() < 4.0 * (2.0 / count).sqrt() * deviation, "{means:?}");
        assert!(correlation(&earned[1..], &earned[..2_999]).abs() < 4.0 / count.sqrt(), "arm {arm}");
        for feature in 0..all[0].context.len() {
            let context: Vec<f64> = all.iter().map(|round| round.context[feature]).collect();
            assert!(
                correlation(&earned, &context).abs() < 4.0 / count.sqrt(),
                "arm {arm}, feature {feature}"
            );
        }
    }
}
