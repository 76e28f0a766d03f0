//! What the estimators of slates are given.

use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;
use crate::interactions::InteractionLog;

/// With which probability a policy shows the slates of a log. What is not known is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chances {
    /// Of each whole slate.
    pub slates: Vec<f64>,
    /// Of each slate's beginnings: row-major slates x slots, each up to and including its slot.
    pub prefixes: Vec<f64>,
    /// Of each slot's item to stand there, whatever the others are: row-major slates x slots.
    pub slots: Vec<f64>,
}

impl Chances {
    /// What the log recorded of the policy that wrote it; a kind of probability that some row lacks is empty.
    pub fn recorded(log: &InteractionLog) -> Chances {
        let all = |of_row: &dyn Fn(usize) -> Vec<f64>| -> Vec<f64> {
            let rows: Vec<Vec<f64>> = (0..log.len()).map(of_row).collect();
            if rows.iter().all(|row| !row.is_empty()) { rows.concat() } else { Vec::new() }
        };
        Chances {
            slates: all(&|row| log.row_probability(row).into_iter().collect()),
            prefixes: all(&|row| log.row(row).prefix_probabilities.to_vec()),
            slots: all(&|row| log.row(row).slot_probabilities.to_vec()),
        }
    }
}

/// A log of slates beside the policy that is evaluated on it: weights, the evaluated policy's probability over the log's, in
/// columns. What is not known is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SlateEvidence {
    /// Number of slots, K.
    pub slots: usize,
    /// What each slot earned, row-major slates x slots; NaN for a slot that a slate does not have, which no estimator counts.
    pub rewards: Vec<f64>,
    /// Weight of each slate.
    pub slate_weights: Vec<f64>,
    /// Weight of each slate's beginnings.
    pub prefix_weights: Vec<f64>,
    /// Weight of each slot's item.
    pub slot_weights: Vec<f64>,
    /// Weight of each slate for the pseudo-inverse estimator: see [`pseudo_inverse`](super::pseudo_inverse).
    pub pseudo_weights: Vec<f64>,
    /// Q of each slot's item: the predicted reward from that slot on.
    pub predicted: Vec<f64>,
    /// The mean of Q over the items that the evaluated policy would show at that slot, below what stands above it.
    pub baselines: Vec<f64>,
}

impl SlateEvidence {
    /// Weights of a log of slates of so many slots, whose rewards are row-major slates x slots.
    ///
    /// # Errors
    /// No slate, or rewards and probabilities that are not of the same slates.
    pub fn new(
        slots: usize,
        rewards: Vec<f64>,
        evaluated: &Chances,
        logged: &Chances,
    ) -> Result<SlateEvidence, Unavailable> {
        if slots == 0 || rewards.is_empty() || !rewards.len().is_multiple_of(slots) {
            return Err(Unavailable::NoRows);
        }
        let slates = rewards.len() / slots;
        let weights = |evaluated: &[f64], logged: &[f64], count: usize| -> Vec<f64> {
            if evaluated.len() != count || logged.len() != count {
                return Vec::new();
            }
            evaluated.iter().zip(logged).map(|(one, other)| one / other).collect()
        };
        Ok(SlateEvidence {
            slots,
            slate_weights: weights(&evaluated.slates, &logged.slates, slates),
            prefix_weights: weights(&evaluated.prefixes, &logged.prefixes, slates * slots),
            slot_weights: weights(&evaluated.slots, &logged.slots, slates * slots),
            pseudo_weights: Vec::new(),
            predicted: Vec::new(),
            baselines: Vec::new(),
            rewards,
        })
    }

    /// Number of slates.
    pub fn len(&self) -> usize {
        self.rewards.len() / self.slots.max(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rewards.is_empty()
    }

    /// Whether there is what an estimator needs.
    pub fn has(&self, need: Need) -> bool {
        match need {
            Need::SlateProbabilities => !self.slate_weights.is_empty(),
            Need::PrefixProbabilities => !self.prefix_weights.is_empty(),
            Need::SlotProbabilities => !self.slot_weights.is_empty(),
            Need::PseudoInverse => !self.pseudo_weights.is_empty(),
            Need::RewardModel => {
                self.predicted.len() == self.rewards.len() && self.baselines.len() == self.rewards.len()
            }
            Need::Probabilities
            | Need::RewardLearner
            | Need::ArmProbabilities
            | Need::Categories
            | Need::NoContext => false,
        }
    }

    /// What each slate earned.
    pub fn slate_rewards(&self) -> Vec<f64> {
        let known = |reward: &&f64| !reward.is_nan();
        self.rewards.chunks(self.slots).map(|slate| slate.iter().filter(known).sum()).collect()
    }

    /// What each slate adds where every slot's reward has a weight of its own.
    pub fn weighted_slots(&self, weights: &[f64]) -> Vec<f64> {
        let slates = weights.chunks(self.slots).zip(self.rewards.chunks(self.slots));
        slates
            .map(|(weights, rewards)| {
                let slots = weights.iter().zip(rewards).filter(|(_, reward)| !reward.is_nan());
                slots.map(|(weight, reward)| weight * reward).sum()
            })
            .collect()
    }

    /// The same where the weights of each slot are divided by their mean over the slates.
    pub fn normalized_slots(&self, weights: &[f64]) -> Terms {
        let slates = self.len() as f64;
        let mut slots = (0..self.slots).map(|slot| {
            let cells = || {
                (slot..weights.len()).step_by(self.slots).map(|place| (weights[place], self.rewards[place]))
            };
            let there = cells().filter(|(_, reward)| !reward.is_nan()).count() as f64;
            let numerator = |(weight, reward): (f64, f64)| {
                if reward.is_nan() { 0.0 } else { weight * reward * there / slates }
            };
            let denominator = |(weight, reward): (f64, f64)| if reward.is_nan() { 0.0 } else { weight };
            Terms::ratio(cells().map(numerator).collect(), cells().map(denominator).collect(), f64::NAN)
        });
        let first = slots.next().unwrap_or_else(|| Terms::mean(Vec::new()));
        slots.fold(first, Terms::and)
    }
}
