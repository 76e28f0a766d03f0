//! Claims of click models and of environments of slates.

use std::sync::{Arc, OnceLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::math::random::RngStream;
use bandit_playground::ranking::clicks::{self, CLICK_MODELS, ClickModel, CommonRandomNumbers, Outcome};
use bandit_playground::ranking::environments::{self, SLATE_ENVIRONMENTS, SlateEnvironment, SlateRound};

use super::driver::values;
use super::harness::{Claim, assert_all_checked, parts};

const NUMBER: fn(f64) -> Value = Value::Number;

fn choice(id: &str) -> Value {
    Value::Choice(id.to_owned())
}

const CLICK_CLAIMS: &[Claim] = &[
    Claim { parts: &["dependent_click"], parameter: "decay", check: positions_are_alike },
    Claim { parts: &["position_based"], parameter: "eta", check: every_position_is_looked_at },
    Claim { parts: &["user_browsing"], parameter: "eta", check: after_a_click_the_next_is_looked_at },
    Claim { parts: &["user_browsing"], parameter: "distance", check: clicks_above_do_not_matter },
    Claim { parts: &["distance_threshold"], parameter: "threshold", check: nothing_below_is_clicked },
];

const ENVIRONMENT_CLAIMS: &[Claim] = &[
    Claim { parts: &[], parameter: "slots", check: no_more_slots_than_items },
    Claim { parts: &["gap_slates"], parameter: "gap", check: others_attract_at_least_never },
    Claim { parts: &["movielens_taste_slates"], parameter: "slope", check: all_movies_are_alike },
    Claim { parts: &[], parameter: "change", check: reflected_at_0_and_1 },
    Claim {
        parts: &[],
        parameter: "segment",
        check: |id| only_with(id, "segment", &["drift", "none"], [1.0, 7.0]),
    },
    Claim {
        parts: &[],
        parameter: "step",
        check: |id| only_with(id, "step", &["breakpoints", "none"], [0.5, 0.01]),
    },
    Claim {
        parts: &["drawn_slates"],
        parameter: "alpha",
        check: |id| only_of(id, "alpha", &["linear", "uniform"]),
    },
    Claim {
        parts: &["drawn_slates"],
        parameter: "beta",
        check: |id| only_of(id, "beta", &["linear", "uniform"]),
    },
    Claim {
        parts: &["drawn_slates"],
        parameter: "dimension",
        check: |id| only_of(id, "dimension", &["beta", "uniform"]),
    },
];

#[test]
fn every_limit_that_a_click_model_states_is_so() {
    assert_all_checked(&parts(CLICK_MODELS, |descriptor| &descriptor.part), CLICK_CLAIMS);
}

#[test]
fn every_limit_that_an_environment_of_slates_states_is_so() {
    assert_all_checked(&parts(SLATE_ENVIRONMENTS, |descriptor| &descriptor.part), ENVIRONMENT_CLAIMS);
}

/// A click model with these values, and a round of items of these attractions for it.
fn model(
    id: &str,
    of: &[(&str, Value)],
    attractions: &[f64],
    slots: usize,
) -> (Box<dyn ClickModel>, SlateRound) {
    let shape = environments::plain_shape(attractions.len(), slots);
    let descriptor = clicks::find(id).expect("the click model exists");
    let mut round = SlateRound::new(&shape);
    round.attractions.copy_from_slice(attractions);
    ((descriptor.builder().build)(&values(of), &shape).expect("it can be made"), round)
}

fn near(one: f64, other: f64) {
    assert!((one - other).abs() < 1e-12, "{one} and {other}");
}

fn positions_are_alike(id: &str) {
    let (model, round) = model(id, &[("decay", NUMBER(1.0))], &[0.9, 0.5, 0.1], 3);
    let of = |slate: [u32; 3]| model.expected_reward(&round, &slate);
    near(of([0, 1, 2]), of([2, 1, 0]));
    near(of([0, 1, 2]), of([1, 2, 0]));
}

fn every_position_is_looked_at(id: &str) {
    let (model, round) = model(id, &[("eta", NUMBER(0.0))], &[0.0, 0.5, 1.0], 3);
    assert_eq!(model.position_weights(), [1.0; 3]);
    let (mut outcome, mut numbers_of_round) = (Outcome::new(3), RngStream::new(1, 0, "clicks"));
    for _ in 0..1_000 {
        model.respond(&round, &[0, 1, 2], CommonRandomNumbers::new(numbers_of_round.bits()), &mut outcome);
        assert_eq!(outcome.examined, [true; 3]);
    }
}

/// The position alone stops no user from looking: after a click the next one is looked at for certain, however far down.
fn after_a_click_the_next_is_looked_at(id: &str) {
    let (model, round) = model(id, &[("eta", NUMBER(0.0))], &[1.0; 5], 5);
    near(model.expected_reward(&round, &[0, 1, 2, 3, 4]), 5.0);
}

/// With a distance of 0, a click below others that were clicked is as likely as below others that were not.
fn clicks_above_do_not_matter(id: &str) {
    let (model, round) = model(id, &[("distance", NUMBER(0.0))], &[1.0, 0.0, 0.7], 2);
    near(model.expected_reward(&round, &[0, 2]) - 1.0, model.expected_reward(&round, &[1, 2]));
}

fn nothing_below_is_clicked(id: &str) {
    for choice_of in ["best", "first"] {
        let of = [("threshold", NUMBER(0.5)), ("choice", choice(choice_of))];
        let (model, round) = model(id, &of, &[0.49, 0.3, 0.5, 0.8], 2);
        let (mut outcome, mut numbers_of_round) = (Outcome::new(2), RngStream::new(1, 0, "clicks"));
        for one in 0..4_u32 {
            for other in (0..4_u32).filter(|other| *other != one) {
                model.respond(
                    &round,
                    &[one, other],
                    CommonRandomNumbers::new(numbers_of_round.bits()),
                    &mut outcome,
                );
                assert_eq!(outcome.clicked.contains(&true), one.max(other) >= 2);
                let low =
                    [one, other].iter().zip(&outcome.clicked).any(|(item, clicked)| *clicked && *item < 2);
                assert!(!low, "{outcome:?}");
            }
        }
    }
}

fn ratings() -> &'static Arc<Dataset> {
    static RATINGS: OnceLock<Arc<Dataset>> = OnceLock::new();
    RATINGS.get_or_init(|| {
        let bytes = include_bytes!("../../../static/data/movielens-small.bundle");
        Arc::new(bundle::decode(bytes).expect("the bundle can be read"))
    })
}

/// A small environment with these values.
fn environment(id: &str, of: &[(&str, Value)]) -> Arc<dyn SlateEnvironment> {
    let descriptor = environments::find(id).expect("the environment exists");
    let mut all = Values::default();
    for (name, size) in [("items", 8.0), ("movies", 8.0), ("rank", 2.0)] {
        if let Some(parameter) = descriptor.part.parameter(name) {
            all.set(parameter, NUMBER(size));
        }
    }
    all.0.extend(values(of).0);
    let (validated, errors) = descriptor.part.validate(&all);
    assert!(errors.is_empty(), "{errors:?}");
    descriptor.builder().make(&validated, Some(ratings())).expect("the environment can be made")
}

/// Attractions and features of some rounds.
fn rounds(environment: Arc<dyn SlateEnvironment>) -> Vec<(Vec<f64>, Vec<f64>)> {
    let mut round = SlateRound::new(&environment.shape());
    let mut episode = environment.episode(5, 0);
    let next = |_| {
        episode.next(&mut round);
        (round.attractions.clone(), round.features.clone())
    };
    (0..20).map(next).collect()
}

fn no_more_slots_than_items(id: &str) {
    let shape = environment(id, &[("slots", NUMBER(20.0))]).shape();
    assert_eq!((shape.slots, shape.items), (8, 8));
}

fn others_attract_at_least_never(id: &str) {
    let of = [("attraction", NUMBER(0.3)), ("gap", NUMBER(0.9))];
    for (attractions, _) in rounds(environment(id, &of)) {
        let best = attractions.iter().filter(|attraction| **attraction == 0.3).count();
        let never = attractions.iter().filter(|attraction| **attraction == 0.0).count();
        assert_eq!((best, never), (4, 4), "{attractions:?}");
    }
}

fn all_movies_are_alike(id: &str) {
    for (attractions, _) in rounds(environment(id, &[("slope", NUMBER(0.0))])) {
        assert!(attractions.iter().all(|attraction| *attraction == attractions[0]), "{attractions:?}");
    }
}

/// However large the steps, attractions stay between 0 and 1, and don't stick to the ends.
fn reflected_at_0_and_1(id: &str) {
    let all = rounds(environment(id, &[("change", choice("drift")), ("step", NUMBER(0.5))]));
    let attractions = all.iter().flat_map(|(attractions, _)| attractions);
    assert!(attractions.clone().all(|attraction| (0.0..=1.0).contains(attraction)), "{id}");
    assert!(attractions.filter(|attraction| [0.0, 1.0].contains(*attraction)).count() < 10, "{id}");
    // Breakpoints shuffle the same attractions among the items.
    let sorted = |attractions: &[f64]| {
        let mut sorted = attractions.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted
    };
    let all = rounds(environment(id, &[("change", choice("breakpoints")), ("segment", NUMBER(3.0))]));
    assert!(all.iter().all(|(attractions, _)| sorted(attractions) == sorted(&all[0].0)), "{id}");
    assert!(all.iter().any(|(attractions, _)| *attractions != all[0].0), "{id}");
}

/// Where attractions change in another way, or not at all, the parameter says nothing; in its own way it does.
fn only_with(id: &str, parameter: &str, others: &[&str], two: [f64; 2]) {
    let of = |change: &str, value: f64| {
        rounds(environment(id, &[("change", choice(change)), (parameter, NUMBER(value))]))
    };
    for other in others {
        assert!(of(other, two[0]) == of(other, two[1]), "{id}: {parameter} with {other}");
    }
    let own = if parameter == "step" { "drift" } else { "breakpoints" };
    assert!(of(own, two[0]) != of(own, two[1]), "{id}: {parameter}");
}

/// The same for how attractions are drawn.
fn only_of(id: &str, parameter: &str, others: &[&str]) {
    let of = |law: &str, value: f64| {
        rounds(environment(id, &[("attractions", choice(law)), (parameter, NUMBER(value))]))
    };
    for other in others {
        assert!(of(other, 2.0) == of(other, 7.0), "{parameter} with {other}");
    }
    let own = if parameter == "dimension" { "linear" } else { "beta" };
    assert!(of(own, 2.0) != of(own, 7.0), "{parameter}");
}
