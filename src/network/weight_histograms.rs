//! How the weights and gradients of each layer are spread, over training.

use crate::state::{State, StateError, StateIo};
use serde::{Deserialize, Serialize};

use super::Network;

/// Most points in time: 1, 2, 3, 4, 6, 8, 12 … training steps, up to over a million.
const MOST_TIMES: usize = 42;

/// Where some numbers lie.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Spread {
    /// Smallest number.
    pub low: f64,
    /// Mean less a standard deviation.
    pub below: f64,
    /// Mean.
    pub mean: f64,
    /// Mean and a standard deviation.
    pub above: f64,
    /// Largest number.
    pub high: f64,
}

/// The spreads of one layer.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct LayerHistogram {
    /// Of its weights, biases with them.
    pub weights: Spread,
    /// Of their part of the gradient.
    pub gradient: Spread,
}

/// All layers after a training step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightPoint {
    /// Number of the training step, from 1.
    pub step: u64,
    /// The layers, in the order of [`Network::tensors`].
    pub layers: Vec<LayerHistogram>,
}

/// The spreads at points in time that lie further and further apart. Recording does not allocate.
#[derive(Debug, Clone)]
pub struct WeightHistory {
    steps: [u64; MOST_TIMES],
    /// Time x layer.
    weight_histograms: Vec<LayerHistogram>,
    layers: usize,
    times: usize,
}

impl Spread {
    fn of(numbers: &[f64]) -> Spread {
        let count = numbers.len().max(1) as f64;
        let mean = numbers.iter().sum::<f64>() / count;
        let variance = numbers.iter().map(|number| (number - mean) * (number - mean)).sum::<f64>() / count;
        let deviation = variance.sqrt();
        Spread {
            low: numbers.iter().copied().reduce(f64::min).unwrap_or(0.0),
            below: mean - deviation,
            mean,
            above: mean + deviation,
            high: numbers.iter().copied().reduce(f64::max).unwrap_or(0.0),
        }
    }
}

/// Whether the spreads are kept after this step: where it is a power of two, or halfway to the next.
fn is_due(step: u64) -> bool {
    step.is_power_of_two() || (step.is_multiple_of(3) && (step / 3).is_power_of_two())
}

crate::state::state_fields! { Spread { low, below, mean, above, high } }

crate::state::state_fields! { LayerHistogram { weights, gradient } }

impl State for WeightHistory {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let WeightHistory { steps, weight_histograms, layers, times } = self;
        times.state(io)?;
        io.check(|| *times <= MOST_TIMES)?;
        steps[..*times].iter_mut().try_for_each(|step| step.state(io))?;
        weight_histograms[..*times * *layers].iter_mut().try_for_each(|spread| spread.state(io))
    }
}

impl WeightHistory {
    /// Room for the layers of a network.
    pub fn new(network: &Network) -> WeightHistory {
        let layers = network.layer_numbers().count();
        let weight_histograms = vec![LayerHistogram::default(); layers * MOST_TIMES];
        WeightHistory { steps: [0; MOST_TIMES], weight_histograms, layers, times: 0 }
    }

    /// Keeps the spreads after the `step`th training step, where that is a point in time to keep.
    pub fn record(&mut self, step: u64, network: &Network) {
        if !is_due(step) || self.times == MOST_TIMES {
            return;
        }
        let row = &mut self.weight_histograms[self.times * self.layers..(self.times + 1) * self.layers];
        for (spread, (weights, gradient)) in row.iter_mut().zip(network.layer_numbers()) {
            *spread = LayerHistogram { weights: Spread::of(weights), gradient: Spread::of(gradient) };
        }
        self.steps[self.times] = step;
        self.times += 1;
    }

    /// What was kept so far, in the order of time.
    pub fn points(&self) -> Vec<WeightPoint> {
        let rows = self.weight_histograms.chunks_exact(self.layers.max(1)).zip(&self.steps).take(self.times);
        rows.map(|(layers, step)| WeightPoint { step: *step, layers: layers.to_vec() }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_by_hand() {
        let spread = Spread::of(&[1.0, 3.0, 2.0, 6.0]);
        // Deviations -2, 0, -1, 3: variance 14 / 4.
        let deviation = 3.5_f64.sqrt();
        assert_eq!(
            spread,
            Spread { low: 1.0, below: 3.0 - deviation, mean: 3.0, above: 3.0 + deviation, high: 6.0 }
        );
        assert_eq!(Spread::of(&[]), Spread::default());
    }

    #[test]
    fn points_in_time_lie_further_and_further_apart() {
        let due: Vec<u64> = (1..50).filter(|step| is_due(*step)).collect();
        assert_eq!(due, [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48]);
        assert!((1..=1_500_000).filter(|step| is_due(*step)).count() <= MOST_TIMES);
    }
}
