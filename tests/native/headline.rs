//! The number that a descriptor says matters most: with everything else at its default, it changes what the policy does.

use bandit_playground::descriptor::{Descriptor, Kind, Parameter, Value};
use bandit_playground::simulation::{Sources, run};
use bandit_playground::spec::task::TASKS;
use bandit_playground::spec::{Experiment, PolicySpec, link};
use rayon::prelude::*;

/// The ends of a number's range.
fn ends(parameter: &Parameter) -> [f64; 2] {
    match parameter.kind {
        Kind::Number { minimum, maximum, .. } => [minimum, maximum],
        Kind::Integer { minimum, maximum, .. } => [minimum as f64, maximum as f64],
        _ => panic!("{} is no number", parameter.name),
    }
}

/// The digest of a short run of this policy alone, where it can run.
fn digest(environment: &Experiment, policy: PolicySpec) -> String {
    let mut experiment = environment.clone();
    experiment.policies = vec![policy.clone()];
    if experiment.obstacle().is_some() {
        let switch = experiment.switched_for(&policy).expect("there is an environment for it");
        experiment = switch.experiment;
    }
    let log = run(&experiment, Sources::default()).unwrap_or_else(|error| panic!("{policy:?}: {error}"));
    log.run_digest().expect("it is through").digest
}

fn has_effect(environment: &Experiment, part: &'static Descriptor, headline: &Parameter) -> bool {
    let policy = |value: Option<f64>| {
        let mut policy = PolicySpec::of_part(part);
        if let Some(value) = value {
            policy.agent.parameters.set(headline, Value::Number(value));
        }
        policy
    };
    let usual = digest(environment, policy(None));
    ends(headline).into_iter().any(|end| digest(environment, policy(Some(end))) != usual)
}

#[test]
fn the_headline_of_every_policy_has_an_effect_beside_defaults() {
    let environments = ["#1w=stationary_linear&horizon=300&seeds=2", "#1w=gap_slates&horizon=300&seeds=2"];
    let mut tried = 0;
    for (task, environment) in TASKS.into_iter().zip(environments) {
        let environment = link::decode(environment).expect("it is a link").experiment;
        assert!(environment.task().is_some_and(|own| own.decision() == task.decision()));
        let parts = task.policies().into_iter().flat_map(|group| group.parts);
        let with: Vec<_> = parts.filter_map(|part| Some((part, part.headline()?))).collect();
        tried += with.len();
        let idle: Vec<String> = with
            .into_par_iter()
            .filter(|(part, headline)| !has_effect(&environment, part, headline))
            .map(|(part, headline)| format!("{}: {}", part.id, headline.name))
            .collect();
        assert_eq!(idle, Vec::<String>::new(), "these change nothing");
    }
    assert!(tried > 50, "{tried}");
}
