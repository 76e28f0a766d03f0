//! Late, batched and missing feedback leave no agent on an arm of which it has heard nothing.

use std::sync::Arc;

use bandit_playground::agent::{AGENTS, AgentDescriptor, Family};
use bandit_playground::descriptor::{Parameter, Value, Values};
use bandit_playground::environment::Environment;
use bandit_playground::metrics::REGRET;
use bandit_playground::results::RunLog;
use bandit_playground::simulation::run_in;
use bandit_playground::spec::Experiment;
use bandit_playground::spec::feedback::{BATCH, DELAY, DELAY_KIND, FEEDBACK, MISSING};
use rayon::prelude::*;

use crate::conformance::environments::shrunk;
use crate::conformance::small;

/// Who learns nothing, so that it is no better than Random.
const LEARN_NOTHING: [&str; 2] = ["random", "fixed_arm"];

/// Nine arms that earn 1 in 0.1 of all rounds and one, another in each seed, that does in 0.9.
fn one_better() -> Arc<dyn Environment> {
    shrunk(
        "bernoulli",
        &[
            ("arms", Value::Number(10.0)),
            ("probabilities", Value::Choice("one_better".to_owned())),
            ("base", Value::Number(0.1)),
            ("gap", Value::Number(0.8)),
        ],
    )
}

/// What Random loses in a round: it takes the better arm a tenth of the time.
const RANDOM: f64 = 0.9 * 0.8;

fn feedback(pairs: &[(&Parameter, Value)]) -> Values {
    let mut values = Values::default();
    pairs.iter().for_each(|(parameter, value)| values.set(parameter, value.clone()));
    values
}

/// The run of an agent; none where it can't live in this environment. Neural ones get fewer rounds and seeds.
fn run(descriptor: &'static AgentDescriptor, feedback: &Values) -> Option<(Experiment, RunLog)> {
    let neural = descriptor.family == Family::Neural;
    let experiment = Experiment {
        policies: vec![small(descriptor)],
        horizon: if neural { 2_000 } else { 3_000 },
        seeds: if neural { 4 } else { 6 },
        ..Experiment::default()
    }
    .with_settings(&FEEDBACK, feedback.clone());
    let environment = one_better();
    let log = run_in(&experiment, environment).ok()?;
    Some((experiment, log))
}

/// Regret a round over Random's, of each seed.
fn regrets((experiment, log): &(Experiment, RunLog)) -> Vec<f64> {
    let last = |regret: &[f64]| regret.last().copied().unwrap_or(f64::NAN);
    let seeds = log.policies[0].seeds.iter();
    seeds.map(|series| last(series.of(&REGRET)) / (experiment.horizon as f64 * RANDOM)).collect()
}

/// Fails unless every agent has at most this share of Random's regret, or what the last exception of its name says.
fn check(feedback: &Values, most: f64, exceptions: &[(&str, f64)]) {
    AGENTS.par_iter().filter(|agent| !LEARN_NOTHING.contains(&agent.part.id)).for_each(|descriptor| {
        let Some(done) = run(descriptor, feedback) else { return };
        let found = regrets(&done);
        let mean = found.iter().sum::<f64>() / found.len() as f64;
        let id = descriptor.part.id;
        let most = exceptions.iter().rev().find(|(other, _)| *other == id).map_or(most, |(_, most)| *most);
        println!("{id}: {mean:.3} of {most}");
        assert!(mean < most, "{id} under {feedback:?}: {found:.3?} of Random's regret, at most {most}");
    });
}

/// A third of the rounds (a half for neural agents) pass before anything is heard, and cost what Random costs.
#[test]
fn late_feedback_is_waited_for_with_open_eyes() {
    check(&feedback(&[(&DELAY, Value::Number(1_000.0))]), 0.75, &[&SLOW[..], &FORGETTING].concat());
    let geometric = (&DELAY_KIND, Value::Choice("geometric".to_owned()));
    check(&feedback(&[(&DELAY, Value::Number(300.0)), geometric]), 0.75, &SLOW);
}

#[test]
fn batches_are_waited_for_with_open_eyes() {
    check(&feedback(&[(&BATCH, Value::Number(1_000.0))]), 0.75, &[&SLOW[..], &FORGETTING].concat());
}

/// One round in twenty is heard of.
#[test]
fn missing_feedback_is_waited_for_with_open_eyes() {
    check(&feedback(&[(&MISSING, Value::Number(0.95))]), 0.75, &SLOW);
}

/// Who explores more than these rounds allow, with what is asked of them.
const SLOW: [(&str, f64); 7] = [
    // Its temperature is a unit of reward: it draws nearly evenly, with feedback at once, too.
    ("neural_boltzmann", 1.0),
    // Its exploration goes down with the number of its weights.
    ("neural_falcon", 0.97),
    // Draws any arm in a tenth of all rounds, and all arms share every round what weight one of them has won.
    ("exp3_s", 1.0),
    // Its bonus, made for rewards of unknown variance, is large for the 150 rounds that are heard of where 0.95 are missing.
    ("ucb_v", 0.95),
    // Small steps, of which it needs some hundred.
    ("gradient_bandit", 0.95),
    // Arms are drawn as often as they earn, however long it has learned.
    ("popularity", 0.8),
    // It forgets half of what it knows in 138 rounds, whether or not it hears of any, and then tries all arms again.
    ("discounted_ucb", 1.0),
];

/// Who has forgotten what happened 1,000 rounds ago, or nearly so: no worse than Random, but for chance, where feedback takes
/// so long or comes in batches of so many.
const FORGETTING: [(&str, f64); 5] = [
    ("discounted_ucb", 1.02),
    ("discounted_thompson", 1.0),
    ("sliding_window_ucb", 1.02),
    ("sw_lin_ucb", 1.02),
    ("d_lin_ucb", 1.02),
];

/// Where nothing is ever heard, no agent has a reason: no arm gets much more than its tenth. (Bootstrap Thompson sampling
/// has: its resamples begin at weights drawn at random, and some arm is the best of each.)
#[test]
fn without_feedback_no_arm_is_preferred() {
    let nothing = feedback(&[(&MISSING, Value::Number(1.0))]);
    AGENTS.par_iter().for_each(|descriptor| {
        if descriptor.part.id == "fixed_arm"
            || descriptor.sees_expectations
            || descriptor.part.id == "bagging"
        {
            return;
        }
        let Some((_, log)) = run(descriptor, &nothing) else { return };
        let counts = log.policies[0].arm_counts.last().expect("there is a checkpoint");
        let total = counts.iter().sum::<u64>() as f64;
        for count in counts {
            let share = *count as f64 / total;
            assert!((share - 0.1).abs() < 0.02, "{}: {counts:?}", descriptor.part.id);
        }
    });
}
