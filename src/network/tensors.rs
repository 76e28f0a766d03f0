//! A network's weights as TensorFlow has them.

use super::{Network, NetworkError};

impl Network {
    /// Kernels (row-major [in, out]) and biases of all layers, in TensorFlow's order: context, arm, common, last.
    pub fn tensors(&self) -> Vec<Vec<f64>> {
        let mut tensors = Vec::new();
        for layer in self.layers() {
            let rows: Vec<&[f64]> = self.weights()[layer.range()].chunks_exact(layer.inputs + 1).collect();
            tensors
                .push((0..layer.inputs).flat_map(|input| rows.iter().map(move |row| row[input])).collect());
            tensors.push(rows.iter().map(|row| row[layer.inputs]).collect());
        }
        tensors
    }

    /// Takes weights in the order of [`Network::tensors`].
    ///
    /// # Errors
    /// Another number of them, or one of another size; then nothing is changed.
    pub fn set_tensors(&mut self, tensors: &[Vec<f64>]) -> Result<(), NetworkError> {
        let layers = self.layers().to_vec();
        if tensors.len() != 2 * layers.len() {
            return Err(NetworkError::WrongCount { given: tensors.len(), expected: 2 * layers.len() });
        }
        for (index, tensor) in tensors.iter().enumerate() {
            let layer = layers[index / 2];
            let expected = if index.is_multiple_of(2) { layer.inputs * layer.outputs } else { layer.outputs };
            if tensor.len() != expected {
                return Err(NetworkError::WrongSize { index, given: tensor.len(), expected });
            }
        }
        for (layer, pair) in layers.iter().zip(tensors.chunks_exact(2)) {
            let rows = self.weights_and_gradient().0[layer.range()].chunks_exact_mut(layer.inputs + 1);
            for (output, row) in rows.enumerate() {
                for input in 0..layer.inputs {
                    row[input] = pair[0][input * layer.outputs + output];
                }
                row[layer.inputs] = pair[1][output];
            }
        }
        Ok(())
    }
}
