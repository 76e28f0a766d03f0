//! The networks that predict rewards: an output for every action, a tower common to context and arm, or the inner
//! product of two towers.

use std::ops::Range;

use super::tower::Dense;
use super::{Activation, Architecture, NetworkError, Tower, TowerDropout, initialization};
use crate::math::random::RngStream;
use crate::math::vector::{add_scaled, dot, square_form};

/// What comes after the tower on the context.
#[derive(Debug, Clone)]
enum Joint {
    Actions { head: Dense },
    Common { arm: Box<Tower>, common: Box<Tower>, head: Dense },
    Product { arm: Tower, product: Vec<f64> },
}

/// A network with its weights, its gradient and buffers for one row.
#[derive(Debug, Clone)]
pub struct Network {
    global: Tower,
    joint: Joint,
    /// All layers, in the order of their weights: context, arm, common, last.
    layers: Vec<Dense>,
    channels: usize,
    weights: Vec<f64>,
    gradient: Vec<f64>,
}

impl Network {
    /// A network with all weights zero.
    ///
    /// It has `channels` outputs for an arm (one for each head, two where a loss wants mean and variance). `hidden`
    /// is the activation of all layers but the last, linear one; `context` the number of context features.
    ///
    /// # Errors
    /// Towers of a dot product whose outputs don't match.
    pub fn new(
        architecture: &Architecture,
        context: usize,
        channels: usize,
        hidden: Activation,
        dropout: impl Into<TowerDropout>,
    ) -> Result<Network, NetworkError> {
        let TowerDropout { context: on_context, arm: on_arm, common: on_both } = dropout.into();
        let tower = |inputs, layers: &[usize], last, dropout, start| {
            Tower::new(inputs, layers, (hidden, last), dropout, start)
        };
        let head_on =
            |inputs, outputs, start| Dense { inputs, outputs, activation: Activation::Linear, start };
        let (global, joint) = match architecture {
            Architecture::Actions { items, layers } => {
                let global = tower(context, layers, hidden, on_context, 0);
                let head = head_on(global.width(), items * channels, end(&global, 0));
                (global, Joint::Actions { head })
            }
            Architecture::CommonTower { arm_features, global_layers, arm_layers, common_layers } => {
                let global = tower(context, global_layers, hidden, on_context, 0);
                let arm = tower(*arm_features, arm_layers, hidden, on_arm, end(&global, 0));
                let start = end(&arm, end(&global, 0));
                let common = tower(global.width() + arm.width(), common_layers, hidden, on_both, start);
                let head = head_on(common.width(), channels, end(&common, start));
                (global, Joint::Common { arm: Box::new(arm), common: Box::new(common), head })
            }
            Architecture::DotProduct { arm_features, global_layers, arm_layers, last } => {
                let global = tower(context, global_layers, *last, on_context, 0);
                let arm = tower(*arm_features, arm_layers, *last, on_arm, end(&global, 0));
                let (width, other) = (global.width(), arm.width());
                if width != other {
                    return Err(NetworkError::UnequalTowers { global: width, arm: other });
                }
                if !width.is_multiple_of(channels) {
                    return Err(NetworkError::Indivisible { width, channels });
                }
                (global, Joint::Product { arm, product: vec![0.0; width] })
            }
        };
        let layers = layers(&global, &joint);
        let count = layers.last().map_or(0, |layer| layer.range().end);
        let (weights, gradient) = (vec![0.0; count], vec![0.0; count]);
        Ok(Network { global, joint, layers, channels, weights, gradient })
    }

    /// Its layers, in the order of their weights: context, arm, common, last.
    pub(super) fn layers(&self) -> &[Dense] {
        &self.layers
    }

    /// Draws new weights.
    pub fn initialize(&mut self, stream: &mut RngStream) {
        let head = match &self.joint {
            Joint::Actions { head } | Joint::Common { head, .. } => Some(head.start),
            Joint::Product { .. } => None,
        };
        for layer in &self.layers {
            initialization::draw(layer, head == Some(layer.start), &mut self.weights, stream);
        }
    }

    /// Number of outputs for an arm.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Number of items that it tells apart; as many as there may be where it knows them by their features.
    pub fn items(&self) -> usize {
        match &self.joint {
            Joint::Actions { head } => head.outputs / self.channels.max(1),
            Joint::Common { .. } | Joint::Product { .. } => usize::MAX,
        }
    }

    /// Whether what it says of an arm depends on the arm's features.
    pub fn sees_arms(&self) -> bool {
        !matches!(self.joint, Joint::Actions { .. })
    }

    /// Draws which hidden outputs are left out from now on; nothing without dropout.
    pub fn draw_masks(&mut self, stream: &mut RngStream) {
        self.global.draw_masks(stream);
        match &mut self.joint {
            Joint::Actions { .. } => {}
            Joint::Common { arm, common, .. } => {
                arm.draw_masks(stream);
                common.draw_masks(stream);
            }
            Joint::Product { arm, .. } => arm.draw_masks(stream),
        }
    }

    /// Leaves no hidden output out from now on.
    pub fn clear_masks(&mut self) {
        self.global.clear_masks();
        match &mut self.joint {
            Joint::Actions { .. } => {}
            Joint::Common { arm, common, .. } => {
                arm.clear_masks();
                common.clear_masks();
            }
            Joint::Product { arm, .. } => arm.clear_masks(),
        }
    }

    /// Takes the context of a round.
    pub fn set_context(&mut self, context: &[f64]) {
        self.global.input_mut().copy_from_slice(context);
        self.global.forward(&self.weights);
    }

    /// Takes the features of an arm, after the context; a network with outputs for every item needs none.
    pub fn set_arm(&mut self, features: &[f64]) {
        match &mut self.joint {
            Joint::Actions { .. } => {}
            Joint::Common { arm, common, .. } => {
                arm.input_mut().copy_from_slice(features);
                arm.forward(&self.weights);
                let (ours, theirs) = common.input_mut().split_at_mut(self.global.width());
                ours.copy_from_slice(self.global.output());
                theirs.copy_from_slice(arm.output());
                common.forward(&self.weights);
            }
            Joint::Product { arm, product } => {
                arm.input_mut().copy_from_slice(features);
                arm.forward(&self.weights);
                for ((entry, ours), theirs) in product.iter_mut().zip(self.global.output()).zip(arm.output())
                {
                    *entry = ours * theirs;
                }
            }
        }
    }

    /// What the last hidden layer says of the present context and arm: the encoding on which the output is linear
    /// (for a dot product, the products that it sums).
    pub fn encoding(&self) -> &[f64] {
        match &self.joint {
            Joint::Actions { .. } => self.global.output(),
            Joint::Common { common, .. } => common.output(),
            Joint::Product { product, .. } => product,
        }
    }

    /// The output `channel` for the present context and arm, which is this item.
    pub fn output(&self, item: usize, channel: usize) -> f64 {
        match &self.joint {
            Joint::Actions { head } => {
                head.sum(&self.weights, self.global.output(), item * self.channels + channel)
            }
            Joint::Common { common, head, .. } => head.sum(&self.weights, common.output(), channel),
            Joint::Product { arm, product } => {
                let width = product.len() / self.channels;
                let part = channel * width..(channel + 1) * width;
                dot(&self.global.output()[part.clone()], &arm.output()[part])
            }
        }
    }

    /// Sets the gradient to zero.
    pub fn clear_gradient(&mut self) {
        self.gradient.fill(0.0);
    }

    /// Adds the gradient, by all weights, of sum(slope x output) over the channels of the present context and arm.
    pub fn backward(&mut self, item: usize, slopes: &[f64]) {
        let (weights, gradient) = (self.weights.as_slice(), self.gradient.as_mut_slice());
        match &mut self.joint {
            Joint::Actions { head } => {
                let first = item * self.channels;
                head_backward((weights, &mut *gradient), head, &mut self.global, first, slopes);
            }
            Joint::Common { arm, common, head } => {
                head_backward((weights, &mut *gradient), head, common, 0, slopes);
                common.backward(weights, gradient, true);
                let (ours, theirs) = common.input_slopes().split_at(self.global.width());
                self.global.output_slopes_mut().copy_from_slice(ours);
                arm.output_slopes_mut().copy_from_slice(theirs);
                arm.backward(weights, gradient, false);
            }
            Joint::Product { arm, .. } => {
                product_slopes(&mut self.global, arm, slopes);
                arm.backward(weights, gradient, false);
            }
        }
        self.global.backward(weights, gradient, false);
    }

    /// The two stretches of weights on which the outputs for an item depend; elsewhere their gradient is zero.
    pub fn weights_of(&self, item: usize) -> [Range<usize>; 2] {
        match &self.joint {
            Joint::Actions { head } => {
                [0..head.start, head.rows(item * self.channels..(item + 1) * self.channels)]
            }
            _ => [0..self.weights.len(), 0..0],
        }
    }

    /// Overwrites the gradient with that of one output, in the stretches of [`Network::weights_of`]; elsewhere it is
    /// left as it was.
    pub fn output_gradient(&mut self, item: usize, slopes: &[f64]) {
        for stretch in self.weights_of(item) {
            self.gradient[stretch].fill(0.0);
        }
        self.backward(item, slopes);
    }

    /// sum(factor x g^2) over all weights, where g is the gradient that [`Network::output_gradient`] would write for
    /// the present context and arm: without writing it, and leaving the gradient as it is. Factors may change only before
    /// [`Network::set_context`].
    pub fn weighted_squares(&mut self, item: usize, slopes: &[f64], factors: &[f64]) -> f64 {
        let weights = self.weights.as_slice();
        let mut sum = 0.0;
        match &mut self.joint {
            Joint::Actions { head } => {
                sum += head_squares((weights, factors), head, &mut self.global, item * self.channels, slopes);
            }
            Joint::Common { arm, common, head } => {
                sum += head_squares((weights, factors), head, common, 0, slopes);
                sum += common.weighted_squares(weights, factors, true);
                let (ours, theirs) = common.input_slopes().split_at(self.global.width());
                self.global.output_slopes_mut().copy_from_slice(ours);
                arm.output_slopes_mut().copy_from_slice(theirs);
                sum += arm.weighted_squares(weights, factors, false);
            }
            Joint::Product { arm, .. } => {
                product_slopes(&mut self.global, arm, slopes);
                sum += arm.weighted_squares(weights, factors, false);
            }
        }
        sum + self.global.weighted_squares(weights, factors, false)
    }

    /// All weights.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The gradient.
    pub fn gradient(&self) -> &[f64] {
        &self.gradient
    }

    pub(super) fn gradient_mut(&mut self) -> &mut [f64] {
        &mut self.gradient
    }

    pub(super) fn weights_and_gradient(&mut self) -> (&mut [f64], &[f64]) {
        (&mut self.weights, &self.gradient)
    }

    /// Takes over the weights of a network of the same form.
    pub fn copy_weights(&mut self, other: &Network) {
        self.weights.copy_from_slice(&other.weights);
    }
}

crate::state::state_fields! {
    Network { weights, gradient } fixed { global, joint, layers, channels }
}

/// The layers of a network, in the order of their weights.
fn layers(global: &Tower, joint: &Joint) -> Vec<Dense> {
    let mut layers = global.layers().to_vec();
    match joint {
        Joint::Actions { head } => layers.push(*head),
        Joint::Common { arm, common, head } => {
            layers.extend_from_slice(arm.layers());
            layers.extend_from_slice(common.layers());
            layers.push(*head);
        }
        Joint::Product { arm, .. } => layers.extend_from_slice(arm.layers()),
    }
    layers
}

/// Where the weights after a tower stand, which itself begins at `start`.
fn end(tower: &Tower, start: usize) -> usize {
    tower.layers().last().map_or(start, |layer| layer.range().end)
}

/// The slopes by the towers' outputs of sum(slope x inner product of a channel's part).
fn product_slopes(global: &mut Tower, arm: &mut Tower, slopes: &[f64]) {
    let width = global.width() / slopes.len();
    for (channel, slope) in slopes.iter().enumerate() {
        for index in channel * width..(channel + 1) * width {
            let (ours, theirs) = (global.output()[index], arm.output()[index]);
            global.output_slopes_mut()[index] = slope * theirs;
            arm.output_slopes_mut()[index] = slope * ours;
        }
    }
}

/// What the last layer adds to [`Network::weighted_squares`], and the way back onto the slopes of the tower below.
fn head_squares(
    (weights, factors): (&[f64], &[f64]),
    head: &Dense,
    below: &mut Tower,
    first: usize,
    slopes: &[f64],
) -> f64 {
    let (encoding, encoding_slopes) = below.output_and_slopes();
    encoding_slopes.fill(0.0);
    let mut sum = 0.0;
    for (channel, slope) in slopes.iter().enumerate().filter(|(_, slope)| **slope != 0.0) {
        let row = head.rows(first + channel..first + channel + 1);
        let (kernel, bias) = (row.start..row.end - 1, row.end - 1);
        add_scaled(encoding_slopes, &weights[kernel.clone()], *slope);
        sum += slope * slope * (square_form(&factors[kernel], encoding) + factors[bias]);
    }
    sum
}

/// The way back through the last layer, for the outputs from `first` on, onto the slopes of the tower below.
fn head_backward(
    (weights, gradient): (&[f64], &mut [f64]),
    head: &Dense,
    below: &mut Tower,
    first: usize,
    slopes: &[f64],
) {
    below.output_slopes_mut().fill(0.0);
    for (channel, slope) in slopes.iter().enumerate().filter(|(_, slope)| **slope != 0.0) {
        let (encoding, encoding_slopes) = below.output_and_slopes();
        let output = (first + channel, *slope);
        head.backward_row((weights, &mut *gradient), encoding, output, Some(encoding_slopes));
    }
}
