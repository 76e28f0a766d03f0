//! The stepper as the page and the command line use it: same bits however the work is cut, regret that is regret.

use std::sync::Arc;

use bandit_playground::agent::{self, AGENTS};
use bandit_playground::descriptor::{Parameter, Value, Values};
use bandit_playground::environment::{self, Environment};
use bandit_playground::metrics::{AVERAGE_REWARD, REGRET, SUBOPTIMAL_RATE};
use bandit_playground::results::RunLog;
use bandit_playground::simulation::Stepper;
use bandit_playground::spec::settings::SETTING_GROUPS;
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec, feedback};
use proptest::prelude::*;

fn synthetic(agents: &[&str]) -> Experiment {
    let policies = agents.iter().map(|id| PolicySpec::new(agent::find(id).expect("the agent exists")));
    Experiment {
        environment: PartChoice { id: "stationary_linear".to_owned(), parameters: Values::default() },
        policies: policies.collect(),
        horizon: 300,
        seeds: 4,
        ..Experiment::default()
    }
}

fn build(experiment: &Experiment) -> Arc<dyn Environment> {
    let descriptor = environment::find(&experiment.environment.id).expect("the environment exists");
    descriptor
        .builder()
        .make(&experiment.environment.parameters, None)
        .expect("the environment needs no ratings")
}

fn empty_log(experiment: &Experiment, environment: &Arc<dyn Environment>) -> RunLog {
    let items = (0..environment.shape().items).map(|item| environment.item(item).title).collect();
    RunLog::new(experiment, items)
}

/// Runs with the seeds cut into parts of these sizes and the rounds into these steps.
fn run(experiment: &Experiment, parts: &[u32], steps: &[u64], inspect: bool) -> RunLog {
    let environment = build(experiment);
    let mut log = empty_log(experiment, &environment);
    let mut first = 0_u32;
    for size in parts.iter().copied().chain(std::iter::once(u32::MAX)) {
        let end = first.saturating_add(size).min(experiment.seeds);
        if first == end {
            break;
        }
        let mut stepper = Stepper::new(experiment, Arc::clone(&environment), first..end).expect("it fits");
        for turn in 0.. {
            if stepper.is_done() {
                break;
            }
            if inspect && turn % 3 == 0 {
                stepper.advance_inspected();
            } else {
                stepper.advance(steps[turn % steps.len()]);
            }
            log.apply(&stepper.take()).expect("it belongs to the log");
        }
        first = end;
    }
    log
}

fn digest(log: &RunLog) -> String {
    log.digest().expect("the run is complete")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// One experiment, one digest: however seeds and rounds are cut, and whether or not someone looks inside.
    #[test]
    fn one_experiment_one_digest(
        parts in proptest::collection::vec(1_u32..4, 1..4),
        steps in proptest::collection::vec(1_u64..120, 1..5),
        inspect: bool,
    ) {
        let experiment = synthetic(&["lin_ucb", "lin_ts", "epsilon_greedy", "random", "oracle"]);
        let whole = run(&experiment, &[4], &[1_000], false);
        let cut = run(&experiment, &parts, &steps, inspect);
        prop_assert_eq!(digest(&whole), digest(&cut));
        prop_assert_eq!(whole.rows(), cut.rows());
    }
}

/// Settings of feedback under which something is late, batched, missing, inexact, or all of it.
fn any_feedback() -> impl Strategy<Value = Values> {
    (0_u32..40, any::<bool>(), 1_u32..20, 0.0..1.0_f64, 0.0..2.0_f64).prop_map(
        |(delay, geometric, batch, missing, noise)| {
            let mut values = Values::default();
            let kind = if geometric { "geometric" } else { "fixed" };
            values.set(&feedback::DELAY, Value::Number(f64::from(delay)));
            values.set(&feedback::DELAY_KIND, Value::Choice(kind.to_owned()));
            values.set(&feedback::BATCH, Value::Number(f64::from(batch)));
            values.set(&feedback::MISSING, Value::Number(missing));
            values.set(&feedback::EXTRA_NOISE, Value::Number(noise));
            values
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// The same with feedback under way while the work is cut; policies that don't learn have the numbers that they have
    /// without, for feedback changes nothing of what is measured.
    #[test]
    fn one_experiment_one_digest_whatever_the_feedback(
        feedback in any_feedback(),
        parts in proptest::collection::vec(1_u32..4, 1..4),
        steps in proptest::collection::vec(1_u64..120, 1..5),
        inspect: bool,
    ) {
        let at_once = synthetic(&["random", "lin_ucb", "oracle"]);
        let experiment = at_once.clone().with_settings(&feedback::FEEDBACK, feedback);
        let whole = run(&experiment, &[4], &[1_000], false);
        let cut = run(&experiment, &parts, &steps, inspect);
        prop_assert_eq!(digest(&whole), digest(&cut));
        prop_assert_eq!(whole.rows(), cut.rows());
        let undisturbed = run(&at_once, &[4], &[1_000], false);
        for policy in [0, 2] {
            prop_assert_eq!(&whole.policies[policy].seeds, &undisturbed.policies[policy].seeds);
        }
        for series in whole.policies.iter().flat_map(|policy| &policy.seeds) {
            prop_assert!(series.of(&REGRET).windows(2).all(|pair| pair[0] <= pair[1]) && series.of(&REGRET)[0] >= 0.0);
        }
    }
}

/// LinUCB with worse feedback learns later, and without any it never learns.
#[test]
fn worse_feedback_is_paid_for() {
    let regret = |parameter: &Parameter, value: f64| {
        let mut experiment = synthetic(&["lin_ucb", "random"]);
        experiment.horizon = 2_000;
        experiment.settings.set(&feedback::FEEDBACK, parameter, Value::Number(value));
        let rows = run(&experiment, &[4], &[5_000], false).rows();
        rows[0].of(&REGRET).mean / rows[1].of(&REGRET).mean
    };
    let at_once = regret(&feedback::DELAY, 0.0);
    assert!(at_once < 0.35, "{at_once}");
    for (parameter, value) in
        [(&feedback::DELAY, 300.0), (&feedback::BATCH, 300.0), (&feedback::EXTRA_NOISE, 5.0)]
    {
        let worse = regret(parameter, value);
        assert!((at_once + 0.05..0.9).contains(&worse), "{}: {worse}", parameter.name);
    }
    // An agent that never hears anything takes any arm.
    let never = regret(&feedback::MISSING, 1.0);
    assert!((never - 1.0).abs() < 0.1, "{never}");
}

#[test]
fn feedback_that_does_not_fit_into_memory_is_refused() {
    let mut experiment = synthetic(&["random"]);
    experiment.environment.parameters.0.insert("dimension".to_owned(), Value::Number(100.0));
    experiment.environment.parameters.0.insert("arms".to_owned(), Value::Number(200.0));
    experiment.seeds = 100;
    experiment.horizon = 100_000;
    experiment.settings.set(&feedback::FEEDBACK, &feedback::DELAY, Value::Number(1_000.0));
    let environment = build(&experiment);
    assert!(Stepper::new(&experiment, Arc::clone(&environment), 0..1).is_ok());
    experiment.settings.set(
        &feedback::FEEDBACK,
        &feedback::DELAY_KIND,
        Value::Choice("geometric".to_owned()),
    );
    let error =
        Stepper::new(&experiment, environment, 0..1).err().expect("a ring of 10,001 rounds for 100 seeds");
    assert!(error.to_string().contains("shorter delays"), "{error}");
}

#[test]
fn adding_moving_or_removing_a_policy_changes_nobody_elses_numbers() {
    let many = run(&synthetic(&["random", "lin_ts", "epsilon_greedy"]), &[4], &[1_000], false);
    let few = run(&synthetic(&["epsilon_greedy", "lin_ts"]), &[4], &[1_000], false);
    assert_eq!(many.policies[1].seeds, few.policies[1].seeds);
    assert_eq!(many.policies[2].seeds, few.policies[0].seeds);
}

#[test]
fn another_master_seed_or_stream_gives_other_numbers() {
    let base = synthetic(&["random"]);
    let reseeded = Experiment { master_seed: base.master_seed + 1, ..base.clone() };
    let mut other_stream = base.clone();
    other_stream.policies[0].stream = 1;
    let of = |experiment: &Experiment| digest(&run(experiment, &[4], &[1_000], false));
    assert_ne!(of(&base), of(&reseeded));
    assert_ne!(of(&base), of(&other_stream));
}

#[test]
fn regret_is_never_negative_and_the_oracle_has_none() {
    let log = run(&synthetic(&["lin_ucb", "oracle", "random"]), &[4], &[1_000], false);
    for policy in &log.policies {
        for series in &policy.seeds {
            assert!(series.of(&REGRET).windows(2).all(|pair| pair[0] <= pair[1]), "{}", policy.label);
            assert!(series.of(&REGRET)[0] >= 0.0);
        }
    }
    assert!(
        log.policies[1].seeds.iter().all(|series| series.of(&REGRET).iter().all(|regret| *regret == 0.0))
    );
    assert!(
        log.policies[1]
            .seeds
            .iter()
            .all(|series| series.of(&SUBOPTIMAL_RATE).iter().all(|count| *count == 0.0))
    );
}

/// Every agent that learns is, after a while, far better than chance; chance is as bad as chance must be.
#[test]
fn learners_learn() {
    let mut experiment = synthetic(&["lin_ucb", "lin_ts", "epsilon_greedy", "random"]);
    experiment.horizon = 3_000;
    let rows = run(&experiment, &[4], &[5_000], false).rows();
    let chance = rows[3].of(&REGRET).mean;
    for row in &rows[..3] {
        assert!(row.of(&REGRET).high < 0.35 * chance, "{}: {} of {chance}", row.label, row.of(&REGRET).mean);
    }
    // Ten arms with weights on the sphere: the best of ten draws, about 1.54 standard deviations above the mean.
    let a_round = chance / 3_000.0;
    assert!((1.2..1.7).contains(&a_round), "{a_round}");
    assert!((rows[3].of(&SUBOPTIMAL_RATE).mean - 0.9).abs() < 4.0 * (0.09_f64 / 12_000.0).sqrt());
}

/// Noise never enters regret: with more noise, an agent that does not learn has the same regret to the bit.
#[test]
fn noise_is_in_rewards_only() {
    let quiet = synthetic(&["random"]);
    let mut loud = quiet.clone();
    loud.environment.parameters.0.insert("noise".to_owned(), Value::Number(5.0));
    let (quiet, loud) = (run(&quiet, &[4], &[500], false), run(&loud, &[4], &[500], false));
    assert_eq!(quiet.policies[0].seeds[0].of(&REGRET), loud.policies[0].seeds[0].of(&REGRET));
    assert_ne!(quiet.policies[0].seeds[0].of(&AVERAGE_REWARD), loud.policies[0].seeds[0].of(&AVERAGE_REWARD));
}

#[test]
fn counts_of_arms_add_up_to_rounds_and_seeds() {
    let log = run(&synthetic(&["lin_ts", "random"]), &[1, 2], &[7], false);
    for policy in &log.policies {
        for (round, counts) in log.share_rounds.iter().zip(&policy.arm_counts) {
            assert_eq!(counts.iter().sum::<u64>(), round * 4);
        }
    }
}

/// A run of a million rounds and twenty seeds is a few hundred KB.
#[test]
fn a_long_log_is_small() {
    let mut experiment = synthetic(&["random"]);
    experiment.horizon = 1_000_000;
    experiment.seeds = 20;
    let log = empty_log(&experiment, &build(&experiment));
    let (checkpoints, shares) = (log.rounds.len(), log.share_rounds.len());
    let bytes = checkpoints * 20 * 3 * 8 + shares * log.items.len() * 8;
    assert!(bytes < 200_000, "{bytes} bytes an agent");
}

#[test]
fn what_a_person_looks_into_is_what_happened() {
    let experiment = synthetic(&["lin_ucb", "epsilon_greedy", "oracle"]);
    let environment = build(&experiment);
    let mut stepper = Stepper::new(&experiment, environment, 0..1).expect("it fits");
    stepper.advance(50);
    let view = stepper.advance_inspected().expect("the horizon is far");
    assert_eq!((view.round, view.slates()), (51, None));
    let view = view.into_arms().expect("it is an environment of arms");
    let best = view.arms[view.best].expectation;
    for policy in &view.policies {
        assert_eq!(policy.regret, best - view.arms[policy.chosen].expectation);
        assert_eq!(policy.before.scores.len(), view.arms.len());
    }
    let lin_ucb = &view.policies[0];
    assert_eq!(agent::first_largest(&lin_ucb.before.scores), lin_ucb.chosen);
    // It has learned about the chosen arm and is surer of it; of the others it thinks what it thought.
    for arm in 0..view.arms.len() {
        let (before, after) = (lin_ucb.before.widths[arm], lin_ucb.after.widths[arm]);
        assert_eq!(arm == lin_ucb.chosen, after < before, "arm {arm}: {before} then {after}");
    }
    assert_eq!(view.policies[2].regret, 0.0);
}

/// What every descriptor must keep to; a new part is tested by being in its list.
#[test]
fn descriptors_are_in_order() {
    let parts = AGENTS
        .iter()
        .map(|agent| agent.part)
        .chain(environment::ENVIRONMENTS.iter().map(|environment| environment.part));
    let parts = parts
        .chain(SETTING_GROUPS.into_iter().filter(|group| group.key().is_some()).map(|group| *group.part));
    let mut ids = std::collections::BTreeSet::new();
    for part in parts {
        assert!(ids.insert(part.id), "{} twice", part.id);
        assert!(part.id.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_')), "{}", part.id);
        assert!(
            !part.title.is_empty() && part.sentence.ends_with('.') && !part.citation.is_empty(),
            "{}",
            part.id
        );
        let mut names = std::collections::BTreeSet::from(["stream", "label", "id"]);
        for parameter in part.parameters {
            assert!(names.insert(parameter.name), "{}: {} twice or reserved", part.id, parameter.name);
            assert!(parameter.help.ends_with('.'), "{}: {}", part.id, parameter.name);
            let default = parameter.default_value();
            assert_eq!(
                parameter.nearest(part.title, &default),
                (default.clone(), None),
                "{}",
                parameter.name
            );
        }
    }
}
