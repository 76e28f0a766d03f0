//! What the synthetic environments share.

use crate::descriptor::{Kind, Parameter, Scale, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::math::vector::dot;

/// The number of arms.
pub const ARMS: Parameter = Parameter {
    name: "arms",
    title: "Arms",
    kind: Kind::Integer { minimum: 2, maximum: 200, default: 10, scale: Scale::Logarithmic },
    unit: "",
    help: words("How many arms there are to choose from."),
};

/// The number of context features.
pub const DIMENSION: Parameter = Parameter {
    name: "dimension",
    title: "Context features",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 10, scale: Scale::Logarithmic },
    unit: "",
    help: words("How many numbers describe a context; each is drawn from a standard normal distribution."),
};

/// The number of features of an arm.
pub const ARM_DIMENSION: Parameter = Parameter {
    name: "arm_dimension",
    title: "Arm features",
    kind: Kind::Integer { minimum: 1, maximum: 256, default: 5, scale: Scale::Logarithmic },
    unit: "",
    help: words("How many numbers describe an arm; each is drawn from a standard normal distribution."),
};

/// Arms that are there and never on offer, as of TF-Agents' ExtraDisabledActionsWrapper.
pub const MASKED_ARMS: Parameter = Parameter {
    name: "masked_arms",
    title: "Masked arms",
    kind: Kind::Integer { minimum: 0, maximum: 100, default: 0, scale: Scale::Linear },
    unit: "",
    help: words("How many further arms an agent has room for and never gets on offer."),
};

/// Noise on rewards.
pub const NOISE: Parameter = Parameter {
    name: "noise",
    title: "Noise",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.5, scale: Scale::Linear },
    unit: "standard deviation",
    help: words("Spread of the normal noise on every reward; it never enters regret."),
};

/// Three standard deviations of a standard normal variate, which hold nearly all of them: the range of rewards that
/// are a direction times a standard normal context.
pub const THREE_DEVIATIONS: (f64, f64) = (-3.0, 3.0);

/// The shape of an environment in which the same arms, without features, are always on offer.
pub fn shape(context: usize, arms: usize, rewards: (f64, f64)) -> Shape {
    Shape { context, arm_features: 0, arms, items: arms, rewards }
}

/// The same with so many items that are never on offer, behind the others.
pub fn masked_shape(context: usize, arms: usize, masked: usize, rewards: (f64, f64)) -> Shape {
    Shape { items: arms + masked, ..shape(context, arms, rewards) }
}

/// The least and the largest of the whole numbers that the original draws contexts and weights from, both included: numpy's
/// `randint(-10, 10)`, which leaves its upper end out.
pub const WHOLE: (i32, i32) = (-10, 9);

/// A whole number from the first to the last of these, each as likely.
pub fn whole_number(stream: &mut RngStream, (least, largest): (i32, i32)) -> f64 {
    f64::from(least) + stream.below((largest - least + 1) as usize) as f64
}

/// Mean and mean square of such a number.
pub fn moments_of_whole((least, largest): (i32, i32)) -> (f64, f64) {
    let (low, high) = (f64::from(least), f64::from(largest));
    let (mean, count) = (0.5 * (low + high), high - low + 1.0);
    (mean, (count * count - 1.0) / 12.0 + mean * mean)
}

/// Overwrites `target` with a direction drawn uniformly: of length one, so that its product with a standard normal
/// context has a variance of one.
pub fn draw_direction(stream: &mut RngStream, target: &mut [f64]) {
    stream.normals(target);
    make_unit(target);
}

/// Scales to a length of one; a vector of zeros, which has no direction, becomes one of ones.
pub fn make_unit(vector: &mut [f64]) {
    let length = dot(vector, vector).sqrt();
    vector.iter_mut().for_each(|entry| *entry = if length > 0.0 { *entry / length } else { 1.0 });
}

/// Weights of arms whose rewards are linear in the context: row-major arms x dimension.
#[derive(Clone)]
pub struct ArmWeights {
    pub weights: Vec<f64>,
    dimension: usize,
}

impl ArmWeights {
    /// Room for as many, not drawn yet.
    pub fn zero(arms: usize, dimension: usize) -> ArmWeights {
        ArmWeights { weights: vec![0.0; arms * dimension], dimension }
    }

    /// Weights an arm.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// A direction for each arm, drawn one after the other.
    pub fn drawn(arms: usize, dimension: usize, stream: &mut RngStream) -> ArmWeights {
        let mut drawn = ArmWeights::zero(arms, dimension);
        drawn.draw_anew(stream);
        drawn
    }

    /// Other directions.
    pub fn draw_anew(&mut self, stream: &mut RngStream) {
        self.rows_mut().for_each(|row| draw_direction(stream, row));
    }

    /// One row of weights an arm.
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut [f64]> {
        self.weights.chunks_exact_mut(self.dimension)
    }

    /// One row of weights an arm.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.weights.chunks_exact(self.dimension)
    }

    /// Writes each arm's product of weights and context.
    pub fn expect(&self, context: &[f64], expectations: &mut [f64]) {
        for (expectation, weights) in expectations.iter_mut().zip(self.rows()) {
            *expectation = dot(weights, context);
        }
    }
}
