//! Optimizers in TensorFlow's forms, and clipping of gradients.

use crate::math::vector::dot;

/// How a step is made from a gradient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// w -= rate g.
    Sgd,
    /// a <- 0.9 a + g; w -= rate a (Polyak 1964).
    Momentum,
    /// Kingma and Ba 2015 in the form at the end of their section 2: with m and v the decaying means (0.9 and 0.999)
    /// of g and g^2, w -= rate sqrt(1 - 0.999^t) / (1 - 0.9^t) m / (sqrt(v) + 1e-8).
    Adam,
    /// s <- 0.9 s + 0.1 g^2, from 1 on; w -= rate g / sqrt(s + 1e-10) (Tieleman and Hinton 2012, lecture 6.5).
    RmsProp,
}

const MOMENTUM: f64 = 0.9;
const ADAM_FIRST: f64 = 0.9;
const ADAM_SECOND: f64 = 0.999;
const ADAM_EPSILON: f64 = 1e-8;
const RMSPROP_DECAY: f64 = 0.9;
const RMSPROP_EPSILON: f64 = 1e-10;

/// An optimizer and what it remembers of earlier gradients.
#[derive(Debug, Clone)]
pub struct Optimizer {
    method: Method,
    rate: f64,
    first: Vec<f64>,
    second: Vec<f64>,
    /// 0.9^t and 0.999^t of Adam.
    powers: (f64, f64),
}

crate::state::state_fields! {
    Optimizer { first, second, powers } fixed { method, rate }
}

impl Optimizer {
    /// For this many weights, at a learning rate.
    pub fn new(method: Method, rate: f64, weights: usize) -> Optimizer {
        let (first, second) = match method {
            Method::Sgd => (Vec::new(), Vec::new()),
            Method::Momentum => (vec![0.0; weights], Vec::new()),
            Method::Adam => (vec![0.0; weights], vec![0.0; weights]),
            Method::RmsProp => (Vec::new(), vec![1.0; weights]),
        };
        Optimizer { method, rate, first, second, powers: (1.0, 1.0) }
    }

    /// Takes another learning rate from now on.
    pub fn set_rate(&mut self, rate: f64) {
        self.rate = rate;
    }

    /// Numbers that it remembers for this many weights.
    pub fn memory(method: Method, weights: usize) -> usize {
        weights
            * match method {
                Method::Sgd => 0,
                Method::Momentum | Method::RmsProp => 1,
                Method::Adam => 2,
            }
    }

    /// One step down the gradient.
    pub fn step(&mut self, weights: &mut [f64], gradient: &[f64]) {
        let rate = self.rate;
        let pairs = weights.iter_mut().zip(gradient);
        match self.method {
            Method::Sgd => pairs.for_each(|(weight, slope)| *weight -= rate * slope),
            Method::Momentum => {
                for ((weight, slope), speed) in pairs.zip(&mut self.first) {
                    *speed = MOMENTUM * *speed + slope;
                    *weight -= rate * *speed;
                }
            }
            Method::Adam => {
                self.powers.0 *= ADAM_FIRST;
                self.powers.1 *= ADAM_SECOND;
                let rate = rate * (1.0 - self.powers.1).sqrt() / (1.0 - self.powers.0);
                for (((weight, slope), mean), square) in pairs.zip(&mut self.first).zip(&mut self.second) {
                    *mean = ADAM_FIRST * *mean + (1.0 - ADAM_FIRST) * slope;
                    *square = ADAM_SECOND * *square + (1.0 - ADAM_SECOND) * (slope * slope);
                    *weight -= rate * *mean / (square.sqrt() + ADAM_EPSILON);
                }
            }
            Method::RmsProp => {
                for ((weight, slope), square) in pairs.zip(&mut self.second) {
                    *square = RMSPROP_DECAY * *square + (1.0 - RMSPROP_DECAY) * (slope * slope);
                    *weight -= rate * slope / (*square + RMSPROP_EPSILON).sqrt();
                }
            }
        }
    }
}

/// Scales the gradient down to a norm of at most `limit` (Pascanu et al. 2013, algorithm 1) and gives the norm that it
/// had. A gradient that has overflowed says nothing about a direction: it becomes zero.
pub fn clip_by_norm(gradient: &mut [f64], limit: f64) -> f64 {
    let norm = dot(gradient, gradient).sqrt();
    if !norm.is_finite() {
        gradient.fill(0.0);
    } else if norm > limit {
        let scale = limit / norm;
        gradient.iter_mut().for_each(|slope| *slope *= scale);
    }
    norm
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two steps down (w - 3)^2 / 2 from w = 1 at a rate of 0.1, by hand.
    #[test]
    fn two_steps_by_hand() {
        let walk = |method| {
            let (mut optimizer, mut weights) = (Optimizer::new(method, 0.1, 1), [1.0]);
            [0, 1].map(|_| {
                let gradient = [weights[0] - 3.0];
                optimizer.step(&mut weights, &gradient);
                weights[0]
            })
        };
        let close = |found: [f64; 2], expected: [f64; 2]| {
            assert!(
                (found[0] - expected[0]).abs() < 1e-7 && (found[1] - expected[1]).abs() < 1e-7,
                "{found:?}"
            );
        };
        close(walk(Method::Sgd), [1.2, 1.38]);
        // a = -2, then 0.9 * -2 - 1.8 = -3.6.
        close(walk(Method::Momentum), [1.2, 1.56]);
        // The first step of Adam is the learning rate; the second, with g = -1.9:
        // m = -0.37, v = 0.007606; 0.1 sqrt(0.001999) / 0.19 * 0.37 / sqrt(0.007606) = 0.0998335.
        close(walk(Method::Adam), [1.1, 1.199_833_5]);
        // s = 1.3, step 0.2 / sqrt(1.3) = 0.17541160; then g = -1.8245884, s = 1.5029123.
        close(walk(Method::RmsProp), [1.175_411_60, 1.324_244_21]);
    }

    #[test]
    fn clipping_keeps_the_direction_and_drops_what_has_overflowed() {
        let mut gradient = [3.0, -4.0];
        assert_eq!(clip_by_norm(&mut gradient, 10.0), 5.0);
        assert_eq!(gradient, [3.0, -4.0]);
        assert_eq!(clip_by_norm(&mut gradient, 1.0), 5.0);
        assert!((gradient[0] - 0.6).abs() < 1e-15 && (gradient[1] + 0.8).abs() < 1e-15);
        for wild in [f64::NAN, f64::INFINITY, 1e200] {
            let mut gradient = [1.0, wild];
            clip_by_norm(&mut gradient, 1.0);
            assert_eq!(gradient, [0.0, 0.0]);
        }
    }
}
