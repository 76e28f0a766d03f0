//! Training: rows in, a step down the gradient of their mean loss out.

use super::{Loss, Method, Network, Optimizer, clip_by_norm};

/// What one round taught: the chosen arm and what it earned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// The context.
    pub context: &'a [f64],
    /// The arm's features; empty for a network with outputs for every item.
    pub arm_features: &'a [f64],
    /// The item behind the arm.
    pub item: u32,
    /// What the network should say.
    pub target: f64,
    /// How much the row counts for each head.
    pub weights: &'a [f64],
}

/// Steps of one network down its gradient: an optimizer and a limit on gradients.
#[derive(Debug, Clone)]
pub struct Descent {
    optimizer: Optimizer,
    clip: f64,
}

crate::state::state_fields! {
    Descent { optimizer } fixed { clip }
}

impl Descent {
    /// For this network; `clip` is the largest norm of a gradient, infinite for no limit.
    pub fn new(network: &Network, method: Method, rate: f64, clip: f64) -> Descent {
        Descent { optimizer: Optimizer::new(method, rate, network.weights().len()), clip }
    }

    /// Takes another learning rate from now on.
    pub fn set_rate(&mut self, rate: f64) {
        self.optimizer.set_rate(rate);
    }

    /// Clips the network's gradient and takes a step. A gradient that is not finite takes none.
    pub fn step(&mut self, network: &mut Network) {
        let norm = clip_by_norm(network.gradient_mut(), self.clip);
        if norm.is_finite() {
            let (weights, gradient) = network.weights_and_gradient();
            self.optimizer.step(weights, gradient);
        }
    }
}

/// Trains a network: a loss, and steps down its gradient.
#[derive(Debug, Clone)]
pub struct Trainer {
    loss: Loss,
    descent: Descent,
    slopes: Vec<f64>,
}

crate::state::state_fields! {
    Trainer { descent } fixed { loss, slopes }
}

impl Trainer {
    /// For a network whose outputs are one or more heads, each with [`Loss::outputs`] outputs. `clip` is the largest
    /// norm of a gradient; infinite for no limit.
    pub fn new(network: &Network, loss: Loss, method: Method, rate: f64, clip: f64) -> Trainer {
        let descent = Descent::new(network, method, rate, clip);
        Trainer { loss, descent, slopes: vec![0.0; network.channels()] }
    }

    /// Adds `share` times the gradient of a row's loss (each head's by its weight) to the network's gradient and
    /// gives `share` times the loss. With a share of 1 / rows, a batch's sum is its mean.
    pub fn add(&mut self, network: &mut Network, row: &Row<'_>, share: f64) -> f64 {
        network.set_context(row.context);
        network.set_arm(row.arm_features);
        let item = row.item as usize;
        let width = self.loss.outputs();
        let mut total = 0.0;
        for (head, (slopes, weight)) in self.slopes.chunks_exact_mut(width).zip(row.weights).enumerate() {
            if *weight == 0.0 {
                slopes.fill(0.0);
                continue;
            }
            let mut outputs = [0.0; 2];
            for (index, output) in outputs[..width].iter_mut().enumerate() {
                *output = network.output(item, head * width + index);
            }
            total += share * weight * self.loss.evaluate(&outputs[..width], row.target, slopes);
            slopes.iter_mut().for_each(|slope| *slope *= share * weight);
        }
        network.backward(item, &self.slopes);
        total
    }

    /// Takes another learning rate from now on.
    pub fn set_rate(&mut self, rate: f64) {
        self.descent.set_rate(rate);
    }

    /// Clips the network's gradient and takes a step, see [`Descent::step`].
    pub fn step(&mut self, network: &mut Network) {
        self.descent.step(network);
    }
}
