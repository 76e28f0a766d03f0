//! TF-Agents' RankingAgent: targets, scores, loss and a step of gradient descent. The original is float32, so numbers
//! agree to 1e-6, relative to the largest of their list.

use bandit_playground::network::{Activation, Architecture, Dropout, Loss, Method, Network, Row, Trainer};
use bandit_playground::ranking::rankers::scorer::{
    FeedbackModel, PositionalBias, SlateTargets, weighted_mean_loss,
};
use serde_json::Value;

use super::{indexes, numbers};

fn assert_near(what: &str, ours: &[f64], theirs: &[f64]) {
    assert_eq!(ours.len(), theirs.len(), "{what}: as many numbers");
    let scale = theirs.iter().fold(0.0_f64, |largest, number| largest.max(number.abs()));
    for (index, (our, their)) in ours.iter().zip(theirs).enumerate() {
        assert!((our - their).abs() <= 1e-6 * scale, "{what}[{index}]: ours {our:e}, theirs {their:e}");
    }
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("{value} is a list"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is a number"))
}

/// The rules by which the case makes targets and weights.
fn rules(inputs: &Value) -> SlateTargets {
    let feedback = match inputs["feedback"].as_str() {
        Some("cascading") => {
            FeedbackModel::Cascading { non_click_score: inputs["non_click_score"].as_f64().unwrap_or(-1.0) }
        }
        Some("score_vector") => FeedbackModel::ScoreVector,
        other => panic!("unknown feedback {other:?}"),
    };
    let severity = &inputs["severity_or_weights"];
    let bias = match inputs["positional_bias"].as_str() {
        Some("unset") => PositionalBias::Unset,
        Some("base") => PositionalBias::Base(number(severity)),
        Some("exponent") => PositionalBias::Exponent(number(severity)),
        Some("fixed") => PositionalBias::Fixed(numbers(severity)),
        other => panic!("unknown positional bias {other:?}"),
    };
    let positive_only = inputs["positive_only"].as_bool().expect("positive_only");
    SlateTargets::new(feedback, &bias, positive_only, number(&inputs["num_slots"]) as usize)
}

/// Targets and weights of each slate.
fn targets(inputs: &Value) -> Vec<(Vec<f64>, Vec<f64>)> {
    let rules = rules(inputs);
    let slots = number(&inputs["num_slots"]) as usize;
    let slates = list(&inputs["slots"]).len();
    let one = |slate: usize| {
        let (mut targets, mut weights) = (vec![0.0; slots], vec![0.0; slots]);
        if rules.feedback() == FeedbackModel::ScoreVector {
            targets = numbers(&inputs["score_vector"][slate]);
            rules.of_scores(&targets, &mut weights);
        } else {
            let chosen = indexes(&inputs["chosen_index"])[slate];
            let value = numbers(&inputs["chosen_value"])[slate];
            rules.of_choice((chosen < slots).then_some(chosen), value, &mut targets, &mut weights);
        }
        (targets, weights)
    };
    (0..slates).map(one).collect()
}

fn network(inputs: &Value) -> Network {
    let architecture = Architecture::CommonTower {
        arm_features: numbers(&inputs["slots"][0][0]).len(),
        global_layers: indexes(&inputs["global_layers"]),
        arm_layers: indexes(&inputs["arm_layers"]),
        common_layers: indexes(&inputs["common_layers"]),
    };
    let context = numbers(&inputs["global"][0]).len();
    let mut network = Network::new(&architecture, context, 1, Activation::Relu, Dropout::default())
        .expect("the towers match");
    let tensors: Vec<Vec<f64>> =
        list(&inputs["weights"]).iter().map(|weight| numbers(&weight["value"])).collect();
    network.set_tensors(&tensors).expect("the weights are those of the network");
    network
}

pub fn check(case: &Value) {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let targets = targets(inputs);
    let flat: Vec<f64> = targets.iter().flat_map(|(targets, _)| targets.clone()).collect();
    assert_near("target_scores", &flat, &numbers(&expected["target_scores"]));

    let mut network = network(inputs);
    let contexts: Vec<Vec<f64>> = list(&inputs["global"]).iter().map(numbers).collect();
    let items: Vec<Vec<Vec<f64>>> =
        list(&inputs["slots"]).iter().map(|slate| list(slate).iter().map(numbers).collect()).collect();
    let mut predictions = Vec::new();
    for (context, items) in contexts.iter().zip(&items) {
        network.set_context(context);
        for features in items {
            network.set_arm(features);
            predictions.push(network.output(0, 0));
        }
    }
    assert_near("predictions", &predictions, &numbers(&expected["predictions"]));

    let rows =
        contexts.iter().zip(&items).zip(&targets).flat_map(|((context, items), (targets, weights))| {
            items.iter().zip(targets).zip(weights.chunks_exact(1)).map(|((arm_features, target), weights)| {
                Row { context, arm_features, item: 0, target: *target, weights }
            })
        });
    let rate = number(&inputs["sgd_learning_rate"]);
    let mut trainer = Trainer::new(&network, Loss::MeanSquared, Method::Sgd, rate, f64::INFINITY);
    let loss = weighted_mean_loss(&mut network, &mut trainer, rows.clone());
    assert_near("loss", &[loss], &[number(&expected["loss"])]);
    trainer.step(&mut network);
    let (ours, theirs) = (network.tensors(), list(&expected["weights_after_one_step"]));
    assert_eq!(ours.len(), theirs.len(), "as many kernels and biases");
    for (index, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        assert_near(&format!("weights_after_one_step {index}"), ours, &numbers(theirs));
    }
    let after = weighted_mean_loss(&mut network, &mut trainer, rows);
    assert_near("loss_after_one_step", &[after], &[number(&expected["loss_after_one_step"])]);
}
