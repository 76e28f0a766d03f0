//! Ridge regressions on what a network makes of context and arm: its last hidden layer.

use super::learner::arm_features;
use crate::agent::View;
use crate::agent::linear::{GAMMA, LinearModels, TIKHONOV};
use crate::descriptor::Values;
use crate::environment::Shape;
use crate::network::Network;

/// Linear models on a network's encodings: one for every item, or one for all arms where the network sees arm features.
#[derive(Clone)]
pub struct EncodedModels {
    models: LinearModels,
    shared: bool,
}

/// Number and dimension of the models.
fn size(network: &Network, shape: &Shape) -> (usize, usize) {
    (if network.sees_arms() { 1 } else { shape.items }, network.encoding().len())
}

crate::state::state_fields! {
    EncodedModels { models } fixed { shared }
}

impl EncodedModels {
    /// Models that have learned nothing. Without a parameter for forgetting, they don't.
    pub fn new(network: &Network, values: &Values, shape: &Shape) -> EncodedModels {
        let (count, dimension) = size(network, shape);
        let models = LinearModels::new(count, dimension, values.number(&TIKHONOV), values.number(&GAMMA));
        EncodedModels { models, shared: network.sees_arms() }
    }

    /// Bytes of them.
    pub fn memory(network: &Network, values: &Values, shape: &Shape) -> u64 {
        let (count, dimension) = size(network, shape);
        LinearModels::memory(count, dimension, values.number(&GAMMA))
    }

    fn model(&self, item: u32) -> usize {
        if self.shared { 0 } else { item as usize }
    }

    /// Writes b' M^-1 z and sqrt(z' M^-1 z) of every arm, z being its encoding.
    pub fn estimates(
        &mut self,
        network: &mut Network,
        view: &View<'_>,
        means: &mut [f64],
        deviations: &mut [f64],
    ) {
        self.models.begin(view.round);
        network.set_context(view.context);
        for (slot, (mean, deviation)) in means.iter_mut().zip(deviations).enumerate() {
            network.set_arm(arm_features(network, view, slot));
            if slot == 0 || self.shared {
                self.models.set_features(network.encoding());
            }
            let (found, variance) = self.models.estimate(self.model(view.items[slot]), network.encoding());
            *mean = found;
            *deviation = variance.sqrt();
        }
    }

    /// All models forget by the rounds up to the end of this one. Gives the weight of what happened in it, 1 unless it is
    /// long over.
    pub fn end(&mut self, round: u64) -> f64 {
        self.models.end(round);
        self.models.weight_of(round)
    }

    /// All models forget everything.
    pub fn clear(&mut self) {
        self.models.clear();
    }

    /// Learns what an arm earned, with this weight. What is not finite is left out: it would spoil a model for ever.
    pub fn learn(
        &mut self,
        network: &mut Network,
        (context, arm): (&[f64], &[f64]),
        item: u32,
        target: f64,
        weight: f64,
    ) {
        network.set_context(context);
        network.set_arm(arm);
        let finite = target.is_finite() && network.encoding().iter().all(|entry| entry.is_finite());
        if finite {
            self.models.learn_weighted(self.model(item), network.encoding(), target, weight);
        }
    }

    /// A without regularization, row-major, and b of a model: what references compare.
    pub fn sums(&self, model: usize) -> (Vec<f64>, Vec<f64>) {
        self.models.sums(model)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::neural::parameters::ENCODING;
    use crate::agent::neural::{Extras, LAYERS, Learner, NETWORK, WIDTH};
    use crate::descriptor::Value;

    /// Whatever the network, the models are as wide as the encoding is asked to be; unasked, as wide as its layers. Of two
    /// layers of 9 outputs on 2 context features only the last one becomes another.
    #[test]
    fn encodings_are_as_wide_as_asked_for() {
        let shape = Shape { context: 2, arm_features: 3, arms: 4, items: 4, rewards: (0.0, 1.0) };
        for network in ["actions", "common_tower", "dot_product"] {
            for (asked, found) in [(0.0, 9), (13.0, 13)] {
                let mut values = Values::default();
                values.set(&NETWORK, Value::Choice(network.to_owned()));
                values.set(&WIDTH, Value::Number(9.0));
                values.set(&LAYERS, Value::Number(2.0));
                values.set(&ENCODING, Value::Number(asked));
                let learner =
                    Learner::new("", &values, &shape, Extras::default()).expect("there are arm features");
                assert_eq!(learner.network().encoding().len(), found, "{network}");
                let (vectors, weights) = (shape.items * (found + 1), 2 * 9 + 9 + 9 * found + found);
                if network == "actions" {
                    assert_eq!(learner.network().weights().len(), weights + vectors);
                }
            }
        }
    }
}
