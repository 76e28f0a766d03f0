//! Claims of agents that depend on what each arm earned, whatever the context.

use bandit_playground::agent::Explanation;
use bandit_playground::descriptor::Value;
use bandit_playground::environment::Shape;

use super::agents::{NUMBER, choice, epsilon_of, greedy};
use super::arms::{ARMS, Arms, SHAPE, episode};

/// A window of as many rounds as there are arms, or of fewer, and sums that are soon forgotten.
pub fn xi(id: &str) {
    let nothing = ("xi", NUMBER(0.0));
    match id {
        "sliding_window_ucb" => {
            for window in [1.0, 4.0, 10.0, 1_000.0] {
                greedy(id, &[nothing.clone(), ("window", NUMBER(window))]);
            }
        }
        _ => {
            for gamma in [0.5, 0.9, 1.0] {
                greedy(id, &[nothing.clone(), ("gamma", NUMBER(gamma))]);
            }
            sums_that_are_forgotten_count(id);
        }
    }
    // With a window or a discount that forgets nothing, they are UCB1, score for score.
    let of = match id {
        "sliding_window_ucb" => [("xi", NUMBER(2.0)), ("window", NUMBER(1_000.0))],
        _ => [("xi", NUMBER(0.5)), ("gamma", NUMBER(1.0))],
    };
    let (own, theirs) = (lessons(id, &of, 40).scores, lessons("ucb1", &[], 40).scores);
    assert!(
        own.iter().zip(&theirs).all(|(one, other)| (one - other).abs() < 1e-9),
        "{id}: {own:?} {theirs:?}"
    );
}

/// What an agent thinks after so many lessons, not all arms having had as many.
fn lessons(id: &str, of: &[(&str, Value)], count: usize) -> Explanation {
    let mut arms = Arms::new(id, of, 0);
    for round in 0..count {
        arms.choose();
        arms.teach(round % 5 % ARMS, f64::from(u8::from(round % 3 > 0)));
    }
    arms.choose()
}

/// With a gamma of one half nothing is left of a weight after 700 rounds; without exploring, the last mean of the arm is
/// kept all the same.
fn sums_that_are_forgotten_count(id: &str) {
    let mut arms = Arms::new(id, &[("xi", NUMBER(0.0)), ("gamma", NUMBER(0.5))], 0);
    for slot in 0..ARMS {
        arms.choose();
        arms.teach(slot, [0.25, 1.0, 0.5, 0.75][slot]);
    }
    for _ in 0..3_000 {
        let thought = arms.choose();
        assert_eq!((arms.slot, thought.estimates[0], thought.estimates[3]), (1, 0.25, 0.75), "{thought:?}");
        arms.update(1.0);
    }
}

/// Where rewards count by their size or by a coin, the threshold has no say.
pub fn a_threshold_is_for_thresholds(id: &str) {
    let of = |rewards: &str, threshold: f64| {
        let mut arms = Arms::new(id, &[("rewards", choice(rewards)), ("threshold", NUMBER(threshold))], 0);
        let choose = |_| {
            let thought = arms.choose();
            arms.update(0.2 + 0.2 * arms.slot as f64);
            (arms.slot, thought)
        };
        (0..100).map(choose).collect::<Vec<_>>()
    };
    for rewards in ["fraction", "coin"] {
        assert_eq!(of(rewards, 0.3), of(rewards, 0.7), "{id}");
    }
    assert_ne!(of("threshold", 0.3), of("threshold", 0.7), "{id}");
}

/// After its rounds of each arm, one arm alone, whatever is heard of it.
pub fn commits_for_ever(id: &str) {
    let mut arms = Arms::new(id, &[("rounds_an_arm", NUMBER(5.0))], 0);
    let (mut counts, mut sums) = ([0; ARMS], [0.0; ARMS]);
    for _ in 0..5 * ARMS {
        arms.choose();
        let reward = arms.reward() + 0.01 * arms.slot as f64;
        arms.update(reward);
        counts[arms.slot] += 1;
        sums[arms.slot] += reward;
    }
    assert_eq!(counts, [5; ARMS]);
    for _ in 0..300 {
        arms.choose();
        assert!(sums.iter().all(|sum| *sum <= sums[arms.slot]), "{} of {sums:?}", arms.slot);
        arms.update(0.0);
    }
}

pub fn the_same_arm_whatever_is_heard(id: &str) {
    for reward in [-5.0, 0.0, 1.0] {
        let mut arms = Arms::new(id, &[("arm", NUMBER(3.0))], 0);
        for _ in 0..100 {
            arms.choose();
            assert_eq!(arms.slot, 2);
            arms.update(reward);
        }
    }
}

pub fn zero_is_the_lowest_reward(id: &str) {
    for (mean, expected) in [(0.0, 1.0), (1.0, 5.0)] {
        let shape = Shape { rewards: (1.0, 5.0), ..SHAPE };
        let estimates =
            Arms::in_environment(id, &[("prior_mean", NUMBER(mean))], 0, &shape).choose().estimates;
        assert!(estimates.iter().all(|estimate| (estimate - expected).abs() < 1e-12), "{estimates:?}");
    }
}

fn epsilons(id: &str, of: &[(&str, Value)]) -> Vec<f64> {
    episode(id, of, 0, 300).iter().filter_map(|(_, thought)| epsilon_of(thought)).collect()
}

pub fn as_often_for_ever_or_less(id: &str) {
    let constant = epsilons(id, &[("schedule", choice("constant"))]);
    assert!(constant.len() > 200 && constant.iter().all(|epsilon| *epsilon == constant[0]), "{constant:?}");
    let falling = epsilons(id, &[("schedule", choice("one_over_t")), ("c", NUMBER(10.0))]);
    assert!(falling.is_sorted_by(|one, next| one >= next) && falling.last() < falling.first(), "{falling:?}");
}

/// Each has a say with its own schedule only.
pub fn epsilon_and_c_are_apart(id: &str) {
    let of = |schedule: &str, name: &'static str, value: f64| {
        episode(id, &[("schedule", choice(schedule)), (name, NUMBER(value))], 0, 200)
    };
    for (schedule, own, other) in [("constant", "epsilon", "c"), ("one_over_t", "c", "epsilon")] {
        assert_eq!(of(schedule, other, 0.1), of(schedule, other, 0.9));
        assert_ne!(of(schedule, own, 0.1), of(schedule, own, 0.9));
    }
}

pub fn parameters_are_of_their_variants(id: &str) {
    let of = |variant: &str, name: &'static str, value: f64| {
        episode(id, &[("variant", choice(variant)), (name, NUMBER(value))], 0, 100)
    };
    for variant in ["horizon", "anytime", "anytime_alpha"] {
        assert_eq!(of(variant, "rounds", 100.0) != of(variant, "rounds", 100_000.0), variant == "horizon");
        assert_eq!(of(variant, "alpha", 0.5) != of(variant, "alpha", 9.0), variant == "anytime_alpha");
    }
    // Larger explores more: bonuses are wider.
    let widths = |alpha: f64| lessons(id, &[("alpha", NUMBER(alpha))], 40).widths;
    assert!(widths(9.0).iter().zip(widths(0.5)).all(|(large, small)| *large >= small));
    assert!(widths(9.0).iter().sum::<f64>() > widths(0.5).iter().sum::<f64>());
}

/// Widths are sqrt(alpha ln t / 2n): UCB1's with an alpha of 4, half of them with 1.
pub fn four_is_ucb1(id: &str) {
    let (four, one) =
        (lessons(id, &[("alpha", NUMBER(4.0))], 40), lessons(id, &[("alpha", NUMBER(1.0))], 40));
    let mut pulls = [0.0; ARMS];
    (0..40).for_each(|round| pulls[round % 5 % ARMS] += 1.0);
    for ((pulls, four), one) in pulls.iter().zip(&four.widths).zip(&one.widths) {
        let expected = (2.0 * 40.0_f64.ln() / pulls).sqrt();
        assert!(
            (four - expected).abs() < 1e-9 && (one - 0.5 * expected).abs() < 1e-9,
            "{four} {one} {expected}"
        );
    }
}

/// A bound above 1/4 on a variance that can't be above 1/4 is one that is not needed: without the cap bonuses are as large or
/// larger, and after many rounds of an arm the same.
pub fn without_a_cap_bonuses_are_larger_at_first(id: &str) {
    let of = |cap: &str, count: usize| lessons(id, &[("cap", choice(cap))], count).widths;
    let (capped, free) = (of("quarter", 20), of("none", 20));
    assert!(free.iter().zip(&capped).all(|(free, capped)| free >= capped), "{free:?} {capped:?}");
    assert!(free.iter().sum::<f64>() > 1.05 * capped.iter().sum::<f64>(), "{free:?} {capped:?}");
}

/// sqrt(2 V zeta ln t / n) + 3 c zeta ln t / n in round t, with zeta 1, as in Audibert, Munos and Szepesvari 2009: where rewards don't
/// vary, with a c of 1 the bonus is 3 ln t / n, and with one half it is half of that.
pub fn one_is_the_papers(id: &str) {
    let widths = |c: f64| {
        let mut arms = Arms::new(id, &[("c", NUMBER(c))], 0);
        for round in 0..40 {
            arms.choose();
            arms.teach(round % ARMS, 1.0);
        }
        arms.choose().widths
    };
    for (one, half) in widths(1.0).iter().zip(widths(0.5)) {
        assert!(
            (one - 3.0 * 41.0_f64.ln() / 10.0).abs() < 1e-9 && (half - 0.5 * one).abs() < 1e-9,
            "{one} {half}"
        );
    }
}

/// Arms come first until something was heard of each; or one that was never tried is worth nothing, so that an agent which
/// mostly takes the best keeps to the first that earned anything.
pub fn first_or_as_if_zero(id: &str) {
    let taken = |untried: &str, heard: bool| {
        let mut of = vec![("untried", choice(untried))];
        match id {
            "mean_epsilon_greedy" => of.push(("epsilon", NUMBER(0.0))),
            "boltzmann" => of.push(("temperature", NUMBER(0.01))),
            _ => {}
        }
        let mut arms = Arms::new(id, &of, 0);
        let mut taken = [0; ARMS];
        for _ in 0..100 {
            arms.choose();
            taken[arms.slot] += 1;
            // Of arm 2 nothing is heard for long.
            if heard || arms.slot != 2 {
                arms.update(1.0);
            }
        }
        taken
    };
    assert!(!taken("first", true).contains(&0), "{id}");
    assert!(taken("first", false)[2] > 90, "{id}: {:?}", taken("first", false));
    let zero = taken("zero", true);
    assert_eq!(zero.iter().filter(|count| **count > 0).count(), 1, "{id}: {zero:?}");
}
