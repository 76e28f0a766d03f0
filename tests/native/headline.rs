//! The number that a descriptor says matters most: with everything else at its default, it changes what the policy does.

use std::sync::{Arc, LazyLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::descriptor::{Descriptor, Kind, Parameter, Scale, Value};
use bandit_playground::simulation::run;
use bandit_playground::spec::task::TASKS;
use bandit_playground::spec::{Experiment, PolicySpec, link};
use rayon::prelude::*;

static RATINGS: LazyLock<Arc<Dataset>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../static/data/movielens-small.bundle");
    Arc::new(bundle::decode(bytes).expect("the bundled ratings can be read"))
});

/// A smaller and a larger value than the default, half the way to the ends of the range: at an end, a number may do what it does
/// nowhere else.
fn other_values(parameter: &Parameter) -> [f64; 2] {
    let (minimum, default, maximum, scale, is_whole) = match parameter.kind {
        Kind::Number { minimum, default, maximum, scale }
        | Kind::Schedule { minimum, default, maximum, scale } => (minimum, default, maximum, scale, false),
        Kind::Integer { minimum, default, maximum, scale } => {
            (minimum as f64, default as f64, maximum as f64, scale, true)
        }
        _ => panic!("{} is no number", parameter.name),
    };
    [minimum, maximum].map(|end| {
        let by_ratio = scale == Scale::Logarithmic && minimum > 0.0;
        let half = if by_ratio { (default * end).sqrt() } else { (default + end) / 2.0 };
        if is_whole { half.round() } else { half }
    })
}

/// The digest of a short run of this policy alone, where it can run.
fn digest(environment: &Experiment, policy: PolicySpec) -> String {
    let mut experiment = environment.clone();
    experiment.policies = vec![policy.clone()];
    if experiment.obstacle().is_some() {
        let switch = experiment.switched_for(&policy).expect("there is an environment for it");
        experiment = switch.experiment;
    }
    let log = run(&experiment, Some(&*RATINGS)).unwrap_or_else(|error| panic!("{policy:?}: {error}"));
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
    other_values(headline).into_iter().any(|value| digest(environment, policy(Some(value))) != usual)
}

/// Whether it has in one of these environments; some policies begin to learn late, and some need items that are alike.
fn has_effect_somewhere(environments: &[&str], part: &'static Descriptor, headline: &Parameter) -> bool {
    let experiment = |environment: &str, horizon: u64| {
        let link = format!("#1{environment}&horizon={horizon}&seeds=2");
        link::decode(&link).expect("it is a link").experiment
    };
    [300, 3_000].into_iter().any(|horizon| {
        environments.iter().any(|environment| has_effect(&experiment(environment, horizon), part, headline))
    })
}

#[test]
fn the_headline_of_every_policy_has_an_effect_beside_defaults() {
    let environments =
        [&["w=stationary_linear"][..], &["w=gap_slates&c=cascade_ucb1", "w=scored_slates&c=cascade_ucb1"]];
    let mut tried = 0;
    for (task, environments) in TASKS.into_iter().zip(environments) {
        let parts = task.policies().into_iter().flat_map(|group| group.parts);
        let with: Vec<_> = parts.filter_map(|part| Some((part, part.headline()?))).collect();
        tried += with.len();
        let idle: Vec<String> = with
            .into_par_iter()
            .filter(|(part, headline)| !has_effect_somewhere(environments, part, headline))
            .map(|(part, headline)| format!("{}: {}", part.id, headline.name))
            .collect();
        assert_eq!(idle, Vec::<String>::new(), "these change nothing");
    }
    assert!(tried > 50, "{tried}");
}
