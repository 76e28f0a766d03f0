use bandit_playground::agent::AGENTS;
use bandit_playground::interactions::{ActionKind, InteractionLog};
use bandit_playground::ranking::RANKERS;
use bandit_playground::results::RunLog;
use bandit_playground::simulation::record::{RecordError, RecordOptions};
use bandit_playground::simulation::{Sources, Stepper, run};
use bandit_playground::spec::Experiment;

use super::{experiment, prepared, recorded};

const LINEAR: &str = r#"{"id": "stationary_linear", "parameters": {"arms": 4}}"#;
const BERNOULLI: &str = r#"{"id": "bernoulli", "parameters": {"arms": 3}}"#;
const SLATES: &str = r#"{"id": "gap_slates"}"#;

/// The digest of a run of which one policy is recorded in every round.
fn digest_of_recorded(experiment: &Experiment) -> (Option<String>, usize) {
    let environment = prepared(experiment);
    let mut log = RunLog::new(experiment, environment.items());
    let mut stepper = Stepper::new(experiment, environment, 0..1).expect("it can run");
    let mut recorder = stepper.log_recorder().expect("there is a seed");
    while !stepper.is_done() {
        stepper.advance_recorded(0, &mut recorder);
    }
    log.apply(&stepper.take()).expect("it is of this experiment");
    let rows = recorder.into_log().expect("all rows fit").0.len();
    (log.digest(), rows)
}

/// Recording looks on: agents and rankers of every kind, with feedback at once and late, do what they do without it, bit for bit.
#[test]
fn recording_does_not_change_the_digest() {
    let late = r#", "feedback": {"delay": 3, "missing": 0.2, "extra_noise": 0.5}"#;
    let agents = AGENTS.iter().map(|agent| agent.part.id).filter(|id| *id != "fixed_arm");
    let arms = agents.step_by(5).map(|id| (LINEAR, format!(r#"{{"agent": "{id}"}}"#), late));
    let rankers = RANKERS.iter().map(|ranker| ranker.part.id).step_by(6);
    let late_clicks = r#", "feedback": {"delay": 2, "missing": 0.1}"#;
    let slates = rankers.map(|id| (SLATES, format!(r#"{{"agent": "{id}"}}"#), late_clicks));
    for (world, agent, more) in arms.chain(slates) {
        for more in ["", more] {
            let experiment = experiment(world, &agent, 40, more);
            let Ok(plain) = run(&experiment, Sources::default()) else { continue };
            assert_eq!(digest_of_recorded(&experiment), (plain.digest(), 40), "{agent} {more}");
        }
    }
}

fn of(agent: &str, world: &str, horizon: u64, more: &str, explore: f64) -> InteractionLog {
    let experiment = experiment(world, agent, horizon, more);
    recorded(&experiment, RecordOptions { explore, ..RecordOptions::default() }).expect("it can be recorded")
}

#[test]
fn rows_hold_what_the_policy_saw_did_and_thought() {
    let log = of(r#"{"agent": "lin_ucb"}"#, LINEAR, 200, "", 0.0);
    let schema = log.schema();
    assert_eq!((log.len(), schema.arms.len(), schema.learned), (200, 4, Some(true)));
    assert!(!schema.context.is_empty() && log.rows().any(|row| row.context != log.context(0)));
    let last = log.row(199);
    assert_eq!((last.round, last.probability, last.info.kind), (200, Some(1.0), ActionKind::Optimistic));
    assert!(last.info.predicted < last.info.optimistic, "{last:?}");
    assert_eq!(last.arm_probabilities.iter().sum::<f64>(), 1.0);
    let random = of(r#"{"agent": "random"}"#, BERNOULLI, 50, "", 0.0);
    assert_eq!((random.schema().learned, random.schema().probability_error), (Some(false), Some(0.0)));
    assert!(random.schema().context.is_empty(), "a context that is always 1 says nothing");
    assert!(
        random.rows().all(|row| row.probability == Some(1.0 / 3.0) && row.info.kind == ActionKind::Uniform)
    );
    let sampled = of(r#"{"agent": "lin_ts"}"#, LINEAR, 30, "", 0.0);
    assert!(sampled.rows().all(|row| row.info.sampled.is_some() && row.info.kind == ActionKind::Sampled));
    assert!(sampled.schema().probability_error < Some(0.02));
}

/// The mixture of a deterministic agent with uniform exploration: exact probabilities, of which each arm gets its share.
#[test]
fn exploration_is_mixed_in_with_exact_probabilities() {
    let log = of(r#"{"agent": "ucb1"}"#, BERNOULLI, 6_000, "", 0.3);
    let late: Vec<_> = log.rows().skip(10).collect();
    let uniform = late.iter().filter(|row| row.info.kind == ActionKind::Uniform).count() as f64;
    let share = uniform / late.len() as f64;
    assert!((share - 0.3).abs() < 4.0 * (0.3_f64 * 0.7 / 6_000.0).sqrt(), "{share}");
    for row in late {
        let probability = row.probability.expect("it is known");
        // Equal arms share what is left.
        let own = (probability - 0.1) / 0.7;
        assert!([0.0, 1.0, 0.5, 1.0 / 3.0].iter().any(|share| (own - share).abs() < 1e-12), "{row:?}");
        assert!(row.info.kind == ActionKind::Uniform || own > 0.1, "its own choice: {row:?}");
    }
    assert_eq!(log.schema().probability_error, Some(0.0));
    let ranker = experiment(SLATES, r#"{"agent": "cascade_ucb1"}"#, 10, "");
    let options = RecordOptions { explore: 0.1, ..RecordOptions::default() };
    assert_eq!(recorded(&ranker, options).err(), Some(RecordError::NoExploration));
    let options = RecordOptions { policy: 1, ..RecordOptions::default() };
    let error = recorded(&ranker, options).expect_err("there is one only").to_string();
    assert_eq!(error, "the experiment has no policy 2: it has 1, counted from 1");
}

/// Late rewards stand with the round in which they arrive; those that never do, or only after the last round, are NaN.
#[test]
fn late_and_missing_rewards_are_recorded_as_such() {
    let plain = of(r#"{"agent": "random"}"#, BERNOULLI, 300, "", 0.0);
    let late = of(r#"{"agent": "random"}"#, BERNOULLI, 300, r#", "feedback": {"delay": 7}"#, 0.0);
    for (one, other) in plain.rows().zip(late.rows()) {
        assert_eq!(one.actions, other.actions);
        let arrives = other.round + 7;
        if arrives > 300 {
            assert!(other.rewards[0].is_nan() && other.origin.arrived.is_none());
        } else {
            assert_eq!((one.rewards, other.origin.arrived), (other.rewards, Some(arrives)));
        }
    }
    let missing = of(r#"{"agent": "random"}"#, BERNOULLI, 4_000, r#", "feedback": {"missing": 0.25}"#, 0.0);
    let share = missing.rewards().iter().filter(|reward| reward.is_nan()).count() as f64 / 4_000.0;
    assert!((share - 0.25).abs() < 4.0 * (0.25_f64 * 0.75 / 4_000.0).sqrt(), "{share}");
}

#[test]
fn slates_are_recorded_with_their_clicks() {
    let log = of(r#"{"agent": "cascade_ucb1"}"#, SLATES, 120, "", 0.0);
    let schema = log.schema();
    assert!(schema.has_slates() && log.len() == 120);
    assert!(log.rewards().iter().all(|reward| *reward == 0.0 || *reward == 1.0));
    assert!(log.rewards().contains(&1.0) && log.row(0).observed.is_some());
    assert_eq!(log.row(5).arm_probabilities.len(), schema.arms.len());
}
