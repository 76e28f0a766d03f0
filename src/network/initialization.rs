//! First weights: drawn so that signals keep their size from layer to layer.

use super::Activation;
use super::tower::Dense;
use crate::math::random::RngStream;

/// Largest weight at first of a layer that predicts rewards, as in TF-Agents: so a network begins with no opinion and
/// needn't unlearn a random one, in which an arm may look too bad to be tried.
const PREDICTION_LIMIT: f64 = 0.03;

/// Draws the weights of one layer; biases are zero.
///
/// Before relu from Normal(0, 2 / inputs) (He et al. 2015, equation 10), else uniformly within
/// sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010, equation 16), or within 0.03 in the layer that predicts.
pub fn draw(layer: &Dense, predicts: bool, weights: &mut [f64], stream: &mut RngStream) {
    let (inputs, outputs) = (layer.inputs.max(1) as f64, layer.outputs as f64);
    let deviation = (2.0 / inputs).sqrt();
    let limit = if predicts { PREDICTION_LIMIT } else { (6.0 / (inputs + outputs)).sqrt() };
    for row in weights[layer.range()].chunks_exact_mut(layer.inputs + 1) {
        let (kernel, bias) = row.split_at_mut(layer.inputs);
        bias.fill(0.0);
        for weight in kernel {
            *weight = match layer.activation {
                Activation::Relu => deviation * stream.normal(),
                _ => limit * (2.0 * stream.uniform() - 1.0),
            };
        }
    }
}
