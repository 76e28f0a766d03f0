//! Claims of rankers.

use bandit_playground::descriptor::Value;
use bandit_playground::ranking::RankingReason;
use bandit_playground::ranking::rankers::RANKERS;
use bandit_playground::ranking::rankers::scorer::{FeedbackModel, PositionalBias, SlateTargets};

use super::driver::Driver;
use super::harness::{Claim, SENTENCE, assert_all_checked, parts};

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
    Claim { parts: &["random_slate"], parameter: SENTENCE, check: the_same_slates_whatever_is_heard },
    Claim { parts: &["ranked_exp3"], parameter: SENTENCE, check: nothing_is_learned_without_clicks },
    Claim { parts: &["bubble_rank"], parameter: SENTENCE, check: never_much_worse_than_the_start },
];

#[test]
fn every_limit_that_a_ranker_states_is_so() {
    assert_all_checked(&parts(RANKERS, |descriptor| &descriptor.part), RANKER_CLAIMS);
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
        let worth = if known.reason == RankingReason::Greedy { known.scores } else { known.estimates };
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

/// The slates of a ranker that hears what comes of them, or doesn't.
fn slates(id: &str, attractions: &[f64], heard: bool) -> Vec<Vec<u32>> {
    let mut driver = Driver::new(id, &[], "cascade", attractions, SLOTS, 0);
    let step = |_| {
        driver.step(heard);
        driver.slate.clone()
    };
    (0..300).map(step).collect()
}

fn the_same_slates_whatever_is_heard(id: &str) {
    assert_eq!(slates(id, &ATTRACTIONS, true), slates(id, &ATTRACTIONS, false));
}

/// Where nothing is ever clicked, every bandit stays as it is; clicks change them.
fn nothing_is_learned_without_clicks(id: &str) {
    assert_eq!(slates(id, &[0.0; 6], true), slates(id, &[0.0; 6], false));
    assert_ne!(slates(id, &ATTRACTIONS, true), slates(id, &ATTRACTIONS, false));
}

/// Pairs in the wrong order are at most as many as in the list that it began with, and one more for each pair of neighbours that
/// is exchanged in a round (Li and others 2019, lemma 9): of a good list and of a bad one.
fn never_much_worse_than_the_start(id: &str) {
    for attractions in [[0.9, 0.7, 0.5, 0.4, 0.2, 0.1], [0.1, 0.4, 0.2, 0.7, 0.5, 0.9]] {
        let wrong = |slate: &[u32]| {
            let pairs = (0..6).flat_map(|one| (one + 1..6).map(move |other| (one, other)));
            let attraction = |place: usize| attractions[slate[place] as usize];
            pairs.filter(|(one, other)| attraction(*one) < attraction(*other)).count()
        };
        let start = wrong(&[0, 1, 2, 3, 4, 5]);
        for seed in 0..3 {
            let mut driver = Driver::new(id, &[], "position_based", &attractions, 6, seed);
            for round in 0..2_000 {
                driver.step(true);
                assert!(
                    wrong(&driver.slate) <= start + 3,
                    "round {round}: {:?} of {attractions:?}",
                    driver.slate
                );
            }
        }
    }
}
