//! What every agent keeps to in every environment that it can live in. Driven by the descriptors: a new agent or environment is
//! tested by being in its list.

mod changes;
mod environments;
mod late;
mod snapshots;
mod symmetry;

use std::sync::Arc;

use bandit_playground::agent::{self, AGENTS, Explanation, Feedback, Reason, View};
use bandit_playground::descriptor::{Kind, Parameter, Value, Values};
use bandit_playground::environment::objectives::{SCALARIZATION, WEIGHTS};
use bandit_playground::environment::{ENVIRONMENTS, Environment, Noise, Round};
use bandit_playground::math::random::RngStream;
use bandit_playground::metrics::{AVERAGE_REWARD, REGRET};
use bandit_playground::results::{ArmsView, RoundView, RunLog};
use bandit_playground::simulation::Stepper;
use bandit_playground::spec::objectives::OBJECTIVES;
use bandit_playground::spec::settings::warm_start;
use bandit_playground::spec::{Experiment, ExperimentError, PolicySpec, feedback};
use rayon::prelude::*;

use crate::share;
use environments::{Twist, Twisted, one_armed, shrunk, shrunk_environments};

const ROUNDS: u64 = 2_000;

/// Sizes of neural agents that keep the tests fast: what is tested here does not depend on them. Where one of them is
/// itself at the end of its range, the others are small.
const SMALL: [(&str, f64); 3] = [("width", 8.0), ("batch", 4.0), ("train_every", 2.0)];

/// A policy with this agent, made small.
fn small(descriptor: &'static agent::AgentDescriptor) -> PolicySpec {
    let mut policy = PolicySpec::new(descriptor);
    for (name, size) in SMALL {
        if let Some(parameter) = descriptor.part.parameter(name)
            && descriptor.family == agent::Family::Neural
        {
            policy.agent.parameters.set(parameter, Value::Number(size));
        }
    }
    policy
}

/// Runs one policy under one seed, and looks inside now and then. Fails where a sum or a thought is not a number, or
/// where what is thought does not fit what is done.
fn run(
    environment: &Arc<dyn Environment>,
    policy: &PolicySpec,
    master_seed: u64,
) -> Result<RunLog, ExperimentError> {
    run_looking(environment, policy, master_seed, true)
}

fn run_looking(
    environment: &Arc<dyn Environment>,
    policy: &PolicySpec,
    master_seed: u64,
    look: bool,
) -> Result<RunLog, ExperimentError> {
    let experiment = Experiment { master_seed, ..Experiment::default() };
    run_with(environment, policy, look, experiment)
}

/// The same with what else this experiment says.
fn run_with(
    environment: &Arc<dyn Environment>,
    policy: &PolicySpec,
    look: bool,
    experiment: Experiment,
) -> Result<RunLog, ExperimentError> {
    let experiment = Experiment { policies: vec![policy.clone()], horizon: ROUNDS, seeds: 1, ..experiment };
    let items = (0..environment.shape().items).map(|item| environment.item(item).title).collect();
    let mut log = RunLog::new(&experiment, items);
    let mut stepper = Stepper::new(&experiment, Arc::clone(environment), 0..1)?;
    while !stepper.is_done() {
        if look && let Some(view) = stepper.advance_inspected().and_then(RoundView::into_arms) {
            check_view(&view, &policy.agent.id);
        }
        stepper.advance(333);
    }
    log.apply(&stepper.take()).expect("it belongs to the log");
    for series in log.policies.iter().flat_map(|policy| &policy.seeds) {
        let sums = series.of(&AVERAGE_REWARD).iter().chain(series.of(&REGRET));
        assert!(sums.clone().all(|sum| sum.is_finite()), "{}: a sum is NaN", policy.agent.id);
        assert!(
            series.of(&REGRET).windows(2).all(|pair| pair[0] <= pair[1]),
            "{}: regret falls",
            policy.agent.id
        );
    }
    Ok(log)
}

fn check_view(view: &ArmsView, agent: &str) {
    let policy = &view.policies[0];
    assert!(policy.chosen < view.arms.len(), "{agent} chose what is not offered");
    for thought in [&policy.before, &policy.after] {
        check_thought(thought, view.arms.len(), agent);
    }
    if let Reason::Drawn { probability } = policy.before.reason {
        let of_chosen = policy.before.probabilities.get(policy.chosen);
        assert_eq!(Some(&probability), of_chosen, "{agent} drew with another probability than it shows");
    }
    if matches!(policy.before.reason, Reason::Index | Reason::Sampled { .. } | Reason::Optimism { .. }) {
        // Two scores that differ may be the same in reward, so that the first of the largest need not be the chosen one.
        let scores = &policy.before.scores;
        let chosen = scores.get(policy.chosen);
        assert!(scores.iter().all(|score| Some(score) <= chosen), "{agent} did not take its largest score");
    }
}

fn check_thought(thought: &Explanation, arms: usize, agent: &str) {
    for numbers in [&thought.estimates, &thought.widths, &thought.scores, &thought.probabilities] {
        assert!(numbers.is_empty() || numbers.len() == arms, "{agent}: as many numbers as arms, or none");
        assert!(numbers.iter().all(|number| !number.is_nan()), "{agent}: {thought:?}");
    }
    assert!(thought.estimates.iter().all(|estimate| estimate.is_finite()), "{agent}: {thought:?}");
    assert!(thought.widths.iter().all(|width| *width >= 0.0), "{agent}: {thought:?}");
    if !thought.probabilities.is_empty() {
        assert!(thought.probabilities.iter().all(|p| (0.0..=1.0).contains(p)), "{agent}: {thought:?}");
        let sum: f64 = thought.probabilities.iter().sum();
        assert!((sum - 1.0).abs() < 1e-9, "{agent}: probabilities add up to {sum}");
    }
}

fn digest(log: &RunLog) -> String {
    log.digest().expect("the run is complete")
}

/// Whether an error is a clear sentence about why the agent can't live there, which is a right answer.
fn is_refusal(error: &ExperimentError) -> bool {
    let sentence = error.to_string();
    assert!(sentence.len() > 20 && !sentence.contains('\n'), "{sentence}");
    matches!(error, ExperimentError::Agent(_))
}

/// The first rounds of an environment, by which two episodes can be told apart.
fn beginning(environment: &Arc<dyn Environment>, master_seed: u64) -> Vec<Round> {
    let mut episode = Arc::clone(environment).episode(master_seed, 0);
    let mut round = Round::new(&environment.shape());
    let next = |_| {
        episode.next(&mut round);
        round.clone()
    };
    (0..50).map(next).collect()
}

/// Every agent in every environment: numbers all along, the same bits again though no one looks inside, and other bits from
/// another master seed wherever there is randomness in the environment.
#[test]
fn every_agent_runs_in_every_environment() {
    let environments: Vec<_> = shrunk_environments()
        .into_iter()
        .map(|(id, environment)| (id, beginning(&environment, 1) != beginning(&environment, 2), environment))
        .collect();
    AGENTS.par_iter().for_each(|descriptor| {
        let policy = small(descriptor);
        let mut homes = 0;
        for (id, random, environment) in &environments {
            if !share::is_due(&format!("{} in {id}", descriptor.part.id)) {
                continue;
            }
            let log = match run(environment, &policy, 1) {
                Ok(log) => log,
                Err(error) => {
                    assert!(is_refusal(&error), "{} in {id}: {error}", descriptor.part.id);
                    continue;
                }
            };
            homes += 1;
            let again = run_looking(environment, &policy, 1, false).expect("it ran before");
            assert_eq!(digest(&log), digest(&again), "{} in {id}: other bits", descriptor.part.id);
            // Agents that draw nothing in an environment that draws nothing do the same for every seed.
            if *random {
                let other = run(environment, &policy, 2).expect("it ran before");
                assert_ne!(digest(&log), digest(&other), "{} in {id}: no seed", descriptor.part.id);
            }
        }
        assert!(homes > 0 || !share::is_whole(), "{} lives in no environment", descriptor.part.id);
    });
}

/// An agent that says it draws, draws otherwise for another master seed, even in an environment that draws nothing.
#[test]
fn those_who_draw_depend_on_the_seed() {
    let environment = shrunk("adversarial", &[]);
    AGENTS.par_iter().for_each(|descriptor| {
        let policy = small(descriptor);
        let Ok(log) = run(&environment, &policy, 1) else { return };
        let mut stepper = Stepper::new(
            &Experiment { policies: vec![policy.clone()], horizon: 100, seeds: 1, ..Experiment::default() },
            Arc::clone(&environment),
            0..1,
        )
        .expect("it ran before");
        let draws = (0..100).any(|_| {
            let view = stepper.advance_inspected().and_then(RoundView::into_arms);
            let reason = view.map(|view| view.policies[0].before.reason);
            match reason {
                // One that is drawn with certainty needs no random number.
                Some(Reason::Drawn { probability }) => probability < 0.99,
                Some(Reason::Explored { .. } | Reason::Sampled { .. }) => true,
                Some(Reason::Random) => descriptor.part.id == "random",
                _ => false,
            }
        });
        if draws {
            let other = run(&environment, &policy, 2).expect("it ran before");
            assert_ne!(digest(&log), digest(&other), "{} draws without a seed", descriptor.part.id);
        }
    });
}

/// Of more options the first and the last are enough: those are agents, each of which is tested by itself and as a
/// member in tests/mixtures.rs.
const MANY_OPTIONS: usize = 8;

/// Both ends of a parameter's range, or all of its options.
fn ends(parameter: &Parameter) -> Vec<Value> {
    match parameter.kind {
        Kind::Number { minimum, maximum, .. } => vec![Value::Number(minimum), Value::Number(maximum)],
        Kind::Schedule { minimum, maximum, .. } => {
            let falls = Value::Choice(format!("{maximum} until 10 then {minimum} until 20 then {maximum}"));
            vec![Value::Number(minimum), Value::Number(maximum), falls]
        }
        Kind::Layers { .. } => ["1", "5,3"].map(|widths| Value::Choice(widths.to_owned())).to_vec(),
        Kind::Settings | Kind::Code { .. } => Vec::new(),
        Kind::Integer { minimum, maximum, .. } => {
            vec![Value::Number(minimum as f64), Value::Number(maximum as f64)]
        }
        Kind::Switch { .. } => vec![Value::Switch(false), Value::Switch(true)],
        Kind::Choice { options, .. } => {
            let last = options.len() - 1;
            let tried =
                options.iter().enumerate().filter(|(index, _)| last < MANY_OPTIONS || index % last == 0);
            tried.map(|(_, option)| Value::Choice(option.id.to_owned())).collect()
        }
    }
}

/// Every agent with each parameter alone at either end of its range, in an environment without arm features and in one with.
#[test]
fn every_agent_runs_at_the_ends_of_its_ranges() {
    let environments = [shrunk("stationary_linear", &[]), shrunk("movielens_per_arm", &[])];
    let every = AGENTS.iter().flat_map(|agent| agent.part.parameters.iter().map(move |of| (*agent, of)));
    let every =
        every.filter(|(agent, of)| share::is_due(&format!("{} at the ends of {}", agent.part.id, of.name)));
    every.collect::<Vec<_>>().into_par_iter().for_each(|(descriptor, parameter)| {
        for end in ends(parameter) {
            let mut policy = small(descriptor);
            policy.agent.parameters.set(parameter, end.clone());
            let mut homes = 0;
            for environment in &environments {
                match run(environment, &policy, 1) {
                    Ok(_) => homes += 1,
                    Err(error) => assert!(is_refusal(&error), "{}: {error}", descriptor.part.id),
                }
            }
            assert!(homes > 0, "{} with {} {end} lives nowhere", descriptor.part.id, parameter.name);
        }
    });
}

/// Every environment with each parameter alone at either end of its range.
#[test]
fn every_environment_runs_at_the_ends_of_its_ranges() {
    for descriptor in ENVIRONMENTS {
        for parameter in descriptor.part.parameters {
            for end in ends(parameter) {
                let environment = shrunk(descriptor.part.id, &[(parameter.name, end.clone())]);
                for agent in [&agent::random::DESCRIPTOR, &agent::without_context::ucb1::DESCRIPTOR] {
                    let done = run(&environment, &PolicySpec::new(agent), 1);
                    assert!(done.is_ok(), "{} with {} {end}", descriptor.part.id, parameter.name);
                }
            }
        }
    }
}

/// What no agent may stumble over: see [`Twist`].
#[test]
fn every_agent_withstands_odd_environments() {
    let masters =
        [shrunk("stationary_linear", &[]), shrunk("movielens_per_arm", &[]), shrunk("bernoulli", &[])];
    for twist in Twist::ALL {
        for environment in &masters {
            let twisted: Arc<dyn Environment> =
                Arc::new(Twisted { environment: Arc::clone(environment), twist });
            AGENTS.par_iter().for_each(|descriptor| {
                if !share::is_due(&format!("{} under {twist:?}", descriptor.part.id)) {
                    return;
                }
                let policy = small(descriptor);
                match run(&twisted, &policy, 1) {
                    Ok(log) => {
                        let again = run(&twisted, &policy, 1).expect("it ran before");
                        assert_eq!(digest(&log), digest(&again), "{} under {twist:?}", descriptor.part.id);
                    }
                    Err(error) => assert!(is_refusal(&error), "{}: {error}", descriptor.part.id),
                }
            });
        }
    }
}

/// And in every other environment, where each agent meets one of the twists.
#[test]
fn every_agent_withstands_an_oddity_in_every_environment() {
    for (number, (id, environment)) in shrunk_environments().into_iter().enumerate() {
        AGENTS.par_iter().enumerate().for_each(|(index, descriptor)| {
            if !share::is_due(&format!("{} twisted in {id}", descriptor.part.id)) {
                return;
            }
            let twist = Twist::ALL[(number + index) % Twist::ALL.len()];
            let twisted: Arc<dyn Environment> =
                Arc::new(Twisted { environment: Arc::clone(&environment), twist });
            let policy = small(descriptor);
            match run(&twisted, &policy, 1) {
                Ok(log) => {
                    let again = run_looking(&twisted, &policy, 1, false).expect("it ran before");
                    let name = descriptor.part.id;
                    assert_eq!(digest(&log), digest(&again), "{name} in {id} under {twist:?}");
                }
                Err(error) => assert!(is_refusal(&error), "{} in {id}: {error}", descriptor.part.id),
            }
        });
    }
}

/// What an agent hears is of other rounds than the last, several at once and never of some, and these offered other
/// arms: in environments that mask arms, and where arms have features.
#[test]
fn every_agent_lives_with_late_feedback() {
    let mut late = Values::default();
    late.set(&feedback::DELAY, Value::Number(9.0));
    late.set(&feedback::DELAY_KIND, Value::Choice("geometric".to_owned()));
    late.set(&feedback::BATCH, Value::Number(4.0));
    late.set(&feedback::MISSING, Value::Number(0.2));
    late.set(&feedback::EXTRA_NOISE, Value::Number(0.5));
    let late = Experiment::default().with_settings(&feedback::FEEDBACK, late);
    for environment in [shrunk("masked_linear", &[]), shrunk("movielens_replay", &[])] {
        AGENTS.par_iter().for_each(|descriptor| {
            let policy = PolicySpec::new(descriptor);
            match run_with(&environment, &policy, true, late.clone()) {
                Ok(log) => {
                    let again = run_with(&environment, &policy, false, late.clone()).expect("it ran before");
                    assert_eq!(digest(&log), digest(&again), "{} hears late", descriptor.part.id);
                }
                Err(error) => assert!(is_refusal(&error), "{}: {error}", descriptor.part.id),
            }
        });
    }
}

/// Where arms are drawn at random at first, and heard of at once or late.
#[test]
fn every_agent_lives_with_a_warm_start() {
    let mut at_once = Experiment::default();
    at_once.settings.set(&warm_start::DESCRIPTOR, &warm_start::ROUNDS, Value::Number(40.0));
    let mut late = at_once.clone();
    late.settings.set(&feedback::FEEDBACK, &feedback::DELAY, Value::Number(9.0));
    for environment in [shrunk("masked_linear", &[]), shrunk("movielens_per_arm", &[])] {
        AGENTS.par_iter().for_each(|descriptor| {
            let (policy, id) = (small(descriptor), descriptor.part.id);
            for warm in [&at_once, &late] {
                match run_with(&environment, &policy, true, warm.clone()) {
                    Ok(log) => {
                        let again =
                            run_with(&environment, &policy, false, warm.clone()).expect("it ran before");
                        assert_eq!(digest(&log), digest(&again), "{id} with a warm start");
                    }
                    Err(error) => assert!(is_refusal(&error), "{id}: {error}"),
                }
            }
        });
    }
}

/// Where several objectives make the reward: of added noise, of coins, of films, of masked arms, and where the range of
/// rewards is one number.
#[test]
fn every_agent_lives_with_several_objectives() {
    let constant = Twisted { environment: shrunk("bernoulli", &[]), twist: Twist::KnownConstant };
    let environments: [Arc<dyn Environment>; 4] = [
        shrunk("masked_linear", &[]),
        shrunk("movielens_per_arm", &[]),
        shrunk("bernoulli", &[]),
        Arc::new(constant),
    ];
    for scalarization in ends(&SCALARIZATION) {
        let mut goals = Values::default();
        WEIGHTS[1..].iter().for_each(|weight| goals.set(weight, Value::Number(0.75)));
        goals.set(&SCALARIZATION, scalarization);
        let several = Experiment::default().with_settings(&OBJECTIVES, goals);
        AGENTS.par_iter().for_each(|descriptor| {
            let (policy, id) = (small(descriptor), descriptor.part.id);
            for (index, environment) in environments.iter().enumerate() {
                if !share::is_due(&format!("{id} with several objectives in environment {index}")) {
                    continue;
                }
                match run_with(environment, &policy, true, several.clone()) {
                    Ok(log) => {
                        let again =
                            run_with(environment, &policy, false, several.clone()).expect("it ran before");
                        assert_eq!(digest(&log), digest(&again), "{id} with several objectives");
                        // Where the reward is always the least there is, the smallest objective is, too, and nothing differs.
                        if index == environments.len() - 1 {
                            continue;
                        }
                        let alone = run(environment, &policy, several.master_seed).expect("it ran before");
                        assert_ne!(digest(&log), digest(&alone), "{id} with one objective");
                    }
                    Err(error) => assert!(is_refusal(&error), "{id}: {error}"),
                }
            }
        });
    }
}

/// To hear at once what came of a choice, with what was noted of it, is to be updated: in every environment the same choices.
#[test]
fn hearing_at_once_is_being_updated() {
    for environment in [shrunk("masked_linear", &[]), shrunk("movielens_replay", &[])] {
        let rounds = beginning(&environment, 1);
        for descriptor in AGENTS {
            let values = small(descriptor).agent.parameters;
            let Ok(mut updated) = (descriptor.builder().build)(&values, &environment.shape()) else {
                continue;
            };
            let mut hearing = updated.clone();
            let [mut own, mut other] = [0, 0].map(|seed| RngStream::new(1, seed, "agent"));
            for round in &rounds {
                let expectations = if descriptor.sees_expectations { &round.expectations[..] } else { &[] };
                let Round { context, items, arm_features, .. } = round;
                let view = View { round: 1, context, items, arm_features, expectations };
                let chosen = updated.choose(&view, &mut own);
                assert_eq!(hearing.choose(&view, &mut other), chosen, "{}", descriptor.part.id);
                let reward = round.reward(chosen);
                updated.update_reward(&view, chosen, reward);
                hearing.update(
                    &view,
                    chosen,
                    &Feedback { reward, objectives: &[], info: hearing.info(), now: view.round },
                );
                let thoughts = [updated.explain(&view), hearing.explain(&view)];
                assert_eq!(thoughts[0], thoughts[1], "{}", descriptor.part.id);
            }
        }
    }
}

/// With one arm there is nothing to choose and no regret.
#[test]
fn every_agent_lives_with_one_arm() {
    let environments = one_armed();
    assert!(!environments.is_empty());
    for (id, environment) in environments {
        AGENTS.par_iter().for_each(|descriptor| match run(&environment, &small(descriptor), 1) {
            Ok(log) => {
                let regret = log.policies[0].seeds[0].of(&REGRET).last().copied();
                assert_eq!(regret, Some(0.0), "{} in {id}", descriptor.part.id);
            }
            Err(error) => assert!(is_refusal(&error), "{} in {id}: {error}", descriptor.part.id),
        });
    }
}

/// The twists are what they say.
#[test]
fn twists_twist() {
    let of = |twist: Twist| {
        beginning(
            &(Arc::new(Twisted { environment: shrunk("bernoulli", &[]), twist }) as Arc<dyn Environment>),
            1,
        )
    };
    assert!(of(Twist::Billions).iter().any(|round| round.expectations.iter().any(|reward| *reward > 1e8)));
    assert!(of(Twist::Constant).iter().all(|round| round.noise == Noise::Added(0.0)));
    let sizes: Vec<usize> = of(Twist::Masked).iter().map(|round| round.items.len()).collect();
    assert!(sizes.contains(&1) && sizes.iter().any(|size| *size > 2), "{sizes:?}");
    assert!(of(Twist::NoContext).iter().all(|round| round.context.iter().all(|number| *number == 0.0)));
}
