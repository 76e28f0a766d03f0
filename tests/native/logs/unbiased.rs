//! Estimates on recorded logs beside the truth of their environment.

use bandit_playground::evaluation::tables::{Always, Recorded, Uniform};
use bandit_playground::evaluation::truth::{NoTruth, truth};
use bandit_playground::evaluation::{ActionTable, ArmEvidence, Known};
use bandit_playground::interactions::InteractionLog;
use bandit_playground::simulation::record::RecordOptions;

use super::{experiment, prepared, recorded};

/// How many logs are averaged.
const LOGS: u32 = 60;

fn ips(log: &InteractionLog, policy: &dyn ActionTable) -> f64 {
    let recorded = Recorded(log);
    let evidence = ArmEvidence::new(log, &recorded, policy, Known::default()).expect("it has rows");
    let ips = bandit_playground::evaluation::builder("ips").expect("it is in the catalogue");
    ips.estimate(&Default::default(), &evidence).expect("it has probabilities").value()
}

/// IPS with the recorded probabilities is unbiased whatever policy wrote the log: agents that learn while they write it, deterministic ones with exploration mixed
/// in, with rewards that are missing at random.
#[test]
fn ips_on_recorded_logs_is_within_three_standard_errors_of_the_truth() {
    let world = r#"{"id": "stationary_linear", "parameters": {"arms": 3}}"#;
    let missing = r#", "feedback": {"missing": 0.2}"#;
    let softmax = r#"{"agent": "boltzmann"}"#;
    let cases = [
        (softmax, "", 0.0),
        (r#"{"agent": "epsilon_greedy", "parameters": {"epsilon": 0.3}}"#, "", 0.0),
        (r#"{"agent": "epsilon_greedy", "parameters": {"epsilon": 0.3}}"#, missing, 0.0),
        (r#"{"agent": "exp3"}"#, "", 0.0),
        (r#"{"agent": "lin_ucb"}"#, "", 0.3),
    ];
    for (agent, more, explore) in cases {
        let experiment = experiment(world, agent, 400, more);
        let environment = prepared(&experiment);
        let mut errors = [Vec::new(), Vec::new()];
        for seed in 0..LOGS {
            let options = RecordOptions { seed, explore, ..RecordOptions::default() };
            let log = recorded(&experiment, options).expect("it can be recorded");
            let (uniform, always) = (Uniform(&log), Always(&log, 2));
            let policies: [&dyn ActionTable; 2] = [&uniform, &always];
            for (policy, errors) in policies.into_iter().zip(&mut errors) {
                let known = truth(&log, policy, &experiment, &environment, seed).expect("it is its own");
                assert!(known.value <= known.best && known.standard_error > 0.0, "{known:?}");
                errors.push(ips(&log, policy) - known.value);
            }
        }
        for errors in errors {
            let count = errors.len() as f64;
            let mean = errors.iter().sum::<f64>() / count;
            let squares: f64 = errors.iter().map(|error| (error - mean).powi(2)).sum();
            let standard_error = (squares / (count - 1.0) / count).sqrt();
            assert!(mean.abs() < 3.0 * standard_error, "{agent} {more}: {mean} +- {standard_error}");
        }
    }
}

/// A uniform log's own mean reward estimates the uniform policy's value, which the truth knows without noise.
#[test]
fn the_truth_is_what_the_policy_earns_on_average() {
    let world = r#"{"id": "bernoulli", "parameters": {"arms": 3}}"#;
    let experiment = experiment(world, r#"{"agent": "random"}"#, 20_000, "");
    let log = recorded(&experiment, RecordOptions::default()).expect("it can be recorded");
    let known = truth(&log, &Uniform(&log), &experiment, &prepared(&experiment), 0).expect("it is its own");
    let earned = log.rewards().iter().sum::<f64>() / 20_000.0;
    assert!((earned - known.value).abs() < 3.0 * (0.25_f64 / 20_000.0).sqrt(), "{earned}, {known:?}");
}

#[test]
fn a_log_of_another_experiment_is_told_from_its_own() {
    let world = |arms: u32| format!(r#"{{"id": "stationary_linear", "parameters": {{"arms": {arms}}}}}"#);
    let agent = r#"{"agent": "random"}"#;
    let (own, other) = (experiment(&world(3), agent, 20, ""), experiment(&world(4), agent, 20, ""));
    let log = recorded(&own, RecordOptions::default()).expect("it can be recorded");
    let of = |experiment, seed| truth(&log, &Uniform(&log), experiment, &prepared(experiment), seed);
    assert!(of(&own, 0).is_ok());
    assert!(matches!(of(&own, 1), Err(NoTruth::Another { row: 1, what: "another context", .. })));
    assert!(matches!(of(&other, 0), Err(NoTruth::Another { row: 1, what: "other arms on offer", .. })));
}
