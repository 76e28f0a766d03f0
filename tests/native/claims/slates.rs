//! Claims of rankers, click models and worlds of slates.

use std::sync::{Arc, OnceLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::declaration::{Part, Value, Values};
use bandit_playground::ranking::clicks::{self, CLICK_MODELS, ClickModel, Luck, Outcome};
use bandit_playground::ranking::rankers::RANKERS;
use bandit_playground::ranking::rankers::scorer::{FeedbackModel, PositionalBias, SlateTargets};
use bandit_playground::ranking::worlds::{self, SLATE_WORLDS, SlateRound, SlateWorld};
use bandit_playground::stream::Stream;

use super::driver::{Driver, values};
use super::harness::{Claim, assert_all_checked};

const NUMBER: fn(f64) -> Value = Value::Number;

fn choice(id: &str) -> Value {
    Value::Choice(id.to_owned())
}

const RANKER_CLAIMS: &[Claim] = &[
    Claim { parts: &[], parameter: "exploration", check: |id| greedy(id, &[("exploration", NUMBER(0.0))]) },
    Claim { parts: &[], parameter: "c", check: |id| greedy(id, &[("c", NUMBER(0.0))]) },
    Claim {
        parts: &["cascade_ducb"],
        parameter: "xi",
        check: |id| greedy(id, &[("xi", NUMBER(0.0)), ("gamma", NUMBER(0.5))]),
    },
    Claim {
        parts: &["cascade_swucb"],
        parameter: "xi",
        check: |id| greedy(id, &[("xi", NUMBER(0.0)), ("window", NUMBER(10.0))]),
    },
    Claim {
        parts: &["ranking_agent"],
        parameter: "policy",
        check: |id| greedy(id, &[("policy", choice("descending_scores"))]),
    },
    Claim { parts: &[], parameter: "start", check: unobserved_first },
    Claim { parts: &["cascade_ducb"], parameter: "gamma", check: forgets_nothing },
    Claim { parts: &["c3_ucb"], parameter: "gamma", check: is_cascade_lin_ucb },
    Claim { parts: &["bubble_rank"], parameter: "below", check: shows_one_more_than_slots },
    Claim { parts: &[], parameter: "temperature", check: near_zero_is_greedy_and_large_is_random },
    Claim { parts: &["ranking_agent"], parameter: "feedback", check: says_nothing_below_the_click },
    Claim { parts: &["ranking_agent"], parameter: "severity", check: one_counts_positions_or_all_alike },
    Claim { parts: &[], parameter: "gradient_clip", check: a_clip_bounds_every_step },
];

const CLICK_CLAIMS: &[Claim] = &[
    Claim { parts: &["dependent_click"], parameter: "decay", check: positions_are_alike },
    Claim { parts: &["position_based"], parameter: "eta", check: every_position_is_looked_at },
    Claim { parts: &["user_browsing"], parameter: "eta", check: after_a_click_the_next_is_looked_at },
    Claim { parts: &["user_browsing"], parameter: "distance", check: clicks_above_do_not_matter },
    Claim { parts: &["distance_threshold"], parameter: "threshold", check: nothing_below_is_clicked },
];

const WORLD_CLAIMS: &[Claim] = &[
    Claim { parts: &[], parameter: "slots", check: no_more_slots_than_items },
    Claim { parts: &["gap_slates"], parameter: "gap", check: others_attract_at_least_never },
    Claim { parts: &["movielens_taste_slates"], parameter: "slope", check: all_movies_are_alike },
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

fn parts<D>(declarations: &[&'static D], part: fn(&'static D) -> &'static Part) -> Vec<&'static Part> {
    declarations.iter().map(|declaration| part(declaration)).collect()
}

#[test]
fn every_limit_that_a_ranker_states_is_so() {
    assert_all_checked(&parts(RANKERS, |declaration| &declaration.part), RANKER_CLAIMS);
}

#[test]
fn every_limit_that_a_click_model_states_is_so() {
    assert_all_checked(&parts(CLICK_MODELS, |declaration| &declaration.part), CLICK_CLAIMS);
}

#[test]
fn every_limit_that_a_world_of_slates_states_is_so() {
    assert_all_checked(&parts(SLATE_WORLDS, |declaration| &declaration.part), WORLD_CLAIMS);
}

const ATTRACTIONS: [f64; 6] = [0.15, 0.3, 0.2, 0.5, 0.1, 0.4];
const SLOTS: usize = 2;

/// Without exploring, once every item was looked at, the slate holds the largest estimates: those of the round before it, of
/// the first slot alone where the others add to it.
fn greedy(id: &str, of: &[(&str, Value)]) {
    let mut driver = Driver::new(id, of, "cascade", &ATTRACTIONS, SLOTS, 0);
    let (mut seen, mut checked) = ([false; 6], 0);
    let by_gains = ["cascade_lsb", "cascade_hybrid"].contains(&id);
    for _ in 0..400 {
        let known = driver.explain();
        let looked_at_all = seen.iter().all(|seen| *seen);
        driver.step(true);
        let worth = if known.reason == bandit_playground::ranking::RankingReason::Greedy {
            known.scores
        } else {
            known.estimates
        };
        if looked_at_all && !worth.is_empty() {
            let counts = if by_gains { 1 } else { SLOTS };
            let shown = &driver.slate[..counts];
            let least = shown.iter().map(|item| worth[*item as usize].min(1.0)).fold(f64::INFINITY, f64::min);
            let others = (0..6_u32).filter(|item| !shown.contains(item));
            let most = others.map(|item| worth[item as usize].min(1.0)).fold(f64::NEG_INFINITY, f64::max);
            assert!(least >= most - 1e-9, "{id}: {:?} of {worth:?}", driver.slate);
            checked += 1;
        }
        let end = driver.outcome.clicked.iter().position(|clicked| *clicked).map_or(SLOTS, |place| place + 1);
        driver.slate[..end].iter().for_each(|item| seen[*item as usize] = true);
    }
    // A ranker that never explores may never see all; then there is nothing that it could explore, either.
    assert!(checked > 100 || seen.contains(&false), "{id}: {checked}");
}

/// Without the free look, items never observed come first, as many as there are.
fn unobserved_first(id: &str) {
    for seed in 0..10 {
        let mut driver = Driver::new(id, &[("start", choice("none"))], "cascade", &ATTRACTIONS, SLOTS, seed);
        let mut seen = [false; 6];
        for _ in 0..30 {
            let left = seen.iter().filter(|seen| !**seen).count().min(SLOTS);
            driver.step(true);
            let first = driver.slate[..left].iter();
            assert!(first.clone().all(|item| !seen[*item as usize]), "{id}: {:?} of {seen:?}", driver.slate);
            // Dependent clicks are read to the last one; the users here click once.
            let end =
                driver.outcome.clicked.iter().position(|clicked| *clicked).map_or(SLOTS, |place| place + 1);
            driver.slate[..end].iter().for_each(|item| seen[*item as usize] = true);
        }
    }
}

/// With a gamma of 1 the estimates are those of everything that was ever heard.
fn forgets_nothing(id: &str) {
    let mut driver = Driver::new(id, &[("gamma", NUMBER(1.0))], "cascade", &ATTRACTIONS, SLOTS, 0);
    let mut counts = [[0.0; 2]; 6];
    for round in 0..3_000 {
        // For a thousand rounds it hears nothing.
        let heard = !(1_000..2_000).contains(&round);
        driver.step(heard);
        let seen = driver.slate.iter().zip(&driver.outcome.clicked).take(driver.outcome.observed);
        for (item, clicked) in seen.filter(|_| heard) {
            counts[*item as usize][0] += 1.0;
            counts[*item as usize][1] += f64::from(u8::from(*clicked));
        }
    }
    for (estimate, [seen, clicked]) in driver.explain().estimates.iter().zip(counts) {
        assert!((estimate - clicked / seen).abs() < 1e-9, "{estimate} of {clicked} / {seen}");
    }
}

/// With a discount of 1, scores are those of CascadeLinUCB with a sigma of 1, worked out here from what was heard: M and b
/// are diagonal, since every item is a feature of its own.
fn is_cascade_lin_ucb(id: &str) {
    for (ranker, of) in [(id, ("gamma", NUMBER(1.0))), ("cascade_lin_ucb", ("sigma", NUMBER(1.0)))] {
        let mut driver = Driver::new(ranker, &[of], "cascade", &ATTRACTIONS, SLOTS, 0);
        let mut known = [[1.0, 0.0]; 6];
        for _ in 0..300 {
            driver.step(true);
            for (item, clicked) in
                driver.slate.iter().zip(&driver.outcome.clicked).take(driver.outcome.observed)
            {
                known[*item as usize][0] += 1.0;
                known[*item as usize][1] += f64::from(u8::from(*clicked));
            }
            for (score, [m, b]) in driver.explain().scores.iter().zip(known) {
                assert!((score - (b / m + (1.0_f64 / m).sqrt()).min(1.0)).abs() < 1e-9, "{ranker}: {score}");
            }
        }
    }
}

/// With the first item below alone, no item further down the list is ever shown.
fn shows_one_more_than_slots(id: &str) {
    let attractions = [0.1, 0.2, 0.3, 0.9, 0.9, 0.9];
    let of = [("below", choice("next")), ("rounds", NUMBER(10.0))];
    let mut driver = Driver::new(id, &of, "position_based", &attractions, SLOTS, 0);
    for _ in 0..2_000 {
        driver.step(true);
        assert!(driver.slate.iter().all(|item| *item <= SLOTS as u32), "{:?}", driver.slate);
    }
}

/// How often the top of the slate holds each place of the scores, from the largest.
fn tops(id: &str, temperature: f64) -> [f64; 6] {
    let mut of = vec![("temperature", NUMBER(temperature))];
    if id == "ranking_agent" {
        of.push(("policy", choice("no_penalty")));
    }
    let mut driver = Driver::new(id, &of, "cascade", &[0.05, 0.1, 0.9, 0.2, 0.05, 0.1], SLOTS, 0);
    (0..500).for_each(|_| driver.step(true));
    let mut counts = [0.0; 6];
    for _ in 0..2_000 {
        let scores = driver.explain().scores;
        driver.step(false);
        let own = scores[driver.slate[0] as usize];
        counts[scores.iter().filter(|score| **score > own).count()] += 1.0 / 2_000.0;
    }
    counts
}

fn near_zero_is_greedy_and_large_is_random(id: &str) {
    let near_zero = tops(id, 0.01);
    assert!(near_zero[0] > 0.95, "{id}: {near_zero:?}");
    // Each a sixth, within four standard errors and what scores that differ by a few leave at a temperature of 100.
    let error = (1.0_f64 / 6.0 * 5.0 / 6.0 / 2_000.0).sqrt();
    let large = tops(id, 100.0);
    assert!(large.iter().all(|share| (share - 1.0 / 6.0).abs() < 4.0 * error + 0.03), "{id}: {large:?}");
}

/// Slots below the first click have no weight in the one case; in the other every slot has one, and its score is 1 or 0.
fn says_nothing_below_the_click(_id: &str) {
    let (mut targets, mut weights) = ([9.0; 4], [9.0; 4]);
    let model = FeedbackModel::Cascading { non_click_score: -1.0 };
    SlateTargets::new(model, &PositionalBias::Unset, false, 4).of_choice(
        Some(1),
        1.0,
        &mut targets,
        &mut weights,
    );
    assert_eq!((targets[..2].to_vec(), weights), (vec![-1.0, 1.0], [1.0, 1.0, 0.0, 0.0]));
    let slates = SlateTargets::new(FeedbackModel::ScoreVector, &PositionalBias::Unset, false, 4);
    slates.of_choice(Some(1), 1.0, &mut targets, &mut weights);
    assert_eq!((targets, weights), ([0.0, 1.0, 0.0, 0.0], [1.0; 4]));
}

fn one_counts_positions_or_all_alike(_id: &str) {
    let weights = |bias: PositionalBias| {
        let mut weights = [0.0; 3];
        SlateTargets::new(FeedbackModel::ScoreVector, &bias, false, 3).of_scores(&[1.0; 3], &mut weights);
        weights
    };
    assert_eq!(weights(PositionalBias::Base(1.0)), [1.0, 2.0, 3.0]);
    assert_eq!(weights(PositionalBias::Exponent(1.0)), [1.0; 3]);
}

/// How far the scores have moved from round to round, the largest of each over these rounds.
fn moves(id: &str, of: &[(&str, Value)], rounds: std::ops::Range<u32>) -> f64 {
    let mut driver = Driver::new(id, of, "cascade", &ATTRACTIONS, SLOTS, 0);
    let (mut before, mut sum) = (Vec::<f64>::new(), 0.0);
    for round in 0..rounds.end {
        driver.step(true);
        // Logits of a softmax are known up to a constant: probabilities are compared there.
        let scores = driver.explain().scores;
        if rounds.contains(&round) && !before.is_empty() {
            let moved = scores.iter().zip(&before).map(|(now, before)| (now - before).abs());
            sum += moved.fold(0.0, f64::max);
        }
        before = scores;
    }
    sum / f64::from(rounds.end - rounds.start)
}

/// A step of gradient descent is no longer than the rate times the clip, so that scores hardly move where both are small, and
/// move where the clip is large.
fn a_clip_bounds_every_step(id: &str) {
    let of = |clip: f64| {
        let of =
            [("gradient_clip", NUMBER(clip)), ("optimizer", choice("sgd")), ("learning_rate", NUMBER(0.1))];
        moves(id, &of, 1..200)
    };
    let (small, large) = (of(0.01), of(100.0));
    assert!(small < 0.2 * large && small < 0.1, "{id}: {small} and {large}");
}

/// A click model with these values, and a round of items of these attractions for it.
fn model(
    id: &str,
    of: &[(&str, Value)],
    attractions: &[f64],
    slots: usize,
) -> (Box<dyn ClickModel>, SlateRound) {
    let shape = worlds::plain_shape(attractions.len(), slots);
    let declaration = clicks::find(id).expect("the click model exists");
    let mut round = SlateRound::new(&shape);
    round.attractions.copy_from_slice(attractions);
    ((declaration.build)(&values(of), &shape).expect("it can be made"), round)
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
    let (mut outcome, mut luck) = (Outcome::new(3), Stream::new(1, 0, "clicks"));
    for _ in 0..1_000 {
        model.respond(&round, &[0, 1, 2], Luck::new(luck.bits()), &mut outcome);
        assert_eq!(outcome.examined, [true; 3]);
    }
}

/// The position alone keeps nobody from looking: after a click the next one is looked at for certain, however far down.
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
        let (mut outcome, mut luck) = (Outcome::new(2), Stream::new(1, 0, "clicks"));
        for one in 0..4_u32 {
            for other in (0..4_u32).filter(|other| *other != one) {
                model.respond(&round, &[one, other], Luck::new(luck.bits()), &mut outcome);
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

/// A small world with these values.
fn world(id: &str, of: &[(&str, Value)]) -> Arc<dyn SlateWorld> {
    let declaration = worlds::find(id).expect("the world exists");
    let mut all = Values::default();
    for (name, size) in [("items", 8.0), ("movies", 8.0), ("rank", 2.0)] {
        if let Some(parameter) = declaration.part.parameter(name) {
            all.set(parameter, NUMBER(size));
        }
    }
    all.0.extend(values(of).0);
    let (settled, errors) = declaration.part.settle(&all);
    assert!(errors.is_empty(), "{errors:?}");
    (declaration.build)(&settled, Some(ratings())).expect("the world can be made")
}

/// Attractions and features of some rounds.
fn rounds(world: Arc<dyn SlateWorld>) -> Vec<(Vec<f64>, Vec<f64>)> {
    let mut round = SlateRound::new(&world.shape());
    let mut course = world.course(5, 0);
    let next = |_| {
        course.next(&mut round);
        (round.attractions.clone(), round.features.clone())
    };
    (0..20).map(next).collect()
}

fn no_more_slots_than_items(id: &str) {
    let shape = world(id, &[("slots", NUMBER(20.0))]).shape();
    assert_eq!((shape.slots, shape.items), (8, 8));
}

fn others_attract_at_least_never(id: &str) {
    let of = [("attraction", NUMBER(0.3)), ("gap", NUMBER(0.9))];
    for (attractions, _) in rounds(world(id, &of)) {
        let best = attractions.iter().filter(|attraction| **attraction == 0.3).count();
        let never = attractions.iter().filter(|attraction| **attraction == 0.0).count();
        assert_eq!((best, never), (4, 4), "{attractions:?}");
    }
}

fn all_movies_are_alike(id: &str) {
    for (attractions, _) in rounds(world(id, &[("slope", NUMBER(0.0))])) {
        assert!(attractions.iter().all(|attraction| *attraction == attractions[0]), "{attractions:?}");
    }
}

/// Where attractions change in another way, or not at all, the parameter says nothing; in its own way it does.
fn only_with(id: &str, parameter: &str, others: &[&str], two: [f64; 2]) {
    let of = |change: &str, value: f64| {
        rounds(world(id, &[("change", choice(change)), (parameter, NUMBER(value))]))
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
        rounds(world(id, &[("attractions", choice(law)), (parameter, NUMBER(value))]))
    };
    for other in others {
        assert!(of(other, 2.0) == of(other, 7.0), "{parameter} with {other}");
    }
    let own = if parameter == "dimension" { "linear" } else { "beta" };
    assert!(of(own, 2.0) != of(own, 7.0), "{parameter}");
}
