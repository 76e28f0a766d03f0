//! How unsure a network is of an output, by the output's gradient: what NeuralUCB and NeuralTS share.
//!
//! With the diagonal Z = lambda + the sum of the squared gradients g of the outputs that were chosen so far, the width
//! of an output is sqrt(lambda sum(g^2 / Z)): Zhang et al. 2021 (Neural Thompson Sampling), equation 3.2, with the
//! diagonal of their matrix, as their own experiments have it. Their network's output carries a factor of
//! sqrt(m) for m outputs a layer, which their division by m takes out again; here there is neither.

use super::parameters::{ALPHA, with_shared};
use super::{Extras, Learner};
use crate::agent::linear::TIKHONOV;
use crate::agent::{BuildError, View};
use crate::descriptor::{Parameter, Values};
use crate::environment::Shape;

/// The parameters of both agents.
pub const PARAMETERS: [Parameter; 16] = with_shared([ALPHA, TIKHONOV]);

/// A learner and the diagonal.
#[derive(Clone)]
pub struct GradientWidths {
    pub learner: Learner,
    lambda: f64,
    /// Z.
    squares: Vec<f64>,
    /// 1 / Z, so that widths need no division.
    inverse: Vec<f64>,
    /// A slope of 1 for the prediction, 0 for a second output.
    slopes: [f64; 2],
    outputs: usize,
}

/// Bytes of them.
pub fn memory(values: &Values, shape: &Shape) -> u64 {
    let learner = Learner::memory(values, shape, Extras::default());
    Learner::new("", values, shape, Extras::default())
        .map_or(learner, |made| learner + 16 * made.network().weights().len() as u64)
}

crate::state::state_fields! {
    GradientWidths { learner, squares, inverse } fixed { lambda, slopes, outputs }
}

impl GradientWidths {
    pub fn new(agent: &'static str, values: &Values, shape: &Shape) -> Result<GradientWidths, BuildError> {
        let learner = Learner::new(agent, values, shape, Extras::default())?;
        let (weights, lambda) = (learner.network().weights().len(), values.number(&TIKHONOV));
        Ok(GradientWidths {
            lambda,
            squares: vec![lambda; weights],
            inverse: vec![1.0 / lambda; weights],
            slopes: [1.0, 0.0],
            outputs: learner.network().channels(),
            learner,
        })
    }

    /// Writes estimates and widths of all arms, in reward.
    pub fn estimates(&mut self, view: &View<'_>, estimates: &mut [f64], widths: &mut [f64]) {
        self.learner.estimates(view, 0, estimates);
        let unit = self.learner.unit();
        for (slot, width) in widths.iter_mut().enumerate() {
            let features = self.learner.arm_features(view, slot);
            let network = self.learner.network_mut();
            network.set_arm(features);
            let architecture = network.weighted_squares(
                view.items[slot] as usize,
                &self.slopes[..self.outputs],
                &self.inverse,
            );
            *width = unit * (self.lambda * architecture).max(0.0).sqrt();
        }
    }

    /// Adds the chosen arm's squared gradient to the diagonal, then learns.
    pub fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        let item = view.items[chosen] as usize;
        let features = self.learner.arm_features(view, chosen);
        let network = self.learner.network_mut();
        network.clear_masks();
        network.set_context(view.context);
        network.set_arm(features);
        network.output_gradient(item, &self.slopes[..self.outputs]);
        for stretch in network.weights_of(item) {
            let gradient = &network.gradient()[stretch.clone()];
            let diagonal = self.squares[stretch.clone()].iter_mut().zip(&mut self.inverse[stretch]);
            for ((square, inverse), slope) in diagonal.zip(gradient) {
                // Weights, and so gradients, are finite, but the square of a wild one may not be.
                *square = (*square + slope * slope).min(f64::MAX);
                *inverse = 1.0 / *square;
            }
        }
        self.learner.learn(view, chosen, reward);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::neural::LEARNING_RATE;
    use crate::descriptor::Value;
    use crate::math::random::RngStream;

    /// Widths by the formula: at first unit |g|, and after n rounds of the same arm and (nearly) the same network
    /// unit sqrt(lambda sum(g^2 / (lambda + n g^2))); the arm that was never chosen keeps what its own weights give.
    #[test]
    fn widths_by_the_formula() {
        let shape = Shape { context: 2, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 4.0) };
        let mut values = Values::default();
        values.set(&LEARNING_RATE, Value::Number(1e-5));
        values.set(&TIKHONOV, Value::Number(0.5));
        let mut widths = GradientWidths::new("", &values, &shape).expect("it needs no arm features");
        widths.learner.start(&mut RngStream::new(1, 0, "test"));
        let view =
            View { round: 1, context: &[1.0, -0.5], items: &[0, 1], arm_features: &[], expectations: &[] };
        let gradient = |widths: &mut GradientWidths, item: usize| {
            let network = widths.learner.network_mut();
            network.set_context(view.context);
            network.clear_gradient();
            network.output_gradient(item, &[1.0]);
            network.gradient().to_vec()
        };
        let expect = |gradient: &[f64], diagonal: &dyn Fn(usize) -> f64| {
            let sum: f64 = gradient.iter().enumerate().map(|(index, g)| g * g / diagonal(index)).sum();
            2.0 * (0.5 * sum).sqrt()
        };
        let (first, second) = (gradient(&mut widths, 0), gradient(&mut widths, 1));
        let (mut estimates, mut found) = ([0.0; 2], [0.0; 2]);
        widths.estimates(&view, &mut estimates, &mut found);
        assert!((found[0] - expect(&first, &|_| 0.5)).abs() < 1e-12, "{found:?}");
        for _ in 0..3 {
            widths.learn(&view, 1, 1.0);
        }
        widths.estimates(&view, &mut estimates, &mut found);
        let after = |index: usize| 0.5 + 3.0 * second[index] * second[index];
        // Three steps of 1e-5 move the gradient a little.
        assert!((found[1] - expect(&second, &after)).abs() < 1e-3 * found[1], "{found:?}");
        assert!((found[0] - expect(&first, &after)).abs() < 1e-3 * found[0], "{found:?}");
        assert!(found[1] < found[0]);
    }
}
