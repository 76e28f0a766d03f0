//! Activations: what a layer makes of its weighted sums.

/// An activation, applied to each output of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// The sum itself.
    Linear,
    /// The sum where it is above zero, else zero.
    Relu,
    /// The hyperbolic tangent.
    Tanh,
    /// 1 / (1 + exp(-sum)).
    Sigmoid,
}

/// 1 / (1 + exp(-x)), without overflow.
pub fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + libm::exp(-x))
    } else {
        let exponential = libm::exp(x);
        exponential / (1.0 + exponential)
    }
}

impl Activation {
    /// Replaces sums by outputs.
    pub fn apply(self, sums: &mut [f64]) {
        match self {
            Activation::Linear => {}
            Activation::Relu => sums.iter_mut().for_each(|sum| *sum = if *sum > 0.0 { *sum } else { 0.0 }),
            Activation::Tanh => sums.iter_mut().for_each(|sum| *sum = libm::tanh(*sum)),
            Activation::Sigmoid => sums.iter_mut().for_each(|sum| *sum = sigmoid(*sum)),
        }
    }

    /// Turns slopes by output into slopes by sum, in place; that of relu at zero is zero.
    pub fn backward(self, outputs: &[f64], slopes: &mut [f64]) {
        let pairs = slopes.iter_mut().zip(outputs);
        match self {
            Activation::Linear => {}
            Activation::Relu => {
                pairs.for_each(|(slope, output)| *slope = if *output > 0.0 { *slope } else { 0.0 });
            }
            Activation::Tanh => pairs.for_each(|(slope, output)| *slope *= 1.0 - output * output),
            Activation::Sigmoid => pairs.for_each(|(slope, output)| *slope *= output * (1.0 - output)),
        }
    }
}
