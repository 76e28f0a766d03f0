//! What all index agents share: records of each item, a formula for the index, and the largest index.

use super::stats::{ArmStat, ArmStats};
use super::unit_rewards::UnitRewards;
use crate::agent::largest_then_chances;
use crate::agent::pending::Pending;
use crate::agent::{Agent, Clock, Explanation, Feedback, Reason, View, largest_then};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

/// What a formula may look at besides the arm's own record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IndexContext {
    /// Rounds with feedback, or under way, one or more: the t of formulas that count the plays so far. Where feedback
    /// is missing, the rounds with feedback are a bandit by themselves, and pulls are counted among them.
    pub rounds: f64,
    /// Number of the present round among them, from 1: the t of formulas that are about the choice in round t. In a look
    /// inside after its feedback it is the last one.
    pub round: f64,
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

/// How the index of an arm is made.
pub(crate) trait Formula {
    /// The index of an arm that was chosen so far as the record says.
    fn index(&self, record: &ArmStat, context: &IndexContext) -> f64;

    /// Whether the index of this item is certainly below `other`, for formulas that can tell so in less time than the index takes.
    fn is_below(&mut self, _item: u32, _record: &ArmStat, _situation: &IndexContext, _other: f64) -> bool {
        false
    }

    /// What the index of this item is certainly below, for formulas that remember it; else infinity.
    fn remembered_bound(&self, _item: u32, _record: &ArmStat, _situation: &IndexContext) -> f64 {
        f64::INFINITY
    }

    /// Whether the index is certainly `other` or more, for formulas that remember bounds.
    fn is_at_least(&self, _record: &ArmStat, _situation: &IndexContext, _other: f64) -> bool {
        false
    }

    /// What puts arms in order whose indexes are the same number by rounding only, for formulas that come so near to a
    /// bound that no number is left between: larger is better.
    fn finer(&self, _record: &ArmStat, _situation: &IndexContext) -> f64 {
        0.0
    }
}

impl<Closure: Fn(&ArmStat, &IndexContext) -> f64> Formula for Closure {
    fn index(&self, record: &ArmStat, context: &IndexContext) -> f64 {
        self(record, context)
    }
}

/// An agent that takes the largest index, one of several equal ones at random. An arm without feedback has an
/// infinite one, unless the formula is about such arms, too; of those, arms that were never chosen come first.
#[derive(Clone)]
pub struct IndexAgent<F> {
    stats: ArmStats,
    pending: Pending,
    /// When feedback last arrived.
    feedback: Clock,
    unit: UnitRewards,
    rewards: Rewards,
    items: f64,
    /// Whether arms without feedback come first.
    untried_first: bool,
    /// Whether the formula compares an arm with the best one; then its index is no bound on the reward.
    compares: bool,
    formula: F,
    scores: Vec<f64>,
    /// Where the arm was that was chosen last; most often it is chosen again.
    last: usize,
    reason: Reason,
}

impl<F: Formula> IndexAgent<F> {
    /// An agent that takes every arm once before it compares them by the formula.
    pub fn with_formula(shape: &Shape, rewards: Rewards, formula: F) -> IndexAgent<F> {
        IndexAgent {
            stats: ArmStats::new(shape.items),
            pending: Pending::new(shape.items),
            feedback: Clock::default(),
            unit: UnitRewards::new(shape),
            rewards,
            items: shape.items as f64,
            untried_first: true,
            compares: false,
            formula,
            scores: vec![0.0; shape.arms],
            last: 0,
            reason: Reason::default(),
        }
    }

    /// The same for rewards scaled to [0, 1], with a formula that knows what an arm never chosen is worth.
    pub fn with_prior(shape: &Shape, formula: F) -> IndexAgent<F> {
        IndexAgent { untried_first: false, ..IndexAgent::with_formula(shape, Rewards::Unit, formula) }
    }
}

impl<Closure: Fn(&ArmStat, &IndexContext) -> f64> IndexAgent<Closure> {
    /// An agent that takes every arm once before it compares them by the formula.
    pub fn new(shape: &Shape, rewards: Rewards, formula: Closure) -> IndexAgent<Closure> {
        IndexAgent::with_formula(shape, rewards, formula)
    }

    /// The same, with a formula that compares an arm with the best one. Its index is no bound on the reward, so that there
    /// is no width and the score is the index itself.
    pub fn comparing(shape: &Shape, formula: Closure) -> IndexAgent<Closure> {
        IndexAgent { compares: true, ..IndexAgent::new(shape, Rewards::Unit, formula) }
    }
}

impl<F: Formula> IndexAgent<F> {
    fn context(&self, view: &View<'_>) -> IndexContext {
        let best_mean = if self.compares { self.best_mean(view) } else { 0.0 };
        let feedback = self.stats.rounds() + self.pending.all();
        let present = if view.round > self.feedback.over() { feedback + 1.0 } else { feedback };
        IndexContext { rounds: feedback.max(1.0), round: present.max(1.0), items: self.items, best_mean }
    }

    /// The record of an offered arm, with its choices under way as if they had earned its mean so far: one half of the range
    /// where no feedback has arrived yet.
    fn record(&self, view: &View<'_>, slot: usize) -> ArmStat {
        let record = *self.stats.of(view, slot);
        let pending = self.pending.of(view.items[slot]);
        if pending == 0.0 {
            return record;
        }
        let pulls = record.pulls + pending;
        if record.pulls == 0.0 {
            return ArmStat { pulls, reward_sum: 0.5 * pulls, reward_square_sum: 0.25 * pulls };
        }
        let more = pulls / record.pulls;
        let (reward_sum, reward_square_sum) = (record.reward_sum * more, record.reward_square_sum * more);
        ArmStat { pulls, reward_sum, reward_square_sum }
    }

    fn index(&self, view: &View<'_>, slot: usize, context: &IndexContext) -> f64 {
        let record = &self.record(view, slot);
        if self.untried_first && self.stats.of(view, slot).pulls == 0.0 {
            f64::INFINITY
        } else {
            self.formula.index(record, context)
        }
    }

    /// The largest index. What is certainly below another is not worked out.
    fn largest(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        let context = self.context(view);
        let first = self.last.min(view.items.len() - 1);
        if self.leads(view, first, &context) {
            self.last = first;
            return first;
        }
        let likely = self.index(view, first, &context);
        for slot in 0..view.items.len() {
            let (item, record) = (view.items[slot], self.record(view, slot));
            self.scores[slot] = if slot == first {
                likely
            } else if record.pulls > 0.0 && self.formula.is_below(item, &record, &context, likely) {
                f64::NEG_INFINITY
            } else {
                self.index(view, slot, &context)
            };
        }
        let finer = |slot| self.formula.finer(&self.record(view, slot), &context);
        self.last = largest_then(&self.scores[..view.items.len()], finer, stream);
        self.last
    }

    /// Whether what the formula remembers shows that the index of an arm is above all others.
    fn leads(&self, view: &View<'_>, first: usize, context: &IndexContext) -> bool {
        let mut most = f64::NEG_INFINITY;
        for slot in (0..view.items.len()).filter(|slot| *slot != first) {
            let record = self.record(view, slot);
            let bound = if record.pulls > 0.0 {
                self.formula.remembered_bound(view.items[slot], &record, context)
            } else {
                f64::INFINITY
            };
            if bound == f64::INFINITY {
                return false;
            }
            most = most.max(bound);
        }
        let record = self.record(view, first);
        record.pulls > 0.0 && self.formula.is_at_least(&record, context, most)
    }

    fn best_mean(&self, view: &View<'_>) -> f64 {
        let stats = (0..view.items.len()).map(|slot| self.stats.of(view, slot));
        let best =
            stats.filter(|record| record.pulls > 0.0).map(ArmStat::mean).fold(f64::NEG_INFINITY, f64::max);
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
    ArmStats::memory(shape.items) + Pending::memory(shape.items) + 8 * shape.arms as u64
}

crate::state::state_fields! {
    impl<F: Formula> IndexAgent<F> { stats, pending, feedback, last, reason }
    fixed { unit, rewards, items, untried_first, compares, formula, scores }
}

impl<F: Formula + Clone + Send + 'static> Agent for IndexAgent<F> {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.stats.begin();
        self.pending.begin(|_, _, _| {});
        let unheard = if self.untried_first { self.stats.draw_unheard(view, stream) } else { None };
        self.reason = if unheard.is_some() { Reason::Scheduled } else { Reason::Index };
        let chosen = unheard.unwrap_or_else(|| self.largest(view, stream));
        self.stats.chose(view, chosen);
        self.pending.chose(view.round, view.items[chosen]);
        chosen
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        let reward = match self.rewards {
            Rewards::Unit => self.unit.unit(reward),
            Rewards::Raw => reward,
        };
        self.stats.learn(view, chosen, reward);
        self.pending.heard(view.round, |_, _, _| {});
        self.feedback.end(view.round);
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, feedback: &Feedback<'_>) {
        self.update_reward(view, chosen, feedback.reward);
        self.feedback.end(feedback.now);
    }

    fn update_off_policy(&mut self, view: &View<'_>, chosen: usize, feedback: &Feedback<'_>) {
        self.update(view, chosen, feedback);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let (mut asked, arms) = (self.clone(), view.items.len());
        asked.stats.begin();
        asked.pending.begin(|_, _, _| {});
        let mut unheard = vec![0.0; arms];
        if asked.untried_first && asked.stats.unheard(view, &mut unheard) {
            return ActionProbabilities::exact(unheard);
        }
        let context = asked.context(view);
        let scores: Vec<f64> = (0..arms).map(|slot| asked.index(view, slot, &context)).collect();
        largest_then_chances(&scores, |slot| asked.formula.finer(&asked.record(view, slot), &context))
    }

    /// Everything in reward. An arm without feedback has an estimate of zero on the scale of the formula, and an infinite
    /// width and score. A width is what the index is above the estimate, if it is.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let context = self.context(view);
        let indexes = (0..view.items.len()).map(|slot| self.index(view, slot, &context));
        let scores: Vec<f64> =
            indexes.map(|index| if self.compares { index } else { self.as_reward(index) }).collect();
        let means = (0..view.items.len()).map(|slot| self.stats.of(view, slot).mean());
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
    use crate::descriptor::Value;
    use proptest::prelude::*;

    proptest! {
        /// Whatever was earned, and however far it lies outside the range, no index is below its mean.
        #[test]
        fn an_index_is_never_below_the_mean(
            rounds in proptest::collection::vec((0_usize..4, -0.5_f64..1.5), 1..200),
        ) {
            let gaussian: &[(&str, Value)] = &[("divergence", option("gaussian"))];
            let agents = [
                (&ucb1::DESCRIPTOR, &[][..]),
                (&ucb_tuned::DESCRIPTOR, &[]),
                (&ucb_v::DESCRIPTOR, &[]),
                (&moss::DESCRIPTOR, &[]),
                (&kl_ucb::DESCRIPTOR, &[]),
                (&kl_ucb::DESCRIPTOR, gaussian),
            ];
            for (descriptor, values) in agents {
                let mut bench = Bench::new(descriptor, values, 4);
                rounds.iter().for_each(|(arm, reward)| bench.learn(*arm, *reward));
                let thought = bench.explain();
                for (score, estimate) in thought.scores.iter().zip(&thought.estimates) {
                    prop_assert!(score >= estimate, "{}: {thought:?}", descriptor.part.id);
                }
            }
        }
    }
}
