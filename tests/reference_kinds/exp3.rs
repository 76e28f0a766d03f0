//! TF-Agents' Exp3Agent: weights and probabilities, which it computes in single precision.

use bandit_playground::agent::without_context::exp3::{DESCRIPTOR, Definition};
use bandit_playground::agent::without_context::softmax;
use bandit_playground::descriptor::Value as Setting;
use serde_json::Value;

use super::bench::{Bench, assert_within, option};
use super::{indexes, numbers};

/// Single precision has seven digits, of which sums of a few dozen numbers leave six.
const SINGLE_PRECISION: f64 = 2e-6;

pub fn check(case: &Value) {
    let inputs = &case["inputs"];
    let arms = inputs["num_actions"].as_u64().expect("num_actions") as usize;
    let rate = inputs["learning_rate"].as_f64().expect("learning_rate");
    let batches = inputs["batches"].as_array().expect("batches");
    let expected = case["expected"]["after_batch"].as_array().expect("after_batch");
    assert_eq!(batches.len(), expected.len());
    let (mut weights, mut probabilities) = (vec![0.0; arms], vec![0.0; arms]);
    for (batch, expected) in batches.iter().zip(expected) {
        let logs = numbers(&batch["log_probabilities"]);
        for ((action, reward), log) in
            indexes(&batch["actions"]).iter().zip(numbers(&batch["rewards"])).zip(logs)
        {
            weights[*action] += Definition::TfAgents.change(reward, log.exp());
        }
        softmax(rate, |action| weights[action], &mut probabilities);
        assert_within("weight", &weights, &numbers(&expected["weights"]), SINGLE_PRECISION);
        assert_within("probability", &probabilities, &numbers(&expected["probabilities"]), SINGLE_PRECISION);
    }
    whole_agent(arms, rate, &batches[0]);
}

/// The agent as people run it uses its own probabilities; from even weights, its first step must be the formula's.
fn whole_agent(arms: usize, rate: f64, batch: &Value) {
    let values = [("definition", option("tf_agents")), ("learning_rate", Setting::Number(rate))];
    let mut bench = Bench::new(&DESCRIPTOR, &values, arms);
    let (action, reward) = (indexes(&batch["actions"])[0], numbers(&batch["rewards"])[0]);
    bench.learn(action, reward);
    let mut weights = vec![0.0; arms];
    weights[action] = 1.0 - (1.0 - reward) * arms as f64;
    let mut probabilities = vec![0.0; arms];
    softmax(rate, |arm| weights[arm], &mut probabilities);
    let thought = bench.explain();
    assert_within("the agent's weights", &thought.scores, &weights, 1e-12);
    assert_within("the agent's probabilities", &thought.probabilities, &probabilities, 1e-12);
}
