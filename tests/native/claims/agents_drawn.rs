//! Claims of agents that draw arms, policies or members.

use bandit_playground::descriptor::Value;

use super::agents::{NUMBER, best, choice};
use super::arms::{ARMS, Arms, episode};

const EVEN: f64 = 1.0 / ARMS as f64;

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

/// Without a prior width all sets think the same of arms before they have learned; and where every reward is 1, the arm that
/// was tried first stays the only one.
pub fn all_sets_begin_alike(id: &str) {
    for (prior, alike) in [(0.0, true), (1.0, false)] {
        let mut arms = Arms::new(id, &[("prior", NUMBER(prior))], 0);
        let widths = arms.choose().widths;
        assert_eq!(widths.iter().all(|width| *width == 0.0), alike, "{prior}: {widths:?}");
    }
    let mut arms = Arms::new(id, &[("prior", NUMBER(0.0)), ("bias", Value::Switch(true))], 0);
    let mut taken = [0; ARMS];
    arms.context = [0.0; 3];
    for _ in 0..200 {
        arms.choose_again();
        arms.update(1.0);
        taken[arms.slot] += 1;
    }
    assert!(taken.contains(&0), "{taken:?}");
}

/// Of one policy all arms but its own have epsilon, min(1 / K, 1 / sqrt(K t)).
pub fn one_policy_explores_by_epsilon_only(id: &str) {
    for (round, (_, thought)) in episode(id, &[("policies", NUMBER(1.0))], 0, 200).iter().enumerate() {
        let epsilon = EVEN.min(1.0 / (ARMS as f64 * (round + 1) as f64).sqrt());
        let own = best(&thought.probabilities);
        let others =
            (0..ARMS).filter(|slot| *slot != own).all(|slot| near(thought.probabilities[slot], epsilon));
        assert!(others || round == 0, "round {round}: {epsilon} {:?}", thought.probabilities);
    }
    let alone = episode(id, &[("policies", NUMBER(1.0)), ("uniform", Value::Switch(false))], 0, 200);
    let sure = alone.iter().filter(|(_, thought)| thought.probabilities.contains(&1.0)).count();
    assert!(sure > 190, "{sure}");
}

/// With a psi of 0 eight policies do what one does.
pub fn all_policies_are_alike(id: &str) {
    let of = |policies: f64, psi: f64| {
        let of = [("policies", NUMBER(policies)), ("psi", NUMBER(psi))];
        let episode = episode(id, &of, 0, 300);
        episode.into_iter().map(|(slot, thought)| (slot, thought.probabilities)).collect::<Vec<_>>()
    };
    let same = |psi: f64| {
        let pairs = of(8.0, psi).into_iter().zip(of(1.0, psi));
        pairs
            .filter(|(many, one)| many.0 == one.0 && many.1.iter().zip(&one.1).all(|(p, q)| near(*p, *q)))
            .count()
    };
    assert_eq!(same(0.0), 300);
    assert!(same(5.0) < 200);
}

/// Each of three policies takes one arm, so that probabilities are thirds; with any arm now and then, none is below epsilon.
pub fn only_arms_that_a_policy_takes(id: &str) {
    let of = |uniform: bool| {
        let of = [("policies", NUMBER(3.0)), ("psi", NUMBER(1.0)), ("uniform", Value::Switch(uniform))];
        episode(id, &of, 0, 300).into_iter().skip(50)
    };
    for (_, thought) in of(false) {
        assert!(thought.probabilities.iter().all(|p| near(3.0 * p, (3.0 * p).round())), "{thought:?}");
    }
    for (round, (_, thought)) in (51_u32..).zip(of(true)) {
        let epsilon = 1.0 / (ARMS as f64 * f64::from(round)).sqrt();
        assert!(thought.probabilities.iter().all(|p| *p >= epsilon - 1e-12), "{thought:?}");
    }
}

pub fn any_arm(id: &str, of: &[(&str, Value)]) {
    for (_, thought) in episode(id, of, 0, 150) {
        assert!(thought.probabilities.iter().all(|p| near(*p, EVEN)), "{id}: {thought:?}");
    }
}

/// With an exponent of 0 the same estimates have the same probabilities, however many rounds later.
pub fn exploration_is_constant(id: &str) {
    for (exponent, constant) in [(0.0, true), (0.5, false)] {
        let mut arms = Arms::new(id, &[("gamma_exponent", NUMBER(exponent))], 0);
        (0..50).for_each(|_| drop(arms.step()));
        let before = arms.choose_again();
        arms.round += 500;
        let after = arms.choose_again();
        assert_eq!(before.estimates, after.estimates);
        assert_eq!(before.probabilities == after.probabilities, constant, "{exponent}: {before:?} {after:?}");
    }
}

fn chances(thought: bandit_playground::agent::Explanation) -> Vec<f64> {
    thought.drawing.expect("it is a mixture").members.iter().map(|member| member.probability).collect()
}

/// At a temperature of 1, members' chances depend on what they earned alone: with a factor of 1 a long silence changes nothing.
pub fn members_keep_what_they_earned(id: &str) {
    for (forgetting, kept) in [(1.0, true), (0.9, false)] {
        let mut arms =
            Arms::new(id, &[("forgetting", NUMBER(forgetting)), ("temperature_limit", NUMBER(1.0))], 0);
        for round in 0..6 {
            arms.choose();
            arms.update(if round % 2 == 0 { 1.0 } else { 0.6 });
        }
        let before = chances(arms.choose());
        arms.round += 200;
        let after = chances(arms.choose());
        assert!(before[0] != before[1], "{before:?}");
        assert_eq!(before == after, kept, "{forgetting}: {before:?} {after:?}");
    }
}

pub fn members_have_fixed_chances(id: &str) {
    let of = [("weight_1", NUMBER(3.0)), ("weight_2", NUMBER(1.0))];
    for (_, thought) in episode(id, &of, 0, 200) {
        assert_eq!(chances(thought), [0.75, 0.25]);
    }
}

/// Whether or not it hears, and whatever it does: the same arms, each as often as the others within four standard errors.
pub fn any_arm_whatever_is_heard(id: &str) {
    let choices = |heard: Option<f64>| {
        let mut arms = Arms::new(id, &[], 0);
        let choose = |_| {
            arms.choose();
            heard.into_iter().for_each(|reward| arms.update(reward));
            arms.slot
        };
        (0..4_000).map(choose).collect::<Vec<_>>()
    };
    let deaf = choices(None);
    assert!(deaf == choices(Some(1.0)) && deaf == choices(Some(-50.0)));
    let error = (4_000.0 * EVEN * (1.0 - EVEN)).sqrt();
    for slot in 0..ARMS {
        let count = deaf.iter().filter(|chosen| **chosen == slot).count() as f64;
        assert!((count - 4_000.0 * EVEN).abs() < 4.0 * error, "{slot}: {count}");
    }
}

pub fn gamma_is_for_auer(id: &str) {
    let of = |definition: &str, gamma: f64| {
        episode(id, &[("definition", choice(definition)), ("gamma", NUMBER(gamma))], 0, 100)
    };
    for definition in ["losses", "tf_agents"] {
        assert_eq!(of(definition, 0.1), of(definition, 0.7));
    }
    assert_ne!(of("auer_2002", 0.1), of("auer_2002", 0.7));
    // As often as any arm is drawn: gamma / K at the least.
    assert!(
        of("auer_2002", 0.7)
            .iter()
            .all(|(_, thought)| thought.probabilities.iter().all(|p| *p >= 0.7 * EVEN - 1e-9))
    );
}

/// The cap has no say where every choice is heard of at once; where it is late, it has; and with a cap of 1 a reward of 1
/// that was very improbable moves its arm's preference by no more than the step.
pub fn ratios_are_of_late_feedback(id: &str) {
    let of =
        |cap: f64, delay: u64| episode(id, &[("ratio_cap", NUMBER(cap)), ("step", NUMBER(1.0))], delay, 300);
    assert_eq!(of(1.0, 0), of(1_000.0, 0));
    assert_ne!(of(1.0, 20), of(1_000.0, 20));
    for (cap, at_most_once) in [(1.0, true), (50.0, false)] {
        let of = [("ratio_cap", NUMBER(cap)), ("step", NUMBER(0.5)), ("baseline", Value::Switch(false))];
        let mut arms = Arms::new(id, &of, 0);
        arms.choose();
        arms.info.probability = 0.001;
        arms.update(1.0);
        let moved = arms.explain().scores[arms.slot];
        assert_eq!(moved <= 0.5, at_most_once, "{cap}: {moved}");
    }
}
