//! MABWiser: learning policies without context, linear ones, and neighbourhoods.

use bandit_playground::agent::neighbours::{k_nearest, radius};
use bandit_playground::agent::without_context::{
    bernoulli_thompson, boltzmann, mean_epsilon_greedy, popularity, ucb1,
};
use bandit_playground::agent::{AgentDescriptor, View};
use bandit_playground::descriptor::{Value as Setting, Values};
use bandit_playground::environment::Shape;
use bandit_playground::math::random::RngStream;
use serde_json::Value;

use super::bench::{Bench, assert_within, option};
use super::bernoulli_ts::assert_item_estimates;
use super::mabwiser_linear;
use super::{indexes, numbers};

/// Rounds as the case gives them.
pub struct Rounds {
    pub arms: usize,
    pub never_pulled: Option<usize>,
    pub decisions: Vec<usize>,
}

pub fn count(value: &Value, name: &str) -> usize {
    value[name].as_u64().unwrap_or_else(|| panic!("{name} is a count")) as usize
}

/// The number at the end of a name, or between two words of it.
pub fn number_after(name: &str, word: &str) -> f64 {
    let rest = name.split(word).nth(1).unwrap_or_else(|| panic!("{name} has {word}"));
    let digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    digits.parse().unwrap_or_else(|_| panic!("{name} has a number after {word}"))
}

pub fn check(case: &Value, tolerance: &Value) {
    let of = |name: &str| tolerance[name].as_f64().unwrap_or_else(|| panic!("tolerance of {name}"));
    let exact = of("deterministic");
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let arms = count(inputs, "n_arms");
    let never_pulled = inputs["never_pulled_arm"].as_u64().map(|arm| arm as usize);
    let rounds = |part: &Value| Rounds { arms, never_pulled, decisions: indexes(&part["decisions"]) };
    let part = &inputs["context_free"];
    for (name, expected) in expected["context_free"].as_object().expect("kinds of rewards") {
        let rewards = numbers(&part["rewards"][name]);
        without_context(&rounds(part), &rewards, count(part, "first_fit_length"), expected, exact);
    }
    let part = &inputs["linear"];
    mabwiser_linear::check(&rounds(part), part, expected, exact, of("lints_sampled"));
    for (name, expected) in expected["neighbours"].as_object().expect("neighbourhoods") {
        neighbours(&rounds(part), part, name, expected, exact);
    }
}

/// The value whose name begins so; the rest of the name is a number of rounds.
fn beginning<'a>(values: &'a Value, prefix: &str) -> &'a Value {
    let found = values.as_object().and_then(|all| all.iter().find(|(name, _)| name.starts_with(prefix)));
    found.unwrap_or_else(|| panic!("a name that begins with {prefix}")).1
}

fn without_context(rounds: &Rounds, rewards: &[f64], first: usize, expected: &Value, exact: f64) {
    for (name, expected) in expected.as_object().expect("policies") {
        if name.starts_with("thompson_sampling_counts") {
            thompson(rounds, rewards, name, expected);
            continue;
        }
        let after_fit = numbers(beginning(expected, "after_fit_of_first_"));
        let after_all = numbers(beginning(expected, "after_partial_fit_of_last_"));
        let zero = ("untried", option("zero"));
        let (descriptor, values): (&AgentDescriptor, Vec<(&str, Setting)>) = match name.as_str() {
            "popularity" => (&popularity::DESCRIPTOR, vec![zero]),
            "epsilon_greedy_0" => {
                (&mean_epsilon_greedy::DESCRIPTOR, vec![zero, ("epsilon", Setting::Number(0.0))])
            }
            _ if name.starts_with("softmax_tau_") => {
                let temperature = number_after(name, "tau_");
                (&boltzmann::DESCRIPTOR, vec![zero, ("temperature", Setting::Number(temperature))])
            }
            _ if name.starts_with("ucb1_alpha_") => {
                // Their bonus a sqrt(2 ln t / n) is ours with 4 a^2.
                let alpha = 4.0 * number_after(name, "alpha_").powi(2);
                (&ucb1::DESCRIPTOR, vec![("rewards", option("raw")), ("alpha", Setting::Number(alpha))])
            }
            other => panic!("unknown policy {other}"),
        };
        let mut bench = Bench::new(descriptor, &values, rounds.arms);
        let mut compare = |part: std::ops::Range<usize>, theirs: &[f64], before: Option<&[f64]>| {
            for round in part.clone() {
                bench.learn(rounds.decisions[round], rewards[round]);
            }
            let thought = bench.explain();
            let seen = &rounds.decisions[part];
            let ours = match name.as_str() {
                "popularity" => carried(thought.probabilities, &thought.estimates, before, seen, rounds),
                "epsilon_greedy_0" => thought.estimates,
                _ if name.starts_with("softmax") => thought.probabilities,
                _ => indexes_of_pulled(thought.scores, rounds),
            };
            assert_within(name, &ours, theirs, exact);
        };
        compare(0..first, &after_fit, None);
        compare(first..rewards.len(), &after_all, Some(&after_fit));
    }
}

/// An arm never pulled has an index of zero there (it is never explored) and an infinite one here.
fn indexes_of_pulled(mut scores: Vec<f64>, rounds: &Rounds) -> Vec<f64> {
    if let Some(arm) = rounds.never_pulled {
        assert_eq!(scores[arm], f64::INFINITY, "an arm never pulled comes first");
        scores[arm] = 0.0;
    }
    scores
}

/// Our probabilities, where every pulled arm is in the batch; else what MABWiser makes of them, which carries the old
/// probability of an arm that is not in the batch as if it were a mean.
fn carried(
    probabilities: Vec<f64>,
    means: &[f64],
    before: Option<&[f64]>,
    seen: &[usize],
    rounds: &Rounds,
) -> Vec<f64> {
    let missing = |arm: &usize| Some(*arm) != rounds.never_pulled && !seen.contains(arm);
    let Some(before) = before.filter(|_| (0..rounds.arms).any(|arm| missing(&arm))) else {
        return probabilities;
    };
    let values: Vec<f64> =
        (0..rounds.arms).map(|arm| if missing(&arm) { before[arm] } else { means[arm] }).collect();
    let sum: f64 = values.iter().sum();
    values.iter().map(|value| if sum > 0.0 { value / sum } else { 1.0 / rounds.arms as f64 }).collect()
}

fn thompson(rounds: &Rounds, rewards: &[f64], name: &str, expected: &Value) {
    let mut bench = if name.contains("binarized_at_") {
        // Their threshold is in reward, ours on the scale of rewards; five stars are the most there are.
        let most = rewards.iter().copied().fold(5.0, f64::max);
        let threshold = number_after(name, "binarized_at_") / most;
        let values = [("rewards", option("threshold")), ("threshold", Setting::Number(threshold))];
        let mut bench = Bench::new(&bernoulli_thompson::DESCRIPTOR, &values, rounds.arms);
        rounds.decisions.iter().zip(rewards).for_each(|(arm, reward)| bench.learn(*arm, reward / most));
        bench
    } else {
        let mut bench = Bench::new(&bernoulli_thompson::DESCRIPTOR, &[], rounds.arms);
        rounds.decisions.iter().zip(rewards).for_each(|(arm, reward)| bench.learn(*arm, *reward));
        bench
    };
    assert_item_estimates(&mut bench, &numbers(&expected["success"]), &numbers(&expected["fail"]));
}

fn neighbours(rounds: &Rounds, part: &Value, name: &str, expected: &Value, exact: f64) {
    let (descriptor, parameter, number) = if name.starts_with("k_nearest_") {
        (&k_nearest::DESCRIPTOR, &k_nearest::NEIGHBOURS, number_after(name, "nearest_"))
    } else if name.starts_with("radius_") {
        (&radius::DESCRIPTOR, &radius::RADIUS, number_after(name, "radius_"))
    } else {
        panic!("unknown neighbourhood {name}")
    };
    assert!(name.ends_with("_euclidean"), "{name}: only Euclidean distances");
    let contexts: Vec<Vec<f64>> =
        part["contexts"].as_array().expect("contexts").iter().map(numbers).collect();
    let shape = Shape {
        context: contexts[0].len(),
        arm_features: 0,
        arms: rounds.arms,
        items: rounds.arms,
        rewards: (0.0, 1.0),
    };
    let values = Values([(parameter.name.to_owned(), Setting::Number(number))].into());
    let mut agent = (descriptor.builder().build)(&values, &shape).expect("it lives anywhere");
    let items: Vec<u32> = (0..rounds.arms as u32).collect();
    fn view<'a>(context: &'a [f64], items: &'a [u32]) -> View<'a> {
        View { round: 1, context, items, arm_features: &[], expectations: &[] }
    }
    for ((context, arm), reward) in contexts.iter().zip(&rounds.decisions).zip(numbers(&part["rewards"])) {
        agent.update_reward(&view(context, &items), *arm, if reward > 0.0 { 1.0 } else { 0.0 });
    }
    let probe = part["probe"].as_array().expect("probe").iter().map(numbers);
    let expected = expected.as_array().expect("one row a probe");
    assert_eq!(probe.len(), expected.len());
    for (context, expected) in probe.zip(expected) {
        agent.choose(&view(&context, &items), &mut RngStream::new(1, 0, "reference"));
        assert_within(name, &agent.explain(&view(&context, &items)).estimates, &numbers(expected), exact);
    }
}
