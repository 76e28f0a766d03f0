//! A warm start: arms drawn at random in the first rounds, from which every agent learns.

use bandit_playground::agent::{self, Reason};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::metrics::{AVERAGE_REWARD, REGRET};
use bandit_playground::page::logic::why::choice_sentence;
use bandit_playground::results::{ArmsView, RoundView};
use bandit_playground::simulation::{Stepper, run};
use bandit_playground::spec::feedback::{DELAY, FEEDBACK};
use bandit_playground::spec::link::{decode, encode};
use bandit_playground::spec::settings::warm_start::{DESCRIPTOR, ROUNDS};
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec};
use serde_json::json;

const ARMS: usize = 4;

fn experiment(agents: &[&str], horizon: u64, rounds: u64) -> Experiment {
    let mut environment = PartChoice { id: "bernoulli".to_owned(), parameters: Values::default() };
    environment.parameters.0.insert("arms".to_owned(), Value::Number(ARMS as f64));
    let policies =
        agents.iter().map(|id| PolicySpec::new(agent::find(id).expect("the agent exists"))).collect();
    let mut experiment = Experiment { environment, policies, horizon, seeds: 1, ..Experiment::default() };
    experiment.settings.set(&DESCRIPTOR, &ROUNDS, Value::Number(rounds as f64));
    experiment
}

fn stepper(experiment: &Experiment) -> Stepper {
    let environment = experiment.prepare(None).expect("it needs no ratings");
    Stepper::new(experiment, environment, 0..1).expect("it fits")
}

fn next(stepper: &mut Stepper) -> ArmsView {
    stepper.advance_inspected().and_then(RoundView::into_arms).expect("a round of arms")
}

/// Every arm as often as any other, within four standard errors, and the same for all agents.
#[test]
fn all_agents_meet_the_same_uniform_draws() {
    let rounds = 8_000;
    let experiment = experiment(&["lin_ucb", "exp3", "oracle"], rounds, rounds);
    let log = run(&experiment, None).expect("it runs");
    let of = |policy: usize| &log.policies[policy].seeds[0];
    for policy in 1..3 {
        assert_eq!(of(policy).of(&AVERAGE_REWARD), of(0).of(&AVERAGE_REWARD));
        assert_eq!(of(policy).of(&REGRET), of(0).of(&REGRET));
    }
    let mut stepper = stepper(&experiment);
    let mut counts = [0.0_f64; ARMS];
    for _ in 0..rounds {
        let view = next(&mut stepper);
        counts[view.policies[0].chosen] += 1.0;
        let thought = &view.policies[0].before;
        assert_eq!((thought.reason, &thought.probabilities[..]), (Reason::WarmStart, &[0.25; ARMS][..]));
    }
    let (expected, p) = (rounds as f64 / ARMS as f64, 1.0 / ARMS as f64);
    let error = (rounds as f64 * p * (1.0 - p)).sqrt();
    assert!(counts.iter().all(|count| (count - expected).abs() < 4.0 * error), "{counts:?}");
}

/// What an agent estimates is the mean of what it has heard, at once or late, of drawn and of chosen arms.
#[test]
fn agents_learn_from_what_is_drawn() {
    for delay in [0_u64, 7] {
        let mut experiment = experiment(&["mean_epsilon_greedy"], 200, 60);
        experiment.settings.set(&FEEDBACK, &DELAY, Value::Number(delay as f64));
        let mut stepper = stepper(&experiment);
        let mut past: Vec<(usize, f64)> = Vec::new();
        for round in 1..=120_u64 {
            let view = next(&mut stepper);
            let policy = &view.policies[0];
            assert_eq!(policy.before.reason == Reason::WarmStart, round <= 60, "round {round}");
            let heard = &past[..past.len().saturating_sub(delay as usize)];
            for arm in 0..ARMS {
                let rewards: Vec<f64> =
                    heard.iter().filter(|(chosen, _)| *chosen == arm).map(|(_, reward)| *reward).collect();
                if !rewards.is_empty() {
                    let mean = rewards.iter().sum::<f64>() / rewards.len() as f64;
                    let estimate = policy.before.estimates[arm];
                    assert!(
                        (estimate - mean).abs() < 1e-12,
                        "round {round}, arm {arm}: {estimate} for {mean}"
                    );
                }
            }
            past.push((policy.chosen, policy.reward));
        }
    }
}

/// No other stream is touched: the rounds themselves are the same, and without drawn rounds so is every choice.
#[test]
fn nothing_else_changes() {
    let digest = |rounds| run(&experiment(&["lin_ts", "exp3"], 500, rounds), None).expect("it runs").digest();
    let mut plain = experiment(&["lin_ts", "exp3"], 500, 0);
    plain.settings = Default::default();
    assert_eq!(digest(0), run(&plain, None).expect("it runs").digest());
    assert_ne!(digest(0), digest(1));
    let (mut cold, mut warm) = (stepper(&plain), stepper(&experiment(&["lin_ts", "exp3"], 500, 20)));
    for _ in 0..40 {
        let expectations = |view: &ArmsView| view.arms.iter().map(|arm| arm.expectation).collect::<Vec<_>>();
        assert_eq!(expectations(&next(&mut cold)), expectations(&next(&mut warm)));
    }
}

/// What is drawn in a round does not depend on the rounds before it having been played.
#[test]
fn a_run_that_goes_on_later_draws_the_same() {
    let experiment = experiment(&["random"], 100, 50);
    let (mut whole, mut later) = (stepper(&experiment), stepper(&experiment));
    whole.advance(30);
    later.skip(30);
    for _ in 0..20 {
        let (whole, later) = (next(&mut whole), next(&mut later));
        assert_eq!(whole.policies[0].chosen, later.policies[0].chosen);
        assert_eq!(later.policies[0].before.reason, Reason::WarmStart);
    }
    assert_eq!(next(&mut later).policies[0].before.reason, Reason::Random);
}

#[test]
fn a_person_is_told_that_the_arm_was_drawn() {
    for id in ["lin_ucb", "static_mixture", "bernoulli_thompson", "random"] {
        let mut stepper = stepper(&experiment(&[id], 10, 1));
        let view = next(&mut stepper);
        let title = &view.arms[view.policies[0].chosen].card.title;
        let sentence = choice_sentence(&view, &view.policies[0]);
        assert!(sentence.starts_with(&format!("Drawn at random (warm start): {title}")), "{id}: {sentence}");
        let view = next(&mut stepper);
        let sentence = choice_sentence(&view, &view.policies[0]);
        assert!(!sentence.contains("warm start"), "{id}: {sentence}");
    }
}

/// It travels in JSON and in links, and has no meaning among slates.
#[test]
fn json_and_links_hold_it() {
    let warm = experiment(&["random"], 5_000, 250);
    let json = serde_json::to_value(&warm).expect("it is JSON");
    assert_eq!(json["warm_start"], json!({ "rounds": 250.0 }));
    assert_eq!(Experiment::from_json(&json.to_string()).expect("it is an experiment"), warm);
    assert!(encode(&warm, None).contains("warm=rounds=250"), "{}", encode(&warm, None));
    assert_eq!(decode(&encode(&warm, None)).expect("it is a link").experiment, warm);
    let slates = json!({
        "world": { "id": "gap_slates" },
        "contenders": [{ "ranker": "random_slate" }],
        "warm_start": { "rounds": 5 }
    });
    let sentence = Experiment::from_json(&slates.to_string()).expect_err("slates").to_string();
    assert_eq!(
        sentence,
        "\"gap_slates\" is an environment of slates, where \"rounds\" of \"warm_start\" has no meaning: leave it out, or take another environment"
    );
}
