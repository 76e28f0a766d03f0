//! Scalarizers: one number from the rewards of several objectives, so that arms can be compared.

use crate::math::vector::dot;

/// A way from several objectives to one, as TF-Agents has them in `multi_objective_scalarizer`. All lists have an
/// entry for each objective.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalarizer {
    /// The weighted sum.
    Linear {
        /// Weight of each objective.
        weights: Vec<f64>,
    },
    /// The smallest weighted distance above a reference point (Van Moffaert, Drugan and Nowé 2013, Scalarized
    /// Multi-Objective Reinforcement Learning, section III-B).
    Chebyshev {
        /// Weight of each objective.
        weights: Vec<f64>,
        /// The reference point, in reward.
        reference: Vec<f64>,
    },
    /// How far one can go in a direction below the rewards, which are first moved by slope x reward + offset; with
    /// random directions its mean is the hypervolume up to a factor (Zhang and Golovin 2020, Random Hypervolume
    /// Scalarizations for Provable Multi-Objective Black Box Optimization, equation 3, with an exponent of 1).
    Hypervolume {
        /// The direction, of any length above zero and with no entry below zero.
        direction: Vec<f64>,
        /// What each reward is multiplied with.
        slopes: Vec<f64>,
        /// What is added to each.
        offsets: Vec<f64>,
    },
}

/// A coordinate of a direction of length one below this counts as zero, and its objective does not limit.
const SMALLEST_COORDINATE: f64 = 1e-16;

/// Lists of different lengths, or a direction that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScalarizerError {
    /// Lists have different lengths.
    #[error(
        "a scalarizer's lists and the rewards must have one number for each objective, but have {0} and {1}"
    )]
    Lengths(usize, usize),
    /// The direction is zero, or an entry is negative or NaN.
    #[error("the direction of a hypervolume scalarizer must have no entry below zero and one above")]
    Direction,
}

impl Scalarizer {
    /// One number from the rewards of the objectives.
    ///
    /// # Errors
    /// Lists of different lengths; a direction that is zero or has entries below zero.
    pub fn scalarize(&self, rewards: &[f64]) -> Result<f64, ScalarizerError> {
        let same_length = |list: &[f64]| match list.len() == rewards.len() {
            true => Ok(()),
            false => Err(ScalarizerError::Lengths(list.len(), rewards.len())),
        };
        match self {
            Scalarizer::Linear { weights } => {
                same_length(weights)?;
                Ok(dot(weights, rewards))
            }
            Scalarizer::Chebyshev { weights, reference } => {
                same_length(weights)?;
                same_length(reference)?;
                let distances = weights
                    .iter()
                    .zip(rewards)
                    .zip(reference)
                    .map(|((w, reward), point)| w * (reward - point));
                Ok(distances.fold(f64::INFINITY, f64::min))
            }
            Scalarizer::Hypervolume { direction, slopes, offsets } => {
                same_length(direction)?;
                same_length(slopes)?;
                same_length(offsets)?;
                let length = dot(direction, direction).sqrt();
                if !(length > 0.0 && length.is_finite() && direction.iter().all(|entry| *entry >= 0.0)) {
                    return Err(ScalarizerError::Direction);
                }
                let moved = rewards.iter().zip(slopes).zip(offsets).map(|((reward, s), o)| s * reward + o);
                let limits = moved.zip(direction).map(|(value, entry)| (value.max(0.0), entry / length));
                let limits = limits.filter(|(_, entry)| *entry >= SMALLEST_COORDINATE);
                Ok(limits.map(|(value, entry)| value / entry).fold(f64::INFINITY, f64::min))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_hand() {
        let linear = Scalarizer::Linear { weights: vec![0.25, 0.75] };
        assert_eq!(linear.scalarize(&[2.0, -1.0]), Ok(-0.25));
        let chebyshev = Scalarizer::Chebyshev { weights: vec![0.25, 0.75], reference: vec![-1.0, -2.0] };
        assert_eq!(chebyshev.scalarize(&[2.0, -1.0]), Ok(0.75));
        // Direction (0.6, 0.8); moved rewards 3 and 2: the smaller of 5 and 2.5.
        let hypervolume = Scalarizer::Hypervolume {
            direction: vec![3.0, 4.0],
            slopes: vec![1.0, 2.0],
            offsets: vec![1.0, 4.0],
        };
        let found = hypervolume.scalarize(&[2.0, -1.0]).expect("it is right");
        assert!((found - 2.5).abs() < 1e-12, "{found}");
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let linear = Scalarizer::Linear { weights: vec![1.0] };
        assert_eq!(linear.scalarize(&[1.0, 2.0]), Err(ScalarizerError::Lengths(1, 2)));
        for direction in [vec![0.0, 0.0], vec![1.0, -1.0], vec![f64::NAN, 1.0]] {
            let wrong = Scalarizer::Hypervolume { direction, slopes: vec![1.0; 2], offsets: vec![0.0; 2] };
            assert_eq!(wrong.scalarize(&[1.0, 2.0]), Err(ScalarizerError::Direction));
        }
    }
}
