//! What all index agents share: records of each item, a formula for the index, and the largest index.

use super::records::{Record, Records};
use super::unit_rewards::UnitRewards;
use crate::agent::{Agent, Explanation, Reason, View, first_largest};
use crate::stream::Stream;
use crate::world::Shape;

/// What a formula may look at besides the arm's own record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Situation {
    /// Rounds so far; one or more.
    pub rounds: f64,
    /// Number of items there are.
    pub items: f64,
    /// Largest mean reward of an offered arm that was chosen before, for formulas that compare with it; else zero.
    pub best_mean: f64,
}

/// Which rewards the formula works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rewards {
    /// Scaled to [0, 1].
    Unit,
    /// As they are.
    Raw,
}

/// An agent that takes the largest index. An arm never chosen has an infinite one, unless the formula is about such
/// arms, too; of equal ones the first is taken.
#[derive(Clone)]
pub struct IndexAgent<Formula> {
    records: Records,
    unit: UnitRewards,
    rewards: Rewards,
    items: f64,
    /// Whether arms never chosen come first.
    untried_first: bool,
    /// Whether the formula compares an arm with the best one; then its index is no bound on the reward.
    compares: bool,
    formula: Formula,
    scores: Vec<f64>,
    reason: Reason,
}

impl<Formula: Fn(&Record, &Situation) -> f64 + Send> IndexAgent<Formula> {
    /// An agent that takes every arm once before it compares them by the formula.
    pub fn new(shape: &Shape, rewards: Rewards, formula: Formula) -> IndexAgent<Formula> {
        IndexAgent {
            records: Records::new(shape.items),
            unit: UnitRewards::new(shape),
            rewards,
            items: shape.items as f64,
            untried_first: true,
            compares: false,
            formula,
            scores: vec![0.0; shape.arms],
            reason: Reason::default(),
        }
    }

    /// The same, with a formula that knows what an arm never chosen is worth.
    pub fn with_prior(shape: &Shape, formula: Formula) -> IndexAgent<Formula> {
        IndexAgent { untried_first: false, ..IndexAgent::new(shape, Rewards::Unit, formula) }
    }

    /// The same, with a formula that compares an arm with the best one. Its index is no bound on the reward, so that there
    /// is no width and the score is the index itself.
    pub fn comparing(shape: &Shape, formula: Formula) -> IndexAgent<Formula> {
        IndexAgent { compares: true, ..IndexAgent::new(shape, Rewards::Unit, formula) }
    }

    fn score(&mut self, view: &View<'_>) {
        let mut situation =
            Situation { rounds: self.records.rounds().max(1.0), items: self.items, best_mean: 0.0 };
        if self.compares {
            situation.best_mean = self.best_mean(view);
        }
        for (slot, score) in self.scores[..view.items.len()].iter_mut().enumerate() {
            let record = self.records.of(view, slot);
            *score = if record.pulls == 0.0 && self.untried_first {
                f64::INFINITY
            } else {
                (self.formula)(record, &situation)
            };
        }
    }

    fn best_mean(&self, view: &View<'_>) -> f64 {
        let records = (0..view.items.len()).map(|slot| self.records.of(view, slot));
        let best =
            records.filter(|record| record.pulls > 0.0).map(Record::mean).fold(f64::NEG_INFINITY, f64::max);
        if best.is_finite() { best } else { 0.0 }
    }

    fn as_reward(&self, number: f64) -> f64 {
        match self.rewards {
            Rewards::Unit => self.unit.reward(number),
            Rewards::Raw => number,
        }
    }
}

/// Bytes that an [`IndexAgent`] takes.
pub fn memory(shape: &Shape) -> u64 {
    Records::memory(shape.items) + 8 * shape.arms as u64
}

impl<Formula: Fn(&Record, &Situation) -> f64 + Clone + Send + 'static> Agent for IndexAgent<Formula> {
    fn choose(&mut self, view: &View<'_>, _stream: &mut Stream) -> usize {
        self.score(view);
        let chosen = first_largest(&self.scores[..view.items.len()]);
        let untried = self.scores[chosen] == f64::INFINITY;
        self.reason = if untried { Reason::Scheduled } else { Reason::Index };
        chosen
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        let reward = match self.rewards {
            Rewards::Unit => self.unit.unit(reward),
            Rewards::Raw => reward,
        };
        self.records.learn(view, chosen, reward);
    }

    /// Everything in reward. An arm never chosen has an estimate of zero on the scale of the formula, and an infinite
    /// width and score. A width is what the index is above the estimate, if it is.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.score(view);
        let scores = self.scores[..view.items.len()].iter();
        let scores: Vec<f64> =
            scores.map(|score| if self.compares { *score } else { self.as_reward(*score) }).collect();
        let means = (0..view.items.len()).map(|slot| self.records.of(view, slot).mean());
        let estimates: Vec<f64> = means.map(|mean| self.as_reward(mean)).collect();
        let bounds = scores.iter().zip(&estimates).filter(|_| !self.compares);
        let widths = bounds.map(|(score, estimate)| (score - estimate).max(0.0)).collect();
        Explanation { estimates, widths, scores, reason: self.reason, ..Explanation::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, option};
    use super::super::{kl_ucb, moss, ucb_tuned, ucb_v, ucb1};
    use crate::declaration::Value;
    use proptest::prelude::*;

    proptest! {
        /// Whatever was earned, and however far it lies outside the range, no index is below its mean.
        #[test]
        fn an_index_is_never_below_the_mean(
            rounds in proptest::collection::vec((0_usize..4, -0.5_f64..1.5), 1..200),
        ) {
            let gaussian: &[(&str, Value)] = &[("divergence", option("gaussian"))];
            let agents = [
                (&ucb1::DECLARATION, &[][..]),
                (&ucb_tuned::DECLARATION, &[]),
                (&ucb_v::DECLARATION, &[]),
                (&moss::DECLARATION, &[]),
                (&kl_ucb::DECLARATION, &[]),
                (&kl_ucb::DECLARATION, gaussian),
            ];
            for (declaration, values) in agents {
                let mut bench = Bench::new(declaration, values, 4);
                rounds.iter().for_each(|(arm, reward)| bench.learn(*arm, *reward));
                let thought = bench.explain();
                for (score, estimate) in thought.scores.iter().zip(&thought.estimates) {
                    prop_assert!(score >= estimate, "{}: {thought:?}", declaration.part.id);
                }
            }
        }
    }
}
