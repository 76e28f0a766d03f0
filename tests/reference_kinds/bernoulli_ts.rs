//! TF-Agents' BernoulliThompsonSamplingAgent: the Beta distributions.

use bandit_playground::agent::without_context::{bernoulli_thompson, beta_moments};
use serde_json::Value;

use super::bench::{Bench, assert_within};
use super::{indexes, numbers};

pub fn check(case: &Value) {
    let arms = case["inputs"]["num_actions"].as_u64().expect("num_actions") as usize;
    let mut bench = Bench::new(&bernoulli_thompson::DESCRIPTOR, &[], arms);
    let batches = case["inputs"]["batches"].as_array().expect("batches");
    let expected = case["expected"]["after_batch"].as_array().expect("after_batch");
    assert_eq!(batches.len(), expected.len());
    for (batch, expected) in batches.iter().zip(expected) {
        for (action, reward) in indexes(&batch["actions"]).iter().zip(numbers(&batch["rewards"])) {
            bench.learn(*action, reward);
        }
        assert_item_estimates(&mut bench, &numbers(&expected["alpha"]), &numbers(&expected["beta"]));
    }
}

/// Fails unless the agent's distributions are Beta(alpha, beta): mean and deviation fix both.
pub fn assert_item_estimates(bench: &mut Bench, alpha: &[f64], beta: &[f64]) {
    let pairs = alpha.iter().zip(beta).map(|(alpha, beta)| beta_moments(*alpha, *beta));
    let (means, deviations): (Vec<f64>, Vec<f64>) = pairs.unzip();
    let thought = bench.explain();
    assert_within("mean", &thought.estimates, &means, 1e-12);
    assert_within("deviation", &thought.widths, &deviations, 1e-12);
}
