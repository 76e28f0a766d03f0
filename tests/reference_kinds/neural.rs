//! TF-Agents' networks, training of a reward network, NeuralLinUCB, policies and scalarizers. The originals are
//! float32, so numbers agree to 1e-6, relative to the largest of their list.

use bandit_playground::agent::linear::{GAMMA, TIKHONOV};
use bandit_playground::agent::neural::EncodedModels;
use bandit_playground::agent::neural::distribution::{Falcon, softmax};
use bandit_playground::agent::{View, first_largest};
use bandit_playground::descriptor::{Value as Setting, Values};
use bandit_playground::environment::Shape;
use bandit_playground::math::scalarizer::Scalarizer;
use bandit_playground::network::{Activation, Architecture, Dropout, Loss, Method, Network, Row, Trainer};
use serde_json::Value;

use super::{indexes, numbers};

fn assert_near(what: &str, ours: &[f64], theirs: &[f64]) {
    assert_nearly(what, ours, theirs, 0.0);
}

/// The same with a further difference allowed.
fn assert_nearly(what: &str, ours: &[f64], theirs: &[f64], allowance: f64) {
    assert_eq!(ours.len(), theirs.len(), "{what}: as many numbers");
    let scale = theirs.iter().fold(0.0_f64, |largest, number| largest.max(number.abs()));
    for (index, (our, their)) in ours.iter().zip(theirs).enumerate() {
        assert!(
            (our - their).abs() <= 1e-6 * scale + allowance,
            "{what}[{index}]: ours {our:e}, theirs {their:e}"
        );
    }
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("{value} is a list"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is a number"))
}

/// Kernels and biases in the library's order.
fn tensors(inputs: &Value) -> Vec<Vec<f64>> {
    list(&inputs["weights"]).iter().map(|weight| numbers(&weight["value"])).collect()
}

fn activation(inputs: &Value) -> Activation {
    match inputs["activation"].as_str() {
        Some("relu") => Activation::Relu,
        Some("tanh") => Activation::Tanh,
        Some("sigmoid") => Activation::Sigmoid,
        Some("linear") => Activation::Linear,
        other => panic!("unknown activation {other:?}"),
    }
}

fn loss(inputs: &Value) -> Loss {
    match inputs["loss"].as_str() {
        Some("mse") => Loss::MeanSquared,
        Some("huber") => Loss::Huber,
        Some("logistic") => Loss::Logistic,
        other => panic!("unknown loss {other:?}"),
    }
}

fn method(inputs: &Value) -> Method {
    match inputs["optimizer"].as_str() {
        Some("sgd") => Method::Sgd,
        Some("momentum") => Method::Momentum,
        Some("adam") => Method::Adam,
        Some("rmsprop") => Method::RmsProp,
        other => panic!("unknown optimizer {other:?}"),
    }
}

fn network(
    architecture: &Architecture,
    context: usize,
    activation: Activation,
    weights: &[Vec<f64>],
) -> Network {
    let mut network =
        Network::new(architecture, context, 1, activation, Dropout::default()).expect("the towers match");
    network.set_tensors(weights).expect("the weights are those of the network");
    assert_eq!(network.tensors(), weights, "what goes in comes out");
    network
}

pub fn check_networks(case: &Value) {
    let inputs = &case["inputs"];
    let (contexts, arms) = (list(&inputs["global"]), list(&inputs["arms"]));
    let (global_layers, arm_layers) = (indexes(&inputs["global_layers"]), indexes(&inputs["arm_layers"]));
    let arm_features = numbers(&arms[0][0]).len();
    let architecture = match inputs["network"].as_str() {
        Some("common_tower") => Architecture::CommonTower {
            arm_features,
            global_layers,
            arm_layers,
            common_layers: indexes(&inputs["common_layers"]),
        },
        Some("dot_product") => {
            Architecture::DotProduct { arm_features, global_layers, arm_layers, last: Activation::Relu }
        }
        other => panic!("unknown network {other:?}"),
    };
    let context = numbers(&contexts[0]).len();
    let mut network = network(&architecture, context, Activation::Relu, &tensors(inputs));
    let mut outputs = Vec::new();
    for (context, arms) in contexts.iter().zip(arms) {
        network.set_context(&numbers(context));
        for arm in list(arms) {
            network.set_arm(&numbers(arm));
            outputs.push(network.output(0, 0));
        }
    }
    assert_near("output", &outputs, &numbers(&case["expected"]["output"]));
}

pub fn check_neural(case: &Value) {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let actions = number(&inputs["num_actions"]) as usize;
    let architecture = Architecture::Actions { items: actions, layers: indexes(&inputs["hidden"]) };
    let context = number(&inputs["context_dim"]) as usize;
    let mut network = network(&architecture, context, activation(inputs), &tensors(inputs));
    let contexts: Vec<Vec<f64>> = list(&inputs["contexts"]).iter().map(numbers).collect();
    let mut predictions = Vec::new();
    for context in &contexts {
        network.set_context(context);
        predictions.extend((0..actions).map(|action| network.output(action, 0)));
    }
    assert_near("predictions", &predictions, &numbers(&expected["predictions_before"]));

    let (chosen, rewards) = (indexes(&inputs["actions"]), numbers(&inputs["rewards"]));
    let rate = number(&inputs["learning_rate"]);
    let mut trainer = Trainer::new(&network, loss(inputs), method(inputs), rate, f64::INFINITY);
    // Adam's 1 - 0.999^t in float32 is off by up to 6e-8 of 1e-3, the size of a step by half of that.
    let allowance = if method(inputs) == Method::Adam { 3e-5 * rate } else { 0.0 };
    let share = 1.0 / contexts.len() as f64;
    let (losses, weights) =
        (numbers(&expected["loss_before_step"]), expected["weights_after_step"].as_object());
    let weights = weights.expect("weights_after_step");
    assert!(weights.keys().all(|step| step.parse::<usize>().is_ok_and(|step| step <= losses.len())));
    for step in 1..=losses.len() {
        network.clear_gradient();
        let mut total = 0.0;
        for ((context, action), reward) in contexts.iter().zip(&chosen).zip(&rewards) {
            let item = *action as u32;
            let row = Row { context, arm_features: &[], item, target: *reward, weights: &[1.0] };
            total += trainer.add(&mut network, &row, share);
        }
        assert_near("loss", &[total], &losses[step - 1..step]);
        trainer.step(&mut network);
        if let Some(tensors) = weights.get(&step.to_string()) {
            let all = network.tensors();
            assert_eq!(all.len(), list(tensors).len());
            for (index, (ours, theirs)) in all.iter().zip(list(tensors)).enumerate() {
                let what = format!("weights {index} after step {step}");
                assert_nearly(&what, ours, &numbers(theirs), allowance * step as f64);
            }
        }
    }
}

pub fn check_neural_linucb(case: &Value) {
    let inputs = &case["inputs"];
    let arms = number(&inputs["num_actions"]) as usize;
    let context = number(&inputs["context_dim"]) as usize;
    let shape = Shape { context, arm_features: 0, arms, items: arms, rewards: (-1.0, 1.0) };
    let layers = indexes(&inputs["encoding_layers"]);
    let dimension = layers.last().copied().unwrap_or(context);
    let mut weights = tensors(inputs);
    // The last layer, on the network's own predictions, has no part in the linear phase.
    weights.extend([vec![0.0; dimension * arms], vec![0.0; arms]]);
    let mut network =
        network(&Architecture::Actions { items: arms, layers }, context, Activation::Relu, &weights);
    let settings = Values(
        [(TIKHONOV.name, 1.0), (GAMMA.name, 1.0)]
            .map(|(name, value)| (name.to_owned(), Setting::Number(value)))
            .into(),
    );
    let mut models = EncodedModels::new(&network, &settings, &shape);
    let items: Vec<u32> = (0..arms as u32).collect();
    let alpha = number(&inputs["alpha"]);
    let expectations = list(&case["expected"]["after_batch"]);
    assert_eq!(list(&inputs["batches"]).len(), expectations.len());
    for (batch, expected) in list(&inputs["batches"]).iter().zip(expectations) {
        let (actions, rewards) = (indexes(&batch["actions"]), numbers(&batch["rewards"]));
        for (row, context) in list(&batch["contexts"]).iter().enumerate() {
            let features: (&[f64], &[f64]) = (&numbers(context), &[]);
            models.learn(&mut network, features, actions[row] as u32, rewards[row], 1.0);
        }
        let sums: Vec<(Vec<f64>, Vec<f64>)> = (0..arms).map(|model| models.sums(model)).collect();
        let gram: Vec<f64> = sums.iter().flat_map(|(gram, _)| gram.clone()).collect();
        let target: Vec<f64> = sums.iter().flat_map(|(_, target)| target.clone()).collect();
        assert_near("A", &gram, &numbers(&expected["A"]));
        assert_near("b", &target, &numbers(&expected["b"]));
        let (mut encodings, mut chosen) = (Vec::new(), Vec::new());
        for query in list(&batch["queries"]) {
            let context = numbers(query);
            let view =
                View { round: 1, context: &context, items: &items, arm_features: &[], expectations: &[] };
            let (mut means, mut deviations) = (vec![0.0; arms], vec![0.0; arms]);
            models.estimates(&mut network, &view, &mut means, &mut deviations);
            let scores: Vec<f64> = means.iter().zip(&deviations).map(|(m, d)| m + alpha * d).collect();
            encodings.extend_from_slice(network.encoding());
            chosen.push(first_largest(&scores));
        }
        assert_near("encodings", &encodings, &numbers(&expected["encodings"]));
        assert_eq!(chosen, indexes(&expected["query_actions"]));
    }
}

pub fn check_policies(case: &Value) {
    let inputs = &case["inputs"];
    let predictions = list(&inputs["predictions"]);
    let expected = list(&case["expected"]["probabilities"]);
    assert_eq!(predictions.len(), expected.len());
    for (predictions, expected) in predictions.iter().zip(expected) {
        let predictions = numbers(predictions);
        let mut probabilities = vec![0.0; predictions.len()];
        match inputs["policy"].as_str() {
            Some("boltzmann") => softmax(&predictions, number(&inputs["temperature"]), &mut probabilities),
            Some("falcon") => {
                let falcon = Falcon {
                    coefficient: inputs["exploitation_coefficient"].as_f64().unwrap_or(1.0),
                    hint: inputs["max_exploration_probability_hint"].as_f64(),
                };
                let samples = numbers(&inputs["num_samples"]).iter().sum();
                let weights = number(&inputs["num_trainable_elements"]);
                falcon.probabilities(&predictions, samples, weights, &mut probabilities);
            }
            other => panic!("unknown policy {other:?}"),
        }
        assert_near("probabilities", &probabilities, &numbers(expected));
    }
}

pub fn check_scalarizers(case: &Value) {
    let inputs = &case["inputs"];
    let of = |name: &str| numbers(&inputs[name]);
    let scalarizer = match inputs["scalarizer"].as_str() {
        Some("linear") => Scalarizer::Linear { weights: of("weights") },
        Some("chebyshev") => {
            Scalarizer::Chebyshev { weights: of("weights"), reference: of("reference_point") }
        }
        Some("hypervolume") => Scalarizer::Hypervolume {
            direction: of("direction"),
            slopes: of("slopes"),
            offsets: of("offsets"),
        },
        other => panic!("unknown scalarizer {other:?}"),
    };
    let found: Vec<f64> = list(&inputs["rewards"])
        .iter()
        .map(|rewards| scalarizer.scalarize(&numbers(rewards)).expect("the lists have the same length"))
        .collect();
    assert_near("scalarized", &found, &numbers(&case["expected"]));
}
