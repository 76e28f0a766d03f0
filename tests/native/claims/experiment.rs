//! Claims of what stands between an environment and its agents, of objectives and of the experiment's own settings.

use bandit_playground::descriptor::Value;
use bandit_playground::environment::ENVIRONMENTS;
use bandit_playground::metrics::REGRET;
use bandit_playground::results::RoundView;
use bandit_playground::simulation::{Stepper, run};
use bandit_playground::spec::feedback::{DelayConfig, FeedbackRng};
use bandit_playground::spec::settings::SETTING_GROUPS;
use bandit_playground::spec::settings::warm_start::DESCRIPTOR;

use super::driver::values;
use super::environments::{experiment, log, ratings, small};
use super::harness::{Claim, SENTENCE, assert_all_checked};

const NUMBER: fn(f64) -> Value = Value::Number;

const CLAIMS: &[Claim] = &[
    Claim { parts: &[], parameter: "delay", check: |_| zero_is_at_once() },
    Claim { parts: &[], parameter: "delay_kind", check: |_| always_the_same_or_cut() },
    Claim { parts: &[], parameter: "batch", check: |_| one_is_after_every_round() },
    Claim { parts: &[], parameter: "missing", check: |_| never_is_never() },
    Claim { parts: &[], parameter: "extra_noise", check: |_| counted_rewards_are_without_it() },
    Claim { parts: &["feedback"], parameter: SENTENCE, check: |_| never_is_never() },
    Claim { parts: &["warm_start"], parameter: "rounds", check: |_| zero_draws_nothing() },
    Claim { parts: &[], parameter: "population", check: |_| environments_without_users_stay() },
    Claim { parts: &[], parameter: "turnover", check: |_| only_below_one("turnover", "population") },
    Claim { parts: &[], parameter: "item_turnover", check: |_| only_below_one("item_turnover", "items") },
    Claim { parts: &[], parameter: "taste_drift", check: |_| tastes_drift_where_they_can() },
];

#[test]
fn every_limit_that_a_setting_states_is_so() {
    assert_all_checked(&SETTING_GROUPS.map(|group| group.part), CLAIMS);
}

fn digest(environment: &str, agent: &str, feedback: &[(&str, Value)]) -> String {
    log(small(environment, &[]), agent, feedback).digest().expect("it is through")
}

fn zero_draws_nothing() {
    let plain = experiment(small("bernoulli", &[]), "ucb1", &[]);
    let digest = |rounds: f64| {
        let of = plain.clone().with_settings(&DESCRIPTOR, values(&[("rounds", NUMBER(rounds))]));
        run(&of, None).expect("it can be run").digest().expect("it is through")
    };
    let cold = run(&plain, None).expect("it can be run").digest().expect("it is through");
    assert_eq!(digest(0.0), cold);
    assert_ne!(digest(10.0), cold);
}

fn plan(of: &[(&str, Value)]) -> DelayConfig {
    DelayConfig::of(&values(of)).expect("something is late, missing or inexact")
}

/// When the feedback of the first rounds is due, as many rounds later; none where it never comes.
fn delays(of: &[(&str, Value)], rounds: u64) -> Vec<Option<u64>> {
    let (plan, mut streams) = (plan(of), FeedbackRng::new(3, 0));
    (1..=rounds).map(|round| plan.event(round, &mut streams).map(|event| event.due - round)).collect()
}

fn zero_is_at_once() {
    let exact = digest("bernoulli", "ucb1", &[]);
    assert_eq!(exact, digest("bernoulli", "ucb1", &[("delay", NUMBER(0.0))]));
    assert_ne!(exact, digest("bernoulli", "ucb1", &[("delay", NUMBER(5.0))]));
    // At once, whatever else happens to it and whatever the kind of delay.
    for kind in ["fixed", "geometric"] {
        let of = [("extra_noise", NUMBER(1.0)), ("delay_kind", Value::Choice(kind.to_owned()))];
        assert_eq!(delays(&of, 500), [Some(0); 500]);
    }
}

fn always_the_same_or_cut() {
    assert_eq!(delays(&[("delay", NUMBER(7.0))], 500), [Some(7); 500]);
    let geometric = [("delay", NUMBER(2.0)), ("delay_kind", Value::Choice("geometric".to_owned()))];
    let drawn = delays(&geometric, 200_000);
    assert_eq!(drawn.iter().max(), Some(&Some(20)), "one in 3,300 would be longer");
    assert_eq!(drawn.iter().min(), Some(&Some(0)));
}

fn one_is_after_every_round() {
    let one = [("batch", NUMBER(1.0)), ("extra_noise", NUMBER(1.0))];
    assert_eq!(delays(&one, 500), [Some(0); 500]);
    assert_eq!(delays(&[("batch", NUMBER(3.0))], 6), [2, 1, 0, 2, 1, 0].map(Some));
    assert_eq!(digest("bernoulli", "ucb1", &one[..1]), digest("bernoulli", "ucb1", &[]));
}

fn never_is_never() {
    assert_eq!(delays(&[("missing", NUMBER(1.0))], 500), [None; 500]);
    let some = delays(&[("missing", NUMBER(0.25))], 4_000);
    let missing = some.iter().filter(|delay| delay.is_none()).count() as f64;
    assert!((missing - 1_000.0).abs() < 4.0 * (4_000.0_f64 * 0.25 * 0.75).sqrt(), "{missing}");
    // An agent without feedback goes on as at the start: in an environment of one better arm it takes each as often.
    let of = |missing: f64| {
        let log = log(small("bernoulli", &[]), "bernoulli_thompson", &[("missing", NUMBER(missing))]);
        log.summary().expect("it is through").policies[0].of(&REGRET).mean
    };
    assert!(of(1.0) > 2.0 * of(0.0));
}

/// What is counted of an agent that does not learn is the same, in environments of probabilities and of noise; one that learns is misled.
fn counted_rewards_are_without_it() {
    let noise = [("extra_noise", NUMBER(5.0))];
    for environment in ["bernoulli", "stationary_linear"] {
        assert_eq!(
            digest(environment, "random", &noise),
            digest(environment, "random", &[]),
            "{environment}"
        );
        assert_ne!(
            digest(environment, "epsilon_greedy", &noise),
            digest(environment, "epsilon_greedy", &[]),
            "{environment}"
        );
    }
}

/// In environments without users a part of the users is no part of the experiment; in the others it is.
fn environments_without_users_stay() {
    for (environment, same) in [
        ("bernoulli", true),
        ("stationary_linear", true),
        ("wheel", true),
        ("movielens_mf", false),
        ("movielens_replay", false),
    ] {
        let part = digest(environment, "random", &[("population", NUMBER(0.2))]);
        assert_eq!(part == digest(environment, "random", &[]), same, "{environment}");
    }
    assert_eq!(
        digest("movielens_mf", "random", &[("population", NUMBER(1.0))]),
        digest("movielens_mf", "random", &[])
    );
}

fn only_below_one(turnover: &'static str, share: &'static str) {
    let of = |share_of: f64, rounds: f64| {
        digest("movielens_mf", "random", &[(share, NUMBER(share_of)), (turnover, NUMBER(rounds))])
    };
    assert_eq!(of(1.0, 50.0), of(1.0, 3_000.0), "{turnover}");
    assert_ne!(of(0.3, 50.0), of(0.3, 3_000.0), "{turnover}");
}

/// The first rounds of an environment whose preferences drift so fast.
fn views(id: &str, drift: f64) -> Vec<RoundView> {
    let feedback = [("taste_drift", NUMBER(drift))];
    let experiment = experiment(small(id, &[]), "random", &feedback);
    let environment = experiment.prepare(Some(ratings())).expect("the environment can be made");
    let mut stepper = Stepper::new(&experiment, environment, 0..1).expect("the experiment can be run");
    (0..100).filter_map(|_| stepper.advance_inspected()).collect()
}

/// 0 is never; elsewhere preferences drift in every environment but those that say why they don't, and contexts stay as they are.
fn tastes_drift_where_they_can() {
    for descriptor in
        ENVIRONMENTS.iter().filter(|environment| !environment.part.id.starts_with("classification"))
    {
        let id = descriptor.part.id;
        let still = digest(id, "random", &[]);
        assert_eq!(still, digest(id, "random", &[("taste_drift", NUMBER(0.0))]), "{id}");
        let fixed = still == digest(id, "random", &[("taste_drift", NUMBER(100.0))]);
        let environment =
            descriptor.builder().make(&small(id, &[]).parameters, Some(ratings())).expect("it can be made");
        assert_eq!(fixed, environment.fixed_tastes().is_some(), "{id}");
    }
    for id in ["stationary_linear", "movielens_mf"] {
        let (still, drifting) = (views(id, 0.0), views(id, 100.0));
        assert!(still.iter().zip(&drifting).all(|(one, other)| one.context == other.context), "{id}");
        let earned = |view: &RoundView| {
            view.arms().into_iter().flat_map(|view| &view.arms).map(|arm| arm.expectation).collect::<Vec<_>>()
        };
        assert!(still.iter().zip(&drifting).any(|(one, other)| earned(one) != earned(other)), "{id}");
    }
    // Ratings that were given, and arms that are new every round.
    for id in ["movielens_replay", "per_arm_linear"] {
        assert_eq!(
            digest(id, "random", &[]),
            digest(id, "random", &[("taste_drift", NUMBER(100.0))]),
            "{id}"
        );
    }
}
