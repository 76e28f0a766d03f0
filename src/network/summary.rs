//! What a person may see of a network while it learns: histograms of each layer's weights and gradient.

use serde::{Deserialize, Serialize};

use super::Network;

/// How often numbers fall into equal parts of their range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Smallest number.
    pub low: f64,
    /// Largest number.
    pub high: f64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation (of these numbers as a whole, not as a sample).
    pub deviation: f64,
    /// Numbers in each of the equal parts from `low` to `high`; `high` itself is in the last.
    pub counts: Vec<u32>,
}

/// A layer's weights (its biases with them) and their part of the gradient as last computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LayerSummary {
    /// Number of inputs.
    pub inputs: usize,
    /// Number of outputs.
    pub outputs: usize,
    /// The weights.
    pub weights: Histogram,
    /// The gradient by them.
    pub gradient: Histogram,
}

impl Histogram {
    /// The histogram of finite numbers (zeros and no counts for none of them) with so many parts, at least one.
    pub fn new(numbers: &[f64], parts: usize) -> Histogram {
        let count = numbers.len().max(1) as f64;
        let low = numbers.iter().copied().reduce(f64::min).unwrap_or(0.0);
        let high = numbers.iter().copied().reduce(f64::max).unwrap_or(0.0);
        let mean = numbers.iter().sum::<f64>() / count;
        let variance = numbers.iter().map(|number| (number - mean) * (number - mean)).sum::<f64>() / count;
        let parts = parts.max(1);
        let mut counts = vec![0; parts];
        for number in numbers {
            let place = (number - low) / (high - low) * parts as f64;
            // All equal makes 0 / 0, which a cast makes the first part.
            counts[(place as usize).min(parts - 1)] += 1;
        }
        Histogram { low, high, mean, deviation: variance.sqrt(), counts }
    }
}

impl Network {
    /// Inputs and outputs of each layer, in the order of [`Network::tensors`]. A layer has (inputs + 1) x outputs weights, biases
    /// with them.
    pub fn sizes(&self) -> Vec<(usize, usize)> {
        self.layers().iter().map(|layer| (layer.inputs, layer.outputs)).collect()
    }

    /// The weights and the gradient of each layer, in the order of [`Network::tensors`].
    pub fn layer_numbers(&self) -> impl Iterator<Item = (&[f64], &[f64])> {
        self.layers().iter().map(|layer| (&self.weights()[layer.range()], &self.gradient()[layer.range()]))
    }

    /// A summary of each layer, in the order of [`Network::tensors`], with histograms of so many parts.
    pub fn summaries(&self, parts: usize) -> Vec<LayerSummary> {
        let of_layer = |layer: &super::tower::Dense| LayerSummary {
            inputs: layer.inputs,
            outputs: layer.outputs,
            weights: Histogram::new(&self.weights()[layer.range()], parts),
            gradient: Histogram::new(&self.gradient()[layer.range()], parts),
        };
        self.layers().iter().map(of_layer).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_by_hand() {
        let found = Histogram::new(&[0.0, 1.0, 1.9, 2.0, 4.0, 4.0, 3.0, 0.1], 4);
        assert_eq!((found.low, found.high, found.mean), (0.0, 4.0, 2.0));
        assert_eq!(found.counts, [2, 2, 1, 3]);
        assert_eq!(Histogram::new(&[3.0; 5], 3).counts, [5, 0, 0]);
        assert_eq!(Histogram::new(&[], 3).counts, [0, 0, 0]);
    }
}
