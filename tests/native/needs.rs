//! What parts declare that they need and offer, held against what the engine makes: every policy in every environment, with
//! every option of both.

use std::sync::{Arc, OnceLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::descriptor::{Descriptor, Kind, Property, Value};
use bandit_playground::ranking::CLICK_MODELS;
use bandit_playground::simulation::{PreparedEnvironment, Stepper};
use bandit_playground::spec::task::{TASKS, Task};
use bandit_playground::spec::{Experiment, ExperimentError, PartChoice, PolicySpec, link};
use rayon::prelude::*;

use crate::share;

fn ratings() -> &'static Arc<Dataset> {
    static RATINGS: OnceLock<Arc<Dataset>> = OnceLock::new();
    RATINGS.get_or_init(|| {
        let bytes = include_bytes!("../../static/data/movielens-small.bundle");
        Arc::new(bundle::decode(bytes).expect("the bundle can be read"))
    })
}

/// The part with its defaults, and with each option and switch that it has, one at a time; counts also at both ends, where
/// `sizes`.
fn variants(part: &'static Descriptor, sizes: bool) -> Vec<PartChoice> {
    let mut found = vec![PartChoice::new(part)];
    for parameter in part.parameters {
        let values = match parameter.kind {
            Kind::Choice { options, .. } => {
                options.iter().map(|option| Value::Choice(option.id.to_owned())).collect()
            }
            Kind::Switch { default } => vec![Value::Switch(!default)],
            // As many items as a ranker without features can do with, and one more.
            Kind::Integer { minimum, maximum, .. } if sizes && maximum >= 300 => {
                [minimum.max(2) as f64, 256.0, 257.0].map(Value::Number).to_vec()
            }
            _ => Vec::new(),
        };
        for value in values {
            let mut choice = PartChoice::new(part);
            choice.parameters.set(parameter, value);
            found.push(choice);
        }
    }
    found
}

/// A few rounds of one policy, small enough to be made many times.
fn small(environment: &PartChoice, clicks: Option<PartChoice>, policy: PartChoice) -> Experiment {
    let policies = vec![PolicySpec { agent: policy, stream: 0, label: None }];
    let environment = environment.clone();
    Experiment { environment, clicks, policies, horizon: 2, seeds: 1, ..Experiment::default() }
}

/// Whether the error says that something is needed.
fn needed(error: &ExperimentError) -> bool {
    matches!(error, ExperimentError::Agent(_) | ExperimentError::Ranker(_) | ExperimentError::Clicks(_))
}

fn check(task: &dyn Task, environment: &PartChoice, clicks: Option<&PartChoice>, policies: &[PartChoice]) {
    let first = small(environment, clicks.cloned(), policies[0].clone());
    let prepared = match first.prepare(Some(ratings())) {
        Ok(prepared) => prepared,
        // Settings that contradict each other, such as users that come one a round and change.
        Err(ExperimentError::Environment(_)) => return,
        Err(error) => {
            assert!(needed(&error) && first.obstacle().is_some(), "{environment:?} {clicks:?}: {error}");
            return;
        }
    };
    // What is declared of the environment is so.
    let has = |property| match &prepared {
        PreparedEnvironment::Arms(environment) => environment.shape().has(property),
        PreparedEnvironment::Slates(environment) => environment.shape().has(property),
    };
    for property in Property::ALL.into_iter().filter(|property| *property != Property::PositionWeights) {
        assert_eq!(first.has(property), has(property), "{property:?} of {environment:?}");
    }
    for policy in policies {
        let experiment = small(environment, clicks.cloned(), policy.clone());
        match Stepper::new(&experiment, prepared.clone(), 0..1) {
            Ok(_) => assert_eq!(experiment.obstacle(), None, "{policy:?} in {environment:?} {clicks:?}"),
            Err(error @ ExperimentError::Clicks(_)) => {
                assert!(
                    experiment.obstacle().is_some_and(|told| told.starts_with("The click model")),
                    "{error}"
                );
            }
            Err(error) if needed(&error) => {
                let told =
                    experiment.obstacle().unwrap_or_else(|| panic!("{policy:?} in {environment:?}: {error}"));
                let lacks = experiment.lacks(&experiment.policies[0]).expect("the policy is in the way");
                assert!(
                    error.to_string().contains(lacks.missing()) && told.contains(lacks.missing()),
                    "{error}: {told}"
                );
                can_be_switched(task, &experiment);
            }
            Err(ExperimentError::TooLarge { .. }) => {}
            Err(error) => panic!("{policy:?} in {environment:?}: {error}"),
        }
    }
}

/// Where a policy can't run there is somewhere that it can, and all that could run before still can.
fn can_be_switched(task: &dyn Task, experiment: &Experiment) {
    let mut with_others = experiment.clone();
    with_others.policies.extend(task.usual_policies());
    let switch = with_others.switched_for(&experiment.policies[0]);
    let switch = switch.unwrap_or_else(|| panic!("nowhere for {:?}", experiment.policies[0]));
    assert_eq!(switch.experiment.obstacle(), None);
    assert_eq!(switch.experiment.policies, with_others.policies);
    assert!(!switch.name.is_empty());
    let (validated, errors) = switch.experiment.validate().expect("it is an experiment");
    assert_eq!((validated.obstacle(), errors), (None, Vec::new()));
}

#[test]
fn every_policy_in_every_environment_can_be_made_exactly_where_the_declarations_say_so() {
    let mut jobs = Vec::new();
    for task in TASKS {
        let policies: Vec<PartChoice> = task
            .policies()
            .into_iter()
            .flat_map(|group| group.parts)
            .flat_map(|part| variants(part, false))
            .collect();
        for environment in task.environments().parts {
            for choice in variants(environment, !task.click_models().is_empty()) {
                let mut clicks: Vec<Option<PartChoice>> =
                    CLICK_MODELS.iter().map(|model| Some(PartChoice::new(&model.part))).collect();
                if task.click_models().is_empty() {
                    clicks = vec![None];
                }
                jobs.extend(
                    clicks.into_iter().map(|clicks| (task, choice.clone(), clicks, policies.clone())),
                );
            }
        }
    }
    assert!(jobs.len() > 100, "{}", jobs.len());
    jobs.retain(|(_, environment, clicks, _)| share::is_due(&format!("needs in {environment:?} {clicks:?}")));
    jobs.into_par_iter().for_each(|(task, environment, clicks, policies)| {
        check(task, &environment, clicks.as_ref(), &policies)
    });
}

/// What is declared to be needed is missing somewhere, and there somewhere else: no rule is dead.
#[test]
fn every_property_is_needed_offered_and_missing() {
    for property in Property::ALL {
        let environments = TASKS
            .into_iter()
            .flat_map(|task| task.environments().parts.into_iter().map(move |part| (task, part)));
        let (mut with, mut without) = (0, 0);
        for (task, part) in environments {
            let usual = task.usual_policies();
            for model in CLICK_MODELS {
                let clicks = (!task.click_models().is_empty()).then(|| PartChoice::new(&model.part));
                let mut experiment = small(&PartChoice::new(part), clicks, usual[0].agent.clone());
                // More items than can do without features, where they can be counted.
                for name in ["items", "movies"] {
                    if let Some(parameter) = part.parameter(name) {
                        experiment.environment.parameters.set(parameter, Value::Number(300.0));
                    }
                }
                if experiment.has(property) { with += 1 } else { without += 1 }
            }
        }
        assert!(with > 0 && without > 0, "{property:?}: {with} have it and {without} have not");
    }
}

#[test]
fn the_nearest_environment_keeps_what_it_can() {
    let from = |text: &str| link::decode(text).expect("it is a link").experiment;
    let hybrid =
        PolicySpec::of_part(bandit_playground::spec::task::policy("hybrid_lin_ucb").expect("it exists"));
    let switched = |text: &str| from(text).switched_for(&hybrid).expect("there is one");
    // From films to films whose features are known, with as many arms as before.
    let films = switched("#1w=movielens_mf;movies=40&c=lin_ucb");
    assert!(films.experiment.data_in_use().eq(from("#1").data_in_use()));
    // An option of the present environment is nearer than any other environment.
    let structured = switched("#1w=structured_linear;structure=chain;arms=7&c=lin_ucb");
    assert_eq!(structured.experiment, from("#1w=structured_linear;arms=7&c=lin_ucb"));
    // Another click model is nearer still.
    let slates = from("#1w=gap_slates&c=cascade_ucb1");
    let pbm = PolicySpec::of_part(bandit_playground::spec::task::policy("pbm_ts").expect("it exists"));
    let clicks = slates.switched_for(&pbm).expect("there is one");
    assert_eq!(clicks.experiment.environment, slates.environment);
    assert_eq!(clicks.experiment.clicks.expect("it is chosen").id, "position_based");
}
