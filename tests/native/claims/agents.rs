//! Claims of agents: the table, and the checks that many of them share.

use bandit_playground::agent::{AGENTS, Explanation, Reason, find};
use bandit_playground::descriptor::Value;

use super::agents_drawn as drawn;
use super::agents_means as means;
use super::agents_neural as neural;
use super::arms::{ARMS, Arms, episode};
use super::harness::{Claim, SENTENCE, assert_all_checked, parts};

/// A number as a value.
pub const NUMBER: fn(f64) -> Value = Value::Number;

/// An option as a value.
pub fn choice(id: &str) -> Value {
    Value::Choice(id.to_owned())
}

const CLAIMS: &[Claim] = &[
    Claim { parts: &[], parameter: "alpha", check: alpha },
    Claim { parts: &[], parameter: "gamma", check: gamma },
    Claim { parts: &[], parameter: "bias", check: a_level_is_learned_with_a_bias_only },
    Claim {
        parts: &["epsilon_greedy", "neural_epsilon_greedy"],
        parameter: "half_life",
        check: epsilon_stays,
    },
    Claim { parts: &["neural_multi_objective"], parameter: "half_life", check: epsilon_stays },
    Claim {
        parts: &["reg_cb"],
        parameter: "mellowness",
        check: |id| {
            for form in ["optimistic", "elimination"] {
                let of = [("mellowness", NUMBER(0.0)), ("form", choice(form))];
                greedy(id, &of);
                beyond_all_rewards_the_largest_estimate_is_taken(id, &of);
            }
        },
    },
    Claim { parts: &["bagging"], parameter: "sets", check: |id| greedy(id, &[("sets", NUMBER(1.0))]) },
    Claim { parts: &["bagging"], parameter: "prior", check: drawn::all_sets_begin_alike },
    Claim { parts: &["cover"], parameter: "policies", check: drawn::one_policy_explores_by_epsilon_only },
    Claim { parts: &["cover"], parameter: "psi", check: drawn::all_policies_are_alike },
    Claim { parts: &["cover"], parameter: "uniform", check: drawn::only_arms_that_a_policy_takes },
    Claim {
        parts: &["square_cb"],
        parameter: "gamma_scale",
        check: |id| drawn::any_arm(id, &[("gamma_scale", NUMBER(0.0))]),
    },
    Claim { parts: &["square_cb"], parameter: "gamma_exponent", check: drawn::exploration_is_constant },
    Claim { parts: &["exp3_mixture"], parameter: "forgetting", check: drawn::members_keep_what_they_earned },
    Claim { parts: &["static_mixture"], parameter: SENTENCE, check: drawn::members_have_fixed_chances },
    Claim { parts: &["random"], parameter: SENTENCE, check: drawn::any_arm_whatever_is_heard },
    Claim { parts: &["exp3"], parameter: "gamma", check: drawn::gamma_is_for_auer },
    Claim { parts: &["gradient_bandit"], parameter: "ratio_cap", check: drawn::ratios_are_of_late_feedback },
    Claim {
        parts: &["neural_falcon"],
        parameter: "coefficient",
        check: |id| drawn::any_arm(id, &[("coefficient", NUMBER(0.0))]),
    },
    Claim {
        parts: &["neural_falcon"],
        parameter: "exploration_hint",
        check: neural::a_hint_bounds_exploration,
    },
    Claim {
        parts: &["neural_boltzmann"],
        parameter: "temperature",
        check: neural::near_zero_is_greedy_and_large_is_random,
    },
    Claim { parts: &["neural_boltzmann"], parameter: "gumbel", check: neural::there_is_no_temperature },
    Claim {
        parts: &["neural_bootstrapped"],
        parameter: "heads",
        check: |id| greedy(id, &[("heads", NUMBER(1.0))]),
    },
    Claim { parts: &["neural_bootstrapped"], parameter: "masks", check: neural::twice_or_not_at_all },
    Claim { parts: &[], parameter: "least_reward", check: neural::nothing_is_asked_for },
    Claim { parts: &[], parameter: "least_novelty", check: neural::nothing_is_asked_for },
    Claim { parts: &[], parameter: "least_diversity", check: neural::nothing_is_asked_for },
    Claim { parts: &[], parameter: "encoding", check: neural::as_wide_as_the_other_layers },
    Claim { parts: &[], parameter: "learning_rate", check: neural::too_large_never_validates },
    Claim { parts: &[], parameter: "gradient_clip", check: neural::no_reward_throws_the_network_off },
    Claim { parts: &["neural_lin_ucb"], parameter: "network_rounds", check: neural::the_network_stays },
    Claim { parts: &[], parameter: "threshold", check: means::a_threshold_is_for_thresholds },
    Claim { parts: &[], parameter: "xi", check: means::xi },
    Claim { parts: &["explore_then_commit"], parameter: "rounds_an_arm", check: means::commits_for_ever },
    Claim { parts: &["explore_then_commit"], parameter: SENTENCE, check: means::commits_for_ever },
    Claim { parts: &["fixed_arm"], parameter: SENTENCE, check: means::the_same_arm_whatever_is_heard },
    Claim { parts: &["gaussian_thompson"], parameter: "prior_mean", check: means::zero_is_the_lowest_reward },
    Claim { parts: &["mean_epsilon_greedy"], parameter: "schedule", check: means::as_often_for_ever_or_less },
    Claim { parts: &["mean_epsilon_greedy"], parameter: "epsilon", check: means::epsilon_and_c_are_apart },
    Claim { parts: &["mean_epsilon_greedy"], parameter: "c", check: means::epsilon_and_c_are_apart },
    Claim { parts: &["moss"], parameter: "rounds", check: means::parameters_are_of_their_variants },
    Claim {
        parts: &["ucb_tuned"],
        parameter: "cap",
        check: means::without_a_cap_bonuses_are_larger_at_first,
    },
    Claim { parts: &["ucb_v"], parameter: "c", check: means::one_is_the_papers },
    Claim { parts: &[], parameter: "untried", check: means::first_or_as_if_zero },
];

#[test]
fn every_limit_that_an_agent_states_is_so() {
    assert_all_checked(&parts(AGENTS, |descriptor| &descriptor.part), CLAIMS);
}

fn alpha(id: &str) {
    match id {
        "moss" => means::parameters_are_of_their_variants(id),
        "ucb1" => means::four_is_ucb1(id),
        _ => {
            let of = ("alpha", NUMBER(0.0));
            greedy(id, std::slice::from_ref(&of));
            let has = |name: &str| find(id).is_some_and(|agent| agent.part.parameter(name).is_some());
            if has("model") {
                greedy(id, &[of.clone(), ("model", choice("shared"))]);
            }
            if has("free_bias") {
                let free = [("bias", Value::Switch(true)), ("free_bias", Value::Switch(true))];
                greedy(id, &[&[of], &free[..]].concat());
                // Whose data are none is tried first, where uncertainty counts at all.
                let mut first: Vec<usize> = episode(id, &free, 0, ARMS).iter().map(|round| round.0).collect();
                first.sort_unstable();
                assert_eq!(first, [0, 1, 2, 3]);
            }
        }
    }
}

fn gamma(id: &str) {
    if id != "exp3" {
        forgets_nothing(id);
    }
}

/// Index of the first of the largest.
pub fn best(estimates: &[f64]) -> usize {
    (0..estimates.len())
        .reduce(|one, other| if estimates[other] > estimates[one] { other } else { one })
        .expect("there are arms")
}

/// Without exploring, the largest estimate is taken from the first round on; or from when every arm was tried and heard of, by
/// agents that begin with that, or a network was first trained. Whether or not feedback is late.
pub fn greedy(id: &str, of: &[(&str, Value)]) {
    for (delay, seed) in [(0, 0), (0, 1), (15, 2)] {
        let mut arms = Arms::new(id, of, seed);
        arms.delay = delay;
        let mut checked = 0;
        for round in 0..250 {
            let Explanation { estimates, reason, .. } = arms.step();
            if [Reason::Random, Reason::Scheduled].contains(&reason) {
                assert_eq!(checked, 0, "{id}, delay {delay}: {reason:?} in round {round}");
                continue;
            }
            let most = estimates[best(&estimates)];
            let error = 1e-9 * most.abs().max(1.0);
            assert!(
                estimates[arms.slot] >= most - error,
                "{id}, round {round}: {} of {estimates:?}",
                arms.slot
            );
            checked += 1;
        }
        assert!(checked >= 200, "{id}, delay {delay}: {checked}");
    }
}

/// In a context far out several arms are estimated above the largest reward there is: even then only the best is taken.
fn beyond_all_rewards_the_largest_estimate_is_taken(id: &str, of: &[(&str, Value)]) {
    let mut arms = Arms::new(id, of, 0);
    arms.context = [0.5, 0.0, 0.0];
    for round in 0..80 {
        arms.choose_again();
        arms.teach(round % ARMS, [0.8, 0.7, 1.0, 0.9][round % ARMS]);
    }
    arms.context = [1.0, 0.0, 0.0];
    for _ in 0..30 {
        let estimates = arms.choose_again().estimates;
        assert!(estimates.iter().all(|estimate| *estimate > 1.0), "{id}: {estimates:?}");
        assert_eq!(arms.slot, 2, "{id}: {estimates:?}");
    }
}

/// With a gamma of 1, a long silence changes nothing of what is thought of arms later; with another it does.
fn forgets_nothing(id: &str) {
    let after = |gamma: f64, silence: u64| {
        let mut arms = Arms::new(id, &[("gamma", NUMBER(gamma))], 0);
        for round in 0..60 {
            if round == 30 {
                arms.round += silence;
            }
            arms.choose();
            arms.teach(round % ARMS, f64::from(u8::from(round % 3 > 0)));
        }
        arms.explain().estimates
    };
    for (gamma, same) in [(1.0, true), (0.9, false)] {
        let (without, with) = (after(gamma, 0), after(gamma, 100));
        let near = without.iter().zip(&with).all(|(one, other)| (one - other).abs() < 1e-9);
        assert_eq!(near, same, "{id}, gamma {gamma}: {without:?} {with:?}");
    }
}

/// Where all features are zero, a model with a bias learns what an arm earns and one without can't.
fn a_level_is_learned_with_a_bias_only(id: &str) {
    for bias in [false, true] {
        let mut arms = Arms::new(id, &[("bias", Value::Switch(bias))], 0);
        arms.features = [0.0; 12];
        let before = arms.choose_again().estimates;
        for _ in 0..200 {
            arms.teach(1, 1.0);
            arms.choose_again();
        }
        let after = arms.explain().estimates;
        assert_eq!(after[1] > before[1] + 0.1, bias, "{id}: {before:?} {after:?}");
        assert_eq!(after[1] == before[1], !bias, "{id}: {before:?} {after:?}");
    }
}

/// The probability of exploring that the reason of a choice gives.
pub fn epsilon_of(thought: &Explanation) -> Option<f64> {
    match thought.reason {
        Reason::Greedy { epsilon } | Reason::Explored { epsilon } => Some(epsilon),
        _ => None,
    }
}

fn epsilon_stays(id: &str) {
    let epsilons = |half_life: f64| -> Vec<f64> {
        let of = [("epsilon", NUMBER(0.3)), ("half_life", NUMBER(half_life))];
        episode(id, &of, 0, 200).iter().filter_map(|(_, thought)| epsilon_of(thought)).collect()
    };
    let constant = epsilons(0.0);
    assert!(constant.len() > 150 && constant.iter().all(|epsilon| *epsilon == 0.3), "{id}: {constant:?}");
    let falling = epsilons(50.0);
    assert!(falling.is_sorted_by(|one, next| one > next), "{id}: {falling:?}");
}
