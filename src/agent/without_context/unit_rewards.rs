//! Rewards in [0, 1], as the theory of most agents has them.

use crate::agent::{Explanation, Reason};
use crate::environment::Shape;

/// Scales the environment's range of rewards to [0, 1] and back.
#[derive(Debug, Clone, Copy)]
pub struct UnitRewards {
    low: f64,
    span: f64,
}

impl UnitRewards {
    /// The scale of an environment's [`Shape::rewards`].
    pub fn new(shape: &Shape) -> UnitRewards {
        let (low, high) = shape.rewards;
        UnitRewards { low, span: high - low }
    }

    /// A reward in [0, 1]: what lies outside the environment's range is cut. In an environment whose range is one number, 0.
    pub fn unit(&self, reward: f64) -> f64 {
        self.scaled(reward).clamp(0.0, 1.0)
    }

    /// A reward on the scale, without a cut. In an environment whose range is one number, 0.
    pub fn scaled(&self, reward: f64) -> f64 {
        if self.span > 0.0 { (reward - self.low) / self.span } else { 0.0 }
    }

    /// A number in units of the scale, which may lie outside [0, 1], as a reward.
    pub fn reward(&self, unit: f64) -> f64 {
        if unit.is_finite() { self.low + self.span * unit } else { unit }
    }

    /// The length of the environment's range: what a width of one is, in reward.
    pub fn span(&self) -> f64 {
        self.span
    }

    /// What an agent thinks that takes the largest mean plus bonus, both on the scale, in reward.
    pub fn explanation(&self, means: &[f64], bonuses: &[f64], reason: Reason) -> Explanation {
        let scores = means.iter().zip(bonuses).map(|(mean, bonus)| self.reward(mean + bonus));
        let widths = bonuses.iter().map(|bonus| if bonus.is_finite() { self.span * bonus } else { *bonus });
        Explanation {
            estimates: means.iter().map(|mean| self.reward(*mean)).collect(),
            widths: widths.collect(),
            scores: scores.collect(),
            reason,
            ..Explanation::default()
        }
    }

    /// What an agent thinks that takes the largest sample of its item estimates, each a mean and a standard deviation, all on the
    /// scale, in reward.
    pub fn sampled(&self, item_estimates: impl Iterator<Item = (f64, f64)>, samples: &[f64]) -> Explanation {
        let (estimates, widths) =
            item_estimates.map(|(mean, deviation)| (self.reward(mean), self.span * deviation)).unzip();
        Explanation {
            estimates,
            widths,
            scores: samples.iter().map(|sample| self.reward(*sample)).collect(),
            reason: Reason::Sampled { alpha: 1.0 },
            ..Explanation::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_becomes_zero_to_one_and_the_rest_is_cut() {
        let shape =
            |rewards| UnitRewards::new(&Shape { context: 1, arm_features: 0, arms: 1, items: 1, rewards });
        let stars = shape((1.0, 5.0));
        assert_eq!(
            (stars.unit(1.0), stars.unit(4.0), stars.unit(1e9), stars.unit(-3.0)),
            (0.0, 0.75, 1.0, 0.0)
        );
        assert_eq!((stars.reward(0.75), stars.span()), (4.0, 4.0));
        assert_eq!(shape((2.0, 2.0)).unit(2.0), 0.0);
    }
}
