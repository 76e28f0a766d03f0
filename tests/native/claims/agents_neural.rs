//! Claims of agents with networks.

use bandit_playground::agent::{Explanation, Reason};
use bandit_playground::descriptor::Value;

use super::agents::{NUMBER, best, choice, greedy};
use super::arms::{ARMS, Arms, episode};

/// With a hint other arms than the best have at most that probability, once the network has learned, or the least that one of
/// the coefficients gives; and the coefficient that was chosen has no say.
pub fn a_hint_bounds_exploration(id: &str) {
    let of = |hint: f64, coefficient: f64| {
        episode(id, &[("exploration_hint", NUMBER(hint)), ("coefficient", NUMBER(coefficient))], 0, 200)
    };
    let hinted = of(0.2, 1.0);
    assert_eq!(hinted, of(0.2, 500.0));
    assert_ne!(of(0.0, 1.0), of(0.0, 500.0));
    let exploring =
        |(_, thought): &(usize, Explanation)| 1.0 - thought.probabilities[best(&thought.probabilities)];
    let within = hinted[20..].iter().filter(|round| exploring(round) <= 0.2 + 1e-9).count();
    assert!(within > 150, "{within}");
}

pub fn near_zero_is_greedy_and_large_is_random(id: &str) {
    let chances = |temperature: f64| {
        let episode = episode(id, &[("temperature", NUMBER(temperature))], 0, 200);
        episode.into_iter().skip(20).map(|(_, thought)| thought)
    };
    for thought in chances(100.0) {
        assert!(thought.probabilities.iter().all(|p| (p - 1.0 / ARMS as f64).abs() < 0.02), "{thought:?}");
    }
    let sure =
        chances(0.001).filter(|thought| thought.probabilities[best(&thought.estimates)] > 0.95).count();
    assert!(sure > 160, "{sure} of 180");
}

pub fn there_is_no_temperature(id: &str) {
    let of = |gumbel: f64, temperature: f64| {
        episode(id, &[("gumbel", NUMBER(gumbel)), ("temperature", NUMBER(temperature))], 0, 100)
    };
    assert_eq!(of(0.5, 0.01), of(0.5, 50.0));
    assert_ne!(of(0.0, 0.01), of(0.0, 50.0));
}

/// A single head that learns from a first round either learns twice as much as once, by a gradient step twice as long, or
/// nothing at all, each about as often.
pub fn twice_or_not_at_all(id: &str) {
    let of = [
        ("heads", NUMBER(1.0)),
        ("masks", choice("bernoulli")),
        ("optimizer", choice("sgd")),
        ("learning_rate", NUMBER(0.001)),
    ];
    let moved = |id: &str, of: &[(&str, Value)], seed: u32| {
        let mut arms = Arms::new(id, of, seed);
        arms.context = [0.5, -0.5, 1.0];
        let before = arms.choose_again().estimates;
        arms.teach(0, 1.0);
        (before[0], arms.explain().estimates[0] - before[0])
    };
    let of_heads: Vec<f64> = (0..60)
        .map(|seed| {
            let (before, moved) = moved(id, &of, seed);
            // A step is in proportion to the error, 1 less the estimate.
            moved / (1.0 - before)
        })
        .collect();
    let still = of_heads.iter().filter(|moved| **moved == 0.0).count();
    // A binomial count of 60 with 1/2, within four standard errors.
    assert!((still as f64 - 30.0).abs() < 4.0 * 15.0_f64.sqrt(), "{still}: {of_heads:?}");
    assert!(of_heads.iter().all(|moved| *moved >= 0.0), "{of_heads:?}");
}

/// With a least value of 0, no arm is left out, whatever is predicted of it; with one that some arms don't reach, those are.
pub fn nothing_is_asked_for(id: &str) {
    for name in ["least_reward", "least_novelty", "least_diversity"] {
        let zero = [(name, NUMBER(0.0))];
        greedy(id, &zero);
        assert!(
            episode(id, &zero, 0, 100)
                .iter()
                .all(|(_, thought)| thought.scores.iter().all(|score| score.is_finite()))
        );
    }
    let asked = episode(id, &[("least_reward", NUMBER(0.5))], 0, 200);
    assert!(asked.iter().any(|(_, thought)| thought.scores.contains(&f64::NEG_INFINITY)));
}

pub fn as_wide_as_the_other_layers(id: &str) {
    let of = |encoding: f64| {
        let mut arms = Arms::new(id, &[("encoding", NUMBER(encoding)), ("width", NUMBER(5.0))], 0);
        let step = |_| {
            let thought = arms.step();
            (arms.slot, thought)
        };
        ((0..60).map(step).collect::<Vec<_>>(), arms.network().weights)
    };
    assert_eq!(of(0.0), of(5.0), "{id}");
    assert_ne!(of(0.0).1, of(6.0).1, "{id}");
}

/// How far the summary of a network's weights moved.
fn moved(before: &Arms, after: &Arms) -> f64 {
    let (before, after) = (before.network(), after.network());
    let pairs = before.layers.iter().zip(&after.layers);
    pairs
        .map(|(b, a)| {
            (a.weights.mean - b.weights.mean).abs() + (a.weights.deviation - b.weights.deviation).abs()
        })
        .sum()
}

/// An agent whose network is trained from its first round on.
fn learner(id: &str, of: &[(&str, Value)]) -> Arms {
    let mut all = of.to_vec();
    if id == "neural_lin_ucb" {
        all.push(("network_rounds", NUMBER(100_000.0)));
    }
    Arms::new(id, &all, 0)
}

/// With the largest step the weights still move by much in late rounds; with a small one they hardly do, and with the smallest
/// they have hardly moved in all.
pub fn too_large_never_validates(id: &str) {
    let of = |rate: f64| {
        let mut arms = learner(
            id,
            &[("learning_rate", NUMBER(rate)), ("optimizer", choice("sgd")), ("batch", NUMBER(32.0))],
        );
        let mut late = 0.0;
        let first = {
            arms.choose();
            arms.clone()
        };
        for round in 0..200 {
            arms.step();
            if round >= 150 {
                let before = arms.clone();
                arms.step();
                late += moved(&before, &arms);
            }
        }
        (late, moved(&first, &arms))
    };
    let (small, usual, large) = (of(0.00001), of(0.01), of(1.0));
    assert!(large.0 > 5.0 * usual.0, "{id}: {usual:?} {large:?}");
    assert!(small.1 < 0.05 * usual.1, "{id}: {small:?} {usual:?}");
}

/// One reward of a million among usual ones: a step of gradient descent is no longer than the rate times the clip.
pub fn no_reward_throws_the_network_off(id: &str) {
    let of = |clip: f64| {
        let of = [
            ("gradient_clip", NUMBER(clip)),
            ("optimizer", choice("sgd")),
            ("learning_rate", NUMBER(0.01)),
            ("batch", NUMBER(64.0)),
        ];
        let mut arms = learner(id, &of);
        (0..20).for_each(|_| drop(arms.step()));
        let before = arms.clone();
        arms.choose();
        arms.update(1e6);
        moved(&before, &arms)
    };
    let (small, large) = (of(0.01), of(1_000.0));
    assert!(small < 0.001 && large > 10.0 * small, "{id}: {small} {large}");
}

/// After its rounds the network is what it was, and there is no more training.
pub fn the_network_stays(id: &str) {
    let mut arms = Arms::new(id, &[("network_rounds", NUMBER(30.0))], 0);
    (0..30).for_each(|_| drop(arms.step()));
    let trained = arms.network();
    for _ in 0..50 {
        let thought = arms.step();
        assert!(matches!(thought.reason, Reason::Optimism { .. }), "{thought:?}");
    }
    let now = arms.network();
    assert_eq!((now.layers, now.training_steps), (trained.layers, trained.training_steps));
}
