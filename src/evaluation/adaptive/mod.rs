//! Estimators on logs of policies that learned from them.
//!
//! In such a log the probability of an action depends on earlier rewards. Then the mean reward of an arm is biased, and the sum of IPS
//! or DR terms need not be about normally distributed, so their intervals cover too little. Two remedies are here: weights of the rows
//! that keep the variance of what is added steady, so that the sum is normal in the end (Hadad, Hirshberg, Zhan, Wager and Athey 2021;
//! Zhan, Hadad, Hirshberg and Athey 2021); and the anytime-valid confidence sequence of
//! [`intervals`](super::intervals), which needs no such limit.
//!
//! What is weighted are doubly robust scores whose predictions come from earlier rows only: with one that had seen later rows they
//! would not be right on average.

pub mod constant_allocation;
mod scores;
pub mod stable_variance;
pub mod two_point;

pub use scores::{RunningMeans, scores, variances};

use super::arms::ArmEvidence;
use super::terms::Terms;

/// The value of a policy without context from weighted scores of each arm: the sum over arms of the policy's probability and the
/// weighted mean of the arm's scores. `ratios` gives lambda of a round (from 1), for an arm of this probability: the share of the
/// variance that is left which the round may take. The weight of a row is then the square root of its share of the variance times the
/// probability (Hadad et al. 2021, equations 12 to 14).
fn stick_breaking(evidence: &ArmEvidence<'_>, mut ratios: impl FnMut(f64, f64) -> f64) -> Terms {
    let arms = evidence.log.schema().arms.len();
    let rows = evidence.len();
    let mut shares = vec![0.0; arms];
    let (mut numerators, mut denominators) = (vec![vec![0.0; rows]; arms], vec![vec![0.0; rows]; arms]);
    let mut left = vec![1.0; arms];
    let mut means = RunningMeans::new(arms);
    evidence.for_each_row(|index, policy, behavior, _| {
        let round = index as f64 + 1.0;
        let (chosen, reward) = (evidence.places[index] as usize, evidence.rewards[index]);
        for arm in 0..arms {
            shares[arm] += policy[arm] / rows as f64;
            // An arm that can't be chosen in this round says nothing, and takes none of the variance.
            let probability = if arm == chosen { evidence.propensities[index] } else { behavior[arm] };
            let part =
                if probability > 0.0 { ratios(round, probability).clamp(0.0, 1.0) * left[arm] } else { 0.0 };
            left[arm] -= part;
            let weight = (part * probability).sqrt();
            let predicted = means.of(arm);
            let correction = if arm == chosen { (reward - predicted) / probability } else { 0.0 };
            numerators[arm][index] = weight * (predicted + correction);
            denominators[arm][index] = weight;
        }
        means.learn(chosen, reward);
    });
    let mut terms: Option<Terms> = None;
    for ((share, mut numerators), denominators) in shares.into_iter().zip(numerators).zip(denominators) {
        if share > 0.0 {
            numerators.iter_mut().for_each(|numerator| *numerator *= share);
            let ratio = Terms::ratio(numerators, denominators, f64::NAN);
            terms = Some(match terms {
                Some(before) => before.and(ratio),
                None => ratio,
            });
        }
    }
    terms.unwrap_or_else(|| Terms::mean(Vec::new()))
}

#[cfg(test)]
mod tests;
