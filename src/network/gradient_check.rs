//! The gradient of every layer, activation, loss and network against central finite differences.

use super::*;
use crate::math::random::RngStream;

/// Largest relative error, |difference| / (|one| + |other|) in norm: step 1e-5 leaves about 1e-10 of truncation and
/// as much of rounding.
const TOLERANCE: f64 = 1e-7;
const STEP: f64 = 1e-5;
const ACTIVATIONS: [Activation; 4] =
    [Activation::Linear, Activation::Relu, Activation::Tanh, Activation::Sigmoid];
const LOSSES: [Loss; 4] = [Loss::MeanSquared, Loss::Huber, Loss::Logistic, Loss::Gaussian];

struct Batch {
    contexts: Vec<Vec<f64>>,
    arms: Vec<Vec<f64>>,
    items: Vec<u32>,
    targets: Vec<f64>,
    weights: Vec<Vec<f64>>,
}

impl Batch {
    fn draw(stream: &mut RngStream, arm_features: usize, heads: usize, loss: Loss) -> Batch {
        let mut list = |length: usize| (0..length).map(|_| stream.normal()).collect::<Vec<f64>>();
        let contexts = (0..5).map(|_| list(4)).collect();
        let arms = (0..5).map(|_| list(arm_features)).collect();
        let weights = (0..5).map(|_| list(heads).iter().map(|weight| weight.abs()).collect()).collect();
        // Errors on both sides of Huber's delta.
        let targets = list(5).iter().map(|target| 1.5 * target).collect::<Vec<f64>>();
        let targets = match loss {
            Loss::Logistic => targets.iter().map(|target| target.abs().min(1.0)).collect(),
            _ => targets,
        };
        Batch { contexts, arms, items: vec![0, 2, 1, 2, 0], targets, weights }
    }

    fn row(&self, index: usize) -> Row<'_> {
        Row {
            context: &self.contexts[index],
            arm_features: &self.arms[index],
            item: self.items[index],
            target: self.targets[index],
            weights: &self.weights[index],
        }
    }
}

/// Mean loss of the batch; the network's gradient is then that of it.
fn mean_loss(network: &mut Network, trainer: &mut Trainer, batch: &Batch) -> f64 {
    network.clear_gradient();
    (0..5).map(|index| trainer.add(network, &batch.row(index), 0.2)).sum()
}

fn relative_error(left: &[f64], right: &[f64]) -> f64 {
    let norm = |numbers: &mut dyn Iterator<Item = f64>| numbers.map(|x| x * x).sum::<f64>().sqrt();
    let difference = norm(&mut left.iter().zip(right).map(|(a, b)| a - b));
    difference / (norm(&mut left.iter().copied()) + norm(&mut right.iter().copied()))
}

fn check(
    architecture: &Architecture,
    arm_features: usize,
    activation: Activation,
    loss: Loss,
    heads: usize,
    dropout: impl Into<TowerDropout>,
) {
    let what = format!("{architecture:?} {activation:?} {loss:?}");
    let mut stream = RngStream::new(3, 0, &what);
    let channels = heads * loss.outputs();
    let mut network =
        Network::new(architecture, 4, channels, activation, dropout).expect("the form is right");
    let mut tensors = network.tensors();
    tensors.iter_mut().flatten().for_each(|weight| *weight = 0.7 * stream.normal());
    network.set_tensors(&tensors).expect("they are its own");
    network.draw_masks(&mut stream);
    let batch = Batch::draw(&mut stream, arm_features, heads, loss);
    let mut trainer = Trainer::new(&network, loss, Method::Sgd, 0.0, f64::INFINITY);
    mean_loss(&mut network, &mut trainer, &batch);
    let gradient = network.gradient().to_vec();
    let mut differences = Vec::new();
    for index in 0..network.weights().len() {
        let mut at = |shift: f64| {
            let mut moved = network.clone();
            moved.weights_and_gradient().0[index] += shift;
            mean_loss(&mut moved, &mut trainer, &batch)
        };
        differences.push((at(STEP) - at(-STEP)) / (2.0 * STEP));
    }
    assert!(gradient.iter().any(|slope| slope.abs() > 1e-3), "{what}: there is a gradient");
    let error = relative_error(&gradient, &differences);
    assert!(error < TOLERANCE, "{what}: relative error {error:e}");
}

#[test]
fn networks_with_an_output_for_every_action() {
    for activation in ACTIVATIONS {
        for loss in LOSSES {
            for layers in [vec![], vec![6], vec![5, 4, 3]] {
                check(
                    &Architecture::Actions { items: 3, layers },
                    0,
                    activation,
                    loss,
                    1,
                    Dropout::default(),
                );
            }
        }
    }
}

#[test]
fn several_heads_and_dropout() {
    for loss in LOSSES {
        for top_layer_only in [false, true] {
            let architecture = Architecture::Actions { items: 3, layers: vec![9, 8] };
            check(&architecture, 0, Activation::Tanh, loss, 3, Dropout { rate: 0.4, top_layer_only });
        }
    }
}

#[test]
fn the_common_tower() {
    for activation in ACTIVATIONS {
        for loss in LOSSES {
            for (global, arm, common) in [(vec![5, 4], vec![4], vec![6, 3]), (vec![], vec![3], vec![])] {
                let architecture = Architecture::CommonTower {
                    arm_features: 3,
                    global_layers: global,
                    arm_layers: arm,
                    common_layers: common,
                };
                let of = |rate| Dropout { rate, top_layer_only: false };
                check(&architecture, 3, activation, loss, 2, of(0.2));
                let by_tower = TowerDropout { context: of(0.5), arm: of(0.0), common: of(0.3) };
                check(&architecture, 3, activation, loss, 2, by_tower);
            }
        }
    }
}

#[test]
fn the_dot_product_of_two_towers() {
    for last in ACTIVATIONS {
        for loss in LOSSES {
            let architecture = Architecture::DotProduct {
                arm_features: 3,
                global_layers: vec![5, 8],
                arm_layers: vec![6, 8],
                last,
            };
            check(&architecture, 3, Activation::Tanh, loss, 2, Dropout::default());
        }
    }
}

/// The gradient of one output, as NeuralUCB takes it, and nothing of other arms' gradients in it.
#[test]
fn the_gradient_of_one_output_is_its_own() {
    let architecture = Architecture::Actions { items: 3, layers: vec![5] };
    let mut network =
        Network::new(&architecture, 4, 1, Activation::Tanh, Dropout::default()).expect("it is right");
    network.initialize(&mut RngStream::new(5, 0, "test"));
    network.set_context(&[0.3, -1.0, 2.0, 0.1]);
    network.output_gradient(0, &[1.0]);
    network.output_gradient(2, &[1.0]);
    for stretch in network.weights_of(2) {
        let gradient = network.gradient()[stretch.clone()].to_vec();
        let differences: Vec<f64> = stretch
            .map(|index| {
                let at = |shift: f64| {
                    let mut moved = network.clone();
                    moved.weights_and_gradient().0[index] += shift;
                    moved.set_context(&[0.3, -1.0, 2.0, 0.1]);
                    moved.output(2, 0)
                };
                (at(STEP) - at(-STEP)) / (2.0 * STEP)
            })
            .collect();
        assert!(relative_error(&gradient, &differences) < TOLERANCE);
    }
}

/// Weighted squares are those of the gradient, for every form, with one or two outputs for an arm.
#[test]
fn weighted_squares_are_those_of_the_gradient() {
    let (global_layers, arm_layers) = (vec![5, 4], vec![6, 4]);
    for architecture in [
        Architecture::Actions { items: 3, layers: vec![] },
        Architecture::Actions { items: 3, layers: vec![5, 4] },
        Architecture::CommonTower {
            arm_features: 3,
            global_layers: global_layers.clone(),
            arm_layers: arm_layers.clone(),
            common_layers: vec![4],
        },
        Architecture::DotProduct { arm_features: 3, global_layers, arm_layers, last: Activation::Linear },
    ] {
        for slopes in [vec![1.0], vec![1.0, 0.0]] {
            let mut network =
                Network::new(&architecture, 4, slopes.len(), Activation::Relu, Dropout::default())
                    .expect("the form is right");
            let mut stream = RngStream::new(6, 0, "test");
            network.initialize(&mut stream);
            let factors: Vec<f64> = network.weights().iter().map(|_| stream.uniform()).collect();
            network.set_context(&[0.3, -1.0, 2.0, 0.1]);
            let features: &[f64] = if network.sees_arms() { &[1.0, -0.4, 0.2] } else { &[] };
            for item in [2, 0] {
                network.set_arm(features);
                let found = network.weighted_squares(item, &slopes, &factors);
                network.clear_gradient();
                network.backward(item, &slopes);
                let squares = network.gradient().iter().zip(&factors).map(|(g, factor)| factor * g * g);
                let expected: f64 = squares.sum();
                assert!((found - expected).abs() < 1e-12 * expected, "{architecture:?}: {found} {expected}");
            }
        }
    }
}

/// He: variance 2 / inputs; Glorot: variance 2 / (inputs + outputs); each within four standard errors.
#[test]
fn first_weights_have_the_variance_they_should() {
    for (activation, outputs_count) in [(Activation::Relu, 0.0), (Activation::Tanh, 200.0)] {
        let architecture = Architecture::Actions { items: 1, layers: vec![200] };
        let mut network =
            Network::new(&architecture, 50, 1, activation, Dropout::default()).expect("it is right");
        network.initialize(&mut RngStream::new(9, 0, "test"));
        let kernel = &network.tensors()[0];
        let variance = kernel.iter().map(|weight| weight * weight).sum::<f64>() / 10_000.0;
        let expected = 2.0 / (50.0 + outputs_count);
        // Relative standard error of a mean square: sqrt(2 / n) for a normal, less for a uniform.
        assert!((variance / expected - 1.0).abs() < 4.0 * (2.0_f64 / 10_000.0).sqrt(), "{variance}");
        assert!(network.tensors()[1].iter().all(|bias| *bias == 0.0));
    }
}

/// Dropout keeps the expectation: the mean of many draws is the output without it, within four standard errors.
#[test]
fn dropout_keeps_the_expectation() {
    let architecture = Architecture::Actions { items: 1, layers: vec![20] };
    let dropout = Dropout { rate: 0.3, top_layer_only: true };
    let mut network = Network::new(&architecture, 4, 1, Activation::Tanh, dropout).expect("it is right");
    let mut stream = RngStream::new(11, 0, "test");
    network.initialize(&mut stream);
    let context = [1.0, -0.5, 0.2, 0.8];
    network.set_context(&context);
    let whole = network.output(0, 0);
    let count = 20_000;
    let draws: Vec<f64> = (0..count)
        .map(|_| {
            network.draw_masks(&mut stream);
            network.set_context(&context);
            network.output(0, 0)
        })
        .collect();
    let mean = draws.iter().sum::<f64>() / f64::from(count);
    let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(count);
    assert!(variance > 1e-4, "the draws differ");
    assert!((mean - whole).abs() < 4.0 * (variance / f64::from(count)).sqrt(), "{mean} {whole}");
}
