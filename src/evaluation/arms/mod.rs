//! Estimators on logs of single actions. One file an estimator, each with one descriptor.
//!
//! Notation, of one row: r the reward, p the probability of the logged action, pi the evaluated policy, w = pi(a | x) / p its weight,
//! q the predicted reward, and DM the mean of q over the actions of pi.

pub mod cab;
pub mod clipped_dr;
pub mod clipped_ips;
pub mod dm;
pub mod dr;
mod evidence;
pub mod ips;
pub mod mips;
pub mod mrdr;
pub mod optimistic_dr;
pub mod replay;
mod shrunk;
pub mod sndr;
pub mod snips;
pub mod sub_gaussian_dr;
pub mod sub_gaussian_ips;
pub mod switch_dr;

pub use evidence::{ArmEvidence, Known, Predictions};
pub use shrunk::Shrunk;

use super::need::Need;

impl ArmEvidence<'_> {
    /// Whether there is what an estimator needs.
    pub fn has(&self, need: Need) -> bool {
        let offers_all = || {
            let arms = self.log.schema().arms.len();
            self.rows.iter().all(|row| self.log.offered(*row as usize).count() == arms)
        };
        match need {
            Need::Probabilities => !self.weights.is_empty(),
            Need::RewardModel => self.model.is_some(),
            Need::RewardLearner => self.learner.is_some(),
            Need::ArmProbabilities => self.behavior.is_some(),
            Need::Categories => self.categories.len() == self.log.schema().arms.len(),
            Need::NoContext => self.log.schema().context.is_empty() && offers_all(),
            Need::SlateProbabilities
            | Need::PrefixProbabilities
            | Need::SlotProbabilities
            | Need::PseudoInverse => false,
        }
    }

    /// What each row adds where only rewards count: `weight` of w, times r.
    pub fn weighted(&self, weight: impl Fn(f64) -> f64) -> Vec<f64> {
        self.weights.iter().zip(&self.rewards).map(|(w, reward)| weight(*w) * reward).collect()
    }

    /// `weight` of w, times r - q: what a row corrects of the model's prediction.
    pub fn corrections(&self, weight: impl Fn(f64) -> f64) -> Vec<f64> {
        let rewards = self.rewards.iter().zip(&self.predicted);
        self.weights
            .iter()
            .zip(rewards)
            .map(|(w, (reward, predicted))| weight(*w) * (reward - predicted))
            .collect()
    }

    /// What each row adds where a model predicts and rewards correct it: DM + `weight` of w, times r - q.
    pub fn corrected(&self, weight: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut terms = self.corrections(weight);
        terms.iter_mut().zip(&self.baselines).for_each(|(term, baseline)| *term += baseline);
        terms
    }
}

#[cfg(test)]
mod tests;
