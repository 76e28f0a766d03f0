//! Losses: how wrong the prediction of one target is, and the slope of that by each output.

use super::activation::sigmoid;

/// A bound on the log variance of [`Loss::Gaussian`], which a hyperbolic tangent keeps within: variances stay between
/// exp(-7) and exp(7), so that neither a perfect fit nor one wild target makes the loss overflow.
const LOG_VARIANCE_BOUND: f64 = 7.0;

/// A loss of one prediction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// (prediction - target)^2.
    MeanSquared,
    /// Huber (1964) with delta 1: half the square up to an error of 1, linear beyond.
    Huber,
    /// Cross entropy of a target in [0, 1]; the output is a log-odds.
    Logistic,
    /// Gaussian negative log likelihood, up to a constant, of a network that tells mean and log variance (Kendall and
    /// Gal 2017, equation 8): (error^2 / variance + log variance) / 2.
    Gaussian,
}

/// log(1 + exp(x)), without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + libm::log1p(libm::exp(-x.abs()))
}

impl Loss {
    /// Number of outputs that it needs for one prediction.
    pub fn outputs(self) -> usize {
        if self == Loss::Gaussian { 2 } else { 1 }
    }

    /// The prediction that these outputs stand for, comparable with targets.
    pub fn prediction(self, output: f64) -> f64 {
        if self == Loss::Logistic { sigmoid(output) } else { output }
    }

    /// The variance that the second output of [`Loss::Gaussian`] stands for.
    pub fn variance(second_output: f64) -> f64 {
        libm::exp(LOG_VARIANCE_BOUND * libm::tanh(second_output / LOG_VARIANCE_BOUND))
    }

    /// The loss of `outputs` ([`Loss::outputs`] of them); writes its slope by each into `slopes`.
    pub fn evaluate(self, outputs: &[f64], target: f64, slopes: &mut [f64]) -> f64 {
        let error = outputs[0] - target;
        match self {
            Loss::MeanSquared => {
                slopes[0] = 2.0 * error;
                error * error
            }
            Loss::Huber => {
                slopes[0] = error.clamp(-1.0, 1.0);
                if error.abs() <= 1.0 { 0.5 * error * error } else { error.abs() - 0.5 }
            }
            Loss::Logistic => {
                slopes[0] = sigmoid(outputs[0]) - target;
                softplus(outputs[0]) - target * outputs[0]
            }
            Loss::Gaussian => {
                let bent = libm::tanh(outputs[1] / LOG_VARIANCE_BOUND);
                let log_variance = LOG_VARIANCE_BOUND * bent;
                let precision = libm::exp(-log_variance);
                slopes[0] = error * precision;
                slopes[1] = 0.5 * (1.0 - error * error * precision) * (1.0 - bent * bent);
                0.5 * (error * error * precision + log_variance)
            }
        }
    }
}
