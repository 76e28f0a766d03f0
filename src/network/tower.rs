//! A tower of dense layers, forward and backward for one row.

use std::ops::Range;

use super::Activation;
use crate::math::random::RngStream;
use crate::math::vector::{add_scaled, dot, square_form};

/// One dense layer: a row of `inputs` weights and then a bias for each output, from `start` on in the network's weights.
///
/// Kernels stand transposed, one output after the other, unlike TensorFlow's [in, out]: so an output that no one asks
/// for costs nothing, and both directions go along rows.
#[derive(Debug, Clone, Copy)]
pub struct Dense {
    pub inputs: usize,
    pub outputs: usize,
    pub activation: Activation,
    pub start: usize,
}

impl Dense {
    /// Where its weights stand.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.outputs * (self.inputs + 1)
    }

    /// Where the weights of some outputs stand.
    pub fn rows(&self, outputs: Range<usize>) -> Range<usize> {
        let row = self.inputs + 1;
        self.start + outputs.start * row..self.start + outputs.end * row
    }

    /// The weighted sum of one output.
    pub fn sum(&self, weights: &[f64], x: &[f64], output: usize) -> f64 {
        let row = &weights[self.rows(output..output + 1)];
        dot(&row[..self.inputs], x) + row[self.inputs]
    }

    fn forward(&self, weights: &[f64], x: &[f64], outputs: &mut [f64]) {
        let rows = weights[self.range()].chunks_exact(self.inputs + 1);
        for (output, row) in outputs.iter_mut().zip(rows) {
            *output = dot(&row[..self.inputs], x) + row[self.inputs];
        }
        self.activation.apply(outputs);
    }

    /// Adds what one output with this slope (by its sum) gives: to the gradient and to the slopes by the inputs.
    pub fn backward_row(
        &self,
        (weights, gradient): (&[f64], &mut [f64]),
        x: &[f64],
        (output, slope): (usize, f64),
        input_slopes: Option<&mut [f64]>,
    ) {
        let range = self.rows(output..output + 1);
        let row = &mut gradient[range.clone()];
        add_scaled(&mut row[..self.inputs], x, slope);
        row[self.inputs] += slope;
        if let Some(input_slopes) = input_slopes {
            add_scaled(input_slopes, &weights[range][..self.inputs], slope);
        }
    }
}

/// Which hidden outputs are left out at random (Srivastava et al. 2014, JMLR 15); those that stay are scaled up by
/// 1 / (1 - rate), so that the expectation stays.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Dropout {
    /// Probability with which an output is left out, from 0 (none) to below 1.
    pub rate: f64,
    /// Only the last hidden layer has dropout.
    pub top_layer_only: bool,
}

/// Dropout of each tower of a network.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TowerDropout {
    /// Of the tower on the context.
    pub context: Dropout,
    /// Of the tower on the arm's features, where there is one.
    pub arm: Dropout,
    /// Of the tower on both, where there is one.
    pub common: Dropout,
}

impl TowerDropout {
    /// Whether any tower leaves anything out.
    pub fn drops(&self) -> bool {
        [self.context, self.arm, self.common].iter().any(|dropout| dropout.rate > 0.0)
    }
}

impl From<Dropout> for TowerDropout {
    /// The same in all towers.
    fn from(dropout: Dropout) -> TowerDropout {
        TowerDropout { context: dropout, arm: dropout, common: dropout }
    }
}

/// Dense layers one upon the other, with buffers for one row.
#[derive(Debug, Clone)]
pub struct Tower {
    layers: Vec<Dense>,
    input: Vec<f64>,
    outputs: Vec<Vec<f64>>,
    /// Slopes by each layer's outputs; after the way back, by its sums.
    slopes: Vec<Vec<f64>>,
    input_slopes: Vec<f64>,
    /// What each output is multiplied with; empty for a layer without dropout.
    masks: Vec<Vec<f64>>,
    /// Outputs times masks: what the next layer sees.
    masked: Vec<Vec<f64>>,
    dropout: Dropout,
    /// See [`Tower::weighted_squares`].
    row_sums: Vec<Vec<f64>>,
    row_sums_are_fresh: bool,
}

impl Tower {
    /// Layers of these widths on `inputs` numbers, all with one activation but perhaps the last. Its weights stand in
    /// the network's from `start` on, layer by layer. Without layers its output is its input.
    pub fn new(
        inputs: usize,
        widths: &[usize],
        (hidden, last): (Activation, Activation),
        dropout: Dropout,
        start: usize,
    ) -> Tower {
        let (mut layers, mut masks) = (Vec::new(), Vec::new());
        let (mut next, mut before) = (start, inputs);
        for (index, width) in widths.iter().copied().enumerate() {
            let top = index + 1 == widths.len();
            let layer = Dense {
                inputs: before,
                outputs: width,
                activation: if top { last } else { hidden },
                start: next,
            };
            next = layer.range().end;
            before = width;
            layers.push(layer);
            let drops = dropout.rate > 0.0 && (top || !dropout.top_layer_only);
            masks.push(vec![1.0; if drops { width } else { 0 }]);
        }
        let buffers: Vec<Vec<f64>> = widths.iter().map(|width| vec![0.0; *width]).collect();
        Tower {
            layers,
            input: vec![0.0; inputs],
            outputs: buffers.clone(),
            slopes: buffers.clone(),
            input_slopes: vec![0.0; inputs],
            masked: masks.clone(),
            masks,
            dropout,
            row_sums: buffers,
            row_sums_are_fresh: false,
        }
    }

    /// Its layers.
    pub fn layers(&self) -> &[Dense] {
        &self.layers
    }

    /// Number of outputs.
    pub fn width(&self) -> usize {
        self.layers.last().map_or(self.input.len(), |layer| layer.outputs)
    }

    /// The row to be fed with.
    pub fn input_mut(&mut self) -> &mut [f64] {
        &mut self.input
    }

    /// Draws which outputs are left out from now on.
    pub fn draw_masks(&mut self, stream: &mut RngStream) {
        let kept = 1.0 / (1.0 - self.dropout.rate);
        for entry in self.masks.iter_mut().flatten() {
            *entry = if stream.uniform() < self.dropout.rate { 0.0 } else { kept };
        }
    }

    /// Leaves nothing out from now on.
    pub fn clear_masks(&mut self) {
        self.masks.iter_mut().flatten().for_each(|entry| *entry = 1.0);
    }

    /// What the layer at `index` is fed with; at the end, the tower's output.
    fn fed(&self, index: usize) -> &[f64] {
        match index.checked_sub(1) {
            None => &self.input,
            Some(below) if self.masks[below].is_empty() => &self.outputs[below],
            Some(below) => &self.masked[below],
        }
    }

    /// Computes the outputs.
    pub fn forward(&mut self, weights: &[f64]) {
        self.row_sums_are_fresh = false;
        for index in 0..self.layers.len() {
            let mut outputs = std::mem::take(&mut self.outputs[index]);
            self.layers[index].forward(weights, self.fed(index), &mut outputs);
            for ((masked, output), mask) in
                self.masked[index].iter_mut().zip(&outputs).zip(&self.masks[index])
            {
                *masked = output * mask;
            }
            self.outputs[index] = outputs;
        }
    }

    /// The outputs of the last [`Tower::forward`].
    pub fn output(&self) -> &[f64] {
        self.fed(self.layers.len())
    }

    /// Where the slopes by the outputs go before [`Tower::backward`].
    pub fn output_slopes_mut(&mut self) -> &mut [f64] {
        self.output_and_slopes().1
    }

    /// The outputs, and where the slopes by them go.
    pub fn output_and_slopes(&mut self) -> (&[f64], &mut [f64]) {
        let outputs = match self.outputs.len().checked_sub(1) {
            None => &self.input,
            Some(top) if self.masks[top].is_empty() => &self.outputs[top],
            Some(top) => &self.masked[top],
        };
        (outputs, self.slopes.last_mut().unwrap_or(&mut self.input_slopes))
    }

    /// The slopes by the inputs, where [`Tower::backward`] was asked for them.
    pub fn input_slopes(&self) -> &[f64] {
        &self.input_slopes
    }

    /// Adds the gradient of the last forward pass for the slopes by the outputs.
    pub fn backward(&mut self, weights: &[f64], gradient: &mut [f64], down_to_inputs: bool) {
        self.descend(down_to_inputs, &mut |_, layer, x, output, below| {
            layer.backward_row((weights, &mut *gradient), x, output, below);
        });
    }

    /// The same way back, which gives sum(factor x slope^2) over the weights and leaves the gradient alone.
    ///
    /// A weight's slope is its output's slope times its input, so that each output needs the sum of factor x input^2
    /// over its row once, whatever the slopes. These sums are kept until the next forward pass: factors may change
    /// only before one.
    pub fn weighted_squares(&mut self, weights: &[f64], factors: &[f64], down_to_inputs: bool) -> f64 {
        let mut row_sums = std::mem::take(&mut self.row_sums);
        if !self.row_sums_are_fresh {
            for (index, sums) in row_sums.iter_mut().enumerate() {
                let (layer, x) = (self.layers[index], self.fed(index));
                for (sum, row) in sums.iter_mut().zip(factors[layer.range()].chunks_exact(layer.inputs + 1)) {
                    *sum = row[layer.inputs] + square_form(&row[..layer.inputs], x);
                }
            }
            self.row_sums_are_fresh = true;
        }
        let mut total = 0.0;
        self.descend(down_to_inputs, &mut |index, layer, _, (output, slope), below| {
            if let Some(below) = below {
                add_scaled(below, &weights[layer.rows(output..output + 1)][..layer.inputs], slope);
            }
            total += slope * slope * row_sums[index][output];
        });
        self.row_sums = row_sums;
        total
    }

    /// Goes down the layers. `step` gets, for each output with a slope (by its sum) that is not zero, the layer's
    /// index, the layer, what it was fed with, the output and its slope, and where the slopes below are to be added.
    fn descend(&mut self, down_to_inputs: bool, step: &mut Step<'_>) {
        for index in (0..self.layers.len()).rev() {
            let mut slopes = std::mem::take(&mut self.slopes[index]);
            for (slope, mask) in slopes.iter_mut().zip(&self.masks[index]) {
                *slope *= mask;
            }
            let layer = self.layers[index];
            layer.activation.backward(&self.outputs[index], &mut slopes);
            let mut below = match index.checked_sub(1) {
                None => std::mem::take(&mut self.input_slopes),
                Some(below) => std::mem::take(&mut self.slopes[below]),
            };
            below.fill(0.0);
            let wanted = index > 0 || down_to_inputs;
            for (output, slope) in slopes.iter().enumerate().filter(|(_, slope)| **slope != 0.0) {
                let below = wanted.then_some(below.as_mut_slice());
                step(index, &layer, self.fed(index), (output, *slope), below);
            }
            match index.checked_sub(1) {
                None => self.input_slopes = below,
                Some(index) => self.slopes[index] = below,
            }
            self.slopes[index] = slopes;
        }
    }
}

type Step<'a> = dyn FnMut(usize, &Dense, &[f64], (usize, f64), Option<&mut [f64]>) + 'a;
