//! mab2rec's recommendations: the best items by the scores of MABWiser's policies, passed through a sigmoid.

use bandit_playground::agent::without_context::ucb1;
use bandit_playground::descriptor::Value as Setting;
use serde_json::Value;

use super::bench::{Bench, option};
use super::mabwiser::number_after;
use super::mabwiser_linear::Linear;
use super::{indexes, numbers};

/// Our scores of every item, one row a probe; one row where contexts don't matter.
fn scores(name: &str, inputs: &Value, items: &[usize]) -> Vec<Vec<f64>> {
    let rows = |part: &str| -> Vec<Vec<f64>> {
        inputs[part].as_array().expect("rows").iter().map(numbers).collect()
    };
    let place = |item: &usize| items.iter().position(|known| known == item).expect("it is known");
    let decisions: Vec<usize> = indexes(&inputs["decisions"]).iter().map(place).collect();
    let rewards = numbers(&inputs["rewards"]);
    if name.starts_with("ucb1_alpha_") {
        // Their bonus a sqrt(2 ln t / n) is ours with 4 a^2.
        let alpha = 4.0 * number_after(name, "alpha_").powi(2);
        let values = [("rewards", option("raw")), ("alpha", Setting::Number(alpha))];
        let mut bench = Bench::new(&ucb1::DESCRIPTOR, &values, items.len());
        decisions.iter().zip(&rewards).for_each(|(item, reward)| bench.learn(*item, *reward));
        return vec![bench.explain().scores];
    }
    let alpha = match name {
        "lingreedy" => 0.0,
        name if name.starts_with("linucb_alpha_") => number_after(name, "alpha_"),
        other => panic!("unknown policy {other}"),
    };
    let mut linear = Linear::of(&rows("contexts"), &decisions, &rewards, items.len(), 1.0);
    let probe = rows("probe");
    let of_item = |linear: &mut Linear, x: &[f64], item: usize| {
        let (mean, variance) = linear.estimate(item, x);
        mean + alpha * variance.sqrt()
    };
    probe.iter().map(|x| (0..items.len()).map(|item| of_item(&mut linear, x, item)).collect()).collect()
}

/// The best items with their scores, without those that are excluded.
fn best(scores: &[f64], items: &[usize], excluded: Option<usize>, count: usize) -> Vec<(usize, f64)> {
    let mut rows: Vec<(usize, f64)> = items.iter().copied().zip(scores.iter().copied()).collect();
    rows.retain(|(item, _)| Some(*item) != excluded);
    rows.sort_by(|one, other| other.1.total_cmp(&one.1));
    rows.truncate(count);
    rows
}

pub fn check(case: &Value, tolerance: &Value) {
    let tolerance = tolerance["all"].as_f64().unwrap_or(1e-8);
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let count = inputs["top_k"].as_u64().expect("a count") as usize;
    // Only items that occur in the decisions exist there.
    let mut items = indexes(&inputs["decisions"]);
    items.sort_unstable();
    items.dedup();
    for (name, expected) in expected.as_object().expect("policies") {
        let scores = scores(name, inputs, &items);
        // Where contexts don't matter, there is one list and not one a probe.
        let rows = |part: &str| match expected[part].as_array() {
            Some(rows) if rows.first().is_some_and(Value::is_array) => rows.clone(),
            Some(row) => vec![Value::Array(row.clone())],
            None => Vec::new(),
        };
        assert_eq!(rows("items").len(), scores.len(), "{name}");
        for (index, theirs) in rows("items").iter().enumerate() {
            let ours = best(&scores[index], &items, None, count);
            let (raw, shares) =
                (numbers(&rows("raw_scores")[index]), numbers(&rows("sigmoid_scores")[index]));
            let theirs = indexes(theirs);
            assert_eq!(ours.len(), theirs.len(), "{name}");
            for (place, (item, score)) in ours.iter().enumerate() {
                let is_close = |one: f64, other: f64| (one - other).abs() <= tolerance * other.abs().max(1.0);
                assert!(is_close(*score, raw[place]), "{name}: {score} {}", raw[place]);
                assert!(is_close(1.0 / (1.0 + (-score).exp()), shares[place]), "{name}");
                // Equal scores may stand in another order.
                let alone = ours.iter().filter(|(_, other)| (other - score).abs() < tolerance).count() == 1;
                assert!(!alone || theirs[place] == *item, "{name}: {ours:?} {theirs:?}");
            }
        }
        for (index, theirs) in rows("items_when_the_first_is_excluded").iter().enumerate() {
            let first = indexes(&rows("items")[index]).first().copied();
            let ours = best(&scores[index], &items, first, count);
            let ours: Vec<usize> = ours.into_iter().map(|(item, _)| item).collect();
            assert_eq!(ours, indexes(theirs), "{name} without {first:?}");
        }
    }
}
