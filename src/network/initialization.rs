//! First weights: drawn so that signals keep their size from layer to layer.

use super::Activation;
use super::tower::Dense;
use crate::stream::Stream;

/// Draws the weights of one layer; biases are zero.
///
/// Before relu from Normal(0, 2 / inputs) (He et al. 2015, equation 10), else uniformly within
/// sqrt(6 / (inputs + fan_out)) (Glorot and Bengio 2010, equation 16). `fan_out` is the number of outputs that one row
/// of training tells something about: in a layer with outputs for every action, those of one action.
pub fn draw(layer: &Dense, fan_out: usize, weights: &mut [f64], stream: &mut Stream) {
    let inputs = layer.inputs.max(1) as f64;
    let deviation = (2.0 / inputs).sqrt();
    let limit = (6.0 / (inputs + fan_out as f64)).sqrt();
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
