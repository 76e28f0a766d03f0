//! What every ranker, click model and environment of slates keeps to. Driven by the descriptors: a new part is tested by being in
//! its list.

use std::sync::{Arc, OnceLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::descriptor::{Descriptor, Kind, Parameter, Value};
use bandit_playground::metrics::{AVERAGE_REWARD, REGRET};
use bandit_playground::ranking::CLICK_MODELS;
use bandit_playground::ranking::clicks;
use bandit_playground::ranking::environments::{self, SLATE_ENVIRONMENTS};
use bandit_playground::ranking::rankers::{self, RANKERS};
use bandit_playground::results::{Learned, RunLog, SlatesView};
use bandit_playground::simulation::{PreparedEnvironment, Stepper};
use bandit_playground::spec::{Experiment, ExperimentError, PartChoice, PolicySpec};
use rayon::prelude::*;

use crate::share;

const ROUNDS: u64 = 200;

/// Sizes that keep the tests fast, for the parameters of these names.
const SMALL: [(&str, f64); 8] = [
    ("items", 9.0),
    ("movies", 12.0),
    ("slots", 3.0),
    ("rank", 3.0),
    ("dimension", 3.0),
    ("user_features", 3.0),
    ("item_features", 2.0),
    ("segment", 50.0),
];

fn ratings() -> &'static Arc<Dataset> {
    static RATINGS: OnceLock<Arc<Dataset>> = OnceLock::new();
    RATINGS.get_or_init(|| {
        let bytes = include_bytes!("../../../static/data/movielens-small.bundle");
        Arc::new(bundle::decode(bytes).expect("the bundle can be read"))
    })
}

/// A part made small, and then with these values.
fn shrunk(part: &Descriptor, values: &[(&Parameter, Value)]) -> PartChoice {
    let mut choice = PartChoice::new(part);
    for (name, size) in SMALL {
        if let Some(parameter) = part.parameter(name) {
            choice.parameters.set(parameter, Value::Number(size));
        }
    }
    values.iter().for_each(|(parameter, value)| choice.parameters.set(parameter, value.clone()));
    choice
}

fn experiment(
    environment: PartChoice,
    clicks: PartChoice,
    policy: PolicySpec,
    master_seed: u64,
) -> Experiment {
    let policies = vec![policy];
    let experiment = Experiment { environment, clicks: Some(clicks), policies, ..Experiment::default() };
    let experiment = Experiment { horizon: ROUNDS, seeds: 1, master_seed, ..experiment };
    let (validated, errors) = experiment.validate().expect("it is an experiment");
    assert!(errors.is_empty(), "{errors:?}");
    validated
}

/// Runs an experiment, and looks inside now and then. Fails where a sum or a thought is not a number, or where what is shown
/// is no slate.
fn run(
    experiment: &Experiment,
    environment: &PreparedEnvironment,
    look: bool,
) -> Result<RunLog, ExperimentError> {
    let mut log = RunLog::new(experiment, environment.items());
    let mut stepper = Stepper::new(experiment, environment.clone(), 0..1)?;
    while !stepper.is_done() {
        if look && let Some(view) = stepper.advance_inspected() {
            check_view(&view.into_slates().expect("it is an environment of slates"), experiment);
        }
        stepper.advance(17);
    }
    log.apply(&stepper.take()).expect("it belongs to the log");
    let series = &log.policies[0].seeds[0];
    let name = &experiment.policies[0].agent.id;
    assert!(
        series.of(&AVERAGE_REWARD).iter().chain(series.of(&REGRET)).all(|sum| sum.is_finite()),
        "{name}: NaN"
    );
    assert!(series.of(&REGRET).windows(2).all(|pair| pair[0] <= pair[1]), "{name}: regret falls");
    Ok(log)
}

fn check_view(view: &SlatesView, experiment: &Experiment) {
    let shown = &view.policies[0];
    let name = &experiment.policies[0].agent.id;
    let mut items: Vec<u32> = shown.slots.iter().map(|slot| slot.shown.item).collect();
    items.sort_unstable();
    items.dedup();
    assert_eq!(items.len(), view.optimum.len(), "{name}: an item twice in {:?}", shown.slots);
    assert!(shown.expected_reward <= view.optimal_reward + 1e-9 || view.optimality != clicks::Optimum::Exact);
    for slot in &shown.slots {
        assert!(slot.examined || !slot.clicked, "{name}: clicked without a look");
        assert!((0.0..=1.0).contains(&slot.shown.attraction), "{:?}", slot.shown);
        for Learned { estimate, low, high } in [slot.before, slot.after].into_iter().flatten() {
            assert!(estimate.is_finite() && !low.is_nan() && !high.is_nan(), "{name}: {slot:?}");
            assert!(low <= high + 1e-12, "{name}: {slot:?}");
        }
    }
}

/// Whether an error is a clear sentence about why the parts don't fit, which is a right answer.
fn is_refusal(error: &ExperimentError) -> bool {
    let sentence = error.to_string();
    assert!(sentence.len() > 20 && !sentence.contains('\n'), "{sentence}");
    matches!(error, ExperimentError::Ranker(_) | ExperimentError::Clicks(_))
}

/// Every ranker in every environment with every click model: numbers all along, the same bits again though no one looks inside,
/// and other bits from another master seed.
#[test]
fn every_ranker_runs_in_every_environment_with_every_click_model() {
    let environments: Vec<_> = SLATE_ENVIRONMENTS
        .iter()
        .map(|environment| {
            let choice = shrunk(&environment.part, &[]);
            let alone = Experiment { environment: choice.clone(), ..Experiment::default() };
            let prepared = alone.prepare(Some(ratings())).expect("the environment can be made");
            (environment, choice, prepared)
        })
        .collect();
    RANKERS.par_iter().for_each(|ranker| {
        let mut homes = 0;
        for (environment, choice, prepared) in &environments {
            for model in CLICK_MODELS {
                let of = |seed| {
                    experiment(choice.clone(), PartChoice::new(&model.part), PolicySpec::ranker(ranker), seed)
                };
                let name = format!("{} in {} with {}", ranker.part.id, environment.part.id, model.part.id);
                if !share::is_due(&name) {
                    continue;
                }
                let log = match run(&of(1), prepared, true) {
                    Ok(log) => log,
                    Err(error) => {
                        assert!(is_refusal(&error), "{name}: {error}");
                        continue;
                    }
                };
                homes += 1;
                let again = run(&of(1), prepared, false).expect("it ran before");
                assert_eq!(log.digest(), again.digest(), "{name}: other bits");
                if ranker.part.id == rankers::random::DESCRIPTOR.part.id {
                    let other = run(&of(2), prepared, false).expect("it ran before");
                    assert_ne!(log.digest(), other.digest(), "{name}: no seed");
                }
            }
        }
        assert!(homes > 0 || !share::is_whole(), "{} lives nowhere", ranker.part.id);
    });
}

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
            options.iter().map(|option| Value::Choice(option.id.to_owned())).collect()
        }
    }
}

/// Every part with each parameter alone at either end of its range, in an environment with features and in one with topics.
#[test]
fn every_part_runs_at_the_ends_of_its_ranges() {
    let homes = [&environments::synthetic::DESCRIPTOR, &environments::movielens::genres::DESCRIPTOR];
    let (plain, chance) =
        (PartChoice::new(&CLICK_MODELS[0].part), PolicySpec::ranker(&rankers::random::DESCRIPTOR));
    let runs = |environment: PartChoice, clicks: PartChoice, policy: PolicySpec| {
        let experiment = experiment(environment, clicks, policy, 1);
        let environment =
            experiment.prepare(Some(ratings())).unwrap_or_else(|error| panic!("{experiment:?}: {error}"));
        match run(&experiment, &environment, true) {
            Ok(_) => true,
            Err(error) => {
                assert!(is_refusal(&error), "{experiment:?}: {error}");
                false
            }
        }
    };
    RANKERS.par_iter().for_each(|ranker| {
        for parameter in ranker.part.parameters {
            if !share::is_due(&format!("{} at the ends of {}", ranker.part.id, parameter.name)) {
                continue;
            }
            for end in ends(parameter) {
                let mut policy = PolicySpec::ranker(ranker);
                policy.agent.parameters.set(parameter, end.clone());
                let lives = homes.map(|home| {
                    CLICK_MODELS.iter().any(|model| {
                        runs(shrunk(&home.part, &[]), PartChoice::new(&model.part), policy.clone())
                    })
                });
                assert!(
                    lives.contains(&true),
                    "{} with {} {end} lives nowhere",
                    ranker.part.id,
                    parameter.name
                );
            }
        }
    });
    for model in CLICK_MODELS {
        for parameter in model.part.parameters {
            for end in ends(parameter) {
                let mut clicks = PartChoice::new(&model.part);
                clicks.parameters.set(parameter, end.clone());
                let lives = homes.map(|home| runs(shrunk(&home.part, &[]), clicks.clone(), chance.clone()));
                assert!(lives.contains(&true), "{} with {} {end}", model.part.id, parameter.name);
            }
        }
    }
    for environment in SLATE_ENVIRONMENTS {
        for parameter in environment.part.parameters {
            for end in ends(parameter) {
                // A rank of a hundred takes seconds and is of ratings; the factorization has tests of its own.
                if parameter.name == "rank" && end == Value::Number(100.0) {
                    continue;
                }
                let choice = shrunk(&environment.part, &[(parameter, end.clone())]);
                assert!(
                    runs(choice, plain.clone(), chance.clone()),
                    "{} with {} {end}",
                    environment.part.id,
                    parameter.name
                );
            }
        }
    }
}

/// Wherever the best slate is exact, no other slate of a small environment is expected to earn more in any round.
#[test]
fn the_best_slate_is_what_nobody_beats() {
    for environment in SLATE_ENVIRONMENTS {
        for model in CLICK_MODELS {
            let choice = shrunk(&environment.part, &[]);
            let policy = PolicySpec::ranker(&rankers::random::DESCRIPTOR);
            let experiment = experiment(choice, PartChoice::new(&model.part), policy, 3);
            let prepared = experiment.prepare(Some(ratings())).expect("the environment can be made");
            let Ok(mut stepper) = Stepper::new(&experiment, prepared, 0..1) else { continue };
            while let Some(view) = stepper.advance_inspected() {
                let slates = view.into_slates().expect("it is an environment of slates");
                if slates.optimality == clicks::Optimum::Exact {
                    let shown = slates.policies[0].expected_reward;
                    assert!(
                        shown <= slates.optimal_reward + 1e-12,
                        "{} {}",
                        environment.part.id,
                        model.part.id
                    );
                }
            }
        }
    }
}
